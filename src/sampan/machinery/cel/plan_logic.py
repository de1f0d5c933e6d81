"""Conditions: &&, ||, ?:, == and comparisons. What a branch costs is paid when the branch is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sampan.machinery.cel.costs import compare_cost, is_unit
from sampan.machinery.cel.errors import EvaluationError, no_such_overload
from sampan.machinery.cel.frame import COST, Frame, Run, Step, absorb
from sampan.machinery.cel.types import Type
from sampan.machinery.cel.values import compare, equal


def junction_step(terms: list[Step], decided: bool) -> Step:
    """`a && b && ...` (decided by false) or `a || b || ...` (decided by true): errors count only without a decision."""
    first = terms[0].cost
    answer = decided
    if len(terms) == 2:
        return Step(_two(terms[0].run, terms[1].run, terms[1].cost, decided), first)
    rest = [(term.run, 0 if index == 0 else term.cost) for index, term in enumerate(terms)]

    def run(frame: Frame) -> bool:
        failure: EvaluationError | None = None
        for term, cost in rest:
            frame[COST] += cost
            try:
                value = term(frame)
            except EvaluationError as error:
                absorb(error)
                failure = failure or error
                continue
            if value is decided:
                return answer
            if value is not (not decided):
                failure = failure or no_such_overload()
        if failure is not None:
            raise failure
        return not decided

    return Step(run, first)


def _two(left: Run, right: Run, cost: int, decided: bool) -> Run:
    other = not decided
    answer = decided

    def run(frame: Frame) -> bool:
        try:
            value = left(frame)
        except EvaluationError as error:
            absorb(error)
            return _after(error, right, frame, cost, decided)
        if value is decided:
            return answer
        if value is not other:
            return _after(no_such_overload(), right, frame, cost, decided)
        frame[COST] += cost
        value = right(frame)
        if value is decided or value is other:
            return value is True
        raise no_such_overload()

    return run


def _after(error: EvaluationError, right: Run, frame: Frame, cost: int, decided: bool) -> bool:
    """The second term after the first failed: only a decision helps."""
    frame[COST] += cost
    answer = decided
    try:
        value = right(frame)
    except EvaluationError as second:
        absorb(second)
        raise error from None
    if value is decided:
        return answer
    raise error


def condition_step(condition: Step, then: Step, otherwise: Step) -> Step:
    """`condition ? then : otherwise`. The branches stay JSON when both come from the same declaration."""
    declaration = then.declaration
    if declaration is None or declaration is not otherwise.declaration:
        then, otherwise, declaration = then.cooked(), otherwise.cooked(), None
    test, yes, no = condition.run, then.run, otherwise.run
    yes_cost, no_cost = then.branch_cost(), otherwise.branch_cost()

    def run(frame: Frame) -> Any:
        value = test(frame)
        if value is True:
            frame[COST] += yes_cost
            return yes(frame)
        if value is False:
            frame[COST] += no_cost
            return no(frame)
        raise no_such_overload()

    return Step(run, condition.cost, declaration, 0)


def equality_step(left: Step, right: Step, types: tuple[Type, Type], negate: bool) -> Step:
    """`==` and `!=`."""
    left, right = left.cooked(), right.cooked()
    a, b = left.run, right.run
    cost = left.cost + right.cost
    same = types[0] == types[1]
    if same and is_unit(types[0]) and types[0].kind != 'type':
        if negate:
            return Step(lambda frame: a(frame) != b(frame), cost + 1)
        return Step(lambda frame: a(frame) == b(frame), cost + 1)

    def run(frame: Frame) -> bool:
        x, y = a(frame), b(frame)
        frame[COST] += compare_cost(x, y)
        return equal(x, y) is not negate

    return Step(run, cost)


def comparison_step(
    operator: str, left: Step, right: Step, types: tuple[Type, Type], cost: Callable[..., int] | int
) -> Step:
    """`<`, `<=`, `>`, `>=`."""
    left, right = left.cooked(), right.cooked()
    a, b = left.run, right.run
    total = left.cost + right.cost
    if types[0] == types[1] and types[0].kind == 'int':
        if right.constant:
            return Step(_with_constant(operator, a, right.value), total + 1)
        return Step(_integers(operator, a, b), total + 1)
    test = _TESTS[operator]
    if isinstance(cost, int):
        return Step(lambda frame: test(compare(a(frame), b(frame))), total + cost)
    measure = cost

    def run(frame: Frame) -> bool:
        x, y = a(frame), b(frame)
        frame[COST] += measure((x, y), None)
        return test(compare(x, y))

    return Step(run, total)


_TESTS: dict[str, Callable[[int], bool]] = {
    '_<_': lambda order: order < 0,
    '_<=_': lambda order: order <= 0,
    '_>_': lambda order: order > 0,
    '_>=_': lambda order: order >= 0,
}


def _integers(operator: str, a: Run, b: Run) -> Run:
    match operator:
        case '_<_':
            return lambda frame: a(frame) < b(frame)
        case '_<=_':
            return lambda frame: a(frame) <= b(frame)
        case '_>_':
            return lambda frame: a(frame) > b(frame)
    return lambda frame: a(frame) >= b(frame)


def _with_constant(operator: str, a: Run, value: int) -> Run:
    match operator:
        case '_<_':
            return lambda frame: a(frame) < value
        case '_<=_':
            return lambda frame: a(frame) <= value
        case '_>_':
            return lambda frame: a(frame) > value
    return lambda frame: a(frame) >= value
