"""What an environment is made of: functions with their overloads, gathered in libraries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sampan.machinery.cel.macros import MacroTable
from sampan.machinery.cel.types import Type

Implementation = Callable[..., Any]
Cost = Callable[[tuple[Any, ...], Any], int]


@dataclass(frozen=True, slots=True)
class Overload:
    """One signature of a function. For a method the first argument is the receiver."""

    id: str
    args: tuple[Type, ...]
    result: Type
    run: Implementation
    member: bool = False
    params: tuple[str, ...] = ()


@dataclass(slots=True)
class Function:
    """A name with its overloads, in the order they are tried."""

    name: str
    overloads: tuple[Overload, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """A named set of functions, macros and types."""

    name: str
    functions: tuple[tuple[str, Overload], ...] = ()
    macros: MacroTable = field(default_factory=dict)
    types: Mapping[str, Type] = field(default_factory=dict)


def overload(id_: str, args: Iterable[Type], result: Type, run: Implementation) -> Overload:
    """A global function's signature."""
    return _make(id_, tuple(args), result, run, False)


def method(id_: str, args: Iterable[Type], result: Type, run: Implementation) -> Overload:
    """A method's signature, receiver first."""
    return _make(id_, tuple(args), result, run, True)


def _make(id_: str, args: tuple[Type, ...], result: Type, run: Implementation, member: bool) -> Overload:
    names: dict[str, None] = {}
    for t in (*args, result):
        _collect(t, names)
    return Overload(id_, args, result, run, member, tuple(names))


def _collect(t: Type, names: dict[str, None]) -> None:
    if t.kind == 'param':
        names[t.name] = None
    for p in t.params:
        _collect(p, names)


def merge(libraries: Iterable[Library]) -> tuple[dict[str, Function], MacroTable, dict[str, Type]]:
    """All functions, macros and type names of some libraries; a repeated overload counts once."""
    found: dict[str, dict[str, Overload]] = {}
    macros: MacroTable = {}
    names: dict[str, Type] = {}
    for library in libraries:
        for name, one in library.functions:
            found.setdefault(name, {}).setdefault(one.id, one)
        macros.update(library.macros)
        names.update(library.types)
    return {name: Function(name, tuple(by_id.values())) for name, by_id in found.items()}, macros, names
