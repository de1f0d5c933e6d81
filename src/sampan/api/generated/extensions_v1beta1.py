"""extensions/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Int32, Int64, IntOrString, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class DaemonSetUpdateStrategy(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = ''
    rolling_update: RollingUpdateDaemonSet | None = _f(name='rollingUpdate', default=None)


class DaemonSetSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    selector: meta_v1.LabelSelector | None = None
    template: core_v1.PodTemplateSpec = _f(default_factory=core_v1.PodTemplateSpec)
    update_strategy: DaemonSetUpdateStrategy = _f(name='updateStrategy', default_factory=DaemonSetUpdateStrategy)
    min_ready_seconds: Int32 = _f(name='minReadySeconds', default=0)
    template_generation: Int64 = _f(name='templateGeneration', default=0)
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
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'extensions/v1beta1')
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
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'extensions/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[DaemonSet] = _f(default_factory=_list)


class DeploymentStrategy(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = ''
    rolling_update: RollingUpdateDeployment | None = _f(name='rollingUpdate', default=None)


class DeploymentSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    replicas: Int32 | None = None
    selector: meta_v1.LabelSelector | None = None
    template: core_v1.PodTemplateSpec = _f(default_factory=core_v1.PodTemplateSpec)
    strategy: DeploymentStrategy = _f(default_factory=DeploymentStrategy)
    min_ready_seconds: Int32 = _f(name='minReadySeconds', default=0)
    revision_history_limit: Int32 | None = _f(name='revisionHistoryLimit', default=None)
    paused: bool = False
    rollback_to: RollbackConfig | None = _f(name='rollbackTo', default=None)
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
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'extensions/v1beta1')
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
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'extensions/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Deployment] = _f(default_factory=_list)


class RollbackConfig(Struct, kw_only=True, omit_defaults=True, gc=False):
    revision: Int64 = 0


class DeploymentRollback(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'DeploymentRollback')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'extensions/v1beta1')
    name: str = _f(default_factory=str)
    updated_annotations: dict[str, str] = _f(name='updatedAnnotations', default_factory=dict)
    rollback_to: RollbackConfig = _f(name='rollbackTo', default_factory=RollbackConfig)


class IngressBackend(Struct, kw_only=True, omit_defaults=True, gc=False):
    service_name: str = _f(name='serviceName', default='')
    service_port: IntOrString = _f(name='servicePort', default_factory=int)
    resource: core_v1.TypedLocalObjectReference | None = None


class HTTPIngressPath(Struct, kw_only=True, omit_defaults=True, gc=False):
    path: str = ''
    path_type: str | None = _f(name='pathType', default=None)
    backend: IngressBackend = _f(default_factory=IngressBackend)


class HTTPIngressRuleValue(Struct, kw_only=True, omit_defaults=True, gc=False):
    paths: list[HTTPIngressPath] = _f(default_factory=_list)


class IPBlock(Struct, kw_only=True, omit_defaults=True, gc=False):
    cidr: str = _f(default_factory=str)
    except_: list[str] = _f(name='except', default_factory=list)


class IngressSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    ingress_class_name: str | None = _f(name='ingressClassName', default=None)
    backend: IngressBackend | None = None
    tls: list[IngressTLS] = _f(default_factory=list)
    rules: list[IngressRule] = _f(default_factory=list)


class IngressLoadBalancerStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    ingress: list[IngressLoadBalancerIngress] = _f(default_factory=list)


class IngressStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    load_balancer: IngressLoadBalancerStatus = _f(name='loadBalancer', default_factory=IngressLoadBalancerStatus)


class Ingress(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Ingress')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'extensions/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: IngressSpec = _f(default_factory=IngressSpec)
    status: IngressStatus = _f(default_factory=IngressStatus)


class IngressList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'IngressList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'extensions/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Ingress] = _f(default_factory=_list)


class IngressLoadBalancerIngress(Struct, kw_only=True, omit_defaults=True, gc=False):
    ip: str = ''
    hostname: str = ''
    ports: list[IngressPortStatus] = _f(default_factory=list)


class IngressPortStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    port: Int32 = _f(default_factory=int)
    protocol: str = _f(default_factory=str)
    error: str | None = None


class IngressRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    host: str = ''
    http: HTTPIngressRuleValue | None = None


class IngressRuleValue(Struct, kw_only=True, omit_defaults=True, gc=False):
    http: HTTPIngressRuleValue | None = None


class IngressTLS(Struct, kw_only=True, omit_defaults=True, gc=False):
    hosts: list[str] = _f(default_factory=list)
    secret_name: str = _f(name='secretName', default='')


class NetworkPolicySpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    pod_selector: meta_v1.LabelSelector = _f(name='podSelector', default_factory=meta_v1.LabelSelector)
    ingress: list[NetworkPolicyIngressRule] = _f(default_factory=list)
    egress: list[NetworkPolicyEgressRule] = _f(default_factory=list)
    policy_types: list[str] = _f(name='policyTypes', default_factory=list)


class NetworkPolicy(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'NetworkPolicy')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'extensions/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: NetworkPolicySpec = _f(default_factory=NetworkPolicySpec)


class NetworkPolicyEgressRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    ports: list[NetworkPolicyPort] = _f(default_factory=list)
    to: list[NetworkPolicyPeer] = _f(default_factory=list)


class NetworkPolicyIngressRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    ports: list[NetworkPolicyPort] = _f(default_factory=list)
    from_: list[NetworkPolicyPeer] = _f(name='from', default_factory=list)


class NetworkPolicyList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'NetworkPolicyList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'extensions/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[NetworkPolicy] = _f(default_factory=_list)


class NetworkPolicyPeer(Struct, kw_only=True, omit_defaults=True, gc=False):
    pod_selector: meta_v1.LabelSelector | None = _f(name='podSelector', default=None)
    namespace_selector: meta_v1.LabelSelector | None = _f(name='namespaceSelector', default=None)
    ip_block: IPBlock | None = _f(name='ipBlock', default=None)


class NetworkPolicyPort(Struct, kw_only=True, omit_defaults=True, gc=False):
    protocol: str | None = None
    port: IntOrString | None = None
    end_port: Int32 | None = _f(name='endPort', default=None)


class ReplicaSetSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    replicas: Int32 | None = None
    min_ready_seconds: Int32 = _f(name='minReadySeconds', default=0)
    selector: meta_v1.LabelSelector | None = None
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
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'extensions/v1beta1')
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
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'extensions/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ReplicaSet] = _f(default_factory=_list)


class RollingUpdateDaemonSet(Struct, kw_only=True, omit_defaults=True, gc=False):
    max_unavailable: IntOrString | None = _f(name='maxUnavailable', default=None)
    max_surge: IntOrString | None = _f(name='maxSurge', default=None)


class RollingUpdateDeployment(Struct, kw_only=True, omit_defaults=True, gc=False):
    max_unavailable: IntOrString | None = _f(name='maxUnavailable', default=None)
    max_surge: IntOrString | None = _f(name='maxSurge', default=None)


class ScaleSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    replicas: Int32 = 0


class ScaleStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    replicas: Int32 = _f(default_factory=int)
    selector: dict[str, str] = _f(default_factory=dict)
    target_selector: str = _f(name='targetSelector', default='')


class Scale(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Scale')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'extensions/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ScaleSpec = _f(default_factory=ScaleSpec)
    status: ScaleStatus = _f(default_factory=ScaleStatus)
