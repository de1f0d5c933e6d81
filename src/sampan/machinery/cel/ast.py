"""The tree of an expression. Every node has `at`, an offset into the source, and a place for its type.

Calls carry the operators too, by cel-go's names (`_+_`, `_[_]`, `_?_:_`). `&&` and `||` keep all their terms in one
node, so that a thousand of them are not a thousand levels deep.
"""

from __future__ import annotations

from typing import Any

from sampan.machinery.cel.types import Type


class Node:
    """A node of the tree; `type` and `overloads` are filled in by the checker."""

    __slots__ = ('at', 'type')
    at: int
    type: Type


class Literal(Node):
    """A constant, as a CEL value."""

    __slots__ = ('value',)

    def __init__(self, at: int, value: Any) -> None:
        self.at = at
        self.value = value


class Ident(Node):
    """A name. `constant` is set when the name stands for a value (a type)."""

    __slots__ = ('constant', 'name')

    def __init__(self, at: int, name: str) -> None:
        self.at = at
        self.name = name
        self.constant: Any = None


class Select(Node):
    """`operand.field`; `test` when it is inside has()."""

    __slots__ = ('field', 'operand', 'test')

    def __init__(self, at: int, operand: Node, field: str, test: bool = False) -> None:
        self.at = at
        self.operand = operand
        self.field = field
        self.test = test


class Call(Node):
    """A function or operator; with a target it is a method."""

    __slots__ = ('args', 'function', 'overloads', 'target')

    def __init__(self, at: int, function: str, args: list[Node], target: Node | None = None) -> None:
        self.at = at
        self.function = function
        self.args = args
        self.target = target
        self.overloads: list[Any] = []

    def operands(self) -> list[Node]:
        return self.args if self.target is None else [self.target, *self.args]


class ListLiteral(Node):
    """`[a, ?b]`; `optional` holds the indices with a question mark."""

    __slots__ = ('elements', 'optional')

    def __init__(self, at: int, elements: list[Node], optional: frozenset[int] = frozenset()) -> None:
        self.at = at
        self.elements = elements
        self.optional = optional


class Entry:
    """One `key: value` of a map, or `field: value` of an object."""

    __slots__ = ('at', 'key', 'optional', 'value')

    def __init__(self, at: int, key: Any, value: Node, optional: bool) -> None:
        self.at = at
        self.key = key
        self.value = value
        self.optional = optional


class MapLiteral(Node):
    """`{a: b}`; the entries' keys are nodes."""

    __slots__ = ('entries',)

    def __init__(self, at: int, entries: list[Entry]) -> None:
        self.at = at
        self.entries = entries


class ObjectLiteral(Node):
    """`Name{field: value}`; the entries' keys are strings."""

    __slots__ = ('entries', 'name')

    def __init__(self, at: int, name: str, entries: list[Entry]) -> None:
        self.at = at
        self.name = name
        self.entries = entries


class Fold(Node):
    """A comprehension, what macros become: start with `init`, `step` for each element while `condition` holds."""

    __slots__ = ('accu', 'condition', 'init', 'range', 'result', 'step', 'var', 'var2')

    def __init__(
        self,
        at: int,
        range_: Node,
        var: str,
        var2: str,
        accu: str,
        init: Node,
        condition: Node,
        step: Node,
        result: Node,
    ) -> None:
        self.at = at
        self.range = range_
        self.var = var
        self.var2 = var2
        self.accu = accu
        self.init = init
        self.condition = condition
        self.step = step
        self.result = result

    def is_bind(self) -> bool:
        """Whether this is a let, not a loop: nothing to go through, and a variable that is not the accumulator."""
        return isinstance(self.range, ListLiteral) and not self.range.elements and self.accu != ACCU


ACCU = '@result'
UNUSED = '#unused'


def children(node: Node) -> list[Node]:
    """The nodes right below one."""
    match node:
        case Select():
            return [node.operand]
        case Call():
            return node.operands()
        case ListLiteral():
            return node.elements
        case MapLiteral():
            return [part for entry in node.entries for part in (entry.key, entry.value)]
        case ObjectLiteral():
            return [entry.value for entry in node.entries]
        case Fold():
            return [node.range, node.init, node.condition, node.step, node.result]
    return []


def walk(node: Node) -> list[Node]:
    """The node and all below it, parents first."""
    found: list[Node] = []
    stack = [node]
    while stack:
        at = stack.pop()
        found.append(at)
        stack.extend(reversed(children(at)))
    return found


def qualified(node: Node) -> str | None:
    """`a.b.c` when that is all the node is."""
    if isinstance(node, Ident):
        return node.name
    if isinstance(node, Select) and not node.test:
        prefix = qualified(node.operand)
        return None if prefix is None else f'{prefix}.{node.field}'
    return None
