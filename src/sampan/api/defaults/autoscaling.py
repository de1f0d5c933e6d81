"""Defaults of autoscalers. Upstream: pkg/apis/autoscaling/{v1,v2}/defaults.go.

What v1 leaves out besides the minimum is filled in when it becomes v2 (sampan.api.autoscaling).
"""

from __future__ import annotations

from sampan.api.autoscaling import CPU_UTILIZATION, cpu_metric
from sampan.api.generated import autoscaling_v1 as v1
from sampan.api.generated import autoscaling_v2 as v2

_PERIOD_SECONDS = 15


def autoscaler_v1(obj: v1.HorizontalPodAutoscaler) -> None:
    """At least one replica."""
    if obj.spec.min_replicas is None:
        obj.spec.min_replicas = 1


def autoscaler(obj: v2.HorizontalPodAutoscaler) -> None:
    """At least one replica, four fifths of the CPU; a behavior that is given is made whole."""
    spec = obj.spec
    if spec.min_replicas is None:
        spec.min_replicas = 1
    if not spec.metrics:
        spec.metrics = [cpu_metric(CPU_UTILIZATION)]
    if spec.behavior is not None:
        spec.behavior.scale_up = _scale_up(spec.behavior.scale_up)
        spec.behavior.scale_down = _scale_down(spec.behavior.scale_down)


def _scale_up(given: v2.HPAScalingRules | None) -> v2.HPAScalingRules:
    """At once, by four pods or to the double."""
    rules = given or v2.HPAScalingRules()
    if rules.stabilization_window_seconds is None:
        rules.stabilization_window_seconds = 0
    return _filled(rules, [_policy('Pods', 4), _policy('Percent', 100)])


def _scale_down(given: v2.HPAScalingRules | None) -> v2.HPAScalingRules:
    """To anything; the window is the controller's flag unless given."""
    return _filled(given or v2.HPAScalingRules(), [_policy('Percent', 100)])


def _filled(rules: v2.HPAScalingRules, policies: list[v2.HPAScalingPolicy]) -> v2.HPAScalingRules:
    if rules.select_policy is None:
        rules.select_policy = 'Max'
    rules.policies = rules.policies or policies
    return rules


def _policy(type: str, value: int) -> v2.HPAScalingPolicy:
    return v2.HPAScalingPolicy(type=type, value=value, period_seconds=_PERIOD_SECONDS)
