"""The quality-of-service class of a pod. Upstream: pkg/apis/core/v1/helper/qos."""

from __future__ import annotations

from collections.abc import Mapping

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity
from sampan.machinery import quantity

BEST_EFFORT, BURSTABLE, GUARANTEED = 'BestEffort', 'Burstable', 'Guaranteed'
_COMPUTE = ('cpu', 'memory')

Amounts = dict[str, int]


def pod_qos(pod: core.Pod) -> str:
    """The class in the status, once it is there; it never changes."""
    return pod.status.qos_class or compute_pod_qos(pod.spec)


def compute_pod_qos(spec: core.PodSpec) -> str:
    """Guaranteed: every container has limits of CPU and memory and requests no less. BestEffort: none asks for any."""
    if spec.resources is not None:
        requests, limits = _positive(spec.resources.requests), _positive(spec.resources.limits)
        return _class(requests, limits, all(name in limits for name in _COMPUTE))
    total_requests: Amounts = {}
    total_limits: Amounts = {}
    guaranteed = True
    for container in (*spec.containers, *spec.init_containers):
        limits = _positive(container.resources.limits)
        _add(total_requests, _positive(container.resources.requests))
        _add(total_limits, limits)
        guaranteed = guaranteed and all(name in limits for name in _COMPUTE)
    return _class(total_requests, total_limits, guaranteed)


def _class(requests: Amounts, limits: Amounts, limited: bool) -> str:
    if not requests and not limits:
        return BEST_EFFORT
    return GUARANTEED if limited and requests == limits else BURSTABLE


def _positive(amounts: Mapping[str, Quantity]) -> Amounts:
    exact = {name: quantity.parse(str(amounts[name])).nanos for name in _COMPUTE if name in amounts}
    return {name: nanos for name, nanos in exact.items() if nanos > 0}


def _add(total: Amounts, more: Amounts) -> None:
    for name, amount in more.items():
        total[name] = total.get(name, 0) + amount
