"""isSorted, sum, min, max, indexOf and lastIndexOf of lists. Upstream: k8s.io/apiserver/pkg/cel/library/lists.go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sampan.machinery.cel.arithmetic import add
from sampan.machinery.cel.declarations import Library, Overload, method
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.numbers import UInt
from sampan.machinery.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    INT,
    STRING,
    TIMESTAMP,
    UINT,
    Type,
    list_of,
    param,
)
from sampan.machinery.cel.values import Duration, compare, equal

COMPARABLE: tuple[tuple[str, Type], ...] = (
    ('int', INT),
    ('uint', UINT),
    ('double', DOUBLE),
    ('bool', BOOL),
    ('duration', DURATION),
    ('timestamp', TIMESTAMP),
    ('string', STRING),
    ('bytes', BYTES),
)
_ZEROS: tuple[tuple[str, Type, Any], ...] = (
    ('int', INT, 0),
    ('uint', UINT, UInt(0)),
    ('double', DOUBLE, 0.0),
    ('duration', DURATION, Duration(0)),
)


def _is_sorted(values: Any) -> bool:
    return all(compare(values[index], values[index + 1]) <= 0 for index in range(len(values) - 1))


def _sum(zero: Any) -> Callable[[Any], Any]:
    def total(values: Any) -> Any:
        result = zero
        for value in values:
            result = add(result, value)
        return result

    return total


def _best(name: str, wanted: int) -> Callable[[Any], Any]:
    def best(values: Any) -> Any:
        if not values:
            raise EvaluationError(f'{name} called on empty list')
        found = values[0]
        for value in values[1:]:
            if compare(found, value) == wanted:
                found = value
        return found

    return best


def _index_of(values: Any, item: Any) -> int:
    return next((index for index, value in enumerate(values) if equal(value, item)), -1)


def _last_index_of(values: Any, item: Any) -> int:
    return next((index for index in reversed(range(len(values))) if equal(values[index], item)), -1)


def _functions() -> list[tuple[str, Overload]]:
    found: list[tuple[str, Overload]] = []
    for name, t in COMPARABLE:
        found.append(('isSorted', method(f'list_{name}_is_sorted_bool', (list_of(t),), BOOL, _is_sorted)))
        found.append(('max', method(f'list_{name}_max_{name}', (list_of(t),), t, _best('max', -1))))
        found.append(('min', method(f'list_{name}_min_{name}', (list_of(t),), t, _best('min', 1))))
    for name, t, zero in _ZEROS:
        found.append(('sum', method(f'list_{name}_sum_{name}', (list_of(t),), t, _sum(zero))))
    a = param('A')
    found.append(('indexOf', method('list_a_index_of_int', (list_of(a), a), INT, _index_of)))
    found.append(('lastIndexOf', method('list_a_last_index_of_int', (list_of(a), a), INT, _last_index_of)))
    return found


LISTS = Library('kubernetes.lists', tuple(_functions()))
