"""What a pod asks of its node, in whole numbers (upstream: component-helpers/resource, scheduler NodeInfo).

CPU is in millicores, everything else in whole units (bytes, counts). `podresources` has the exact quantities.
"""

from __future__ import annotations

from collections.abc import Mapping

from sampan.api.generated import core_v1 as core
from sampan.api.podresources import is_sidecar
from sampan.api.scalars import Quantity

CPU = 'cpu'

Requests = dict[str, int]


def amount(name: str, quantity: Quantity) -> int:
    """A quantity in the unit its resource is counted in, rounded up."""
    return quantity.milli_value() if name == CPU else quantity.value()


def amounts(quantities: Mapping[str, Quantity]) -> Requests:
    return {name: amount(name, quantity) for name, quantity in quantities.items()}


def pod_requests(spec: core.PodSpec, defaults: Mapping[str, int] | None = None) -> Requests:
    """The larger of what its running containers need together and what its start needs at any moment.

    Sidecars (restartable init containers) count from their own start on. Requests for the whole
    pod take the place of the containers' sum, for the resources they name. Overhead is added.
    `defaults` are for containers that do not name a resource.
    """
    total: Requests = {}
    for container in spec.containers:
        _add(total, _container(container, defaults))
    sidecars: Requests = {}
    starting: Requests = {}
    for container in spec.init_containers:
        needs = _container(container, defaults)
        if is_sidecar(container):
            _add(total, needs)
            _add(sidecars, needs)
            _raise_to(starting, sidecars)
        else:
            _add(needs, sidecars)
            _raise_to(starting, needs)
    _raise_to(total, starting)
    if spec.resources is not None:
        total.update(amounts(spec.resources.requests))
    _add(total, amounts(spec.overhead))
    return total


def _container(container: core.Container, defaults: Mapping[str, int] | None) -> Requests:
    """A dict of its own, to be changed."""
    requests = amounts(container.resources.requests)
    return {**defaults, **requests} if defaults else requests


def _add(total: Requests, more: Mapping[str, int]) -> None:
    for name, value in more.items():
        total[name] = total.get(name, 0) + value


def _raise_to(total: Requests, floor: Mapping[str, int]) -> None:
    for name, value in floor.items():
        total[name] = max(total.get(name, 0), value)
