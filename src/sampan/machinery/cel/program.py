"""A compiled expression: evaluate it with bindings and a budget, or estimate what it may cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sampan.machinery.cel.ast import Node
from sampan.machinery.cel.costs import PER_CALL_LIMIT
from sampan.machinery.cel.errors import CostLimitExceeded, EvaluationError
from sampan.machinery.cel.frame import COST, LIMIT
from sampan.machinery.cel.plan import Plan
from sampan.machinery.cel.values import Lazy

if TYPE_CHECKING:
    from sampan.machinery.cel.environment import Environment
    from sampan.machinery.cel.estimate import Sizes


class Program:
    """A compiled expression. It keeps no state between evaluations and may be shared."""

    __slots__ = ('_cost', '_environment', '_node', '_run', '_size', '_slots', 'result', 'text', 'uses')

    def __init__(self, text: str, node: Node, plan: Plan, uses: frozenset[str], environment: Environment) -> None:
        self.text = text
        self.result = node.type
        self.uses = uses
        self._node = node
        self._run = plan.step.run
        self._cost = plan.step.cost
        self._size = plan.size
        self._slots = tuple(plan.slots.items())
        self._environment = environment

    def evaluate(self, bindings: Mapping[str, Any], budget: int = PER_CALL_LIMIT) -> tuple[Any, int]:
        """The value and its cost. Raises EvaluationError; CostLimitExceeded when the cost is above the budget."""
        frame: list[Any] = [None] * self._size
        frame[COST] = self._cost
        frame[LIMIT] = budget
        for name, slot in self._slots:
            frame[slot] = bindings[name] if name in bindings else _missing(name)
        try:
            value = self._run(frame)
        except EvaluationError as error:
            error.cost = frame[COST]
            if error.cost > budget and type(error) is not CostLimitExceeded:
                raise self._exceeded(frame) from None
            raise
        except (TypeError, AttributeError, RecursionError) as error:
            failure = EvaluationError('no such overload')
            failure.cost = frame[COST]
            raise failure from error
        if frame[COST] > budget:
            raise self._exceeded(frame)
        return value, frame[COST]

    def estimate(self, sizes: Sizes | None = None) -> tuple[int, int]:
        """The least and the most an evaluation costs, by the schema's sizes and those given for paths."""
        from sampan.machinery.cel.estimate import estimate

        return estimate(self._node, self._environment, sizes or {})

    def _exceeded(self, frame: list[Any]) -> CostLimitExceeded:
        error = CostLimitExceeded()
        error.cost = frame[COST]
        return error

    def __repr__(self) -> str:
        return f'Program({self.text!r})'


def _missing(name: str) -> Lazy:
    def ask() -> Any:
        raise EvaluationError(f'no such attribute(s): {name}')

    return Lazy(ask)
