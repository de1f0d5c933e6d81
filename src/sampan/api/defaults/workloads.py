"""Defaults of the workload kinds. Upstream: pkg/apis/apps/v1/defaults.go, pkg/apis/core/v1/defaults.go."""

from __future__ import annotations

from sampan.api.defaults import pods, volumes
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core

REVISION_HISTORY_LIMIT = 10
PROGRESS_DEADLINE_SECONDS = 600


def deployment(obj: apps.Deployment) -> None:
    """One replica, rolling a quarter at a time, ten old revisions, ten minutes to make progress."""
    spec = obj.spec
    if spec.replicas is None:
        spec.replicas = 1
    spec.strategy.type = spec.strategy.type or 'RollingUpdate'
    if spec.strategy.type == 'RollingUpdate':
        rolling = spec.strategy.rolling_update = spec.strategy.rolling_update or apps.RollingUpdateDeployment()
        if rolling.max_unavailable is None:
            rolling.max_unavailable = '25%'
        if rolling.max_surge is None:
            rolling.max_surge = '25%'
    if spec.revision_history_limit is None:
        spec.revision_history_limit = REVISION_HISTORY_LIMIT
    if spec.progress_deadline_seconds is None:
        spec.progress_deadline_seconds = PROGRESS_DEADLINE_SECONDS
    pods.pod_spec(spec.template.spec)


def replica_set(obj: apps.ReplicaSet) -> None:
    """One replica."""
    if obj.spec.replicas is None:
        obj.spec.replicas = 1
    pods.pod_spec(obj.spec.template.spec)


def daemon_set(obj: apps.DaemonSet) -> None:
    """Rolling, one node at a time."""
    spec = obj.spec
    spec.update_strategy.type = spec.update_strategy.type or 'RollingUpdate'
    if spec.update_strategy.type == 'RollingUpdate':
        rolling = spec.update_strategy.rolling_update = (
            spec.update_strategy.rolling_update or apps.RollingUpdateDaemonSet()
        )
        if rolling.max_unavailable is None:
            rolling.max_unavailable = 1
        if rolling.max_surge is None:
            rolling.max_surge = 0
    if spec.revision_history_limit is None:
        spec.revision_history_limit = REVISION_HISTORY_LIMIT
    pods.pod_spec(spec.template.spec)


def stateful_set(obj: apps.StatefulSet) -> None:
    """One replica, in order, claims kept."""
    spec = obj.spec
    spec.pod_management_policy = spec.pod_management_policy or 'OrderedReady'
    strategy = spec.update_strategy
    if not strategy.type:
        strategy.type = 'RollingUpdate'
        strategy.rolling_update = strategy.rolling_update or apps.RollingUpdateStatefulSetStrategy()
    rolling = strategy.rolling_update
    if strategy.type == 'RollingUpdate' and rolling is not None:
        if rolling.partition is None:
            rolling.partition = 0
        if rolling.max_unavailable is None:
            rolling.max_unavailable = 1
    retention = spec.persistent_volume_claim_retention_policy
    if retention is None:
        retention = apps.StatefulSetPersistentVolumeClaimRetentionPolicy()
        spec.persistent_volume_claim_retention_policy = retention
    retention.when_deleted = retention.when_deleted or 'Retain'
    retention.when_scaled = retention.when_scaled or 'Retain'
    if spec.replicas is None:
        spec.replicas = 1
    if spec.revision_history_limit is None:
        spec.revision_history_limit = REVISION_HISTORY_LIMIT
    pods.pod_spec(spec.template.spec)
    for claim in spec.volume_claim_templates:
        claim.status.phase = claim.status.phase or 'Pending'
        volumes.claim_spec(claim.spec)


def replication_controller(obj: core.ReplicationController) -> None:
    """One replica; selector and labels are the template's unless given."""
    spec = obj.spec
    if spec.replicas is None:
        spec.replicas = 1
    if spec.template is None:
        return
    labels = spec.template.metadata.labels
    if labels:
        spec.selector = spec.selector or dict(labels)
        obj.metadata.labels = obj.metadata.labels or dict(labels)
    pods.pod_spec(spec.template.spec)
