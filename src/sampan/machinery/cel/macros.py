"""Macros: calls that become comprehensions before anything is checked.

A macro gets the place, the target and the arguments, and returns a tree, or None when it is an ordinary call after all.
Upstream: cel-go's parser/macro.go, cel/library.go (optMap), ext/comprehensions.go, ext/bindings.go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sampan.machinery.cel.ast import (
    ACCU,
    UNUSED,
    Call,
    Fold,
    Ident,
    ListLiteral,
    Literal,
    MapLiteral,
    Node,
    Select,
)

Macro = Callable[[int, Node | None, list[Node]], Node | None]
MacroTable = dict[tuple[str, int, bool], Macro]


class MacroError(Exception):
    """A macro used wrongly; `at` is the offending argument."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at
        self.message = message


def _variable(node: Node, message: str) -> str:
    if not isinstance(node, Ident):
        raise MacroError(node.at, message)
    if node.name in (ACCU, '__result__'):
        raise MacroError(node.at, 'iteration variable overwrites accumulator variable')
    return node.name


def _two(first: Node, second: Node) -> tuple[str, str]:
    simple = 'argument must be a simple name'
    for node in (first, second):
        if not isinstance(node, Ident):
            raise MacroError(node.at, simple)
    if isinstance(first, Ident) and isinstance(second, Ident) and first.name == second.name:
        raise MacroError(second.at, f'duplicate variable name: {first.name}')
    return _variable(first, simple), _variable(second, simple)


def _has(at: int, target: Node | None, args: list[Node]) -> Node:
    (arg,) = args
    if not isinstance(arg, Select):
        raise MacroError(arg.at, 'invalid argument to has() macro')
    return Select(at, arg.operand, arg.field, test=True)


def _all(at: int, range_: Node, var: str, var2: str, predicate: Node) -> Node:
    condition = Call(at, '@not_strictly_false', [Ident(at, ACCU)])
    step = Call(at, '_&&_', [Ident(at, ACCU), predicate])
    return Fold(at, range_, var, var2, ACCU, Literal(at, True), condition, step, Ident(at, ACCU))


def _exists(at: int, range_: Node, var: str, var2: str, predicate: Node) -> Node:
    condition = Call(at, '@not_strictly_false', [Call(at, '!_', [Ident(at, ACCU)])])
    step = Call(at, '_||_', [Ident(at, ACCU), predicate])
    return Fold(at, range_, var, var2, ACCU, Literal(at, False), condition, step, Ident(at, ACCU))


def _exists_one(at: int, range_: Node, var: str, var2: str, predicate: Node) -> Node:
    more = Call(at, '_+_', [Ident(at, ACCU), Literal(at, 1)])
    step = Call(at, '_?_:_', [predicate, more, Ident(at, ACCU)])
    result = Call(at, '_==_', [Ident(at, ACCU), Literal(at, 1)])
    return Fold(at, range_, var, var2, ACCU, Literal(at, 0), Literal(at, True), step, result)


def _collect(at: int, range_: Node, var: str, var2: str, predicate: Node | None, init: Node, step: Node) -> Node:
    if predicate is not None:
        step = Call(at, '_?_:_', [predicate, step, Ident(at, ACCU)])
    return Fold(at, range_, var, var2, ACCU, init, Literal(at, True), step, Ident(at, ACCU))


def _append(at: int, value: Node) -> Node:
    return Call(at, '_+_', [Ident(at, ACCU), ListLiteral(at, [value])])


def _quantifier(make: Callable[[int, Node, str, str, Node], Node]) -> Macro:
    def expand(at: int, target: Node | None, args: list[Node]) -> Node:
        assert target is not None
        return make(at, target, _variable(args[0], 'argument must be a simple name'), '', args[1])

    return expand


def _quantifier_two(make: Callable[[int, Node, str, str, Node], Node]) -> Macro:
    def expand(at: int, target: Node | None, args: list[Node]) -> Node:
        assert target is not None
        return make(at, target, *_two(args[0], args[1]), args[2])

    return expand


