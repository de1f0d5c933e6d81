"""How much of each resource a pod's containers need together.

Regular containers and sidecars (init containers that restart always) run at the same time and add up;
ordinary init containers run one at a time, each beside the sidecars started before it, and only the
biggest moment counts. Upstream: k8s.io/component-helpers/resource.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity
from sampan.machinery import quantity

Amounts = dict[str, quantity.Amount]

HUGE_PAGES = 'hugepages-'
_POD_LEVEL = frozenset({'cpu', 'memory'})


def is_huge_page(name: str) -> bool:
    """Whether this is one of the huge page resources."""
    return name.startswith(HUGE_PAGES)


def is_pod_level(name: str) -> bool:
    """Whether a pod as a whole can ask for this resource."""
    return name in _POD_LEVEL or is_huge_page(name)


def is_native(name: str) -> bool:
    """Whether Kubernetes itself defines the resource: no domain, or one of kubernetes.io."""
    return '/' not in name or 'kubernetes.io/' in name


def is_overcommit_allowed(name: str) -> bool:
    """Whether limits may exceed requests."""
    return is_native(name) and not is_huge_page(name)


def is_sidecar(container: core.Container) -> bool:
    """Whether an init container keeps running beside the others."""
    return container.restart_policy == 'Always'


def container_requests(pod: core.Pod) -> dict[str, Quantity]:
    """Requests of all containers together."""
    return _aggregate(pod.spec, 'requests')


def container_limits(pod: core.Pod) -> dict[str, Quantity]:
    """Limits of all containers together."""
    return _aggregate(pod.spec, 'limits')


def spec_requests(spec: core.PodSpec) -> dict[str, Quantity]:
    """The same as `container_requests`, for a spec without its pod."""
    return _aggregate(spec, 'requests')


def spec_limits(spec: core.PodSpec) -> dict[str, Quantity]:
    """The same as `container_limits`, for a spec without its pod."""
    return _aggregate(spec, 'limits')


def _aggregate(spec: core.PodSpec, which: str) -> dict[str, Quantity]:
    total = aggregate(spec, lambda container: _amounts(container, which))
    return {name: Quantity(str(amount)) for name, amount in total.items()}


def aggregate(spec: core.PodSpec, amounts_of: Callable[[core.Container], Amounts]) -> Amounts:
    """What all containers need together, if each needs what `amounts_of` (a fresh dict) says."""
    total: Amounts = {}
    for container in spec.containers:
        _add(total, amounts_of(container))
    sidecars: Amounts = {}
    peak: Amounts = {}
    for container in spec.init_containers:
        needed = amounts_of(container)
        if is_sidecar(container):
            _add(total, needed)
            _add(sidecars, needed)
            needed = dict(sidecars)
        else:
            _add(needed, sidecars)
        _raise(peak, needed)
    _raise(total, peak)
    return total


def _amounts(container: core.Container, which: str) -> Amounts:
    amounts: Mapping[str, Quantity] = getattr(container.resources, which)
    return {name: quantity.parse(str(amount)) for name, amount in amounts.items()}


def _add(total: Amounts, more: Amounts) -> None:
    for name, amount in more.items():
        total[name] = total[name] + amount if name in total else amount


def _raise(total: Amounts, other: Amounts) -> None:
    for name, amount in other.items():
        if name not in total or amount.nanos > total[name].nanos:
            total[name] = amount
