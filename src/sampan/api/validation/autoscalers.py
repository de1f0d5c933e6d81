"""Horizontal pod autoscalers, as autoscaling/v2 has them; v1 is checked as what it says in v2.

Upstream: pkg/apis/autoscaling/validation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sampan.api.autoscaling import to_v2
from sampan.api.generated import autoscaling_v1 as v1
from sampan.api.generated import autoscaling_v2 as v2
from sampan.api.scalars import Quantity
from sampan.api.validation.common import Errors, checked, nanos, nonnegative
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.pod_resources import container_resource_name
from sampan.api.validation.references import segment
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SPEC, _STATUS = Path('spec'), Path('status')
_MAX_PERIOD_SECONDS, _MAX_WINDOW_SECONDS = 1800, 3600
_SELECT_POLICIES = ('Disabled', 'Max', 'Min')
_POLICY_TYPES = ('Percent', 'Pods')
_METRIC_TYPES = ('ContainerResource', 'External', 'Object', 'Pods', 'Resource')
_TARGET_TYPES = ('Utilization', 'Value', 'AverageValue')


def autoscaler(obj: v2.HorizontalPodAutoscaler) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from _autoscaler_spec(obj.spec, least=1)


def autoscaler_update(new: v2.HorizontalPodAutoscaler, old: v2.HorizontalPodAutoscaler) -> Errors:
    """One that may scale to zero already may go on to."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _autoscaler_spec(new.spec, least=0 if old.spec.min_replicas == 0 else 1)


def autoscaler_status_update(new: v2.HorizontalPodAutoscaler, old: v2.HorizontalPodAutoscaler) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from nonnegative(_STATUS.child('currentReplicas'), new.status.current_replicas)
    yield from nonnegative(_STATUS.child('desiredReplicas'), new.status.desired_replicas)


def _autoscaler_spec(spec: v2.HorizontalPodAutoscalerSpec, least: int) -> Errors:
    low, high = spec.min_replicas, spec.max_replicas
    if low is not None and low < least:
        yield field.invalid(_SPEC.child('minReplicas'), low, f'must be greater than or equal to {least}')
    if high < 1:
        yield field.invalid(_SPEC.child('maxReplicas'), high, 'must be greater than 0')
    if low is not None and high < low:
        yield field.invalid(_SPEC.child('maxReplicas'), high, 'must be greater than or equal to `minReplicas`')
    yield from _reference(_SPEC.child('scaleTargetRef'), spec.scale_target_ref)
    at = _SPEC.child('metrics')
    for index, metric in enumerate(spec.metrics):
        yield from _metric(at.index(index), metric)
    if low == 0 and not any(metric.type in ('Object', 'External') for metric in spec.metrics):
        detail = 'must specify at least one Object or External metric to support scaling to zero replicas'
        yield field.forbidden(at, detail)
    if spec.behavior is not None:
        yield from _rules(_SPEC.child('behavior', 'scaleUp'), spec.behavior.scale_up)
        yield from _rules(_SPEC.child('behavior', 'scaleDown'), spec.behavior.scale_down)


def _reference(path: Path, reference: v2.CrossVersionObjectReference) -> Errors:
    yield from segment(path.child('kind'), reference.kind)
    yield from segment(path.child('name'), reference.name)


def _rules(path: Path, rules: v2.HPAScalingRules | None) -> Errors:
    if rules is None:
        return
    window, at = rules.stabilization_window_seconds, path.child('stabilizationWindowSeconds')
    if window is not None and window < 0:
        yield field.invalid(at, window, 'must be greater than or equal to zero')
    if window is not None and window > _MAX_WINDOW_SECONDS:
        yield field.invalid(at, window, f'must be less than or equal to {_MAX_WINDOW_SECONDS}')
    if rules.select_policy is not None and rules.select_policy not in _SELECT_POLICIES:
        yield field.not_supported(path.child('selectPolicy'), rules.select_policy, _SELECT_POLICIES)
    if not rules.policies:
        yield field.required(path.child('policies'), 'must specify at least one Policy')
    for index, policy in enumerate(rules.policies):
        yield from _policy(path.child('policies').index(index), policy)
    if rules.tolerance is not None and nanos(rules.tolerance) < 0:
        yield field.invalid(path.child('tolerance'), rules.tolerance, 'must be greater or equal to zero')


def _policy(path: Path, policy: v2.HPAScalingPolicy) -> Errors:
    if policy.type not in _POLICY_TYPES:
        yield field.not_supported(path.child('type'), policy.type, _POLICY_TYPES)
    if policy.value <= 0:
        yield field.invalid(path.child('value'), policy.value, 'must be greater than zero')
    if policy.period_seconds <= 0:
        yield field.invalid(path.child('periodSeconds'), policy.period_seconds, 'must be greater than zero')
    if policy.period_seconds > _MAX_PERIOD_SECONDS:
        detail = f'must be less than or equal to {_MAX_PERIOD_SECONDS}'
        yield field.invalid(path.child('periodSeconds'), policy.period_seconds, detail)


