"""Items of associative lists: by which path element each is known. And which shape of a type a value has.

Upstream: structured-merge-diff `typed/helpers.go`.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from sampan.machinery import gotext
from sampan.machinery.merge import elements
from sampan.machinery.merge.schema import MISSING, ListType, Type

ABSENT: Final[Any] = object()
"""Where one of two documents has nothing, not even null."""

SCALAR, LIST, MAP = 'scalar', 'list', 'map'


class ItemError(ValueError):
    """An item cannot be told apart from the others."""


def element_of(list: ListType, item: Any) -> str:
    """The path element of an item. Raises ItemError."""
    if not list.keys:
        return _of_set(item)
    if item is None:
        raise ItemError('associative list with keys may not have a null element')
    if not isinstance(item, dict):
        raise ItemError('associative list with keys may not have non-map elements')
    found = {}
    for name in list.keys:
        part = item.get(name, MISSING)
        if part is MISSING:
            part = list.defaults.get(name, MISSING)
        if part is not MISSING:
            found[name] = part
    if not found:
        names = ' '.join(gotext.quote(name) for name in list.keys)
        raise ItemError(
            f'associative list with keys has an element that omits all key fields [{names}] '
            "(and doesn't have default values for any key fields)"
        )
    return elements.key(found)


def _of_set(item: Any) -> str:
    if isinstance(item, dict):
        raise ItemError("associative list without keys has an element that's a map type")
    if isinstance(item, list_type):
        raise ItemError('not supported: associative list with lists as elements')
    if item is None:
        raise ItemError("associative list without keys has an element that's an explicit null")
    return elements.value(item)


list_type = list


def shape_of(type: Type, value: Any) -> str:
    """What the type makes of the value: the shape it has if the type allows it, else the type's first.

    Null and ABSENT have no shape of their own and take the first.
    """
    if value is not None and value is not ABSENT:
        if isinstance(value, dict):
            if type.map is not None:
                return MAP
        elif isinstance(value, list_type):
            if type.list is not None:
                return LIST
        elif type.scalar:
            return SCALAR
    if type.map is not None:
        return MAP
    return SCALAR if type.scalar else LIST


def same(left: Any, right: Any) -> bool:
    """Whether two values certainly are equal. Python takes true for 1, so what is written is compared as well."""
    return bool(left == right) and (
        left.__class__ is str or left is None or msgspec.json.encode(left) == msgspec.json.encode(right)
    )


def equal(left: Any, right: Any) -> bool:
    """Upstream's equality of values: 1 is 1.0 and is not true."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(item, right[name]) for name, item in left.items())
    if isinstance(left, list_type) and isinstance(right, list_type):
        return len(left) == len(right) and all(map(equal, left, right))
    return bool(left == right)
