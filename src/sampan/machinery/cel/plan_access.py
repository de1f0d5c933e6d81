"""Names, selections, indexes and has(): getting at data. Chains of fields of one variable become one closure."""

from __future__ import annotations

from typing import Any

from sampan.machinery.cel import gofloat
from sampan.machinery.cel.convert import LEAVES, converter
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.frame import Frame, Run, Step
from sampan.machinery.cel.numbers import UInt
from sampan.machinery.cel.schema import Declaration
from sampan.machinery.cel.values import NONE, Lazy, Optional, has_key


def no_such_key(key: Any) -> EvaluationError:
    return EvaluationError(f'no such key: {_shown(key)}')


def _shown(key: Any) -> str:
    if isinstance(key, bool):
        return 'true' if key else 'false'
    return str(int(key)) if isinstance(key, UInt) else str(key)


def global_step(slot: int, declaration: Declaration | None) -> Step:
    """A declared variable; a Lazy one is asked when first read."""

    def run(frame: Frame) -> Any:
        value = frame[slot]
        if type(value) is Lazy:
            value = frame[slot] = value.ask()
        return value

    return Step(run, 1, declaration, 1)


def local_step(slot: int, declaration: Declaration | None) -> Step:
    """A variable of a comprehension."""
    return Step(lambda frame: frame[slot], 1, declaration, 1)


# selection


def select_step(operand: Step, field: str) -> Step:
    """`operand.field`."""
    cost = operand.cost + 1
    root = operand.root
    if root is None:
        cost += 1
        root = 1
    declaration = operand.declaration
    if declaration is None or (declaration.fields is None and declaration.type.kind != 'map'):
        return Step(_dynamic(operand.cooked().run, field), cost, None, root)
    name, child = _child(declaration, field)
    run = _member(operand.run, name, field)
    if child is None:
        return Step(run, cost, None, root)
    if child.convert in LEAVES:
        convert, inner = LEAVES[child.convert], run
        return Step(lambda frame: convert(inner(frame)), cost, None, root)
    return Step(run, cost, child, root)


def _child(declaration: Declaration, field: str) -> tuple[str, Declaration | None]:
    if declaration.fields is None:
        return field, declaration.element
    known = declaration.fields.get(field) or declaration.fields[f'__{field}__']
    return known.name, known.declaration


def _member(run: Run, name: str, field: str) -> Run:
    def member(frame: Frame) -> Any:
        value = run(frame)
        try:
            return value[name]
        except (KeyError, TypeError, IndexError):
            raise no_such_key(field) from None

    return member


def _dynamic(run: Run, field: str) -> Run:
    def dynamic(frame: Frame) -> Any:
        value = run(frame)
        if type(value) is Optional:
            return _optional(value, field)
        if isinstance(value, dict) and field in value:
            return value[field]
        raise no_such_key(field)

    return dynamic


def _optional(value: Any, key: Any) -> Optional:
    """A selection or index that may find nothing."""
    if type(value) is Optional:
        if not value.present:
            return NONE
        value = value.value
    if isinstance(value, dict):
        return Optional(value[key]) if has_key(value, key) else NONE
    if isinstance(value, (list, tuple)):
        index = list_index(key)
        return Optional(value[index]) if 0 <= index < len(value) else NONE
    return NONE  # nothing is in what has no parts


def optional_select_step(operand: Step, field: str) -> Step:
    """`operand.?field`."""
    cost = operand.cost + (1 if operand.root is not None else 2)
    declaration = operand.declaration
    run = operand.run
    if declaration is not None and (declaration.fields is not None or declaration.type.kind == 'map'):
        name, child = _child(declaration, field)
        convert = converter(child) if child is not None else None

        def known(frame: Frame) -> Any:
            value = run(frame)
            if not isinstance(value, dict) or name not in value:
                return NONE
            return Optional(value[name] if convert is None else convert(value[name]))

        return Step(known, cost, None, operand.root if operand.root is not None else 1)
    run = operand.cooked().run
    return Step(lambda frame: _optional(run(frame), field), cost, None, operand.root if operand.root is not None else 1)


def has_step(operand: Step, field: str) -> Step:
    """`has(operand.field)`; the test itself costs nothing more than the selection of its operand."""
    cost = operand.cost + 1 - (operand.root if operand.root is not None else 0)
    declaration = operand.declaration
    run = operand.run
    if declaration is not None and declaration.fields is not None:
        name, _ = _child(declaration, field)
        return Step(lambda frame: name in (run(frame) or ()), cost)
    cooked = operand.cooked().run

    def test(frame: Frame) -> bool:
        value = cooked(frame)
        if type(value) is Optional:
            value = value.value
        if isinstance(value, (list, tuple)):
            list_index(field)
        return isinstance(value, dict) and field in value

    return Step(test, cost)


# indexes


def list_index(key: Any) -> int:
    kind = type(key)
    if kind is int or kind is UInt:
        return int(key)
    if kind is float and key.is_integer():
        return int(key)
    if kind is float:
        raise EvaluationError(f'unsupported index value {gofloat.general(key)} in list')
    raise EvaluationError(f"unsupported index type '{_type_name(key)}' in list")


def _type_name(value: Any) -> str:
    from sampan.machinery.cel.values import type_name

    return type_name(value)


def index_step(operand: Step, index: Step) -> Step:
    """`operand[index]`."""
    root = operand.root
    cost = operand.cost + index.branch_cost() + 1
    if root is None:
        cost += 1
        root = 1
    declaration = operand.declaration
    child = None if declaration is None else declaration.element
    if child is None:
        return Step(_index(operand.cooked().run, index.cooked().run), cost, None, root)
    run = _index(operand.run, index.cooked().run)
    if child.convert in LEAVES:
        convert = LEAVES[child.convert]
        return Step(lambda frame: convert(run(frame)), cost, None, root)
    return Step(run, cost, child, root)


def _index(operand: Run, index: Run) -> Run:
    def at(frame: Frame) -> Any:
        value = operand(frame)
        key = index(frame)
        if isinstance(value, dict):
            if has_key(value, key):
                return value[key]
            raise no_such_key(key)
        if isinstance(value, (list, tuple)):
            place = list_index(key)
            if 0 <= place < len(value):
                return value[place]
            raise EvaluationError(f'index out of bounds: {_shown(key)}')
        if type(value) is Optional:
            return _optional(value, key)
        raise no_such_key(key)

    return at


def optional_index_step(operand: Step, index: Step) -> Step:
    """`operand[?index]`."""
    cost = operand.cost + index.branch_cost() + (1 if operand.root is not None else 2)
    run, key = operand.cooked().run, index.cooked().run
    root = operand.root if operand.root is not None else 1
    return Step(lambda frame: _optional(run(frame), key(frame)), cost, None, root)
