"""Computes the Endpoints object of a Service. Pure.

Upstream: pkg/controller/endpoint and pkg/api/v1/endpoints RepackSubsets. Addresses with the same set of ports share a
subset; everything is sorted, so that the same pods always give the same object.
"""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api.generated import core_v1 as core
from sampan.controllers.endpoints import pods as serving
from sampan.controllers.pods import is_ready

MAX_ADDRESSES = 1000
OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity'

_Port = tuple[str, int, str, str]
_Where = tuple[str, str]  # address, uid of the pod


def subsets_of(service: core.Service, pods: Sequence[core.Pod]) -> list[core.EndpointSubset]:
    """The subsets, in canonical form."""
    tolerate = service.spec.publish_not_ready_addresses
    addresses: dict[_Where, tuple[core.EndpointAddress, bool]] = {}
    ports: dict[_Where, set[_Port]] = {}
    for pod in pods:
        if not serving.belongs(pod, include_terminating=tolerate):
            continue
        address = _address(service, pod)
        if address is None:
            continue
        found = _ports(service, pod)
        if not found and (service.spec.ports or not serving.is_headless(service)):
            continue
        where = (address.ip, pod.metadata.uid)
        addresses[where] = (address, tolerate or is_ready(pod))
        ports[where] = found
    return _packed(addresses, ports)


def _address(service: core.Service, pod: core.Pod) -> core.EndpointAddress | None:
    family = serving.families(service)[0]
    found = serving.addresses_of_family(pod, family)
    if not found:
        return None
    return core.EndpointAddress(
        ip=found[0],
        hostname=pod.spec.hostname if serving.has_hostname(pod, service) else '',
        node_name=pod.spec.node_name or None,
        target_ref=serving.target_of(pod),
    )


def _ports(service: core.Service, pod: core.Pod) -> set[_Port]:
    found = set()
    for port in service.spec.ports:
        number = serving.find_port(pod, port)
        if number is not None:
            found.add((port.name, number, port.protocol, port.app_protocol or ''))
    return found


def _packed(
    addresses: dict[_Where, tuple[core.EndpointAddress, bool]], ports: dict[_Where, set[_Port]]
) -> list[core.EndpointSubset]:
    groups: dict[tuple[_Port, ...], list[_Where]] = {}
    for where in sorted(addresses):
        groups.setdefault(tuple(sorted(ports[where])), []).append(where)
    return [
        core.EndpointSubset(
            addresses=[addresses[where][0] for where in group if addresses[where][1]],
            not_ready_addresses=[addresses[where][0] for where in group if not addresses[where][1]],
            ports=[
                core.EndpointPort(name=name, port=number, protocol=protocol, app_protocol=app or None)
                for name, number, protocol, app in key
            ],
        )
        for key, group in sorted(groups.items())
    ]


def truncated(subsets: Sequence[core.EndpointSubset]) -> tuple[list[core.EndpointSubset], bool]:
    """At most a thousand addresses, ready ones first, shared out by the subsets' sizes; whether something was cut."""
    ready = sum(len(subset.addresses) for subset in subsets)
    not_ready = sum(len(subset.not_ready_addresses) for subset in subsets)
    if ready + not_ready <= MAX_ADDRESSES:
        return list(subsets), False
    keep_ready = _shares([len(subset.addresses) for subset in subsets], MAX_ADDRESSES)
    left = MAX_ADDRESSES - sum(keep_ready)
    keep_not_ready = _shares([len(subset.not_ready_addresses) for subset in subsets], left)
    cut = [
        core.EndpointSubset(
            addresses=subset.addresses[:many],
            not_ready_addresses=subset.not_ready_addresses[:others],
            ports=subset.ports,
        )
        for subset, many, others in zip(subsets, keep_ready, keep_not_ready, strict=True)
    ]
    return [subset for subset in cut if subset.addresses or subset.not_ready_addresses], True


def _shares(sizes: Sequence[int], most: int) -> list[int]:
    total = sum(sizes)
    if total <= most:
        return list(sizes)
    shares = [size * most // total for size in sizes]
    for index in range(len(sizes)):
        extra = min(sizes[index] - shares[index], most - sum(shares))
        shares[index] += extra
    return shares
