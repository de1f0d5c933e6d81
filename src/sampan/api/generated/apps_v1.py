"""apps/v1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Raw, Struct
from msgspec import field as _f

from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Int32, Int64, IntOrString, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none
from sampan.api.scalars import null_raw as _null_raw


class ControllerRevision(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ControllerRevision')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apps/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    data: Raw = _f(default_factory=_null_raw)
    revision: Int64 = _f(default_factory=int)


class ControllerRevisionList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ControllerRevisionList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apps/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ControllerRevision] = _f(default_factory=_list)


class DaemonSetUpdateStrategy(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = ''
    rolling_update: RollingUpdateDaemonSet | None = _f(name='rollingUpdate', default=None)


class DaemonSetSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    selector: meta_v1.LabelSelector | None = _f(default_factory=_none)
    template: core_v1.PodTemplateSpec = _f(default_factory=core_v1.PodTemplateSpec)
    update_strategy: DaemonSetUpdateStrategy = _f(name='updateStrategy', default_factory=DaemonSetUpdateStrategy)
    min_ready_seconds: Int32 = _f(name='minReadySeconds', default=0)
    revision_history_limit: Int32 | None = _f(name='revisionHistoryLimit', default=None)


class DaemonSetStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    current_number_scheduled: Int32 = _f(name='currentNumberScheduled', default_factory=int)
    number_misscheduled: Int32 = _f(name='numberMisscheduled', default_factory=int)
    desired_number_scheduled: Int32 = _f(name='desiredNumberScheduled', default_factory=int)
    number_ready: Int32 = _f(name='numberReady', default_factory=int)
    observed_generation: Int64 = _f(name='observedGeneration', default=0)
    updated_number_scheduled: Int32 = _f(name='updatedNumberScheduled', default=0)
    number_available: Int32 = _f(name='numberAvailable', default=0)
    number_unavailable: Int32 = _f(name='numberUnavailable', default=0)
    collision_count: Int32 | None = _f(name='collisionCount', default=None)
    conditions: list[DaemonSetCondition] = _f(default_factory=list)


class DaemonSet(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'DaemonSet')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apps/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: DaemonSetSpec = _f(default_factory=DaemonSetSpec)
    status: DaemonSetStatus = _f(default_factory=DaemonSetStatus)


class DaemonSetCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class DaemonSetList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'DaemonSetList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apps/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[DaemonSet] = _f(default_factory=_list)


class DeploymentStrategy(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = ''
    rolling_update: RollingUpdateDeployment | None = _f(name='rollingUpdate', default=None)


class DeploymentSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    replicas: Int32 | None = None
    selector: meta_v1.LabelSelector | None = _f(default_factory=_none)
    template: core_v1.PodTemplateSpec = _f(default_factory=core_v1.PodTemplateSpec)
    strategy: DeploymentStrategy = _f(default_factory=DeploymentStrategy)
    min_ready_seconds: Int32 = _f(name='minReadySeconds', default=0)
    revision_history_limit: Int32 | None = _f(name='revisionHistoryLimit', default=None)
    paused: bool = False
    progress_deadline_seconds: Int32 | None = _f(name='progressDeadlineSeconds', default=None)


class DeploymentStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    observed_generation: Int64 = _f(name='observedGeneration', default=0)
    replicas: Int32 = 0
    updated_replicas: Int32 = _f(name='updatedReplicas', default=0)
    ready_replicas: Int32 = _f(name='readyReplicas', default=0)
    available_replicas: Int32 = _f(name='availableReplicas', default=0)
    unavailable_replicas: Int32 = _f(name='unavailableReplicas', default=0)
    terminating_replicas: Int32 | None = _f(name='terminatingReplicas', default=None)
    conditions: list[DeploymentCondition] = _f(default_factory=list)
    collision_count: Int32 | None = _f(name='collisionCount', default=None)


class Deployment(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Deployment')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apps/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: DeploymentSpec = _f(default_factory=DeploymentSpec)
    status: DeploymentStatus = _f(default_factory=DeploymentStatus)


class DeploymentCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    last_update_time: Time | None = _f(name='lastUpdateTime', default_factory=_none)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class DeploymentList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'DeploymentList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apps/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Deployment] = _f(default_factory=_list)


class ReplicaSetSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    replicas: Int32 | None = None
    min_ready_seconds: Int32 = _f(name='minReadySeconds', default=0)
    selector: meta_v1.LabelSelector | None = _f(default_factory=_none)
    template: core_v1.PodTemplateSpec = _f(default_factory=core_v1.PodTemplateSpec)


class ReplicaSetStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    replicas: Int32 = _f(default_factory=int)
    fully_labeled_replicas: Int32 = _f(name='fullyLabeledReplicas', default=0)
    ready_replicas: Int32 = _f(name='readyReplicas', default=0)
    available_replicas: Int32 = _f(name='availableReplicas', default=0)
    terminating_replicas: Int32 | None = _f(name='terminatingReplicas', default=None)
    observed_generation: Int64 = _f(name='observedGeneration', default=0)
    conditions: list[ReplicaSetCondition] = _f(default_factory=list)


class ReplicaSet(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ReplicaSet')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apps/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ReplicaSetSpec = _f(default_factory=ReplicaSetSpec)
    status: ReplicaSetStatus = _f(default_factory=ReplicaSetStatus)


class ReplicaSetCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class ReplicaSetList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ReplicaSetList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apps/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ReplicaSet] = _f(default_factory=_list)


class RollingUpdateDaemonSet(Struct, kw_only=True, omit_defaults=True, gc=False):
    max_unavailable: IntOrString | None = _f(name='maxUnavailable', default=None)
    max_surge: IntOrString | None = _f(name='maxSurge', default=None)


class RollingUpdateDeployment(Struct, kw_only=True, omit_defaults=True, gc=False):
    max_unavailable: IntOrString | None = _f(name='maxUnavailable', default=None)
    max_surge: IntOrString | None = _f(name='maxSurge', default=None)


class RollingUpdateStatefulSetStrategy(Struct, kw_only=True, omit_defaults=True, gc=False):
    partition: Int32 | None = None
    max_unavailable: IntOrString | None = _f(name='maxUnavailable', default=None)


class StatefulSetUpdateStrategy(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = ''
    rolling_update: RollingUpdateStatefulSetStrategy | None = _f(name='rollingUpdate', default=None)


class StatefulSetSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    replicas: Int32 | None = None
    selector: meta_v1.LabelSelector | None = _f(default_factory=_none)
    template: core_v1.PodTemplateSpec = _f(default_factory=core_v1.PodTemplateSpec)
    volume_claim_templates: list[core_v1.PersistentVolumeClaim] = _f(name='volumeClaimTemplates', default_factory=list)
    service_name: str = _f(name='serviceName', default_factory=str)
    pod_management_policy: str = _f(name='podManagementPolicy', default='')
    update_strategy: StatefulSetUpdateStrategy = _f(name='updateStrategy', default_factory=StatefulSetUpdateStrategy)
    revision_history_limit: Int32 | None = _f(name='revisionHistoryLimit', default=None)
    min_ready_seconds: Int32 = _f(name='minReadySeconds', default=0)
    persistent_volume_claim_retention_policy: StatefulSetPersistentVolumeClaimRetentionPolicy | None = _f(name='persistentVolumeClaimRetentionPolicy', default=None)
    ordinals: StatefulSetOrdinals | None = None


class StatefulSetStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    observed_generation: Int64 = _f(name='observedGeneration', default=0)
    replicas: Int32 = _f(default_factory=int)
    ready_replicas: Int32 = _f(name='readyReplicas', default=0)
    current_replicas: Int32 = _f(name='currentReplicas', default=0)
    updated_replicas: Int32 = _f(name='updatedReplicas', default=0)
    current_revision: str = _f(name='currentRevision', default='')
    update_revision: str = _f(name='updateRevision', default='')
    collision_count: Int32 | None = _f(name='collisionCount', default=None)
    conditions: list[StatefulSetCondition] = _f(default_factory=list)
    available_replicas: Int32 = _f(name='availableReplicas', default_factory=int)


class StatefulSet(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'StatefulSet')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apps/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: StatefulSetSpec = _f(default_factory=StatefulSetSpec)
    status: StatefulSetStatus = _f(default_factory=StatefulSetStatus)


class StatefulSetCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class StatefulSetList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'StatefulSetList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apps/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[StatefulSet] = _f(default_factory=_list)


class StatefulSetOrdinals(Struct, kw_only=True, omit_defaults=True, gc=False):
    start: Int32 = _f(default_factory=int)


class StatefulSetPersistentVolumeClaimRetentionPolicy(Struct, kw_only=True, omit_defaults=True, gc=False):
    when_deleted: str = _f(name='whenDeleted', default='')
    when_scaled: str = _f(name='whenScaled', default='')
