"""What a ReplicaSet's status says about its pods (upstream: replica_set_utils calculateStatus)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Time
from sampan.controllers.pods import is_available, is_ready

REPLICA_FAILURE = 'ReplicaFailure'


def calculate(
    replica_set: apps.ReplicaSet,
    active: Sequence[core.Pod],
    terminating: Sequence[core.Pod],
    failure: Exception | None,
    now: datetime,
) -> apps.ReplicaSetStatus:
    """The status after a reconcile that saw these pods, and failed to create or delete with `failure` if any."""
    spec = replica_set.spec
    ready = [pod for pod in active if is_ready(pod)]
    return apps.ReplicaSetStatus(
        replicas=len(active),
        fully_labeled_replicas=sum(_has_labels(pod, spec.template.metadata.labels) for pod in active),
        ready_replicas=len(ready),
        available_replicas=sum(is_available(pod, spec.min_ready_seconds, now) for pod in ready),
        terminating_replicas=len(terminating),
        observed_generation=replica_set.metadata.generation,
        conditions=_conditions(replica_set, len(active), failure, now),
    )


def _has_labels(pod: core.Pod, labels: Mapping[str, str]) -> bool:
    return all(pod.metadata.labels.get(name) == value for name, value in labels.items())


def _conditions(
    replica_set: apps.ReplicaSet, count: int, failure: Exception | None, now: datetime
) -> list[apps.ReplicaSetCondition]:
    present = replica_set.status.conditions
    others = [condition for condition in present if condition.type != REPLICA_FAILURE]
    if failure is None:
        return others
    if len(others) != len(present):
        return list(present)  # the first failure stays until there is none
    too_few = count < (replica_set.spec.replicas or 0)
    new = apps.ReplicaSetCondition(
        type=REPLICA_FAILURE,
        status='True',
        last_transition_time=Time.of(now),
        reason='FailedCreate' if too_few else 'FailedDelete',
        message=str(failure),
    )
    return [*others, new]


def with_status(replica_set: apps.ReplicaSet, status: apps.ReplicaSetStatus) -> apps.ReplicaSet:
    """The same ReplicaSet with another status; the original (which is shared) stays as it is."""
    return msgspec.structs.replace(replica_set, status=status)
