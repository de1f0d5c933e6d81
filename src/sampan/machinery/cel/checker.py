"""Types for every node, overloads for every call, complaints where there are none. Upstream: cel-go's checker.

The checker asks a `Scope` for names, functions and fields; the environment is one. It changes the tree: a dotted name
that is declared as a whole becomes one Ident, a namespaced function loses its target.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sampan.machinery.cel.ast import (
    Call,
    Fold,
    Ident,
    ListLiteral,
    Literal,
    MapLiteral,
    Node,
    ObjectLiteral,
    Select,
    qualified,
)
from sampan.machinery.cel.declarations import Function, Overload
from sampan.machinery.cel.source import Source
from sampan.machinery.cel.types import (
    BOOL,
    DYN,
    ERROR,
    INT,
    Type,
    format_call,
    format_type,
    is_dyn,
    is_dyn_or_error,
    list_of,
    map_of,
    optional_of,
    param,
    type_of,
    unwrap_optional,
)
from sampan.machinery.cel.unify import Mapping as Bound
from sampan.machinery.cel.unify import assign, assign_all, most_general, substitute
from sampan.machinery.cel.values import type_of as type_of_value


class Scope(Protocol):
    """What the checker may ask about the environment."""

    functions: Mapping[str, Function]
    homogeneous: bool
    cross_numeric: bool

    def variable(self, name: str) -> Type | None: ...
    def named_type(self, name: str) -> Type | None: ...
    def field(self, of: Type, name: str) -> Type | None: ...
    def is_struct(self, name: str) -> bool: ...


def check(root: Node, source: Source, scope: Scope) -> Node:
    """The checked tree; complaints go to the source. Raises CompileError."""
    checker = _Checker(source, scope)
    try:
        root = checker.check(root)
    except RecursionError:
        source.report(-1, 'expression recursion limit exceeded: 250')
    source.check()
    for node in checker.typed:
        node.type = substitute(checker.bound, node.type, True)
    return root


class _Checker:
    """One run over one tree."""

    def __init__(self, source: Source, scope: Scope) -> None:
        self.source = source
        self.scope = scope
        self.bound: Bound = {}
        self.locals: list[tuple[str, Type]] = []
        self.typed: list[Node] = []
        self.variables = 0

    def check(self, node: Node) -> Node:
        """Types the node and returns it, or the node that takes its place."""
        kind = type(node)
        if kind is Literal:
            assert isinstance(node, Literal)
            node.type = type_of_value(node.value)
        elif kind is Ident:
            assert isinstance(node, Ident)
            self.ident(node)
        elif kind is Select:
            assert isinstance(node, Select)
            node = self.select(node)
        elif kind is Call:
            assert isinstance(node, Call)
            self.call(node)
        elif kind is ListLiteral:
            assert isinstance(node, ListLiteral)
            self.list_literal(node)
        elif kind is MapLiteral:
            assert isinstance(node, MapLiteral)
            self.map_literal(node)
        elif kind is ObjectLiteral:
            assert isinstance(node, ObjectLiteral)
            self.object_literal(node)
        else:
            assert isinstance(node, Fold)
            self.fold(node)
        self.typed.append(node)
        return node

    def error(self, at: int, message: str) -> None:
        self.source.report(at, message)

    def fresh(self) -> Type:
        self.variables += 1
        return param(f'_var{self.variables - 1}')

    def assignable(self, t1: Type, t2: Type) -> bool:
        bound = assign(self.bound, t1, t2)
        if bound is None:
            return False
        self.bound = bound
        return True

    def resolved(self, t: Type) -> Type:
        return substitute(self.bound, t, False)

    # names

    def lookup(self, name: str, node: Ident) -> bool:
        """Types the node as the declared name; false when there is none."""
        name = name.removeprefix('.')
        for local, t in reversed(self.locals):
            if local == name:
                node.type = t
                return True
        declared = self.scope.variable(name)
        if declared is None:
            named = self.scope.named_type(name)
            if named is None:
                return False
            node.constant = Type(named.kind, named.name)
            declared = type_of(named)
        node.name = name
        node.type = declared
        return True

    def ident(self, node: Ident) -> None:
        if not self.lookup(node.name, node):
            self.undeclared(node.at, node.name)
            node.type = ERROR

    def undeclared(self, at: int, name: str) -> None:
        self.error(at, f"undeclared reference to '{name}' (in container '')")

    def select(self, node: Select) -> Node:
        if not node.test:
            name = qualified(node)
            if name is not None:
                whole = Ident(node.at, name)
                if self.lookup(name, whole):
                    return whole
        node.operand = self.check(node.operand)
        found = self.field(node.at, node.operand.type, node.field, False)
        node.type = BOOL if node.test else self.resolved(found)
        return node

    def field(self, at: int, operand: Type, name: str, optional: bool) -> Type:
        target, wrapped = unwrap_optional(self.resolved(operand))
        found = ERROR
        if target.kind == 'map':
            found = target.params[1]
        elif target.kind == 'struct':
            if not self.scope.is_struct(target.name):
                self.error(at, f"unexpected failed resolution of '{target.name}'")
            else:
                declared = self.scope.field(target, name)
                if declared is None:
                    self.error(at, f"undefined field '{name}'")
                else:
                    found = declared
        elif target.kind == 'param':
            self.assignable(DYN, target)
            found = DYN
        else:
            if not is_dyn_or_error(target):
                self.error(at, f"type '{format_type(target)}' does not support field selection")
            found = DYN
        return optional_of(found) if wrapped or optional else found

    # calls

    def call(self, node: Call) -> None:
        if node.function == '_?._':
            self.optional_select(node)
            return
        args = node.args
        for index, arg in enumerate(args):
            args[index] = self.check(arg)
        if node.target is not None:
            prefix = qualified(node.target)
            function = (
                None if prefix is None else self.scope.functions.get(f'{prefix}.{node.function}'.removeprefix('.'))
            )
            if function is not None:
                node.function = function.name
                node.target = None
                self.resolve(node, function)
                return
            node.target = self.check(node.target)
        function = self.scope.functions.get(node.function.removeprefix('.'))
        if function is None:
            self.undeclared(node.at, node.function)
            node.type = ERROR
            return
        node.function = function.name
        self.resolve(node, function)

    def optional_select(self, node: Call) -> None:
        operand, field = node.args
        node.args[0] = operand = self.check(operand)
        assert isinstance(field, Literal)
        self.check(field)
        node.type = self.resolved(self.field(node.at, operand.type, field.value, True))

    def resolve(self, node: Call, function: Function) -> None:
        operands = node.operands()
        node.overloads = []
        args = [operand.type for operand in operands]
        if function.name in ('_&&_', '_||_'):
            self.logical(node, function, args)
            return
        result: Type | None = None
        member = node.target is not None
        for one in function.overloads:
            if one.member != member or len(one.args) != len(args) or self.disabled(one):
                continue
            wanted, returned = self.instance(one)
            bound = assign_all(self.bound, args, wanted)
            if bound is None:
                continue
            self.bound = bound
            node.overloads.append(one)
            found = self.resolved(returned)
            if result is None:
                result = found
            elif not is_dyn(result) and found != result:
                result = DYN
        if result is None:
            shown = [substitute(self.bound, t, True) for t in args]
            self.error(
                node.at, f"found no matching overload for '{function.name}' applied to '{format_call(shown, member)}'"
            )
            result = ERROR
        node.type = result

    def disabled(self, one: Overload) -> bool:
        """Comparisons across number types came with 1.28."""
        return (
            not self.scope.cross_numeric
            and one.result is BOOL
            and len(one.args) == 2
            and one.args[0] != one.args[1]
            and all(t.kind in ('int', 'uint', 'double') for t in one.args)
        )

    def instance(self, one: Overload) -> tuple[tuple[Type, ...], Type]:
        """The overload's types with fresh variables."""
        if not one.params:
            return one.args, one.result
        fresh: Bound = {param(name): self.fresh() for name in one.params}
        return tuple(substitute(fresh, t, False) for t in one.args), substitute(fresh, one.result, False)

    def logical(self, node: Call, function: Function, args: list[Type]) -> None:
        good = True
        for arg, t in zip(node.args, args, strict=True):
            if not self.assignable(t, BOOL):
                self.error(arg.at, f"expected type 'bool' but found '{format_type(t)}'")
                good = False
        node.overloads.append(function.overloads[0])
        node.type = BOOL if good else ERROR

    # literals

    def unwrapped(self, value: Node, optional: bool) -> Type:
        """The type of an element, entry or field, without the optional around it when it has a question mark."""
        if not optional:
            return value.type
        t, wrapped = unwrap_optional(value.type)
        if not wrapped and not is_dyn(t):
            self.error(value.at, f"expected type '{format_type(optional_of(t))}' but found '{format_type(t)}'")
        return t

    def join(self, node: Node, before: Type | None, now: Type) -> Type:
        if before is None:
            return now
        if self.assignable(before, now):
            return most_general(before, now)
        if not self.scope.homogeneous:
            return DYN
        self.error(node.at, f"expected type '{format_type(before)}' but found '{format_type(now)}'")
        return ERROR

    def list_literal(self, node: ListLiteral) -> None:
        element: Type | None = None
        for index, value in enumerate(node.elements):
            node.elements[index] = value = self.check(value)
            element = self.join(value, element, self.unwrapped(value, index in node.optional))
        node.type = list_of(element or self.fresh())

    def map_literal(self, node: MapLiteral) -> None:
        key: Type | None = None
        value: Type | None = None
        for entry in node.entries:
            entry.key = self.check(entry.key)
            key = self.join(entry.key, key, entry.key.type)
            entry.value = self.check(entry.value)
            value = self.join(entry.value, value, self.unwrapped(entry.value, entry.optional))
        node.type = map_of(key or self.fresh(), value or self.fresh())

    def object_literal(self, node: ObjectLiteral) -> None:
        node.name = node.name.removeprefix('.')
        named = self.scope.named_type(node.name)
        if named is None:
            if self.scope.variable(node.name) is None:
                self.undeclared(node.at, node.name)
            else:
                self.error(node.at, f"'{format_type(self.scope.variable(node.name) or ERROR)}' is not a type")
            node.type = ERROR
        elif named.kind != 'struct':
            self.error(node.at, f"'{named.name}' is not a message type")
            node.type = ERROR
        else:
            node.type = named
        for entry in node.entries:
            self.entry(node, entry.at, entry.key, entry)

    def entry(self, node: ObjectLiteral, at: int, name: str, entry: object) -> None:
        from sampan.machinery.cel.ast import Entry

        assert isinstance(entry, Entry)
        entry.value = self.check(entry.value)
        declared = self.scope.field(node.type, name) if node.type.kind == 'struct' else None
        if declared is None:
            if node.type.kind == 'struct':
                self.error(at, f"undefined field '{name}'")
            else:
                self.error(at, f"unexpected failed resolution of '{node.name}'")
            return
        given = self.unwrapped(entry.value, entry.optional)
        if not self.assignable(declared, given):
            self.error(
                at,
                f"expected type of field '{name}' is '{format_type(declared)}' but provided type is "
                f"'{format_type(given)}'",
            )

    # comprehensions

    def fold(self, node: Fold) -> None:
        node.range = self.check(node.range)
        node.init = self.check(node.init)
        t = self.resolved(node.range.type)
        first, second = self.elements(node, t)
        depth = len(self.locals)
        accu = node.init.type
        self.locals.append((node.accu, accu))
        self.locals.append((node.var, first))
        if node.var2:
            self.locals.append((node.var2, second))
        node.condition = self.check(node.condition)
        self.expect(node.condition, BOOL)
        node.step = self.check(node.step)
        self.expect(node.step, accu)
        del self.locals[depth + 1 :]
        node.result = self.check(node.result)
        del self.locals[depth:]
        node.type = self.resolved(node.result.type)

    def elements(self, node: Fold, t: Type) -> tuple[Type, Type]:
        """The types of the loop variables over a range."""
        if t.kind == 'list':
            return (INT, t.params[0]) if node.var2 else (t.params[0], t)
        if t.kind == 'map':
            return t.params[0], t.params[1]
        if t.kind in ('dyn', 'any', 'error', 'param'):
            self.assignable(DYN, t)
            return DYN, DYN
        self.error(
            node.range.at,
            f"expression of type '{format_type(t)}' cannot be range of a comprehension (must be list, map, or dynamic)",
        )
        return ERROR, ERROR

    def expect(self, node: Node, t: Type) -> None:
        if not self.assignable(t, node.type):
            self.error(node.at, f"expected type '{format_type(t)}' but found '{format_type(node.type)}'")
