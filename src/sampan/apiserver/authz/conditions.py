"""matchConditions of an authorization webhook: CEL over a SubjectAccessReview's spec (upstream: authorization/cel)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sampan.machinery.cel import CompileError, Environment, EvaluationError, types_from_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sampan.machinery.cel import Program


def _object(**properties: Any) -> dict[str, Any]:
    return {'type': 'object', 'properties': properties}


def _list(items: Any) -> dict[str, Any]:
    return {'type': 'array', 'items': items}


_TEXT = {'type': 'string'}
_SELECTOR = _object(rawSelector=_TEXT, requirements=_list(_object(key=_TEXT, operator=_TEXT, values=_list(_TEXT))))
_NAMES = ('namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name')
REQUEST = _object(
    resourceAttributes=_object(**dict.fromkeys(_NAMES, _TEXT), fieldSelector=_SELECTOR, labelSelector=_SELECTOR),
    nonResourceAttributes=_object(path=_TEXT, verb=_TEXT),
    user=_TEXT,
    groups=_list(_TEXT),
    extra={'type': 'object', 'additionalProperties': _list(_TEXT)},
    uid=_TEXT,
)


class ConditionError(ValueError):
    """The expression is no condition; the text is upstream's."""


@cache
def environment() -> Environment:
    """Built once, when the first condition is there."""
    kind = types_from_schema(REQUEST)
    if kind is None:
        raise RuntimeError('the schema of reviews has a type')
    return Environment({'request': kind})


def compile(expression: str) -> Program:
    """Raises ConditionError for what is no condition."""
    try:
        program = environment().compile(expression)
    except CompileError as error:
        raise ConditionError(f'compilation failed: {error}') from error
    if str(program.result) != 'bool':
        raise ConditionError(f'must evaluate to bool but got {program.result}')
    return program


def matches(conditions: Sequence[tuple[str, Program]], request: dict[str, Any]) -> bool:
    """Whether all hold; one that is false decides, whatever others fail with. Raises EvaluationError."""
    failed: list[str] = []
    for expression, program in conditions:
        try:
            holds, _ = program.evaluate({'request': request})
        except EvaluationError as error:
            failed.append(f"cel evaluation error: expression '{expression}' resulted in error: {error}")
            continue
        if not holds:
            return False
    if failed:
        raise EvaluationError(failed[0] if len(failed) == 1 else f'[{", ".join(failed)}]')
    return True
