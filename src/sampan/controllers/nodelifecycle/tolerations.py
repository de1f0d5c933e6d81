"""How long a pod may stay on a node with NoExecute taints. Pure.

Upstream: pkg/controller/tainteviction.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from sampan.api.generated import core_v1 as core
from sampan.api.tolerations import tolerates
from sampan.controllers.nodelifecycle.taints import NO_EXECUTE


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