def _map(at: int, target: Node | None, args: list[Node]) -> Node:
    assert target is not None
    var = _variable(args[0], 'argument is not an identifier')
    predicate = args[1] if len(args) == 3 else None
    return _collect(at, target, var, '', predicate, ListLiteral(at, []), _append(at, args[-1]))


def _filter(at: int, target: Node | None, args: list[Node]) -> Node:
    assert target is not None
    var = _variable(args[0], 'argument is not an identifier')
    return _collect(at, target, var, '', args[1], ListLiteral(at, []), _append(at, args[0]))


def _transform_list(at: int, target: Node | None, args: list[Node]) -> Node:
    assert target is not None
    var, var2 = _two(args[0], args[1])
    predicate = args[2] if len(args) == 4 else None
    return _collect(at, target, var, var2, predicate, ListLiteral(at, []), _append(at, args[-1]))


def _transform_map(at: int, target: Node | None, args: list[Node]) -> Node:
    assert target is not None
    var, var2 = _two(args[0], args[1])
    predicate = args[2] if len(args) == 4 else None
    step = Call(at, 'cel.@mapInsert', [Ident(at, ACCU), Ident(at, var), args[-1]])
    return _collect(at, target, var, var2, predicate, MapLiteral(at, []), step)


def _transform_entry(at: int, target: Node | None, args: list[Node]) -> Node:
    assert target is not None
    var, var2 = _two(args[0], args[1])
    predicate = args[2] if len(args) == 4 else None
    step = Call(at, 'cel.@mapInsert', [Ident(at, ACCU), args[-1]])
    return _collect(at, target, var, var2, predicate, MapLiteral(at, []), step)


def _let(at: int, name: str, value: Node, result: Node) -> Node:
    empty = ListLiteral(at, [])
    return Fold(at, empty, UNUSED, '', name, value, Literal(at, False), Ident(at, name), result)


def _bind(at: int, target: Node | None, args: list[Node]) -> Node | None:
    if not isinstance(target, Ident) or target.name != 'cel':
        return None
    if not isinstance(args[0], Ident):
        raise MacroError(args[0].at, 'cel.bind() variable names must be simple identifiers')
    return _let(at, args[0].name, args[1], args[2])


def _opt_map(flat: bool) -> Macro:
    name = 'optFlatMap' if flat else 'optMap'

    def expand(at: int, target: Node | None, args: list[Node]) -> Node:
        assert target is not None
        if not isinstance(args[0], Ident):
            raise MacroError(args[0].at, f'{name}() variable name must be a simple identifier')
        result = _let(at, args[0].name, Call(at, 'value', [], target), args[1])
        if not flat:
            result = Call(at, 'optional.of', [result])
        return Call(at, '_?_:_', [Call(at, 'hasValue', [], target), result, Call(at, 'optional.none', [])])

    return expand


STANDARD: Final[MacroTable] = {
    ('has', 1, False): _has,
    ('all', 2, True): _quantifier(_all),
    ('exists', 2, True): _quantifier(_exists),
    ('exists_one', 2, True): _quantifier(_exists_one),
    ('existsOne', 2, True): _quantifier(_exists_one),
    ('map', 2, True): _map,
    ('map', 3, True): _map,
    ('filter', 2, True): _filter,
}
OPTIONAL: Final[MacroTable] = {
    ('optMap', 2, True): _opt_map(False),
    ('optFlatMap', 2, True): _opt_map(True),
}
TWO_VARIABLES: Final[MacroTable] = {
    ('all', 3, True): _quantifier_two(_all),
    ('exists', 3, True): _quantifier_two(_exists),
    ('existsOne', 3, True): _quantifier_two(_exists_one),
    ('exists_one', 3, True): _quantifier_two(_exists_one),
    ('transformList', 3, True): _transform_list,
    ('transformList', 4, True): _transform_list,
    ('transformMap', 3, True): _transform_map,
    ('transformMap', 4, True): _transform_map,
    ('transformMapEntry', 3, True): _transform_entry,
    ('transformMapEntry', 4, True): _transform_entry,
}
BINDINGS: Final[MacroTable] = {('bind', 3, True): _bind}
