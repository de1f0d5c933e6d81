"""Path elements: the steps of a field path, as FieldsV1 writes them, their order and how messages print them.

Upstream: structured-merge-diff `fieldpath/{element,serialize-pe}.go`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cmp_to_key, lru_cache
from typing import Any

import msgspec

from sampan.machinery import gotext

FIELD, KEY, VALUE, INDEX = 'f:', 'k:', 'v:', 'i:'
SELF = '.'
_RANK = {SELF: -1, 'f': 0, 'k': 1, 'v': 2, 'i': 3}

Scalar = str | int | float | bool | None


def field(name: str) -> str:
    """The member `name`."""
    return FIELD + name


def key(parts: Mapping[str, Any]) -> str:
    """The item of a list whose key fields have these values."""
    ordered = {name: canonical(parts[name]) for name in sorted(parts)}
    return KEY + msgspec.json.encode(ordered).decode()


def value(item: Any) -> str:
    """The item of a set that is this value."""
    return VALUE + msgspec.json.encode(canonical(item)).decode()


def canonical(number: Any) -> Any:
    """Numbers that are equal are written the same: 80 for 80.0."""
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 2**53 else number


def normalized(text: str) -> str | None:
    """An element as somebody wrote it, as we write it; None for one of a kind nobody knows. Raises ValueError."""
    if text[1:2] != ':':
        raise ValueError('key must be 2 characters long:' if len(text) < 2 else f'missing colon: {text}')
    kind, content = text[:2], text[2:]
    if kind == FIELD:
        return text
    if kind == INDEX:
        return INDEX + str(int(content))
    if kind == KEY:
        return key(msgspec.json.decode(content, type=dict))
    return value(msgspec.json.decode(content)) if kind == VALUE else None


def shown(element: str) -> str:
    """The element in a message: `.name`, `[name="a"]`, `[=1]`, `[0]`."""
    kind, content = element[:2], element[2:]
    if kind == FIELD:
        return '.' + content
    if kind == INDEX:
        return f'[{content}]'
    decoded = msgspec.json.decode(content)
    if kind == KEY:
        return '[' + ','.join(f'{name}={_text(part)}' for name, part in decoded.items()) + ']'
    return f'[={_text(decoded)}]'


def _text(item: Any) -> str:
    if item is None:
        return 'null'
    if isinstance(item, str):
        return gotext.quote(item)
    if isinstance(item, list):
        return '[' + ','.join(_text(each) for each in item) + ']'
    if isinstance(item, dict):
        return ''.join(f'{name}={_text(each)}' for name, each in item.items())
    return gotext.value(item)


def ordered(elements: Iterable[str]) -> list[str]:
    """In upstream's order: members, keyed items, values, positions, each by content."""
    plain = sorted(elements)
    if not plain or plain[-1][:2] <= FIELD:  # nothing but `.` and members, which the sort of text got right
        return plain
    return sorted(plain, key=_sort_key)


@lru_cache(maxsize=4096)
def _sort_key(element: str) -> Any:
    rank = _RANK[element[0]]
    content = element[2:]
    if rank == 3:
        return (rank, int(content))
    if rank < 1:
        return (rank, content)
    return (rank, _Ordered(msgspec.json.decode(content)))


def _rank_of(item: Any) -> int:
    if item is None:
        return 5
    if isinstance(item, bool):
        return 2
    if isinstance(item, (int, float)):
        return 0
    return 1 if isinstance(item, str) else 3 if isinstance(item, list) else 4


def compare_values(left: Any, right: Any) -> int:
    """Upstream's total order of values: numbers, strings, booleans, lists, maps, null."""
    ranks = _rank_of(left), _rank_of(right)
    if ranks[0] != ranks[1]:
        return -1 if ranks[0] < ranks[1] else 1
    if isinstance(left, list):
        return _compare_rows(left, right)
    if isinstance(left, dict):
        return _compare_rows([part for pair in sorted(left.items()) for part in pair],
                             [part for pair in sorted(right.items()) for part in pair])  # fmt: skip
    if left is None or left == right:
        return 0
    return -1 if left < right else 1


def _compare_rows(left: list[Any], right: list[Any]) -> int:
    for one, other in zip(left, right, strict=False):
        order = compare_values(one, other)
        if order:
            return order
    return len(left) - len(right)


_Ordered = cmp_to_key(compare_values)
