"""From a checked tree to closures: one function per node, with the work chosen by what the checker knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from sampan.machinery.cel import plan_access, plan_fold, plan_logic
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
)
from sampan.machinery.cel.convert import LEAVES
from sampan.machinery.cel.costs import LIST, MAP, STRUCT, call_cost
from sampan.machinery.cel.errors import EvaluationError, no_such_overload
from sampan.machinery.cel.frame import COST, FIRST, Frame, Run, Step, constant, pay
from sampan.machinery.cel.guards import guarded
from sampan.machinery.cel.schema import Declaration
from sampan.machinery.cel.types import Type
from sampan.machinery.cel.values import ObjectValue, Optional

_CONVERSIONS = frozenset({'bool', 'bytes', 'double', 'duration', 'dyn', 'int', 'string', 'timestamp', 'type', 'uint'})
_COMPARISONS = frozenset({'_<_', '_<=_', '_>_', '_>=_'})


class Variables(Protocol):
    """What the planner asks about declared names: the declaration when the binding is JSON."""

    def declaration(self, name: str) -> Declaration | None: ...


class Plan:
    """The runnable form of one tree: its step, and the slots of its frame."""

    def __init__(self, root: Node, variables: Variables) -> None:
        self.variables = variables
        self.slots: dict[str, int] = {}
        self.size = FIRST
        self.locals: list[tuple[str, int, Declaration | None]] = []
        self.step = self.plan(root).cooked()

    def slot(self) -> int:
        self.size += 1
        return self.size - 1

    def plan(self, node: Node) -> Step:
        match node:
            case Literal():
                return constant(node.value)
            case Ident():
                return self.ident(node)
            case Select():
                operand = self.plan(node.operand)
                if node.test:
                    return plan_access.has_step(operand, node.field)
                return plan_access.select_step(operand, node.field)
            case Call():
                return self.call(node)
            case ListLiteral():
                return self.list_literal(node)
            case MapLiteral():
                return self.map_literal(node)
            case ObjectLiteral():
                return self.object_literal(node)
            case Fold():
                return self.fold(node)
        raise TypeError(f'no plan for {node!r}')

    def value(self, node: Node) -> Step:
        return self.plan(node).cooked()

    # names

    def ident(self, node: Ident) -> Step:
        if node.constant is not None:
            return constant(node.constant)
        for name, slot, declaration in reversed(self.locals):
            if name == node.name:
                return plan_access.local_step(slot, declaration)
        found = self.slots.get(node.name)
        if found is None:
            found = self.slots[node.name] = self.slot()
        declaration = self.variables.declaration(node.name)
        step = plan_access.global_step(found, declaration)
        return step.cooked() if declaration is not None and declaration.convert in LEAVES else step

    # calls

    def call(self, node: Call) -> Step:
        function = node.function
        args = node.operands()
        if function == '_&&_' or function == '_||_':
            return plan_logic.junction_step([self.value(arg) for arg in args], function == '_||_')
        if function == '_?:_' or function == '_?_:_':
            return plan_logic.condition_step(self.value(args[0]), self.plan(args[1]), self.plan(args[2]))
        if function == '_[_]':
            return plan_access.index_step(self.plan(args[0]), self.value(args[1]))
        if function == '_[?_]':
            return plan_access.optional_index_step(self.plan(args[0]), self.value(args[1]))
        if function == '_?._':
            field = args[1]
            assert isinstance(field, Literal)
            return plan_access.optional_select_step(self.plan(args[0]), field.value)
        types = tuple(arg.type for arg in args)
        if function == '_==_' or function == '_!=_':
            left, right = self.value(args[0]), self.value(args[1])
            return plan_logic.equality_step(left, right, (types[0], types[1]), function == '_!=_')
        cost = call_cost(function, node.overloads)
        if function in _COMPARISONS:
            left, right = self.value(args[0]), self.value(args[1])
            return plan_logic.comparison_step(function, left, right, (types[0], types[1]), cost)
        if function in ('or', 'orValue') and node.overloads[0].id.startswith('optional_'):
            return _alternative(self.value(args[0]), self.value(args[1]), function == 'orValue')
        if function == 'size':
            return _size(self.plan(args[0]), types[0], node)
        steps = [self.value(arg) for arg in args]
        run = guarded(function, node.overloads, types)
        if function in _CONVERSIONS and len(steps) == 1 and steps[0].constant:
            return constant(run(steps[0].value))
        if function == '@in' and steps[1].constant and not isinstance(steps[1].value, dict):
            cost = 0
        return _invoke(run, steps, cost)

    # literals

    def list_literal(self, node: ListLiteral) -> Step:
        steps = [self.value(element) for element in node.elements]
        if not node.optional and all(step.constant for step in steps):
            return constant([step.value for step in steps])
        runs = [step.run for step in steps]
        cost = LIST + sum(step.cost for step in steps)
        if not node.optional:
            return Step(lambda frame: [run(frame) for run in runs], cost)
        marked = [(run, index in node.optional) for index, run in enumerate(runs)]

        def build(frame: Frame) -> list[Any]:
            found = []
            for run, optional in marked:
                value = run(frame)
                if not optional:
                    found.append(value)
                elif _present(value):
                    found.append(value.value)
            return found

        return Step(build, cost)

    def map_literal(self, node: MapLiteral) -> Step:
        entries = [(self.value(e.key), self.value(e.value), e.optional) for e in node.entries]
        if all(key.constant and value.constant and not optional for key, value, optional in entries):
            fixed: dict[Any, Any] = {}
            for key, value, _ in entries:
                _put(fixed, key.value, value.value)
            return constant(fixed)
        cost = MAP + sum(key.cost + value.cost for key, value, _ in entries)
        runs = [(key.run, value.run, optional) for key, value, optional in entries]

        def build(frame: Frame) -> dict[Any, Any]:
            found: dict[Any, Any] = {}
            for key, value, optional in runs:
                name, content = key(frame), value(frame)
                if not optional:
                    _put(found, name, content)
                elif _present(content):
                    _put(found, name, content.value)
            return found

        return Step(build, cost)

    def object_literal(self, node: ObjectLiteral) -> Step:
        fields = [(entry.key, self.value(entry.value), entry.optional) for entry in node.entries]
        cost = STRUCT + sum(step.cost for _, step, _ in fields)
        runs = [(name, step.run, optional) for name, step, optional in fields]
        t = node.type

        def build(frame: Frame) -> ObjectValue:
            found: dict[str, Any] = {}
            for name, run, optional in runs:
                value = run(frame)
                if not optional:
                    found[name] = value
                elif _present(value):
                    found[name] = value.value
            return ObjectValue(t, found)

        return Step(build, cost)

    # comprehensions

    def fold(self, node: Fold) -> Step:
        if node.is_bind():
            return self.bind(node)
        range_ = self.plan(node.range)
        declaration = range_.declaration
        child = declaration.element if declaration is not None else None
        convert = None
        first: Declaration | None = child if declaration is not None and declaration.type.kind == 'list' else None
        if declaration is not None and child is not None and child.convert in LEAVES:
            convert = LEAVES[child.convert]
            first, child = None, None
        slot = self.slot()
        slot2 = self.slot() if node.var2 else None
        if slot2 is None and declaration is not None and declaration.type.kind == 'map':
            convert = None
        depth = len(self.locals)
        self.locals.append((node.var, slot, first if slot2 is None else None))
        if slot2 is not None:
            self.locals.append((node.var2, slot2, child))
        bind = plan_fold.binder(slot, slot2, convert)
        if declaration is None:
            range_ = range_.cooked()
        step = self.shape(node, range_, bind, slot, slot2 is None and convert is None)
        del self.locals[depth:]
        return step

    def bind(self, node: Fold) -> Step:
        """A let: the value is worked out once, then the result."""
        init = self.plan(node.init)
        slot = self.slot()
        self.locals.append((node.accu, slot, init.declaration))
        result = self.plan(node.result)
        self.locals.pop()
        compute, rest = init.run, result.run

        def run(frame: Frame) -> Any:
            frame[slot] = compute(frame)
            return rest(frame)

        return Step(run, init.cost + result.cost, result.declaration)

    def shape(self, node: Fold, range_: Step, bind: plan_fold.Bind, slot: int, simple: bool) -> Step:
        """The loop for what the macro meant, told by what the comprehension starts with."""
        step = node.step
        assert isinstance(step, Call)
        init = node.init
        if isinstance(init, Literal) and isinstance(init.value, bool):
            predicate = self.value(step.args[1])
            return plan_fold.quantifier(range_, bind, slot, simple, predicate, not init.value)
        predicate_step: Step | None = None
        if step.function == '_?_:_':
            predicate_step = self.value(step.args[0])
            inner = step.args[1]
            assert isinstance(inner, Call)
            step = inner
        if isinstance(init, Literal):
            assert predicate_step is not None
            return plan_fold.exactly_one(range_, bind, predicate_step)
        if isinstance(init, ListLiteral):
            added = step.args[1]
            assert isinstance(added, ListLiteral)
            value = self.value(added.elements[0])
            return plan_fold.collector(range_, bind, predicate_step, value, 0 if value.constant else LIST)
        key = self.value(step.args[1]) if len(step.args) == 3 else None
        return plan_fold.mapper(range_, bind, predicate_step, key, self.value(step.args[-1]))


def _present(value: Any) -> bool:
    if type(value) is not Optional:
        raise EvaluationError('cannot initialize optional list element from non-optional value')
    return value.present


def _put(found: dict[Any, Any], key: Any, value: Any) -> None:
    if key in found:
        raise EvaluationError(f'Failed with repeated key: {key}')
    if type(key) is float or not isinstance(key, (str, int)):
        raise EvaluationError(f'unsupported key type: {key!r}')
    found[key] = value


def _alternative(left: Step, right: Step, unwrap: bool) -> Step:
    """`a.or(b)` and `a.orValue(b)`: the second only when the first is missing."""
    first, second, cost = left.run, right.run, right.cost

    def run(frame: Frame) -> Any:
        value = first(frame)
        if type(value) is not Optional:
            raise no_such_overload()
        if value.present:
            return value.value if unwrap else value
        frame[COST] += cost
        return second(frame)

    return Step(run, left.cost)


def _size(operand: Step, t: Type, node: Call) -> Step:
    """size() needs no conversion of what it counts."""
    if t.kind in ('string', 'list', 'map', 'bytes'):
        run = operand.run if t.kind != 'bytes' else operand.cooked().run
        return Step(lambda frame: len(run(frame)), operand.cost + 1)
    step = operand.cooked()
    check = guarded('size', node.overloads, (t,))
    inner = step.run
    return Step(lambda frame: check(inner(frame)), step.cost + 1)


def _invoke(run: Callable[..., Any], steps: list[Step], cost: int | Callable[..., int]) -> Step:
    total = sum(step.cost for step in steps)
    runs: list[Run] = [step.run for step in steps]
    if isinstance(cost, int):
        return Step(_fixed(run, runs), total + cost)
    measure = cost
    if len(runs) == 2:
        a, b = runs

        def two(frame: Frame) -> Any:
            x, y = a(frame), b(frame)
            result = run(x, y)
            pay(frame, measure((x, y), result))
            return result

        return Step(two, total)

    def many(frame: Frame) -> Any:
        values = tuple([one(frame) for one in runs])
        result = run(*values)
        pay(frame, measure(values, result))
        return result

    return Step(many, total)


def _fixed(run: Callable[..., Any], runs: list[Run]) -> Run:
    if len(runs) == 1:
        a = runs[0]
        return lambda frame: run(a(frame))
    if len(runs) == 2:
        a, b = runs
        return lambda frame: run(a(frame), b(frame))
    return lambda frame: run(*[one(frame) for one in runs])
