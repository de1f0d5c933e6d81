"""The quality-of-service class of a pod (upstream: pkg/apis/core/v1/helper/qos)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sampan.api.generated import core_v1
from sampan.api.scalars import Quantity

_COUNTED = ('cpu', 'memory')


def qos_class(pod: core_v1.Pod) -> str:
    """Guaranteed: requests equal limits for cpu and memory everywhere; BestEffort: nothing asked; else Burstable."""
    if pod.spec.resources is not None:
        return _pod_level(pod.spec.resources)
    containers = [*pod.spec.containers, *pod.spec.init_containers]
    requests = _sum(container.resources.requests for container in containers)
    limits = _sum(container.resources.limits for container in containers)
    if not requests and not limits:
        return 'BestEffort'
    complete = all(_positive(c.resources.limits).keys() >= set(_COUNTED) for c in containers)
    return 'Guaranteed' if complete and _equal(requests, limits) else 'Burstable'


def _pod_level(resources: core_v1.ResourceRequirements) -> str:
    requests, limits = _positive(resources.requests), _positive(resources.limits)
    if not requests and not limits:
        return 'BestEffort'
    complete = limits.keys() >= set(_COUNTED)
    decimal_requests = {name: value.decimal() for name, value in requests.items()}
    decimal_limits = {name: value.decimal() for name, value in limits.items()}
    return 'Guaranteed' if complete and decimal_requests == decimal_limits else 'Burstable'


def _positive(amounts: Mapping[str, Quantity]) -> dict[str, Quantity]:
    return {name: amount for name, amount in amounts.items() if name in _COUNTED and amount.decimal() > 0}


def _sum(parts: Iterable[Mapping[str, Quantity]]) -> dict[str, object]:
    total: dict[str, object] = {}
    for part in parts:
        for name, amount in _positive(part).items():
            total[name] = total.get(name, 0) + amount.decimal()  # type: ignore[operator]
    return total


def _equal(requests: Mapping[str, object], limits: Mapping[str, object]) -> bool:
    return requests == limits
