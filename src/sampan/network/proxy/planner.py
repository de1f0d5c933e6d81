"""From wished-for fragments to commands for the kernel. Pure: no I/O, no clock.

The planner knows what it has put in the table. A change of some owners' fragments becomes the shortest list of
commands, in an order in which nothing is used before it is there or removed while it is used. Two owners may claim
the same map element (two Services with the same external address and port): the first in name order has it, and
when it lets go the next one gets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sampan.network.proxy.rules import Element, Fragment

EMPTY = Fragment()


@dataclass(frozen=True, slots=True)
class Command:
    """One nft command; `what` is chain, set, rule or element."""

    verb: str  # add, flush, delete
    what: str
    name: str
    body: str = ''

    def text(self, table: str) -> str:
        return f'{self.verb} {self.what} ip {table} {self.name} {self.body}'.rstrip()


@dataclass(slots=True)
class _Changes:
    """What one update comes to."""

    sets_added: dict[str, str] = field(default_factory=dict)
    sets_removed: list[str] = field(default_factory=list)
    chains_written: dict[str, tuple[str, ...]] = field(default_factory=dict)
    chains_new: list[str] = field(default_factory=list)
    chains_removed: list[str] = field(default_factory=list)
    elements: set[Element] = field(default_factory=set)


class Planner:
    """Keeps the fragments by owner. Owners' chains and sets have names of their own; elements may be contested."""

    def __init__(self) -> None:
        self._fragments: dict[str, Fragment] = {}
        self._claims: dict[Element, dict[str, str]] = {}
        self._placed: dict[Element, str] = {}

    def update(self, fragments: Mapping[str, Fragment | None]) -> list[Command]:
        """The commands that take the table from the present fragments to these; None removes an owner."""
        changes = _Changes()
        for owner, fragment in fragments.items():
            self._change(owner, fragment or EMPTY, changes)
        return list(self._commands(changes))

    def everything(self) -> list[Command]:
        """The commands that fill an empty table with the present fragments."""
        fresh = Planner()
        return fresh.update(self._fragments)

    def has_set(self, name: str) -> bool:
        return any(name in fragment.sets for fragment in self._fragments.values())

    def _change(self, owner: str, new: Fragment, changes: _Changes) -> None:
        old = self._fragments.get(owner, EMPTY)
        _diff_sets(old, new, changes)
        _diff_chains(old, new, changes)
        self._diff_elements(owner, old, new, changes)
        if new is EMPTY:
            self._fragments.pop(owner, None)
        else:
            self._fragments[owner] = new

    def _diff_elements(self, owner: str, old: Fragment, new: Fragment, changes: _Changes) -> None:
        for element in old.elements.keys() | new.elements.keys():
            claims = self._claims.setdefault(element, {})
            if element in new.elements:
                claims[owner] = new.elements[element]
            else:
                claims.pop(owner, None)
            changes.elements.add(element)

    def _commands(self, changes: _Changes) -> Iterator[Command]:
        removed, added = self._settle_elements(changes.elements)
        for name, specification in changes.sets_added.items():
            yield Command('add', 'set', name, f'{{ {specification} }}')
        for name in changes.chains_new:
            yield Command('add', 'chain', name)
        yield from removed
        for name, rules in changes.chains_written.items():
            if name not in changes.chains_new:
                yield Command('flush', 'chain', name)
            for rule in rules:
                yield Command('add', 'rule', name, rule)
        yield from added
        for name in changes.chains_removed:  # they may point at each other: first empty them all
            yield Command('flush', 'chain', name)
        for name in changes.chains_removed:
            yield Command('delete', 'chain', name)
        for name in changes.sets_removed:
            yield Command('delete', 'set', name)

    def _settle_elements(self, elements: Iterable[Element]) -> tuple[list[Command], list[Command]]:
        """Compare the winning claims with what is in the kernel; a changed value is removed and added."""
        removed, added = [], []
        for element in sorted(elements):
            claims = self._claims[element]
            wished = claims[min(claims)] if claims else None
            placed = self._placed.get(element)
            if placed != wished and placed is not None:
                removed.append(_element_command('delete', element, ''))
                del self._placed[element]
            if placed != wished and wished is not None:
                added.append(_element_command('add', element, wished))
                self._placed[element] = wished
            if not claims:
                del self._claims[element]
        return removed, added


def _element_command(verb: str, element: Element, value: str) -> Command:
    name, key = element
    return Command(verb, 'element', name, f'{{ {key} : {value} }}' if value else f'{{ {key} }}')


def _diff_sets(old: Fragment, new: Fragment, changes: _Changes) -> None:
    for name in old.sets.keys() - new.sets.keys():
        changes.sets_removed.append(name)
    for name, specification in new.sets.items():
        if name not in old.sets:
            changes.sets_added[name] = specification


def _diff_chains(old: Fragment, new: Fragment, changes: _Changes) -> None:
    for name in old.chains.keys() - new.chains.keys():
        changes.chains_removed.append(name)
    for name, rules in new.chains.items():
        if name not in old.chains:
            changes.chains_new.append(name)
        if old.chains.get(name) != rules:
            changes.chains_written[name] = rules
