"""Match conditions: named expressions that compile (upstream: admissionregistration/validation).

The language is loaded only where there are conditions.
"""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.validation.common import Errors
from sampan.machinery import field, names
from sampan.machinery.field import Path

MOST = 64


def match_conditions(path: Path, conditions: Sequence[registration.MatchCondition]) -> Errors:
    """At most 64, each with a name of its own."""
    if len(conditions) > MOST:
        yield field.too_many(path, len(conditions), MOST)
    seen: set[str] = set()
    for index, condition in enumerate(conditions):
        at = path.index(index)
        yield from _condition(at, condition)
        if condition.name:
            if condition.name in seen:
                yield field.duplicate(at.child('name'), condition.name)
            seen.add(condition.name)


def _condition(path: Path, condition: registration.MatchCondition) -> Errors:
    text = condition.expression.strip()
    if not text:
        yield field.required(path.child('expression'), '')
    else:
        from sampan.api.matchconditions import problem

        wrong = problem(text)
        if wrong:
            yield field.invalid(path.child('expression'), text, wrong)
    if not condition.name:
        yield field.required(path.child('name'), '')
        return
    for wrong in names.label_key(condition.name):
        yield field.invalid(path.child('name'), condition.name, wrong)
