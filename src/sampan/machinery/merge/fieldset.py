"""The fields a document mentions.

Upstream: structured-merge-diff `typed/tofieldset.go`.
"""

from __future__ import annotations

from typing import Any

from sampan.machinery.merge import sets
from sampan.machinery.merge.items import ItemError, element_of
from sampan.machinery.merge.schema import ListType, MapType, Type
from sampan.machinery.merge.sets import EMPTY, LEAF, Tree


def field_set(document: Any, type: Type) -> Tree:
    """Every leaf, every item of lists and free maps, every null and empty map. The document fits the type."""
    return _node(document, type) or EMPTY


def _node(value: Any, type: Type) -> Tree | None:
    """The node below the value's element; None if there is nothing to tell."""
    if value.__class__ is dict:
        if type.map is not None:
            return _of_map(value, type.map)
    elif value.__class__ is list:
        if type.list is not None:
            return _of_list(value, type.list)
    elif value is None:
        return _of_null(type)
    return LEAF


def _of_null(type: Type) -> Tree | None:
    if type.map is not None:
        return LEAF if type.map.atomic else None
    if type.scalar:
        return LEAF
    return LEAF if type.list is None or type.list.atomic else None


def _of_map(value: dict[str, Any], map: MapType) -> Tree | None:
    if map.atomic:
        return LEAF
    found = {}
    fields = map.fields
    for name, item in value.items():
        declared = fields.get(name)
        if declared is None:
            node = LEAF if map.element is None else sets.marked(_node(item, map.element))
            found['f:' + name] = node
            continue
        below = _node(item, declared[1])
        if item is None or item == EMPTY:
            below = sets.marked(below)
        if below is not None:
            found[declared[0]] = below
    return found or None


def _of_list(value: list[Any], list: ListType) -> Tree | None:
    if list.atomic:
        return LEAF
    found: dict[str, Tree] = {}
    twice = set()
    for item in value:
        try:
            element = element_of(list, item)
        except ItemError:
            continue  # validation has said so
        if element in found:
            twice.add(element)
        else:
            found[element] = sets.marked(_node(item, list.element))
    for element in twice:
        found[element] = LEAF  # items that cannot be told apart are owned as one
    return found or None
