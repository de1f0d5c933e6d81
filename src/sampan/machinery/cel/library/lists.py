"""slice, flatten, sort, sortBy, distinct, reverse and lists.range. Upstream: cel-go's ext/lists.go, version 3."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from sampan.machinery.cel import macros
from sampan.machinery.cel.ast import UNUSED, Call, Fold, Ident, ListLiteral, Literal, Node
from sampan.machinery.cel.declarations import Library, Overload, method, overload
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.library.kubernetes_lists import COMPARABLE
from sampan.machinery.cel.types import DYN, INT, list_of, param
from sampan.machinery.cel.values import compare, equal, type_name

_INPUT = '@__sortBy_input__'
MAX_RANGE = 1_000_000


def _slice(values: Any, start: int, end: int) -> list[Any]:
    if start < 0 or end < 0:
        raise EvaluationError(f'cannot slice({start}, {end}), negative indexes not supported')
    if start > end:
        raise EvaluationError(f'cannot slice({start}, {end}), start index must be less than or equal to end index')
    if len(values) < end:
        raise EvaluationError(f'cannot slice({start}, {end}), list is length {len(values)}')
    return list(values[start:end])


def _flatten(values: Any, depth: int = 1) -> list[Any]:
    if depth < 0:
        raise EvaluationError('level must be non-negative')
    found: list[Any] = []
    for value in values:
        if isinstance(value, (list, tuple)) and depth > 0:
            found.extend(_flatten(value, depth - 1))
        else:
            found.append(value)
    return found


def _sort(values: Any) -> list[Any]:
    return _sort_by(values, values)


def _sort_by(values: Any, keys: Any) -> list[Any]:
    if len(values) != len(keys):
        raise EvaluationError(
            '@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got '
            f'{len(values)} and {len(keys)} elements respectively'
        )
    if not values:
        return list(values)
    if any(type_name(key) != type_name(keys[0]) for key in keys):
        raise EvaluationError('list elements must have the same type')
    order = sorted(range(len(keys)), key=cmp_to_key(lambda i, j: compare(keys[i], keys[j])))
    return [values[index] for index in order]


def _range(count: int) -> list[int]:
    if count > MAX_RANGE:
        # Each element costs one unit, so no budget pays for more; upstream would build the list first.
        raise EvaluationError('operation cancelled: actual cost limit exceeded')
    return list(range(count))


def _distinct(values: Any) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if not any(equal(value, other) for other in found):
            found.append(value)
    return found


def _sort_by_macro(at: int, target: Node | None, args: list[Node]) -> Node:
    if target is None or isinstance(target, Literal):
        raise macros.MacroError(
            at if target is None else target.at,
            'sortBy can only be applied to a list, identifier, comprehension, call or select expression',
        )
    mapped = macros.STANDARD[('map', 2, True)](at, Ident(at, _INPUT), args)
    assert mapped is not None
    result = Call(at, '@sortByAssociatedKeys', [mapped], Ident(at, _INPUT))
    return Fold(at, ListLiteral(at, []), UNUSED, '', _INPUT, target, Literal(at, False), Ident(at, _INPUT), result)


def _functions() -> list[tuple[str, Overload]]:
    t = list_of(param('T'))
    anything = list_of(DYN)
    found = [
        ('slice', method('list_slice', (t, INT, INT), t, _slice)),
        ('flatten', method('list_flatten', (list_of(t),), t, _flatten)),
        ('flatten', method('list_flatten_int', (anything, INT), anything, _flatten)),
        ('lists.range', overload('lists_range', (INT,), list_of(INT), _range)),
        ('reverse', method('list_reverse', (t,), t, lambda values: list(reversed(values)))),
        ('distinct', method('list_distinct', (t,), t, _distinct)),
    ]
    for _, key in COMPARABLE:
        keys = list_of(key)
        found.append(('sort', method(f'list_{key.name}_sort', (keys,), keys, _sort)))
        name = f'list_{key.name}_sortByAssociatedKeys'
        found.append(('@sortByAssociatedKeys', method(name, (t, keys), t, _sort_by)))
    return found


LISTS = Library('ext.lists', tuple(_functions()), {('sortBy', 2, True): _sort_by_macro})
