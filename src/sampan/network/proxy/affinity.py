"""Carrying session affinity over a replacement of the table: which client stays with which endpoint, and how long."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sampan.network.proxy.planner import Command

_SET = re.compile(r'\bset (affinity-\S+) \{[^{}]*elements = \{([^}]*)\}')
_ELEMENT = re.compile(r'(\d+\.\d+\.\d+\.\d+)[^,]*? expires (\w+)')


def remembered(listing: str, wanted: Callable[[str], bool]) -> Iterator[Command]:
    """The commands that put the clients of a listed table's sets back; only sets that are `wanted` still."""
    for name, elements in _SET.findall(listing):
        if not wanted(name):
            continue
        for client, left in _ELEMENT.findall(elements):
            yield Command('add', 'element', name, f'{{ {client} expires {left} }}')
