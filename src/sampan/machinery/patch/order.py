"""The order of merged lists: elements a patch names stand in the patch's order, the server's own in theirs.

Where an element of each meets, they are interleaved by their places in the list as it was. Elements
are told apart by their merge key, or by value in a list of scalars (merge key '').
"""

from __future__ import annotations

from typing import Any

from sampan.machinery import gotext
from sampan.machinery.patch.errors import InvalidPatch, PatchError, PatchFailed


def same(left: Any, right: Any) -> bool:
    """Equality of scalars as Go sees it: of one type and one value."""
    return type(left) is type(right) and bool(left == right)


def contains(items: list[Any], value: Any) -> bool:
    """Whether a scalar is among `items`."""
    return any(same(each, value) for each in items)


def unique(items: list[Any]) -> list[Any]:
    """Each scalar once, at its first place."""
    seen: dict[tuple[type, Any], Any] = {}
    for each in items:
        seen.setdefault(_token(each, ''), each)
    return list(seen.values())


def key_of(element: Any, merge_key: str) -> Any:
    """The merge key's value, or the scalar itself. Raises PatchError if an object has none."""
    if not merge_key:
        return element
    if not isinstance(element, dict):
        raise PatchError('expected a map[string]interface {}, but received something else')
    if merge_key not in element:
        raise PatchError(f'map: {gotext.json_text(element)} does not contain declared merge key: {merge_key}')
    return element[merge_key]


def has_key(element: Any, merge_key: str, value: Any) -> bool:
    """Whether the object has this value under the merge key."""
    return isinstance(element, dict) and merge_key in element and same(element[merge_key], value)


def check_same_type(items: list[Any]) -> None:
    """Raises PatchError unless all elements are of one JSON type, and that no list."""
    types = {type(each) for each in items}
    if list in types:
        raise PatchFailed('lists of lists are not supported')
    if len(types) > 1:
        raise PatchError(f'list element types are not identical: {gotext.json_text(items)}')


def check(patch: list[Any], wanted: list[Any], merge_key: str) -> None:
    """Raises PatchError unless the patch's elements appear in `wanted` in the same order."""
    if not patch or not wanted:
        return
    places = iter([key_of(each, merge_key) for each in wanted])
    for element in patch:
        if isinstance(element, dict) and '$patch' in element:
            continue
        value = key_of(element, merge_key)
        if not any(same(place, value) for place in places):
            raise PatchError(
                f"The order in patch list:\n{gotext.json_text(patch)}\n doesn't match $setElementOrder list:\n"
                f'{gotext.json_text(wanted)}\n'
            )


def arrange(merged: list[Any], wanted: list[Any], before: list[Any], merge_key: str) -> list[Any]:
    """`merged` in order: those of `wanted` as there, the others as in `before`, interleaved by `before`."""
    wanted_place = _places(wanted, merge_key)
    before_place = _places(before, merge_key)
    named = [each for each in merged if _token(each, merge_key) in wanted_place]
    others = [each for each in merged if _token(each, merge_key) not in wanted_place]
    named.sort(key=lambda each: wanted_place[_token(each, merge_key)])
    others.sort(key=lambda each: before_place.get(_token(each, merge_key), -1))
    return _interleave(others, named, before_place, merge_key)


def _token(element: Any, merge_key: str) -> tuple[type, Any]:
    value = key_of(element, merge_key)
    if isinstance(value, dict | list):
        raise InvalidPatch(
            f'elements of a merged list need a scalar to be told apart by, not {gotext.json_text(value)}'
        )
    return type(value), value


def _places(items: list[Any], merge_key: str) -> dict[tuple[type, Any], int]:
    places: dict[tuple[type, Any], int] = {}
    for index, each in enumerate(items):
        places.setdefault(_token(each, merge_key), index)
    return places


def _interleave(others: list[Any], named: list[Any], place: dict[tuple[type, Any], int], merge_key: str) -> list[Any]:
    result: list[Any] = []
    left, right = 0, 0
    while left < len(others) and right < len(named):
        first, second = place.get(_token(others[left], merge_key)), place.get(_token(named[right], merge_key))
        if first is not None and second is not None and first < second:
            result.append(others[left])
            left += 1
        else:
            result.append(named[right])
            right += 1
    return result + others[left:] + named[right:]
