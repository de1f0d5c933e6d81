"""Laying a partial document over a whole one.

Upstream: structured-merge-diff `typed/merge.go`.
"""

from __future__ import annotations

from typing import Any

from sampan.machinery.merge.elements import shown
from sampan.machinery.merge.items import ABSENT, LIST, MAP, ItemError, element_of, shape_of
from sampan.machinery.merge.schema import ListType, MapType, Type


class MergeError(ValueError):
    """The documents cannot be merged: items of a list cannot be told apart."""


def merge(live: Any, wanted: Any, type: Type) -> Any:
    """`live` with everything `wanted` says; nothing is removed. Lists keep live's order where `wanted` has no other.

    Parts are shared with both. Raises MergeError.
    """
    merged = _merge(live, wanted, type)
    return None if merged is ABSENT else merged


def _merge(left: Any, right: Any, type: Type) -> Any:
    """The merged value; ABSENT if there is none."""
    shape = shape_of(type, left if right is ABSENT else right)
    if shape == MAP and type.map is not None:
        return _merge_maps(left, right, type.map)
    if shape == LIST and type.list is not None:
        return _merge_lists(left, right, type.list)
    return _last(left, right)


def _last(left: Any, right: Any) -> Any:
    return left if right is ABSENT else right


def _merge_maps(left: Any, right: Any, map: MapType) -> Any:
    ours: dict[str, Any] = left if isinstance(left, dict) else {}
    theirs: dict[str, Any] = right if isinstance(right, dict) else {}
    if map.atomic or not (ours or theirs):
        return _last(left, right)
    merged = {}
    for name in (*ours, *(each for each in theirs if each not in ours)):
        declared = map.fields.get(name)
        type = map.element if declared is None else declared[1]
        one, other = ours.get(name, ABSENT), theirs.get(name, ABSENT)
        value = _last(one, other) if type is None else one if other is ABSENT else _merge(one, other, type)
        if value is not ABSENT:
            merged[name] = value
    return merged or ABSENT


def _merge_lists(left: Any, right: Any, list_: ListType) -> Any:
    ours: list[Any] = left if isinstance(left, list) else []
    theirs: list[Any] = right if isinstance(right, list) else []
    if list_.atomic or not (ours or theirs):
        return _last(left, right)
    return _Lists(ours, theirs, list_).merged() or ABSENT


class _Lists:
    """Two associative lists. Items of both come in the right one's order, items of the left only keep their places."""

    def __init__(self, ours: list[Any], theirs: list[Any], list_: ListType) -> None:
        self._list = list_
        self._ours = ours
        self._left = [_element(list_, item, position) for position, item in enumerate(ours)]
        self._right = [_element(list_, item, position) for position, item in enumerate(theirs)]
        self._theirs = dict(zip(self._right, theirs, strict=True))
        if len(self._theirs) < len(self._right):
            twice = next(each for each in self._right if self._right.count(each) > 1)
            raise MergeError(f'duplicate entries for key {shown(twice)}')
        self._known: dict[str, Any] = {}
        for element, item in zip(self._left, ours, strict=True):
            # What is there several times is not merged with the new item, it makes room for it.
            self._known[element] = None if element in self._known else item

    def merged(self) -> list[Any]:
        out: list[Any] = []
        shared = iter([element for element in self._right if element in self._known])
        expected = next(shared, None)
        done: set[str] = set()
        left = right = 0
        while left < len(self._left) or right < len(self._right):
            if left < len(self._left):
                element = self._left[left]
                if right < len(self._right) and element == self._right[right]:
                    done.add(element)
                    self._take(out, element)
                    left, right = left + 1, right + 1
                    expected = next(shared, None)
                    continue
                if element not in self._theirs:
                    out.append(self._ours[left])
                    left += 1
                    continue
                if right < len(self._right) and expected is not None and expected != element:
                    left += 1  # shared, but not the one whose turn it is
                    continue
                if element in done:
                    left += 1  # merged with the other's already
            if right < len(self._right):
                element = self._right[right]
                done.add(element)
                self._take(out, element)
                right += 1
                if element == expected:
                    expected = next(shared, None)
        return out

    def _take(self, out: list[Any], element: str) -> None:
        ours = self._known.get(element, ABSENT)
        value = _merge(ours, self._theirs[element], self._list.element)
        if value is not ABSENT:
            out.append(value)


def _element(list_: ListType, item: Any, position: int) -> str:
    try:
        return element_of(list_, item)
    except ItemError as error:
        raise MergeError(f'element {position}: {error}') from None
