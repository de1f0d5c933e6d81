"""Whether a roll-out is done, moving, or stuck: the Progressing condition.

Upstream: pkg/controller/deployment/progress.go. A Deployment without a deadline (or with the largest possible one) has
no Progressing condition.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from sampan.api.generated import apps_v1 as apps
from sampan.controllers.deployment import status as statuses
from sampan.controllers.deployment.revisions import NO_LIMIT
from sampan.controllers.deployment.status import PROGRESSING

NEW_AVAILABLE = 'NewReplicaSetAvailable'
UPDATED = 'ReplicaSetUpdated'
NEW_CREATED = 'NewReplicaSetCreated'
FOUND_NEW = 'FoundNewReplicaSet'
CREATE_FAILED = 'ReplicaSetCreateError'
TIMED_OUT = 'ProgressDeadlineExceeded'
PAUSED = 'DeploymentPaused'
RESUMED = 'DeploymentResumed'


def has_deadline(deployment: apps.Deployment) -> bool:
    deadline = deployment.spec.progress_deadline_seconds
    return deadline is not None and deadline != NO_LIMIT


def with_progress(
    deployment: apps.Deployment,
    new: apps.ReplicaSet | None,
    replica_sets: Sequence[apps.ReplicaSet],
    status: apps.DeploymentStatus,
    now: datetime,
) -> apps.DeploymentStatus:
    """The freshly calculated status with its Progressing and ReplicaFailure conditions brought up to date."""
    conditions = list(status.conditions)
    if not has_deadline(deployment):
        conditions = statuses.without(conditions, PROGRESSING)
    elif not _was_complete(deployment, status):
        conditions = _estimate(deployment, new, status, now)
    failure = statuses.replica_failure(new, replica_sets)
    if failure is not None:
        conditions = statuses.with_condition(conditions, failure)
    else:
        conditions = statuses.without(conditions, statuses.REPLICA_FAILURE)
    return msgspec.structs.replace(status, conditions=conditions)


def _was_complete(deployment: apps.Deployment, status: apps.DeploymentStatus) -> bool:
    """A finished roll-out is not estimated again: pods that come and go are not progress."""
    present = statuses.find(deployment.status.conditions, PROGRESSING)
    return status.replicas == status.updated_replicas and present is not None and present.reason == NEW_AVAILABLE


def _estimate(
    deployment: apps.Deployment, new: apps.ReplicaSet | None, status: apps.DeploymentStatus, now: datetime
) -> list[apps.DeploymentCondition]:
    who = f'ReplicaSet "{new.metadata.name}"' if new is not None else f'Deployment "{deployment.metadata.name}"'
    conditions = list(status.conditions)
    if statuses.is_complete(deployment, status):
        message = f'{who} has successfully progressed.'
        return statuses.with_condition(conditions, _condition('True', NEW_AVAILABLE, message, now))
    if is_progressing(deployment.status, status):
        return _moved(deployment, conditions, _condition('True', UPDATED, f'{who} is progressing.', now))
    if is_timed_out(deployment, status, now):
        message = f'{who} has timed out progressing.'
        return statuses.with_condition(conditions, _condition('False', TIMED_OUT, message, now))
    return conditions


def _condition(status: str, reason: str, message: str, now: datetime) -> apps.DeploymentCondition:
    return statuses.make(PROGRESSING, status, reason, message, now)


def _moved(
    deployment: apps.Deployment, conditions: list[apps.DeploymentCondition], new: apps.DeploymentCondition
) -> list[apps.DeploymentCondition]:
    """Unlike other conditions this one's update time moves with every sign of life: the deadline counts from it."""
    present = statuses.find(deployment.status.conditions, PROGRESSING)
    if present is not None and present.status == 'True':
        new = msgspec.structs.replace(new, last_transition_time=present.last_transition_time)
    return [*statuses.without(conditions, PROGRESSING), new]


def is_progressing(before: apps.DeploymentStatus, after: apps.DeploymentStatus) -> bool:
    """Whether something got better: more updated, ready or available replicas, or fewer old ones."""
    return (
        after.updated_replicas > before.updated_replicas
        or after.replicas - after.updated_replicas < before.replicas - before.updated_replicas
        or after.ready_replicas > before.ready_replicas
        or after.available_replicas > before.available_replicas
    )


def is_timed_out(deployment: apps.Deployment, status: apps.DeploymentStatus, now: datetime) -> bool:
    """Whether the last sign of life is longer ago than the deadline."""
    present = statuses.find(status.conditions, PROGRESSING)
    if present is None or present.reason == NEW_AVAILABLE:
        return False
    if present.reason == TIMED_OUT:
        return True
    return _remaining(deployment, present, now) < 0


def _remaining(deployment: apps.Deployment, condition: apps.DeploymentCondition, now: datetime) -> float:
    deadline = timedelta(seconds=deployment.spec.progress_deadline_seconds or 0)
    since: datetime | None = condition.last_update_time
    return (since + deadline - now).total_seconds() if since is not None else float('-inf')


def next_look(deployment: apps.Deployment, status: apps.DeploymentStatus, now: datetime) -> float | None:
    """Seconds after which a stuck roll-out must be looked at again, because no event will announce the time-out."""
    present = statuses.find(status.conditions, PROGRESSING)
    if not has_deadline(deployment) or present is None:
        return None
    if statuses.is_complete(deployment, status) or present.reason == TIMED_OUT:
        return None
    # A second more, because the API's times have whole seconds.
    return max(0.0, _remaining(deployment, present, now)) + 1.0
