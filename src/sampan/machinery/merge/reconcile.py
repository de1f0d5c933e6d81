"""Sets that were written when a type was another: what was taken apart then may be one leaf now.

Upstream: structured-merge-diff `typed/reconcile_schema.go`, `fieldpath/set.go` (EnsureNamedFieldsAreMembers).
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from sampan.machinery.merge import sets
from sampan.machinery.merge.elements import FIELD, KEY, SELF
from sampan.machinery.merge.schema import Type, is_deduced
from sampan.machinery.merge.sets import LEAF, Tree

REMEMBERED = 4096
# Sets come back with every write. By the identity of set and type, with both, so that they live as long.
_known: OrderedDict[tuple[int, int], tuple[Tree, Type, Tree]] = OrderedDict()


def reconcile(fields: Tree, type: Type) -> Tree:
    """The set as the type wants it: who owned parts of what is atomic owns all of it. The same if nothing changed."""
    if type.map is None or type.map.atomic or not fields:
        return fields
    identity = (id(fields), id(type))
    known = _known.get(identity)
    if known is None:
        known = _known[identity] = (fields, type, _members(fields, type))
        if len(_known) > REMEMBERED:
            _known.popitem(last=False)
    return known[2]


def _members(node: Tree, type: Type) -> Tree:
    changed: dict[str, Any] = {}
    for element, below in node.items():
        if not below or element == SELF:
            continue
        inner = _inner(type, element)
        if inner is None:
            continue
        after = LEAF if _is_leaf(inner) else _members(below, inner)
        if after is not below:
            changed[element] = after
    return {**node, **changed} if changed else node


def _inner(type: Type, element: str) -> Type | None:
    """The type below an element; None if the type knows nothing of it or is not reconciled."""
    if type.map is not None:
        if is_deduced(type.map):
            return None
        declared = type.map.fields.get(element[2:]) if element.startswith(FIELD) else None
        return declared[1] if declared else type.map.element
    return None if type.list is None else type.list.element


def _is_leaf(type: Type) -> bool:
    if type.map is not None:
        return type.map.atomic and not is_deduced(type.map)
    return not type.scalar and type.list is not None and type.list.atomic


def named(fields: Tree, type: Type) -> Tree:
    """The set with every declared field on the way to a member a member too."""
    found = {}
    for element, below in fields.items():
        if not below or element == SELF:
            found[element] = below
            continue
        inner, declared = _step(type, element)
        node = named(below, inner)
        found[element] = sets.marked(node) if declared else node
    return found


_NOTHING = Type()


def _step(type: Type, element: str) -> tuple[Type, bool]:
    """The type below an element, and whether the element is a declared field."""
    if type.map is not None and element.startswith(FIELD):
        declared = type.map.fields.get(element[2:])
        if declared is not None:
            return declared[1], True
        return type.map.element or _NOTHING, False
    if type.list is not None and element.startswith(KEY):
        return type.list.element, False
    return _NOTHING, False
