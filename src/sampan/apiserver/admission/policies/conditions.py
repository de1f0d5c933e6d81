"""Match conditions of policies (upstream: webhook/matchconditions)."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.apiserver.admission.matching.conditions import BUDGET, Verdict
from sampan.apiserver.admission.policies.activation import Activation, OutOfBudget
from sampan.apiserver.admission.policies.compiled import Expression


async def hold(conditions: Sequence[Expression], activation: Activation, ignores_failures: bool) -> Verdict:
    """One that is false decides; one that fails decides only if none is false."""
    failures: list[str] = []
    left = BUDGET
    for condition in conditions:
        try:
            outcome, left = await activation.evaluate(condition, left)
        except OutOfBudget as error:
            failures = [str(error)]
            break
        if outcome.error:
            failures.append(outcome.error)
        elif outcome.value is False:
            return Verdict(False)
    if not failures:
        return Verdict(True)
    if ignores_failures:
        return Verdict(False)
    return Verdict(False, failures[0] if len(failures) == 1 else f'[{", ".join(dict.fromkeys(failures))}]')
