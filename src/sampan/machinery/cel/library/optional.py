"""Values that may be missing: optional.of, ?., [?], or, orValue, optMap. Upstream: cel-go's cel/library.go."""

from __future__ import annotations

from typing import Any

from sampan.machinery.cel import macros
from sampan.machinery.cel.declarations import Library, method, overload
from sampan.machinery.cel.errors import EvaluationError, no_such_overload
from sampan.machinery.cel.types import BOOL, DYN, INT, STRING, list_of, map_of, optional_of, param
from sampan.machinery.cel.values import NONE, Duration, Optional, Timestamp

_K, _V = param('K'), param('V')
_OPT = optional_of(_V)
_LIST, _MAP = list_of(_V), map_of(_K, _V)


def _never(*args: Any) -> Any:
    """For operators that the planner writes itself."""
    raise no_such_overload()


def _non_zero(value: Any) -> Optional:
    if isinstance(value, Duration):
        return NONE if value.ns == 0 else Optional(value)
    if isinstance(value, Timestamp):
        return NONE if value.ns == -62135596800 * 1_000_000_000 else Optional(value)
    if isinstance(value, Optional):
        return Optional(value) if value.present else NONE
    if value is None or (isinstance(value, (bool, int, float, str, bytes, list, dict)) and not value):
        return NONE
    return Optional(value)


def _unwrap(values: Any) -> list[Any]:
    found = []
    for value in values:
        if not isinstance(value, Optional):
            raise EvaluationError(f'value {value} is not optional')
        if value.present:
            found.append(value.value)
    return found


OPTIONAL = Library(
    'optional',
    (
        ('optional.of', overload('optional_of', (_V,), _OPT, Optional)),
        ('optional.ofNonZeroValue', overload('optional_ofNonZeroValue', (_V,), _OPT, _non_zero)),
        ('optional.none', overload('optional_none', (), _OPT, lambda: NONE)),
        ('value', method('optional_value', (_OPT,), _V, Optional.get)),
        ('hasValue', method('optional_hasValue', (_OPT,), BOOL, lambda value: value.present)),
        ('or', method('optional_or_optional', (_OPT, _OPT), _OPT, _never)),
        ('orValue', method('optional_orValue_value', (_OPT, _V), _V, _never)),
        ('_?._', overload('select_optional_field', (DYN, STRING), _OPT, _never)),
        ('_[?_]', overload('list_optindex_optional_int', (_LIST, INT), _OPT, _never)),
        ('_[?_]', overload('optional_list_optindex_optional_int', (optional_of(_LIST), INT), _OPT, _never)),
        ('_[?_]', overload('map_optindex_optional_value', (_MAP, _K), _OPT, _never)),
        ('_[?_]', overload('optional_map_optindex_optional_value', (optional_of(_MAP), _K), _OPT, _never)),
        ('_[_]', overload('optional_list_index_int', (optional_of(_LIST), INT), _OPT, _never)),
        ('_[_]', overload('optional_map_index_value', (optional_of(_MAP), _K), _OPT, _never)),
        ('last', method('list_last', (_LIST,), _OPT, lambda values: Optional(values[-1]) if values else NONE)),
        ('first', method('list_first', (_LIST,), _OPT, lambda values: Optional(values[0]) if values else NONE)),
        ('optional.unwrap', overload('optional_unwrap', (list_of(_OPT),), _LIST, _unwrap)),
        ('unwrapOpt', method('optional_unwrapOpt', (list_of(_OPT),), _LIST, _unwrap)),
    ),
    macros.OPTIONAL,
    {'optional_type': optional_of(_V)},
)
