"""What changed between two documents of one type.

Upstream: structured-merge-diff `typed/compare.go`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sampan.machinery.merge import sets
from sampan.machinery.merge.elements import SELF
from sampan.machinery.merge.items import ABSENT, LIST, MAP, ItemError, element_of, equal, same, shape_of
from sampan.machinery.merge.schema import ListType, MapType, Type
from sampan.machinery.merge.sets import LEAF, Tree


@dataclass(frozen=True, slots=True)
class Comparison:
    """Three sets without a common member. All empty: the documents are equal."""

    removed: Tree
    modified: Tree
    added: Tree

    @property
    def changed(self) -> Tree:
        """Modified or added."""
        return sets.union(self.modified, self.added)

    def filtered(self, keep: Callable[[Tree], Tree] | None) -> Comparison:
        """Only what a filter keeps."""
        return self if keep is None else Comparison(keep(self.removed), keep(self.modified), keep(self.added))


def compare(old: Any, new: Any, type: Type) -> Comparison:
    """What `new` removed, modified and added."""
    walk = _Walk()
    walk.visit((), old, new, type)
    return Comparison(walk.removed, walk.modified, walk.added)


class _Walk:
    """The sets under construction. They are the walk's own, so it grows them in place."""

    def __init__(self) -> None:
        self.removed: dict[str, Any] = {}
        self.modified: dict[str, Any] = {}
        self.added: dict[str, Any] = {}

    def visit(self, path: tuple[str, ...], old: Any, new: Any, type: Type) -> None:
        if same(old, new):
            return
        shape = shape_of(type, old if new is ABSENT else new)
        leaf = self._handle(path, old, new, type, shape)
        if old is not ABSENT and new is not ABSENT and shape_of(type, old) != shape:
            self._handle(path, old, new, type, shape_of(type, old))
        if not leaf:
            self._container(path, old, new)

    def _container(self, path: tuple[str, ...], old: Any, new: Any) -> None:
        if old is ABSENT:
            _insert(self.added, path)
        elif new is ABSENT:
            _insert(self.removed, path)

    def _handle(self, path: tuple[str, ...], old: Any, new: Any, type: Type, shape: str) -> bool:
        """True if it is a leaf."""
        if shape == MAP and type.map is not None:
            return self._map(path, old, new, type.map)
        if shape == LIST and type.list is not None:
            return self._list(path, old, new, type.list)
        return self._leaf(path, old, new)

    def _leaf(self, path: tuple[str, ...], old: Any, new: Any) -> bool:
        if old is ABSENT:
            _insert(self.added, path)
        elif new is ABSENT:
            _insert(self.removed, path)
        elif not equal(old, new):
            _insert(self.modified, path)
        return True

    def _map(self, path: tuple[str, ...], old: Any, new: Any, map: MapType) -> bool:
        before: dict[str, Any] = old if isinstance(old, dict) else {}
        after: dict[str, Any] = new if isinstance(new, dict) else {}
        if map.atomic or not (before or after):
            return self._leaf(path, old, new)
        for name in before.keys() | after.keys() if before else after:
            declared = map.fields.get(name)
            if declared is not None:
                step, type = declared
            elif map.element is not None:
                step, type = 'f:' + name, map.element
            else:
                continue  # validation has said so
            self.visit((*path, step), before.get(name, ABSENT), after.get(name, ABSENT), type)
        return False

    def _list(self, path: tuple[str, ...], old: Any, new: Any, list: ListType) -> bool:
        if list.atomic or not (_items(old) or _items(new)):
            return self._leaf(path, old, new)
        before, after = _by_element(_items(old), list), _by_element(_items(new), list)
        for element in (*before, *(each for each in after if each not in before)):
            self._item((*path, element), before.get(element, []), after.get(element, []), list)
        return False

    def _item(self, path: tuple[str, ...], before: list[Any], after: list[Any], list: ListType) -> None:
        """One element's items; several that cannot be told apart are compared as one, and owned as one."""
        if len(before) < 2 and len(after) < 2:
            self.visit(path, before[0] if before else ABSENT, after[0] if after else ABSENT, list.element)
        elif len(before) >= 2 and len(after) >= 2:
            if not equal(before, after):
                _insert(self.modified, path)
        elif len(before) >= 2:
            if after:
                self.visit(path, ABSENT, after[0], list.element)
            _insert(self.removed, path)
        else:
            if before:
                self.visit(path, before[0], ABSENT, list.element)
            _insert(self.added, path)


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _by_element(items: list[Any], list: ListType) -> dict[str, list[Any]]:
    found: dict[str, Any] = {}
    for item in items:
        try:
            found.setdefault(element_of(list, item), []).append(item)
        except ItemError:
            continue  # validation has said so
    return found


def _insert(tree: dict[str, Any], path: tuple[str, ...]) -> None:
    """Make the path a member. The nodes on the way are the tree's own; only ends are the shared LEAF."""
    if not path:
        return
    node = tree
    for element in path[:-1]:
        deeper = node.get(element)
        if deeper is None:
            deeper = node[element] = {}
        elif deeper is LEAF:
            deeper = node[element] = {SELF: LEAF}
        node = deeper
    last = node.get(path[-1])
    if last is None:
        node[path[-1]] = LEAF
    elif last is not LEAF:
        last[SELF] = LEAF
