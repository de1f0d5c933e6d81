"""Horizontal pod autoscalers, pod disruption budgets."""

from __future__ import annotations

from datetime import datetime

from sampan.api.autoscaling import to_v2
from sampan.api.columns.base import NONE, Cell, Columns, age, column, name_column
from sampan.api.generated import autoscaling_v1, policy_v1
from sampan.api.generated import autoscaling_v2 as v2
from sampan.api.scalars import Quantity

_SHOWN = 2  # metrics; of the others only the number
_UNKNOWN = '<unknown>'


def _autoscaler(autoscaler: v2.HorizontalPodAutoscaler, now: datetime) -> list[Cell]:
    spec, target = autoscaler.spec, autoscaler.spec.scale_target_ref
    return [
        autoscaler.metadata.name,
        f'{target.kind}/{target.name}',
        _targets(spec.metrics, autoscaler.status.current_metrics),
        '<unset>' if spec.min_replicas is None else str(spec.min_replicas),
        spec.max_replicas,
        autoscaler.status.current_replicas,
        age(autoscaler, now),
    ]


def _autoscaler_v1(autoscaler: autoscaling_v1.HorizontalPodAutoscaler, now: datetime) -> list[Cell]:
    return _autoscaler(to_v2(autoscaler), now)


def _targets(metrics: list[v2.MetricSpec], readings: list[v2.MetricStatus]) -> str:
    shown = [_target(metric, readings[index] if index < len(readings) else v2.MetricStatus())
             for index, metric in enumerate(metrics)]  # fmt: skip
    text = ', '.join(shown[:_SHOWN])
    return (f'{text} + {len(shown) - _SHOWN} more...' if len(shown) > _SHOWN else text) or NONE


def _target(metric: v2.MetricSpec, reading: v2.MetricStatus) -> str:
    """What is measured, and what it should be."""
    nothing = v2.MetricValueStatus()
    if metric.type == 'External' and metric.external is not None:
        return _amount(metric.external.target, reading.external.current if reading.external else nothing)
    if metric.type == 'Object' and metric.object is not None:
        return _amount(metric.object.target, reading.object.current if reading.object else nothing)
    if metric.type == 'Pods' and metric.pods is not None:
        current = reading.pods.current if reading.pods else nothing
        return f'{_text(current.average_value)}/{metric.pods.target.average_value}'
    if metric.type == 'Resource' and metric.resource is not None:
        current = reading.resource.current if reading.resource else nothing
        return f'{metric.resource.name}: {_share(metric.resource.target, current)}'
    if metric.type == 'ContainerResource' and metric.container_resource is not None:
        current = reading.container_resource.current if reading.container_resource else nothing
        return f'{metric.container_resource.name}: {_share(metric.container_resource.target, current)}'
    return '<unknown type>'


def _amount(target: v2.MetricTarget, current: v2.MetricValueStatus) -> str:
    if target.average_value is not None:
        return f'{_text(current.average_value)}/{target.average_value} (avg)'
    return f'{_text(current.value)}/{target.value}'


def _share(target: v2.MetricTarget, current: v2.MetricValueStatus) -> str:
    if target.average_value is not None:
        return f'{_text(current.average_value)}/{target.average_value}'
    used = _UNKNOWN if current.average_utilization is None else f'{current.average_utilization}%'
    wanted = '<auto>' if target.average_utilization is None else f'{target.average_utilization}%'
    return f'{used}/{wanted}'


def _text(amount: Quantity | None) -> str:
    return _UNKNOWN if amount is None else str(amount)


def _disruption_budget(budget: policy_v1.PodDisruptionBudget, now: datetime) -> list[Cell]:
    low, high = budget.spec.min_available, budget.spec.max_unavailable
    return [
        budget.metadata.name,
        'N/A' if low is None else str(low),
        'N/A' if high is None else str(high),
        budget.status.disruptions_allowed,
        age(budget, now),
    ]


_AUTOSCALER = [
    name_column(),
    column('Reference'),
    column('Targets'),
    column('MinPods'),
    column('MaxPods'),
    column('Replicas'),
    column('Age'),
]
AUTOSCALERS = Columns(_AUTOSCALER, _autoscaler)
AUTOSCALERS_V1 = Columns(_AUTOSCALER, _autoscaler_v1)
DISRUPTION_BUDGETS = Columns(
    [
        name_column(),
        column('Min Available'),
        column('Max Unavailable'),
        column('Allowed Disruptions', 'integer'),
        column('Age'),
    ],
    _disruption_budget,
)
