"""What a running program has at hand: a list with the cost so far, the budget, and a slot for each variable.

A `Step` is a node made runnable: `run(frame)` gives the value. The cost of a step that does not depend on data,
`cost`, is not paid by `run` but by whoever calls it, so that a straight piece of an expression is paid for at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sampan.machinery.cel.convert import converter
from sampan.machinery.cel.errors import CostLimitExceeded, EvaluationError
from sampan.machinery.cel.schema import Declaration

Frame = list[Any]
Run = Callable[[Frame], Any]
COST: Final = 0
LIMIT: Final = 1
FIRST: Final = 2


class Suspended(BaseException):
    """An evaluation that needs an answer from outside (an authorizer's): answer `question`, then evaluate again."""

    def __init__(self, question: Any) -> None:
        super().__init__(question)
        self.question = question


class Step:
    """A runnable node. `declaration` is set while the value is still JSON; `root` is the part of the cost that a
    name or a chain of selections does not pay when it is an index or a branch of a condition (None: no such chain)."""

    __slots__ = ('constant', 'cost', 'declaration', 'root', 'run', 'value')

    def __init__(
        self, run: Run, cost: int = 0, declaration: Declaration | None = None, root: int | None = None
    ) -> None:
        self.run = run
        self.cost = cost
        self.declaration = declaration
        self.root = root
        self.constant = False
        self.value: Any = None

    def cooked(self) -> Step:
        """The step with a CEL value as its result, where it was JSON."""
        declaration = self.declaration
        if declaration is None:
            return self
        if not declaration.special:
            return Step(self.run, self.cost, None, self.root)
        run, convert = self.run, converter(declaration)
        return Step(lambda frame: convert(run(frame)), self.cost, None, self.root)

    def branch_cost(self) -> int:
        """The cost as a branch of a condition or as an index."""
        return self.cost - (self.root or 0)


def constant(value: Any) -> Step:
    step = Step(lambda frame: value)
    step.constant = True
    step.value = value
    return step


def pay(frame: Frame, cost: int) -> None:
    """Adds to the cost and stops when the budget is gone."""
    frame[COST] += cost
    if frame[COST] > frame[LIMIT]:
        raise CostLimitExceeded


def absorb(error: EvaluationError) -> None:
    """Lets an error pass by that && and || may absorb; a spent budget is none of them."""
    if type(error) is CostLimitExceeded:
        raise error
