"""autoscaling/v2: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int32, Int64, Quantity, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class MetricTarget(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    value: Quantity | None = None
    average_value: Quantity | None = _f(name='averageValue', default=None)
    average_utilization: Int32 | None = _f(name='averageUtilization', default=None)


class ContainerResourceMetricSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    target: MetricTarget = _f(default_factory=MetricTarget)
    container: str = _f(default_factory=str)


class MetricValueStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    value: Quantity | None = None
    average_value: Quantity | None = _f(name='averageValue', default=None)
    average_utilization: Int32 | None = _f(name='averageUtilization', default=None)


class ContainerResourceMetricStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    current: MetricValueStatus = _f(default_factory=MetricValueStatus)
    container: str = _f(default_factory=str)


class CrossVersionObjectReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=str)
    name: str = _f(default_factory=str)
    api_version: str = _f(name='apiVersion', default='')


class MetricIdentifier(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    selector: meta_v1.LabelSelector | None = None


class ExternalMetricSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    metric: MetricIdentifier = _f(default_factory=MetricIdentifier)
    target: MetricTarget = _f(default_factory=MetricTarget)


class ExternalMetricStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    metric: MetricIdentifier = _f(default_factory=MetricIdentifier)
    current: MetricValueStatus = _f(default_factory=MetricValueStatus)


class HPAScalingPolicy(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    value: Int32 = _f(default_factory=int)
    period_seconds: Int32 = _f(name='periodSeconds', default_factory=int)


class HPAScalingRules(Struct, kw_only=True, omit_defaults=True, gc=False):
    stabilization_window_seconds: Int32 | None = _f(name='stabilizationWindowSeconds', default=None)
    select_policy: str | None = _f(name='selectPolicy', default=None)
    policies: list[HPAScalingPolicy] = _f(default_factory=list)
    tolerance: Quantity | None = None


class HorizontalPodAutoscalerSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    scale_target_ref: CrossVersionObjectReference = _f(name='scaleTargetRef', default_factory=CrossVersionObjectReference)
    min_replicas: Int32 | None = _f(name='minReplicas', default=None)
    max_replicas: Int32 = _f(name='maxReplicas', default_factory=int)
    metrics: list[MetricSpec] = _f(default_factory=list)
    behavior: HorizontalPodAutoscalerBehavior | None = None


class HorizontalPodAutoscalerStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    observed_generation: Int64 | None = _f(name='observedGeneration', default=None)
    last_scale_time: Time | None = _f(name='lastScaleTime', default=None)
    current_replicas: Int32 = _f(name='currentReplicas', default=0)
    desired_replicas: Int32 = _f(name='desiredReplicas', default_factory=int)
    current_metrics: list[MetricStatus] = _f(name='currentMetrics', default_factory=_list)
    conditions: list[HorizontalPodAutoscalerCondition] = _f(default_factory=list)


class HorizontalPodAutoscaler(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'HorizontalPodAutoscaler')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'autoscaling/v2')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: HorizontalPodAutoscalerSpec = _f(default_factory=HorizontalPodAutoscalerSpec)
    status: HorizontalPodAutoscalerStatus = _f(default_factory=HorizontalPodAutoscalerStatus)


class HorizontalPodAutoscalerBehavior(Struct, kw_only=True, omit_defaults=True, gc=False):
    scale_up: HPAScalingRules | None = _f(name='scaleUp', default=None)
    scale_down: HPAScalingRules | None = _f(name='scaleDown', default=None)


class HorizontalPodAutoscalerCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class HorizontalPodAutoscalerList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'HorizontalPodAutoscalerList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'autoscaling/v2')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[HorizontalPodAutoscaler] = _f(default_factory=_list)


class MetricSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    object: ObjectMetricSource | None = None
    pods: PodsMetricSource | None = None
    resource: ResourceMetricSource | None = None
    container_resource: ContainerResourceMetricSource | None = _f(name='containerResource', default=None)
    external: ExternalMetricSource | None = None


class MetricStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    object: ObjectMetricStatus | None = None
    pods: PodsMetricStatus | None = None
    resource: ResourceMetricStatus | None = None
    container_resource: ContainerResourceMetricStatus | None = _f(name='containerResource', default=None)
    external: ExternalMetricStatus | None = None


class ObjectMetricSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    described_object: CrossVersionObjectReference = _f(name='describedObject', default_factory=CrossVersionObjectReference)
    target: MetricTarget = _f(default_factory=MetricTarget)
    metric: MetricIdentifier = _f(default_factory=MetricIdentifier)


class ObjectMetricStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    metric: MetricIdentifier = _f(default_factory=MetricIdentifier)
    current: MetricValueStatus = _f(default_factory=MetricValueStatus)
    described_object: CrossVersionObjectReference = _f(name='describedObject', default_factory=CrossVersionObjectReference)


class PodsMetricSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    metric: MetricIdentifier = _f(default_factory=MetricIdentifier)
    target: MetricTarget = _f(default_factory=MetricTarget)


class PodsMetricStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    metric: MetricIdentifier = _f(default_factory=MetricIdentifier)
    current: MetricValueStatus = _f(default_factory=MetricValueStatus)


class ResourceMetricSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    target: MetricTarget = _f(default_factory=MetricTarget)


class ResourceMetricStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    current: MetricValueStatus = _f(default_factory=MetricValueStatus)
