"""Taking fields out of a document, or everything but them.

Upstream: structured-merge-diff `typed/remove.go`.
"""

from __future__ import annotations

from typing import Any

from sampan.machinery.merge import sets
from sampan.machinery.merge.elements import SELF
from sampan.machinery.merge.items import ItemError, element_of
from sampan.machinery.merge.schema import ListType, MapType, Type
from sampan.machinery.merge.sets import Tree


def remove(document: Any, fields: Tree, type: Type) -> Any:
    """`document` without these fields and items. Containers that lose their last member stay, empty."""
    if not fields:
        return document
    return _removed(document, fields, type)


def _removed(value: Any, fields: Tree, type: Type) -> Any:
    if isinstance(value, dict) and type.map is not None:
        return _from_map(value, fields, type.map)
    if isinstance(value, list) and type.list is not None:
        return _from_list(value, fields, type.list)
    return value


def _from_map(value: dict[str, Any], fields: Tree, map: MapType) -> Any:
    if map.atomic or not value:
        return None
    left, matched = {}, False
    for name, item in value.items():
        declared = map.fields.get(name)
        node = fields.get(declared[0] if declared else 'f:' + name)
        if node is not None:
            if sets.is_member(node):
                continue
            matched = True
            item = _emptied(item, node, (declared[1] if declared else map.element) or Type())
        left[name] = item
    return left if left or matched else None


def _from_list(value: list[Any], fields: Tree, list_: ListType) -> Any:
    if list_.atomic or not value:
        return None
    left, matched = [], False
    for item in value:
        node = fields.get(_element(list_, item))
        if node is not None:
            if sets.is_member(node):
                continue
            matched = True
            item = _emptied(item, node, list_.element)
        left.append(item)
    return left if left or matched else None


def _emptied(item: Any, node: Tree, type: Type) -> Any:
    """What stays of an item that loses some of its members: at least an empty one of its kind."""
    rest = _removed(item, node, type)
    if rest is None:
        return {} if isinstance(item, dict) else [] if isinstance(item, list) else None
    return rest


def _element(list_: ListType, item: Any) -> str:
    try:
        return element_of(list_, item)
    except ItemError:
        return ''  # validation has said so; it is in no set


def extract(document: Any, fields: Tree, type: Type) -> Any:
    """Only these fields and items of the document."""
    if isinstance(document, dict) and type.map is not None:
        return _of_map(document, fields, type.map)
    if isinstance(document, list) and type.list is not None:
        return _of_list(document, fields, type.list)
    return document


def _of_map(value: dict[str, Any], fields: Tree, map: MapType) -> Any:
    if map.atomic or not value:
        return value
    found = {}
    for name, item in value.items():
        declared = map.fields.get(name)
        node = fields.get(declared[0] if declared else 'f:' + name)
        if node is None:
            continue
        type = (declared[1] if declared else map.element) or Type()
        found[name] = extract(item, fields if sets.is_member(node) else node, type)
    return found or None


def _of_list(value: list[Any], fields: Tree, list_: ListType) -> Any:
    if list_.atomic or not value:
        return value
    found = []
    for item in value:
        node = fields.get(_element(list_, item))
        if node is not None:
            below = {name: each for name, each in node.items() if name != SELF}
            found.append(extract(item, below, list_.element) if below else item)
    return found or None
