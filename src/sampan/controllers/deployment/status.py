"""A Deployment's counters and conditions (upstream: pkg/controller/deployment {sync,progress}.go, util)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from sampan.api.generated import apps_v1 as apps
from sampan.api.scalars import Time
from sampan.controllers.deployment.rolling import Limits

AVAILABLE = 'Available'
PROGRESSING = 'Progressing'
REPLICA_FAILURE = 'ReplicaFailure'

Conditions = list[apps.DeploymentCondition]


def find(conditions: Sequence[apps.DeploymentCondition], type: str) -> apps.DeploymentCondition | None:
    for condition in conditions:
        if condition.type == type:
            return condition
    return None


def without(conditions: Sequence[apps.DeploymentCondition], type: str) -> Conditions:
    return [condition for condition in conditions if condition.type != type]


def make(type: str, status: str, reason: str, message: str, now: datetime) -> apps.DeploymentCondition:
    moment = Time.of(now)
    return apps.DeploymentCondition(
        type=type,
        status=status,
        reason=reason,
        message=message,
        last_update_time=moment,
        last_transition_time=moment,
    )


def with_condition(conditions: Sequence[apps.DeploymentCondition], new: apps.DeploymentCondition) -> Conditions:
    """Put a condition in; the same status and reason change nothing, the same status keeps its transition time."""
    present = find(conditions, new.type)
    if present is not None and present.status == new.status:
        if present.reason == new.reason:
            return list(conditions)
        new = msgspec.structs.replace(new, last_transition_time=present.last_transition_time)
    return [*without(conditions, new.type), new]


def calculate(
    deployment: apps.Deployment,
    new: apps.ReplicaSet | None,
    replica_sets: Sequence[apps.ReplicaSet],
    limits: Limits,
    now: datetime,
) -> apps.DeploymentStatus:
    """Counters and the Available condition; the other conditions as they are."""
    available = sum(each.status.available_replicas for each in replica_sets)
    wanted = sum(each.spec.replicas or 0 for each in replica_sets)
    return apps.DeploymentStatus(
        observed_generation=deployment.metadata.generation,
        replicas=sum(each.status.replicas for each in replica_sets),
        updated_replicas=new.status.replicas if new is not None else 0,
        ready_replicas=sum(each.status.ready_replicas for each in replica_sets),
        available_replicas=available,
        unavailable_replicas=max(0, wanted - available),
        terminating_replicas=_terminating(replica_sets),
        collision_count=deployment.status.collision_count,
        conditions=with_condition(deployment.status.conditions, _availability(available, limits, now)),
    )


def _terminating(replica_sets: Sequence[apps.ReplicaSet]) -> int | None:
    """The sum; unknown if one of them does not know."""
    total = 0
    for each in replica_sets:
        if each.status.terminating_replicas is None:
            return None
        total += each.status.terminating_replicas
    return total


def _availability(available: int, limits: Limits, now: datetime) -> apps.DeploymentCondition:
    if available >= limits.least_available:
        return make(AVAILABLE, 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
    return make(AVAILABLE, 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.', now)


def is_complete(deployment: apps.Deployment, status: apps.DeploymentStatus) -> bool:
    """Whether all replicas are of the new template and available, and no old ones are left."""
    replicas = deployment.spec.replicas or 0
    return (
        status.updated_replicas == replicas
        and status.replicas == replicas
        and status.available_replicas == replicas
        and status.observed_generation >= deployment.metadata.generation
    )


def replica_failure(
    new: apps.ReplicaSet | None, replica_sets: Sequence[apps.ReplicaSet]
) -> apps.DeploymentCondition | None:
    """The failure of the new ReplicaSet, or else of any other, as a condition of the Deployment."""
    for each in ([new] if new is not None else []) + list(replica_sets):
        for condition in each.status.conditions:
            if condition.type == REPLICA_FAILURE:
                return apps.DeploymentCondition(
                    type=condition.type,
                    status=condition.status,
                    last_transition_time=condition.last_transition_time,
                    last_update_time=condition.last_transition_time,
                    reason=condition.reason,
                    message=condition.message,
                )
    return None
