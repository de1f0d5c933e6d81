"""autoscaling/v1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int32, Int64, Quantity, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none
from sampan.api.scalars import zero_quantity as _zero_quantity


class ContainerResourceMetricSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    target_average_utilization: Int32 | None = _f(name='targetAverageUtilization', default=None)
    target_average_value: Quantity | None = _f(name='targetAverageValue', default=None)
    container: str = _f(default_factory=str)


class ContainerResourceMetricStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    current_average_utilization: Int32 | None = _f(name='currentAverageUtilization', default=None)
    current_average_value: Quantity = _f(name='currentAverageValue', default_factory=_zero_quantity)
    container: str = _f(default_factory=str)


class CrossVersionObjectReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=str)
    name: str = _f(default_factory=str)
    api_version: str = _f(name='apiVersion', default='')


class ExternalMetricSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    metric_name: str = _f(name='metricName', default_factory=str)
    metric_selector: meta_v1.LabelSelector | None = _f(name='metricSelector', default=None)
    target_value: Quantity | None = _f(name='targetValue', default=None)
    target_average_value: Quantity | None = _f(name='targetAverageValue', default=None)


class ExternalMetricStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    metric_name: str = _f(name='metricName', default_factory=str)
    metric_selector: meta_v1.LabelSelector | None = _f(name='metricSelector', default=None)
    current_value: Quantity = _f(name='currentValue', default_factory=_zero_quantity)
    current_average_value: Quantity | None = _f(name='currentAverageValue', default=None)


class HorizontalPodAutoscalerSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    scale_target_ref: CrossVersionObjectReference = _f(name='scaleTargetRef', default_factory=CrossVersionObjectReference)
    min_replicas: Int32 | None = _f(name='minReplicas', default=None)
    max_replicas: Int32 = _f(name='maxReplicas', default_factory=int)
    target_cpu_utilization_percentage: Int32 | None = _f(name='targetCPUUtilizationPercentage', default=None)


class HorizontalPodAutoscalerStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    observed_generation: Int64 | None = _f(name='observedGeneration', default=None)
    last_scale_time: Time | None = _f(name='lastScaleTime', default=None)
    current_replicas: Int32 = _f(name='currentReplicas', default_factory=int)
    desired_replicas: Int32 = _f(name='desiredReplicas', default_factory=int)
    current_cpu_utilization_percentage: Int32 | None = _f(name='currentCPUUtilizationPercentage', default=None)


class HorizontalPodAutoscaler(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'HorizontalPodAutoscaler')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'autoscaling/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: HorizontalPodAutoscalerSpec = _f(default_factory=HorizontalPodAutoscalerSpec)
    status: HorizontalPodAutoscalerStatus = _f(default_factory=HorizontalPodAutoscalerStatus)


class HorizontalPodAutoscalerCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class HorizontalPodAutoscalerList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'HorizontalPodAutoscalerList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'autoscaling/v1')
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
    target: CrossVersionObjectReference = _f(default_factory=CrossVersionObjectReference)
    metric_name: str = _f(name='metricName', default_factory=str)
    target_value: Quantity = _f(name='targetValue', default_factory=_zero_quantity)
    selector: meta_v1.LabelSelector | None = None
    average_value: Quantity | None = _f(name='averageValue', default=None)


class ObjectMetricStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    target: CrossVersionObjectReference = _f(default_factory=CrossVersionObjectReference)
    metric_name: str = _f(name='metricName', default_factory=str)
    current_value: Quantity = _f(name='currentValue', default_factory=_zero_quantity)
    selector: meta_v1.LabelSelector | None = None
    average_value: Quantity | None = _f(name='averageValue', default=None)


class PodsMetricSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    metric_name: str = _f(name='metricName', default_factory=str)
    target_average_value: Quantity = _f(name='targetAverageValue', default_factory=_zero_quantity)
    selector: meta_v1.LabelSelector | None = None


class PodsMetricStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    metric_name: str = _f(name='metricName', default_factory=str)
    current_average_value: Quantity = _f(name='currentAverageValue', default_factory=_zero_quantity)
    selector: meta_v1.LabelSelector | None = None


class ResourceMetricSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    target_average_utilization: Int32 | None = _f(name='targetAverageUtilization', default=None)
    target_average_value: Quantity | None = _f(name='targetAverageValue', default=None)


class ResourceMetricStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    current_average_utilization: Int32 | None = _f(name='currentAverageUtilization', default=None)
    current_average_value: Quantity = _f(name='currentAverageValue', default_factory=_zero_quantity)


class ScaleSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    replicas: Int32 = 0


class ScaleStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    replicas: Int32 = _f(default_factory=int)
    selector: str = ''


class Scale(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Scale')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'autoscaling/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ScaleSpec = _f(default_factory=ScaleSpec)
    status: ScaleStatus = _f(default_factory=ScaleStatus)
