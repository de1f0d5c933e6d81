"""The numbers of priorities: what users may have, and the system's own classes.

Upstream: pkg/apis/scheduling/types.go, pkg/apis/scheduling/v1/helpers.go.
"""

from __future__ import annotations

from sampan.api.generated import meta_v1, scheduling_v1

DEFAULT_PRIORITY = 0
DEFAULT_POLICY = 'PreemptLowerPriority'
HIGHEST_USER_PRIORITY = 1_000_000_000
SYSTEM_PREFIX = 'system-'
SYSTEM_CLASSES = {
    'system-node-critical': (
        2_000_001_000,
        'Used for system critical pods that must not be moved from their current node.',
    ),
    'system-cluster-critical': (
        2_000_000_000,
        'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    ),
}


def system_class(name: str) -> scheduling_v1.PriorityClass:
    """One of the two classes every cluster has."""
    value, description = SYSTEM_CLASSES[name]
    return scheduling_v1.PriorityClass(
        metadata=meta_v1.ObjectMeta(name=name),
        value=value,
        description=description,
        preemption_policy=DEFAULT_POLICY,
    )
