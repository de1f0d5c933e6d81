"""Lists as sets: sets.contains, sets.equivalent, sets.intersects. Upstream: cel-go's ext/sets.go."""

from __future__ import annotations

from typing import Any

from sampan.machinery.cel.declarations import Library, overload
from sampan.machinery.cel.types import BOOL, list_of, param
from sampan.machinery.cel.values import contains

_T = list_of(param('T'))


def _contains(whole: Any, part: Any) -> bool:
    return all(contains(whole, element) for element in part)


def _equivalent(a: Any, b: Any) -> bool:
    return _contains(a, b) and _contains(b, a)


def _intersects(a: Any, b: Any) -> bool:
    return any(contains(b, element) for element in a)


SETS = Library(
    'ext.sets',
    (
        ('sets.contains', overload('list_sets_contains_list', (_T, _T), BOOL, _contains)),
        ('sets.equivalent', overload('list_sets_equivalent_list', (_T, _T), BOOL, _equivalent)),
        ('sets.intersects', overload('list_sets_intersects_list', (_T, _T), BOOL, _intersects)),
    ),
)
