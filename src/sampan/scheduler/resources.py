"""How much a pod asks for (upstream: component-helpers/resource, scheduler/framework NodeInfo).

CPU is in millicores, everything else in whole units (bytes, counts).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity

Requests = dict[str, int]

CPU = 'cpu'
MEMORY = 'memory'
EPHEMERAL_STORAGE = 'ephemeral-storage'
PODS = 'pods'

# What scoring assumes of a container that asks for nothing (upstream: DefaultMilliCPURequest, DefaultMemoryRequest).
DEFAULT_MILLI_CPU = 100
DEFAULT_MEMORY = 200 * 1024 * 1024


def amount(name: str, quantity: Quantity) -> int:
    """A quantity in the unit its resource is counted in, rounded up."""
    return quantity.milli_value() if name == CPU else quantity.value()


def amounts(quantities: Mapping[str, Quantity]) -> Requests:
    return {name: amount(name, quantity) for name, quantity in quantities.items()}


def pod_requests(spec: core.PodSpec) -> Requests:
    """The larger of what its running containers need together and what its start needs at any moment.

    Sidecars (restartable init containers) count from their own start on. Requests for the whole
    pod take the place of the containers' sum, for the resources they name. Overhead is added.
    """
    return _requests(spec, {})


def nonzero_requests(spec: core.PodSpec) -> tuple[int, int]:
    """CPU and memory for scoring: containers that ask for nothing count with the defaults."""
    total = _requests(spec, {CPU: DEFAULT_MILLI_CPU, MEMORY: DEFAULT_MEMORY})
    return total.get(CPU, 0), total.get(MEMORY, 0)


def _requests(spec: core.PodSpec, defaults: Requests) -> Requests:
    total: Requests = {}
    for container in spec.containers:
        _add(total, _container(container, defaults))
    sidecars: Requests = {}
    starting: Requests = {}
    for container in spec.init_containers:
        needs = _container(container, defaults)
        if container.restart_policy == 'Always':
            _add(total, needs)
            _add(sidecars, needs)
            _raise_to(starting, sidecars)
        else:
            _raise_to(starting, _sum(sidecars, needs))
    _raise_to(total, starting)
    if spec.resources is not None:
        total.update(amounts(spec.resources.requests))
    _add(total, amounts(spec.overhead))
    return total


def _container(container: core.Container, defaults: Requests) -> Requests:
    requests = container.resources.requests
    return {**defaults, **amounts(requests)}


def _add(total: Requests, more: Requests) -> None:
    for name, value in more.items():
        total[name] = total.get(name, 0) + value


def _sum(first: Requests, second: Requests) -> Requests:
    total = dict(first)
    _add(total, second)
    return total


def _raise_to(total: Requests, floor: Requests) -> None:
    for name, value in floor.items():
        total[name] = max(total.get(name, 0), value)


def host_ports(spec: core.PodSpec) -> Iterable[tuple[str, str, int]]:
    """(protocol, host address, port) of every port the pod takes on its node."""
    sidecars = (container for container in spec.init_containers if container.restart_policy == 'Always')
    for container in (*spec.containers, *sidecars):
        for port in container.ports:
            if port.host_port:
                yield port.protocol or 'TCP', port.host_ip or '0.0.0.0', port.host_port