def _metric(path: Path, metric: v2.MetricSpec) -> Errors:
    """One source, and that of the metric's type."""
    if not metric.type:
        yield field.required(path.child('type'), 'must specify a metric source type')
    if metric.type not in _METRIC_TYPES:
        yield field.not_supported(path.child('type'), metric.type, _METRIC_TYPES)
    present = [source for source in _SOURCES if getattr(metric, source.attribute) is not None]
    if present:
        first = present[0]
        yield from first.check(path.child(first.name), getattr(metric, first.attribute))
    expected = next((source for source in _SOURCES if source.type == metric.type), None)
    if expected is None:
        yield field.not_supported(path.child('type'), metric.type, _METRIC_TYPES)
    elif expected not in present:
        yield field.required(path.child(expected.name), 'must populate information for the given metric source')
    if len(present) != 1:
        for source in present:
            if source is not expected:
                yield field.forbidden(path.child(source.name), 'must populate the given metric source only')


def _identifier(path: Path, metric: v2.MetricIdentifier) -> Errors:
    if not metric.name:
        yield field.required(path.child('name'), 'must specify a metric name')
    else:
        yield from checked(path.child('name'), metric.name, names.path_segment)


def _target(path: Path, target: v2.MetricTarget) -> Errors:
    if not target.type:
        yield field.required(path.child('type'), 'must specify a metric target type')
    if target.type not in _TARGET_TYPES:
        yield field.invalid(path.child('type'), target.type, 'must be either Utilization, Value, or AverageValue')
    yield from _positive(path.child('value'), target.value)
    yield from _positive(path.child('averageValue'), target.average_value)
    if target.average_utilization is not None and target.average_utilization < 1:
        yield field.invalid(path.child('averageUtilization'), target.average_utilization, 'must be greater than 0')


def _positive(path: Path, amount: Quantity | None) -> Errors:
    if amount is not None and nanos(amount) <= 0:
        yield field.invalid(path, amount, 'must be positive')


def _object(path: Path, source: v2.ObjectMetricSource) -> Errors:
    yield from _reference(path.child('describedObject'), source.described_object)
    yield from _identifier(path.child('metric'), source.metric)
    yield from _target(path.child('target'), source.target)
    if source.target.value is None and source.target.average_value is None:
        yield field.required(path.child('target', 'averageValue'), 'must set either a target value or averageValue')


def _external(path: Path, source: v2.ExternalMetricSource) -> Errors:
    yield from _identifier(path.child('metric'), source.metric)
    yield from _target(path.child('target'), source.target)
    value, average = source.target.value, source.target.average_value
    if value is None and average is None:
        detail = 'must set either a target value for metric or a per-pod target'
        yield field.required(path.child('target', 'averageValue'), detail)
    if value is not None and average is not None:
        detail = 'may not set both a target value for metric and a per-pod target'
        yield field.forbidden(path.child('target', 'value'), detail)


def _pods(path: Path, source: v2.PodsMetricSource) -> Errors:
    yield from _identifier(path.child('metric'), source.metric)
    yield from _target(path.child('target'), source.target)
    if source.target.average_value is None:
        yield field.required(path.child('target', 'averageValue'), 'must specify a positive target averageValue')


def _resource(path: Path, source: v2.ResourceMetricSource) -> Errors:
    if not source.name:
        yield field.required(path.child('name'), 'must specify a resource name')
    yield from _utilization(path.child('target'), source.target)


def _container_resource(path: Path, source: v2.ContainerResourceMetricSource) -> Errors:
    if not source.name:
        yield field.required(path.child('name'), 'must specify a resource name')
    else:
        yield from container_resource_name(path.child('name'), source.name)
    if not source.container:
        yield field.required(path.child('container'), 'must specify a container')
    else:
        yield from checked(path.child('container'), source.container, names.dns1123_label)
    yield from _utilization(path.child('target'), source.target)


def _utilization(path: Path, target: v2.MetricTarget) -> Errors:
    """A share of what was requested, or an amount."""
    yield from _target(path, target)
    if target.average_utilization is None and target.average_value is None:
        detail = 'must set either a target raw value or a target utilization'
        yield field.required(path.child('averageUtilization'), detail)
    if target.average_utilization is not None and target.average_value is not None:
        detail = 'may not set both a target raw value and a target utilization'
        yield field.forbidden(path.child('averageValue'), detail)


class _Source:
    """One kind of metric: its type, the field that describes it, and that field's rules."""

    def __init__(self, type: str, attribute: str, name: str, check: Callable[[Path, Any], Errors]) -> None:
        self.type, self.attribute, self.name, self.check = type, attribute, name, check


# In the order in which upstream looks for them; only the first one present is looked into.
_SOURCES: Sequence[_Source] = (
    _Source('Object', 'object', 'object', _object),
    _Source('External', 'external', 'external', _external),
    _Source('Pods', 'pods', 'pods', _pods),
    _Source('Resource', 'resource', 'resource', _resource),
    _Source('ContainerResource', 'container_resource', 'containerResource', _container_resource),
)


def autoscaler_v1(obj: v1.HorizontalPodAutoscaler) -> Errors:
    yield from autoscaler(to_v2(obj))


def autoscaler_v1_update(new: v1.HorizontalPodAutoscaler, old: v1.HorizontalPodAutoscaler) -> Errors:
    yield from autoscaler_update(to_v2(new), to_v2(old))


def autoscaler_v1_status_update(new: v1.HorizontalPodAutoscaler, old: v1.HorizontalPodAutoscaler) -> Errors:
    yield from autoscaler_status_update(to_v2(new), to_v2(old))
