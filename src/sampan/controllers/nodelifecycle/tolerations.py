"""How long a pod may stay on a node with NoExecute taints. Pure.

Upstream: component-helpers scheduling/corev1, pkg/controller/tainteviction.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from sampan.api.generated import core_v1 as core
from sampan.controllers.nodelifecycle.taints import NO_EXECUTE


def tolerates(toleration: core.Toleration, taint: core.Taint) -> bool:
    """Whether one toleration covers one taint (upstream: ToleratesTaint)."""
    if toleration.effect and toleration.effect != taint.effect:
        return False
    if toleration.key and toleration.key != taint.key:
        return False
    if toleration.operator in ('', 'Equal'):
        return toleration.value == taint.value
    return toleration.operator == 'Exists'


def no_execute(taints: Iterable[core.Taint]) -> list[core.Taint]:
    return [taint for taint in taints if taint.effect == NO_EXECUTE]


def toleration_seconds(taints: Sequence[core.Taint], tolerations: Sequence[core.Toleration]) -> float:
    """Seconds the pod may stay: 0 when a taint is not tolerated, infinity when nothing limits it."""
    limit = math.inf
    for taint in taints:
        covering = next((each for each in tolerations if tolerates(each, taint)), None)
        if covering is None:
            return 0.0
        if covering.toleration_seconds is not None:
            limit = min(limit, max(0.0, float(covering.toleration_seconds)))
    return limit
