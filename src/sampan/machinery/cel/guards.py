"""Calls whose argument types are known only when they run: the overload is chosen by the values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sampan.machinery.cel.arithmetic import OPERATORS
from sampan.machinery.cel.declarations import Overload
from sampan.machinery.cel.errors import EvaluationError, no_such_overload
from sampan.machinery.cel.types import Type
from sampan.machinery.cel.values import type_of

# How cel-go complains depends on where the function looks at its arguments.
_NAMELESS = frozenset({'!_', '@in', 'contains', 'endsWith', 'startsWith'})
_BARE = frozenset({'-_', 'matches', 'size'})


def _certain(t: Type) -> bool:
    return t.kind not in ('dyn', 'any', 'error', 'param')


def guarded(function: str, overloads: list[Overload], types: tuple[Type, ...]) -> Callable[..., Any]:
    """The implementation for a call; it raises `no such overload` for values that fit none."""
    if function in OPERATORS:
        return OPERATORS[function]
    if len(overloads) == 1 and all(
        _certain(t) or w.kind in ('param', 'dyn') for t, w in zip(types, overloads[0].args, strict=True)
    ):
        return overloads[0].run

    def choose(*values: Any) -> Any:
        kinds = [type_of(value) for value in values]
        for one in overloads:
            if len(one.args) == len(kinds) and all(map(_fits, one.args, kinds)):
                return one.run(*values)
        if function in _NAMELESS:
            raise no_such_overload()
        if function in _BARE:
            raise EvaluationError(f'no such overload: {function}')
        names = ', '.join(kind.name for kind in kinds)
        raise EvaluationError(f'no such overload: {function}({names})')

    return choose


def _fits(wanted: Type, kind: Type) -> bool:
    if wanted.kind in ('param', 'dyn', 'any'):
        return True
    return wanted.kind == kind.kind and wanted.name == kind.name
