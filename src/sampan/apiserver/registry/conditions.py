"""Setting a condition on a pod's status (upstream: pkg/api/v1/pod UpdatePodCondition)."""

from __future__ import annotations

from sampan.api.generated import core_v1
from sampan.api.scalars import Time


def set_pod_condition(status: core_v1.PodStatus, condition: core_v1.PodCondition, now: Time) -> None:
    """Replace the condition of this type; the transition time moves only when its status does."""
    condition.last_transition_time = now
    for index, present in enumerate(status.conditions):
        if present.type == condition.type:
            if present.status == condition.status:
                condition.last_transition_time = present.last_transition_time
            status.conditions[index] = condition
            return
    status.conditions = [*status.conditions, condition]
