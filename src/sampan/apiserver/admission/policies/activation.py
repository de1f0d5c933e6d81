"""What expressions of a policy see in one request, and their evaluation within the budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from sampan.api import codec
from sampan.api.generated import core_v1
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes
from sampan.apiserver.admission.matching import request
from sampan.apiserver.admission.matching.referee import RequestReferee
from sampan.apiserver.admission.policies.compiled import Expression
from sampan.machinery.cel import EvaluationError, Lazy, Program
from sampan.machinery.cel.costs import PER_CALL_LIMIT

BUDGET = 10_000_000  # cost units for the expressions of one policy of one sort on one request

OUT_OF_BUDGET = 'validation failed due to running out of cost budget, no further validation rules will be run'


class OutOfBudget(Exception):
    """The budget is spent; nothing more is evaluated."""

    def __init__(self) -> None:
        super().__init__(OUT_OF_BUDGET)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an expression came to; `error` is set when it came to nothing."""

    value: Any = None
    error: str = ''


class Variables(dict[str, Any]):
    """The variables of a policy: each is evaluated when first read, and what that costs is added up."""

    def __init__(self, expressions: Mapping[str, Expression], bindings: dict[str, Any]) -> None:
        super().__init__()
        self._expressions = expressions
        self._bindings = bindings
        self.cost = 0

    def __bool__(self) -> bool:
        return True

    def __contains__(self, name: object) -> bool:
        return name in self._expressions

    def __missing__(self, name: str) -> Any:
        expression = self._expressions[name]
        if expression.program is None:
            raise EvaluationError(f'composited variable "{name}" fails to compile: {expression.problem}')
        try:
            value, cost = expression.program.evaluate(self._bindings)
        except EvaluationError as error:
            self.cost += error.cost
            raise EvaluationError(f'composited variable "{name}" fails to evaluate: {error}') from None
        self.cost += cost
        self[name] = value
        return value


class Activation:
    """The bindings of one policy on one request, with one set of parameters."""

    def __init__(
        self,
        attributes: Attributes,
        resource: Resource,
        objects: tuple[Any, Any],
        namespace: core_v1.Namespace | None,
        referee: RequestReferee,
        variables: Mapping[str, Expression],
        params: Any = None,
    ) -> None:
        self._referee = referee
        self.bindings: dict[str, Any] = {
            'object': Lazy(lambda: plain(objects[0])),
            'oldObject': Lazy(lambda: plain(objects[1])),
            'request': Lazy(lambda: request.described(attributes, resource)),
            'namespaceObject': Lazy(lambda: plain(namespace)),
            'params': params,
            **referee.bindings(attributes),
        }
        self._expressions = variables
        self._variables = Variables(variables, self.bindings)
        self.bindings['variables'] = self._variables

    async def evaluate(self, expression: Expression, budget: int) -> tuple[Outcome, int]:
        """What the expression comes to, and the budget that is left. Raises OutOfBudget."""
        program = expression.program
        if program is None:
            return Outcome(error=f'compilation error: {expression.problem}'), budget
        try:
            value, cost = await self._settled(program)
            outcome = Outcome(value)
        except EvaluationError as error:
            cost = error.cost
            outcome = Outcome(error=f"expression '{expression.text}' resulted in error: {error}")
        left = budget - self._variables.cost - cost
        self._variables.cost = 0
        if left < 0:
            raise OutOfBudget
        return outcome, left

    async def _settled(self, program: Program) -> tuple[Any, int]:
        """The value, once the authorizer has answered everything."""
        return await self._referee.settled(lambda: program.evaluate(self.bindings, PER_CALL_LIMIT))


def plain(obj: Any) -> Any:
    """An object as the JSON values that expressions see."""
    return None if obj is None else msgspec.json.decode(codec.encode(obj))
