"""Macros with two variables, and cel.bind. Upstream: cel-go's ext/comprehensions.go, ext/bindings.go."""

from __future__ import annotations

from typing import Any

from sampan.machinery.cel import macros
from sampan.machinery.cel.declarations import Library, overload
from sampan.machinery.cel.types import map_of, param

_K, _V = param('K'), param('V')
_MAP = map_of(_K, _V)


def _insert(found: dict[Any, Any], *more: Any) -> dict[Any, Any]:
    from sampan.machinery.cel.plan_fold import insert

    result = dict(found)
    for key, value in [more] if len(more) == 2 else more[0].items():
        insert(result, key, value)
    return result


TWO_VARIABLES = Library(
    'ext.comprehensions',
    (
        ('cel.@mapInsert', overload('@mapInsert_map_key_value', (_MAP, _K, _V), _MAP, _insert)),
        ('cel.@mapInsert', overload('@mapInsert_map_map', (_MAP, _MAP), _MAP, _insert)),
    ),
    macros.TWO_VARIABLES,
)
BINDINGS = Library('ext.bindings', (), macros.BINDINGS)
