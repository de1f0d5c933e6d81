"""Comprehensions as loops. Each shape that macros make has its own loop, with the costs of what cel-go would have
run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sampan.machinery.cel.errors import CostLimitExceeded, EvaluationError, no_such_overload
from sampan.machinery.cel.frame import COST, LIMIT, Frame, Run, Step, absorb
from sampan.machinery.cel.numbers import UInt
from sampan.machinery.cel.values import Duration, Optional, Timestamp

Bind = Callable[[Frame, Any], Iterable[None]]


_GO_TYPES = {
    type(None): 'Null', bool: 'Bool', int: 'Int', UInt: 'Uint', float: 'Double', str: 'String', bytes: 'Bytes',
    Timestamp: 'Timestamp', Duration: 'Duration',
}  # fmt: skip


def _not_iterable(value: Any) -> EvaluationError:
    name = _GO_TYPES.get(type(value))
    return no_such_overload() if name is None else EvaluationError(f"got 'types.{name}', expected iterable type")


def elements(value: Any) -> Iterable[Any]:
    """What one variable goes through: a list's elements, a map's keys."""
    if isinstance(value, (list, tuple, dict)):
        return value
    if type(value) is Optional:
        return elements(value.value) if value.present else ()
    raise _not_iterable(value)


def pairs(value: Any) -> Iterable[tuple[Any, Any]]:
    """What two variables go through: indices and elements, or keys and values."""
    if isinstance(value, dict):
        return value.items()
    if isinstance(value, (list, tuple)):
        return enumerate(value)
    raise _not_iterable(value)


def binder(slot: int, slot2: int | None, convert: Callable[[Any], Any] | None) -> Bind:
    """The loop over a range that puts each element into its slot."""
    if slot2 is None and convert is None:

        def plain(frame: Frame, value: Any) -> Iterable[None]:
            for element in elements(value):
                frame[slot] = element
                yield

        return plain
    if slot2 is None:
        assert convert is not None

        def converted(frame: Frame, value: Any) -> Iterable[None]:
            for element in elements(value):
                frame[slot] = convert(element)
                yield

        return converted
    second = slot2

    def two(frame: Frame, value: Any) -> Iterable[None]:
        for key, element in pairs(value):
            frame[slot] = key
            frame[second] = element if convert is None else convert(element)
            yield

    return two


def quantifier(range_: Step, bind: Bind, slot: int, simple: bool, predicate: Step, decided: bool) -> Step:
    """all() and exists(): ends at the element that decides; errors count only when none does."""
    go = range_.run
    test = predicate.run
    each = predicate.cost + (4 if decided else 3)
    last = 3 if decided else 2
    other = not decided
    answer = decided

    def run(frame: Frame) -> bool:
        value = go(frame)
        failure: EvaluationError | None = None
        limit = frame[LIMIT]
        loop = iter(elements(value)) if simple else iter(bind(frame, value))
        for element in loop:
            if simple:
                frame[slot] = element
            frame[COST] += each
            if frame[COST] > limit:
                raise CostLimitExceeded
            try:
                found = test(frame)
            except EvaluationError as error:
                absorb(error)
                failure = failure or error
                continue
            if found is decided:
                if next(loop, slot) is not slot:
                    frame[COST] += last
                return answer
            if found is not other:
                failure = failure or no_such_overload()
        if failure is not None:
            raise failure
        return other

    return Step(run, range_.cost + 1)


def exactly_one(range_: Step, bind: Bind, predicate: Step) -> Step:
    """exists_one(): every element is looked at, an error is the result."""
    go, test, each = range_.run, predicate.run, predicate.cost

    def run(frame: Frame) -> bool:
        count = 0
        limit = frame[LIMIT]
        for _ in bind(frame, go(frame)):
            frame[COST] += each
            if frame[COST] > limit:
                raise CostLimitExceeded
            if truth(test(frame)):
                count += 1
                frame[COST] += 2
        return count == 1

    return Step(run, range_.cost + 2)


def truth(value: Any) -> bool:
    if value is True or value is False:
        return value is True
    raise no_such_overload()


def collector(range_: Step, bind: Bind, predicate: Step | None, value: Step, make: int) -> Step:
    """map(), filter() and transformList(): a list of values of the elements that pass."""
    go, compute = range_.run, value.run
    each = value.cost + 2 + make
    test, test_cost = _predicate(predicate)

    def run(frame: Frame) -> list[Any]:
        found: list[Any] = []
        limit = frame[LIMIT]
        for _ in bind(frame, go(frame)):
            frame[COST] += test_cost
            if test is None or truth(test(frame)):
                frame[COST] += each
                if frame[COST] > limit:
                    raise CostLimitExceeded
                found.append(compute(frame))
            elif frame[COST] > limit:
                raise CostLimitExceeded
        return found

    return Step(run, range_.cost + 1)


def _predicate(predicate: Step | None) -> tuple[Run | None, int]:
    return (None, 0) if predicate is None else (predicate.run, predicate.cost)


def mapper(range_: Step, bind: Bind, predicate: Step | None, key: Step | None, value: Step) -> Step:
    """transformMap() (with a key) and transformMapEntry() (the value is a map of new entries)."""
    go, compute = range_.run, value.run
    each = value.cost + 2 + (key.cost if key is not None else 0)
    test, test_cost = _predicate(predicate)
    name = key.run if key is not None else None

    def run(frame: Frame) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        limit = frame[LIMIT]
        for _ in bind(frame, go(frame)):
            frame[COST] += test_cost
            if test is None or truth(test(frame)):
                frame[COST] += each
                if frame[COST] > limit:
                    raise CostLimitExceeded
                if name is not None:
                    insert(found, name(frame), compute(frame))
                else:
                    for new, entry in compute(frame).items():
                        insert(found, new, entry)
        return found

    return Step(run, range_.cost + 1)


def insert(found: dict[Any, Any], key: Any, value: Any) -> None:
    if key in found:
        raise EvaluationError(f'insert failed: key {key} already exists')
    found[key] = value
