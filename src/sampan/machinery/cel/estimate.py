"""The least and the most that an evaluation may cost, from the sizes a schema promises.

The same walk as cel-go's checker/cost.go: every node has a cost between two bounds and, where it matters, a size
between two bounds; sizes that nobody knows go to 2^64 - 1. Paths (`self`, `spec`, `@items`) lead from a node to its
declaration.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from sampan.machinery.cel.ast import (
    ACCU,
    Call,
    Fold,
    Ident,
    ListLiteral,
    Literal,
    MapLiteral,
    Node,
    ObjectLiteral,
    Select,
)
from sampan.machinery.cel.bounds import (
    FIXED_1,
    UNKNOWN,
    Bounds,
    fixed,
)
from sampan.machinery.cel.costs import LIST, MAP, STRUCT, TRAVERSAL
from sampan.machinery.cel.estimate_calls import Estimate, Operand, estimate_call
from sampan.machinery.cel.schema import Declaration
from sampan.machinery.cel.types import SCALARS, Type, is_optional

Path = tuple[str, ...]
Sizes = Mapping[Path, int]


class Paths(Protocol):
    """Where sizes come from."""

    def size_declaration(self, path: Path) -> Declaration | None: ...


class _Entry(NamedTuple):
    """Sizes of what is inside a container."""

    kind: str
    key: Bounds
    value: Bounds

    def union(self, other: _Entry | None) -> _Entry | None:
        if other is None:
            return None
        return _Entry(self.kind, self.key.union(other.key), self.value.union(other.value))


class _Local(NamedTuple):
    path: Path
    size: Bounds | None
    entry: _Entry | None


def estimate(root: Node, paths: Paths, sizes: Sizes) -> tuple[int, int]:
    """The bounds of the cost of a checked tree."""
    found = _Coster(paths, sizes).cost(root)
    return found.low, found.high


class _Coster:
    """One walk over one tree."""

    def __init__(self, paths: Paths, sizes: Sizes) -> None:
        self.paths = paths
        self.given = sizes
        self.locals: dict[str, list[_Local]] = {}
        self.path: dict[int, Path] = {}
        self.sizes: dict[int, Bounds] = {}
        self.entries: dict[int, _Entry] = {}

    def cost(self, node: Node) -> Bounds:
        match node:
            case Ident():
                local = self.local(node)
                self.path[id(node)] = local.path if local is not None else (node.name,)
                return fixed(0) if node.constant is not None else FIXED_1
            case Select():
                return self.select(node)
            case Call():
                return self.call(node)
            case ListLiteral():
                return self.list_literal(node)
            case MapLiteral():
                return self.map_literal(node)
            case ObjectLiteral():
                return self.total([entry.value for entry in node.entries]) + fixed(STRUCT)
            case Fold():
                return self.bind(node) if node.is_bind() else self.fold(node)
        return fixed(0)

    def total(self, nodes: list[Node]) -> Bounds:
        found = fixed(0)
        for node in nodes:
            found = found + self.cost(node)
        return found

    # paths and sizes

    def local(self, node: Node) -> _Local | None:
        stack = self.locals.get(node.name) if isinstance(node, Ident) else None
        return stack[-1] if stack else None

    def path_of(self, node: Node) -> Path:
        local = self.local(node)
        return local.path if local is not None else self.path.get(id(node), ())

    def size(self, node: Node) -> Bounds | None:
        found = self.sizes.get(id(node)) or _literal_size(node)
        if found is not None:
            return found
        path = self.path_of(node)
        if path and (known := self.path_size(path)) is not None:
            self.sizes[id(node)] = known
            return known
        if _scalar(node.type):
            return FIXED_1
        local = self.local(node)
        return local.size if local is not None else None

    def path_size(self, path: Path) -> Bounds | None:
        if path in self.given:
            return Bounds(0, self.given[path])
        declaration = self.paths.size_declaration(path)
        if declaration is None or declaration.max is None:
            return None
        return Bounds(0, declaration.max)

    def known(self, node: Node) -> Bounds:
        return self.size(node) or UNKNOWN

    def entry(self, node: Node) -> _Entry | None:
        found = self.entries.get(id(node))
        if found is None and (local := self.local(node)) is not None:
            return local.entry
        return found

    def operand(self, node: Node) -> Operand:
        path = self.path_of(node)
        if path and path[0] in (ACCU, '__result__'):
            path = ()
        return Operand(path, node.type, node, self.size(node), self.path_size)

    # nodes

    def select(self, node: Select) -> Bounds:
        cost = self.cost(node.operand)
        if node.test:
            return cost
        if node.operand.type.kind in ('map', 'struct', 'param'):
            cost = cost + FIXED_1
        self.path[id(node)] = (*self.path_of(node.operand), node.field)
        return cost

    def list_literal(self, node: ListLiteral) -> Bounds:
        cost = fixed(0)
        item = Bounds(0 if not node.elements else UNKNOWN.high, 0)
        for element in node.elements:
            cost = cost + self.cost(element)
            item = item.union(self.known(element))
        self.entries[id(node)] = _Entry('list', FIXED_1, item)
        return cost + fixed(LIST)

    def map_literal(self, node: MapLiteral) -> Bounds:
        cost = fixed(0)
        low = 0 if not node.entries else UNKNOWN.high
        key, value = Bounds(low, 0), Bounds(low, 0)
        for entry in node.entries:
            cost = cost + self.cost(entry.key) + self.cost(entry.value)
            key = key.union(self.known(entry.key))
            value = value.union(self.known(entry.value))
        self.entries[id(node)] = _Entry('map', key, value)
        return cost + fixed(MAP)

    def call(self, node: Call) -> Bounds:
        if node.function == 'dyn':
            cost = self.cost(node.args[0]) + FIXED_1
            self.copy(node, node.args[0])
            return cost
        costs = [self.cost(arg) for arg in node.args]
        if node.function in ('_&&_', '_||_'):
            total = costs[0]
            for cost in costs[1:]:
                total = Bounds(total.low, (total + cost).high)
            return total
        if not node.overloads:
            return fixed(0)  # the optional selection has no overload of its own
        target_cost = fixed(0) if node.target is None else self.cost(node.target)
        result: Bounds | None = None
        call = Bounds(UNKNOWN.high, 0)
        for one in node.overloads:
            found = self.overload(node, one.id, costs)
            call = call.union(found.cost)
            if found.size is not None:
                result = found.size if result is None else result.union(found.size)
            if one.id in ('index_list', 'index_map'):
                inner = self.entry(node.args[0])
                result = inner.value if inner is not None else None
                word = '@items' if one.id == 'index_list' else '@values'
                self.path[id(node)] = (*self.path_of(node.args[0]), word)
            if result is None:
                result = self.size(node)
        if result is not None:
            self.sizes[id(node)] = result
        return target_cost + call

    def overload(self, node: Call, overload: str, costs: list[Bounds]) -> Estimate:
        """The cost of a call by one overload, its arguments included."""
        paid = fixed(0)
        for cost in costs:
            paid = paid + cost
        target = None if node.target is None else self.operand(node.target)
        args = [self.operand(arg) for arg in node.args]
        found = estimate_call(node.function, overload, target, args)
        if found is not None:
            return Estimate(found.cost + paid, found.size)
        if overload == 'conditional':
            return self.conditional(node, costs)
        if overload in ('add_string', 'add_bytes', 'add_list'):
            return self.addition(node, overload, paid)
        return Estimate(FIXED_1 + paid, None)

    def conditional(self, node: Call, costs: list[Bounds]) -> Estimate:
        _, then, otherwise = node.args
        inside = self.entry(then)
        union = inside.union(self.entry(otherwise)) if inside is not None else None
        if union is not None:
            self.entries[id(node)] = union
        size = self.known(then).union(self.known(otherwise))
        return Estimate(costs[0] + costs[1].union(costs[2]), size)

    def addition(self, node: Call, overload: str, paid: Bounds) -> Estimate:
        left, right = node.args
        size = self.known(left) + self.known(right)
        inside = self.entry(left)
        union = inside.union(self.entry(right)) if inside is not None else None
        if union is not None:
            self.entries[id(node)] = union
        if overload == 'add_list':
            return Estimate(FIXED_1 + paid, size)
        return Estimate(size.scaled(TRAVERSAL) + paid, size)

    def copy(self, node: Node, source: Node) -> None:
        size = self.size(source)
        if size is not None:
            self.sizes[id(node)] = size
        inside = self.entry(source)
        if inside is not None:
            self.entries[id(node)] = inside

    # comprehensions

    def push(self, name: str, local: _Local) -> None:
        self.locals.setdefault(name, []).append(local)

    def bind(self, node: Fold) -> Bounds:
        cost = self.cost(node.range) + self.cost(node.init)
        self.push(node.accu, _Local(self.path_of(node.init), self.size(node.init), self.entry(node.init)))
        cost = cost + self.cost(node.result)
        self.copy(node, node.result)
        self.locals[node.accu].pop()
        return cost

    def fold(self, node: Fold) -> Bounds:
        cost = self.cost(node.range) + self.cost(node.init)
        self.push(node.accu, _Local(self.path_of(node.init), self.size(node.init), self.entry(node.init)))
        self.variables(node)
        loop = self.cost(node.condition) + self.cost(node.step)
        self.locals[node.var].pop()
        if node.var2:
            self.locals[node.var2].pop()
        cost = cost + self.cost(node.result)
        inside = self.entry(node.step)
        self.locals[node.accu].pop()
        count = self.known(node.range)
        cost = cost + count * loop
        if isinstance(node.init, Literal):
            size = self.size(node.init)
            if size is not None:
                self.sizes[id(node)] = size
        elif isinstance(node.init, (ListLiteral, MapLiteral)):
            self.sizes[id(node)] = count
            if inside is not None:
                self.entries[id(node)] = inside
        return cost

    def variables(self, node: Fold) -> None:
        """The loop variables, with the sizes and the path of what they go through."""
        inside = self.entry(node.range)
        path = self.path_of(node.range)
        kind = inside.kind if inside is not None else node.range.type.kind
        key = _Local((*path, '@indices' if kind == 'list' else '@keys'), inside.key if inside else None, None)
        value = _Local((*path, '@items' if kind == 'list' else '@values'), inside.value if inside else None, None)
        if node.var2:
            self.push(node.var, key)
            self.push(node.var2, value)
        else:
            self.push(node.var, value if kind == 'list' else key)


def _literal_size(node: Node) -> Bounds | None:
    if isinstance(node, Literal):
        return fixed(len(node.value)) if isinstance(node.value, (str, bytes)) else FIXED_1
    if isinstance(node, ListLiteral):
        return fixed(len(node.elements))
    if isinstance(node, MapLiteral):
        return fixed(len(node.entries))
    return None


def _scalar(t: Type) -> bool:
    if is_optional(t):
        return _scalar(t.params[0])
    return t.kind in SCALARS
