"""autoscaling/v1 autoscalers and the v2 ones that are stored.

v1 has one metric, CPU utilization. Everything else an autoscaler has travels in annotations of its v1 form, as
JSON: other metrics, their readings, conditions, behavior. Going to v2 the annotations are read and dropped; one that
cannot be read is dropped too, as upstream does. The behavior is written with Go's field names, since upstream writes
an internal type there.

Upstream: pkg/apis/autoscaling/v1/conversion.go, pkg/apis/autoscaling/annotations.go.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from sampan.api import codec
from sampan.api.generated import autoscaling_v1 as v1
from sampan.api.generated import autoscaling_v2 as v2
from sampan.api.generated import meta_v1
from sampan.api.scalars import Quantity

METRICS = 'autoscaling.alpha.kubernetes.io/metrics'
CURRENT_METRICS = 'autoscaling.alpha.kubernetes.io/current-metrics'
CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions'
BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior'
CPU_UTILIZATION = 80  # percent of what is requested, for an autoscaler that does not say
_TRAVELLING = frozenset({METRICS, CURRENT_METRICS, CONDITIONS, BEHAVIOR})

T = TypeVar('T')


def to_v2(given: v1.HorizontalPodAutoscaler) -> v2.HorizontalPodAutoscaler:
    """The same autoscaler as v2. Parts may be shared, not copied."""
    annotations = given.metadata.annotations
    status = given.status
    made = v2.HorizontalPodAutoscaler(
        metadata=_metadata(given.metadata, {}),
        spec=v2.HorizontalPodAutoscalerSpec(
            scale_target_ref=_reference_2(given.spec.scale_target_ref),
            min_replicas=given.spec.min_replicas,
            max_replicas=given.spec.max_replicas,
            metrics=[_metric_2(each) for each in _read(annotations, METRICS, list[v1.MetricSpec]) or ()],
            behavior=_behavior_2(annotations),
        ),
        status=v2.HorizontalPodAutoscalerStatus(
            observed_generation=status.observed_generation,
            last_scale_time=status.last_scale_time,
            current_replicas=status.current_replicas,
            desired_replicas=status.desired_replicas,
            current_metrics=_readings_2(status, annotations),
            conditions=_read(annotations, CONDITIONS, list[v2.HorizontalPodAutoscalerCondition]) or [],
        ),
    )
    utilization = given.spec.target_cpu_utilization_percentage
    if utilization is not None:
        made.spec.metrics.append(cpu_metric(utilization))
    elif not made.spec.metrics:
        made.spec.metrics = [cpu_metric(CPU_UTILIZATION)]
    return made


def from_v2(stored: v2.HorizontalPodAutoscaler) -> v1.HorizontalPodAutoscaler:
    """The same autoscaler as v1. Parts may be shared, not copied."""
    status, extra = stored.status, {}
    others = [_metric_1(metric) for metric in stored.spec.metrics if _utilization(metric) is None]
    if others:
        extra[METRICS] = codec.encode(others).decode()
    if status.current_metrics:
        extra[CURRENT_METRICS] = codec.encode([_reading_1(each) for each in status.current_metrics]).decode()
    if stored.spec.behavior is not None:
        extra[BEHAVIOR] = msgspec.json.encode(_behavior_1(stored.spec.behavior)).decode()
    if status.conditions:
        extra[CONDITIONS] = codec.encode(status.conditions).decode()
    return v1.HorizontalPodAutoscaler(
        metadata=_metadata(stored.metadata, extra),
        spec=v1.HorizontalPodAutoscalerSpec(
            scale_target_ref=_reference_1(stored.spec.scale_target_ref),
            min_replicas=stored.spec.min_replicas,
            max_replicas=stored.spec.max_replicas,
            target_cpu_utilization_percentage=next(
                (found for metric in stored.spec.metrics if (found := _utilization(metric)) is not None), None
            ),
        ),
        status=v1.HorizontalPodAutoscalerStatus(
            observed_generation=status.observed_generation,
            last_scale_time=status.last_scale_time,
            current_replicas=status.current_replicas,
            desired_replicas=status.desired_replicas,
            current_cpu_utilization_percentage=_current_utilization(status.current_metrics),
        ),
    )


def cpu_metric(utilization: int) -> v2.MetricSpec:
    """The share of the requested CPU that pods should use on average."""
    target = v2.MetricTarget(type='Utilization', average_utilization=utilization)
    return v2.MetricSpec(type='Resource', resource=v2.ResourceMetricSource(name='cpu', target=target))


def _metadata(given: meta_v1.ObjectMeta, extra: dict[str, str]) -> meta_v1.ObjectMeta:
    kept = {name: value for name, value in given.annotations.items() if name not in _TRAVELLING}
    return msgspec.structs.replace(given, annotations=kept | extra)


def _read(annotations: dict[str, str], name: str, kind: type[T]) -> T | None:
    text = annotations.get(name)
    if text is None:
        return None
    try:
        return codec.decode(kind, text.encode())
    except ValueError:
        return None


def _utilization(metric: v2.MetricSpec) -> int | None:
    """What v1 can say by itself."""
    source = metric.resource
    if metric.type == 'Resource' and source is not None and source.name == 'cpu':
        return source.target.average_utilization
    return None


def _current_utilization(metrics: list[v2.MetricStatus]) -> int | None:
    found = None
    for metric in metrics:
        if metric.type == 'Resource' and metric.resource is not None and metric.resource.name == 'cpu':
            found = metric.resource.current.average_utilization or found
    return found


def _readings_2(status: v1.HorizontalPodAutoscalerStatus, annotations: dict[str, str]) -> list[v2.MetricStatus]:
    """The annotation knows more than the field."""
    known = _read(annotations, CURRENT_METRICS, list[v1.MetricStatus])
    if known is not None:
        return [_reading_2(each) for each in known]
    if status.current_cpu_utilization_percentage is None:
        return []
    current = v2.MetricValueStatus(average_utilization=status.current_cpu_utilization_percentage)
    return [v2.MetricStatus(type='Resource', resource=v2.ResourceMetricStatus(name='cpu', current=current))]


def _reference_1(given: v2.CrossVersionObjectReference) -> v1.CrossVersionObjectReference:
    return v1.CrossVersionObjectReference(kind=given.kind, name=given.name, api_version=given.api_version)


def _reference_2(given: v1.CrossVersionObjectReference) -> v2.CrossVersionObjectReference:
    return v2.CrossVersionObjectReference(kind=given.kind, name=given.name, api_version=given.api_version)


def _zero(amount: Quantity | None) -> Quantity:
    return Quantity('0') if amount is None else amount


# --- metrics ------------------------------------------------------------------------------------


def _metric_1(given: v2.MetricSpec) -> v1.MetricSpec:
    made = v1.MetricSpec(type=given.type)
    if given.object is not None:
        made.object = v1.ObjectMetricSource(
            target=_reference_1(given.object.described_object),
            metric_name=given.object.metric.name,
            target_value=_zero(given.object.target.value),
            selector=given.object.metric.selector,
            average_value=given.object.target.average_value,
        )
    if given.pods is not None:
        made.pods = v1.PodsMetricSource(
            metric_name=given.pods.metric.name,
            target_average_value=_zero(given.pods.target.average_value),
            selector=given.pods.metric.selector,
        )
    if given.resource is not None:
        made.resource = v1.ResourceMetricSource(
            name=given.resource.name,
            target_average_utilization=given.resource.target.average_utilization,
            target_average_value=given.resource.target.average_value,
        )
    if given.container_resource is not None:
        made.container_resource = v1.ContainerResourceMetricSource(
            name=given.container_resource.name,
            container=given.container_resource.container,
            target_average_utilization=given.container_resource.target.average_utilization,
            target_average_value=given.container_resource.target.average_value,
        )
    if given.external is not None:
        made.external = v1.ExternalMetricSource(
            metric_name=given.external.metric.name,
            metric_selector=given.external.metric.selector,
            target_value=given.external.target.value,
            target_average_value=given.external.target.average_value,
        )
    return made


def _metric_2(given: v1.MetricSpec) -> v2.MetricSpec:
    made = v2.MetricSpec(type=given.type)
    if given.object is not None:
        by_value = given.object.average_value is None
        made.object = v2.ObjectMetricSource(
            described_object=_reference_2(given.object.target),
            target=v2.MetricTarget(
                type='Value' if by_value else 'AverageValue',
                value=given.object.target_value,
                average_value=given.object.average_value,
            ),
            metric=v2.MetricIdentifier(name=given.object.metric_name, selector=given.object.selector),
        )
    if given.pods is not None:
        made.pods = v2.PodsMetricSource(
            target=v2.MetricTarget(type='AverageValue', average_value=given.pods.target_average_value),
            metric=v2.MetricIdentifier(name=given.pods.metric_name, selector=given.pods.selector),
        )
    if given.resource is not None:
        made.resource = v2.ResourceMetricSource(name=given.resource.name, target=_resource_target(given.resource))
    if given.container_resource is not None:
        made.container_resource = v2.ContainerResourceMetricSource(
            name=given.container_resource.name,
            container=given.container_resource.container,
            target=_resource_target(given.container_resource),
        )
    if given.external is not None:
        made.external = v2.ExternalMetricSource(
            metric=v2.MetricIdentifier(name=given.external.metric_name, selector=given.external.metric_selector),
            target=v2.MetricTarget(
                type='AverageValue' if given.external.target_value is None else 'Value',
                value=given.external.target_value,
                average_value=given.external.target_average_value,
            ),
        )
    return made


def _resource_target(given: v1.ResourceMetricSource | v1.ContainerResourceMetricSource) -> v2.MetricTarget:
    return v2.MetricTarget(
        type='AverageValue' if given.target_average_utilization is None else 'Utilization',
        average_value=given.target_average_value,
        average_utilization=given.target_average_utilization,
    )


# --- readings -----------------------------------------------------------------------------------


def _reading_1(given: v2.MetricStatus) -> v1.MetricStatus:
    made = v1.MetricStatus(type=given.type)
    if given.object is not None:
        made.object = v1.ObjectMetricStatus(
            target=_reference_1(given.object.described_object),
            metric_name=given.object.metric.name,
            current_value=_zero(given.object.current.value),
            selector=given.object.metric.selector,
            average_value=given.object.current.average_value,
        )
    if given.pods is not None:
        made.pods = v1.PodsMetricStatus(
            metric_name=given.pods.metric.name,
            current_average_value=_zero(given.pods.current.average_value),
            selector=given.pods.metric.selector,
        )
    if given.resource is not None:
        made.resource = v1.ResourceMetricStatus(
            name=given.resource.name,
            current_average_utilization=given.resource.current.average_utilization,
            current_average_value=_zero(given.resource.current.average_value),
        )
    if given.container_resource is not None:
        made.container_resource = v1.ContainerResourceMetricStatus(
            name=given.container_resource.name,
            container=given.container_resource.container,
            current_average_utilization=given.container_resource.current.average_utilization,
            current_average_value=_zero(given.container_resource.current.average_value),
        )
    if given.external is not None:
        made.external = v1.ExternalMetricStatus(
            metric_name=given.external.metric.name,
            metric_selector=given.external.metric.selector,
            current_value=_zero(given.external.current.value),
            current_average_value=given.external.current.average_value,
        )
    return made


def _reading_2(given: v1.MetricStatus) -> v2.MetricStatus:
    made = v2.MetricStatus(type=given.type)
    if given.object is not None:
        made.object = v2.ObjectMetricStatus(
            metric=v2.MetricIdentifier(name=given.object.metric_name, selector=given.object.selector),
            current=v2.MetricValueStatus(value=given.object.current_value, average_value=given.object.average_value),
            described_object=_reference_2(given.object.target),
        )
    if given.pods is not None:
        made.pods = v2.PodsMetricStatus(
            metric=v2.MetricIdentifier(name=given.pods.metric_name, selector=given.pods.selector),
            current=v2.MetricValueStatus(average_value=given.pods.current_average_value),
        )
    if given.resource is not None:
        made.resource = v2.ResourceMetricStatus(name=given.resource.name, current=_resource_value(given.resource))
    if given.container_resource is not None:
        made.container_resource = v2.ContainerResourceMetricStatus(
            name=given.container_resource.name,
            container=given.container_resource.container,
            current=_resource_value(given.container_resource),
        )
    if given.external is not None:
        made.external = v2.ExternalMetricStatus(
            metric=v2.MetricIdentifier(name=given.external.metric_name, selector=given.external.metric_selector),
            current=v2.MetricValueStatus(
                value=given.external.current_value, average_value=given.external.current_average_value
            ),
        )
    return made


def _resource_value(given: v1.ResourceMetricStatus | v1.ContainerResourceMetricStatus) -> v2.MetricValueStatus:
    return v2.MetricValueStatus(
        average_value=given.current_average_value, average_utilization=given.current_average_utilization
    )


# --- behavior -----------------------------------------------------------------------------------


def _behavior_1(given: v2.HorizontalPodAutoscalerBehavior) -> dict[str, Any]:
    return {'ScaleUp': _rules_1(given.scale_up), 'ScaleDown': _rules_1(given.scale_down)}


def _rules_1(given: v2.HPAScalingRules | None) -> dict[str, Any] | None:
    if given is None:
        return None
    return {
        'StabilizationWindowSeconds': given.stabilization_window_seconds,
        'SelectPolicy': given.select_policy,
        'Policies': [
            {'Type': policy.type, 'Value': policy.value, 'PeriodSeconds': policy.period_seconds}
            for policy in given.policies
        ]
        or None,
        'Tolerance': given.tolerance,
    }


class _Policy(msgspec.Struct, rename='pascal'):
    type: str = ''
    value: int = 0
    period_seconds: int = 0


class _Rules(msgspec.Struct, rename='pascal'):
    stabilization_window_seconds: int | None = None
    select_policy: str | None = None
    policies: list[_Policy] | None = None
    tolerance: str | None = None


class _Behavior(msgspec.Struct, rename='pascal'):
    scale_up: _Rules | None = None
    scale_down: _Rules | None = None


def _behavior_2(annotations: dict[str, str]) -> v2.HorizontalPodAutoscalerBehavior | None:
    found = _read(annotations, BEHAVIOR, _Behavior)
    if found is None or found == _Behavior():
        return None
    return v2.HorizontalPodAutoscalerBehavior(scale_up=_rules_2(found.scale_up), scale_down=_rules_2(found.scale_down))


def _rules_2(given: _Rules | None) -> v2.HPAScalingRules | None:
    if given is None:
        return None
    return v2.HPAScalingRules(
        stabilization_window_seconds=given.stabilization_window_seconds,
        select_policy=given.select_policy,
        policies=[
            v2.HPAScalingPolicy(type=policy.type, value=policy.value, period_seconds=policy.period_seconds)
            for policy in given.policies or ()
        ],
        tolerance=None if given.tolerance is None else Quantity(given.tolerance),
    )
