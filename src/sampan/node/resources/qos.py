"""A pod's quality-of-service class (upstream: component-helpers qos.ComputePodQOS)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity

COMPUTE = ('cpu', 'memory')

ResourceList = Mapping[str, Quantity]


def qos_class(pod: core.Pod) -> str:
    """Guaranteed, Burstable or BestEffort. A class the API server has recorded stays."""
    if pod.status.qos_class:
        return pod.status.qos_class
    if pod.spec.resources is not None and (pod.spec.resources.requests or pod.spec.resources.limits):
        return _class([pod.spec.resources])
    return _class([c.resources for c in [*pod.spec.containers, *pod.spec.init_containers]])


def _class(resources: Iterable[core.ResourceRequirements]) -> str:
    everything = list(resources)
    requests = _sum(r.requests for r in everything)
    limits = _sum(r.limits for r in everything)
    if not requests and not limits:
        return 'BestEffort'
    all_limited = all(all(_positive(r.limits, name) for name in COMPUTE) for r in everything)
    if all_limited and all(requests.get(name, limits[name]) == limits[name] for name in COMPUTE):
        return 'Guaranteed'
    return 'Burstable'


def _positive(amounts: ResourceList, name: str) -> bool:
    return name in amounts and milli(amounts, name) > 0


def _sum(lists: Iterable[ResourceList]) -> dict[str, int]:
    total: dict[str, int] = {}
    for amounts in lists:
        for name in COMPUTE:
            if _positive(amounts, name):
                total[name] = total.get(name, 0) + milli(amounts, name)
    return total


def milli(amounts: ResourceList, name: str) -> int:
    """A resource in thousandths; 0 when absent."""
    amount = amounts.get(name)
    return Quantity(amount).milli_value() if amount is not None else 0


def whole(amounts: ResourceList, name: str) -> int:
    """A resource in whole units, rounded up; 0 when absent."""
    amount = amounts.get(name)
    return Quantity(amount).value() if amount is not None else 0
