"""Match conditions: CEL expressions that all have to hold (upstream: webhook/matchconditions).

The language is loaded when the first condition is compiled; most clusters have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import codec
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.matchconditions import environment
from sampan.apiserver.admission.base import Attributes
from sampan.apiserver.admission.matching import request
from sampan.apiserver.admission.matching.referee import RequestReferee

if TYPE_CHECKING:
    from sampan.api.resources import Resource
    from sampan.apiserver.authz.base import Authorizer
    from sampan.machinery.cel import Program

BUDGET = 2_500_000  # cost units for all conditions of one hook on one request


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the conditions hold; `error` says why that could not be decided and must not be passed over."""

    holds: bool
    error: str = ''


class Conditions:
    """The conditions of one hook, compiled when first asked."""

    def __init__(self, conditions: Sequence[registration.MatchCondition], *, fail_closed: bool) -> None:
        self._conditions = conditions
        self._fail_closed = fail_closed
        self._programs: list[tuple[Program | None, str]] | None = None

    async def evaluate(
        self, attributes: Attributes, resource: Resource, obj: Any, old: Any, authorizer: Authorizer | None
    ) -> Verdict:
        """One that is false decides; one that fails decides only if none is false."""
        if not self._conditions:
            return Verdict(True)
        if self._programs is None:
            self._programs = [_compiled(condition.expression) for condition in self._conditions]
        referee = RequestReferee(authorizer)
        bindings = bindings_of(attributes, resource, obj, old) | referee.bindings(attributes)
        failures: list[str] = []
        left = BUDGET
        from sampan.machinery.cel import EvaluationError

        for (program, wrong), condition in zip(self._programs, self._conditions, strict=True):
            if program is None:
                failures.append(wrong)
                continue
            try:
                value, cost = await referee.settled(partial(program.evaluate, bindings, left))
            except EvaluationError as error:
                failures.append(f"expression '{condition.expression}' resulted in error: {error}")
                left -= error.cost
                continue
            left -= cost
            if value is False:
                return Verdict(False)
        if not failures:
            return Verdict(True)
        if not self._fail_closed:
            return Verdict(False)
        return Verdict(False, failures[0] if len(failures) == 1 else f'[{", ".join(dict.fromkeys(failures))}]')


def _compiled(text: str) -> tuple[Program | None, str]:
    from sampan.machinery.cel import CompileError

    try:
        return environment().compile(text), ''
    except CompileError as error:
        return None, f'compilation error: compilation failed: {error}'


def bindings_of(attributes: Attributes, resource: Resource, obj: Any, old: Any) -> dict[str, Any]:
    """The objects as JSON values."""
    return {
        'object': _plain(obj),
        'oldObject': _plain(old),
        'namespaceObject': None,
        'request': request.described(attributes, resource),
    }


def _plain(obj: Any) -> Any:
    return None if obj is None else msgspec.json.decode(codec.encode(obj))
