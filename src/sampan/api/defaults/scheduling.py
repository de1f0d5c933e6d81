"""Defaults of priority classes. Upstream: pkg/apis/scheduling/v1/defaults.go."""

from __future__ import annotations

from sampan.api.generated import scheduling_v1 as scheduling
from sampan.api.priorities import DEFAULT_POLICY


def priority_class(obj: scheduling.PriorityClass) -> None:
    """Pods of the class may push others aside."""
    if obj.preemption_policy is None:
        obj.preemption_policy = DEFAULT_POLICY
