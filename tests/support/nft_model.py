"""A table of nftables as far as the proxy's commands need it, with the kernel's refusals.

Like the kernel it refuses to delete a chain that something still points at, to point at what is not there, to add
an element twice with another value, and to delete what is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sampan.network.proxy.planner import Command

VERDICT = re.compile(r'(?:goto|jump) ([\w./-]+)')
SET = re.compile(r'@([\w./-]+)')


class Refused(Exception):
    pass


class Table:
    def __init__(self, maps: Iterable[str], chains: Iterable[str]) -> None:
        self.fixed = frozenset(chains)
        self.chains: dict[str, list[str]] = {name: [] for name in chains}
        self.sets: dict[str, str] = {}
        self.elements: dict[tuple[str, str], str] = {}
        self.maps = frozenset(maps)

    def state(self):
        return (self.chains, self.sets, self.elements)

    def apply(self, commands: Iterable[Command]) -> None:
        for command in commands:
            getattr(self, f'_{command.verb}_{command.what}')(command.name, command.body)

    def _add_set(self, name: str, body: str) -> None:
        if name in self.sets:
            raise Refused(f'set {name} is there')
        self.sets[name] = body

    def _delete_set(self, name: str, body: str) -> None:
        if any(name in SET.findall(rule) for rules in self.chains.values() for rule in rules):
            raise Refused(f'set {name} is in use')
        del self.sets[name]

    def _add_chain(self, name: str, body: str) -> None:
        self.chains.setdefault(name, [])

    def _flush_chain(self, name: str, body: str) -> None:
        self.chains[name] = []

    def _delete_chain(self, name: str, body: str) -> None:
        used = [rule for rules in self.chains.values() for rule in rules] + list(self.elements.values())
        if any(name in VERDICT.findall(text) for text in used):
            raise Refused(f'chain {name} is in use')
        if self.chains[name]:
            raise Refused(f'chain {name} has rules')
        del self.chains[name]

    def _add_rule(self, name: str, body: str) -> None:
        for chain in VERDICT.findall(body):
            if chain not in self.chains:
                raise Refused(f'rule of {name}: no chain {chain}')
        for used in SET.findall(body):
            if used not in self.sets:
                raise Refused(f'rule of {name}: no set {used}')
        self.chains[name].append(body)

    def _add_element(self, name: str, body: str) -> None:
        key, _, value = body.strip('{} ').partition(' : ')
        if name not in self.maps:
            raise Refused(f'no map {name}')
        for chain in VERDICT.findall(value):
            if chain not in self.chains:
                raise Refused(f'element of {name}: no chain {chain}')
        if self.elements.get((name, key), value) != value:
            raise Refused(f'element {key} of {name} has another value')
        self.elements[name, key] = value

    def _delete_element(self, name: str, body: str) -> None:
        del self.elements[name, body.strip('{} ')]
