"""Which endpoints of a Service port this node uses (upstream: pkg/proxy/topology.go).

Ready endpoints; when there is none at all, those that still serve while they terminate, so that a last pod going
away is better than nobody. Hints of EndpointSlices narrow the choice to this node or zone, when every ready
endpoint has one and at least one is meant for here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sampan.network.proxy.model import Endpoint, ServicePort


@dataclass(frozen=True, slots=True)
class Place:
    """Where this proxy runs."""

    node_name: str
    zone: str = ''


@dataclass(frozen=True, slots=True)
class Choice:
    """The endpoints for each traffic policy; `anywhere`: some node of the cluster has a usable one."""

    cluster: tuple[Endpoint, ...]
    local: tuple[Endpoint, ...]
    anywhere: bool


def choose(port: ServicePort, endpoints: Sequence[Endpoint], place: Place) -> Choice:
    cluster = _cluster(endpoints, place) if port.uses_cluster_endpoints else ()
    if not port.uses_local_endpoints:
        return Choice(cluster, (), bool(cluster))
    anywhere = bool(cluster) or any(each.ready or _fading(each) for each in endpoints)
    return Choice(cluster, _usable([each for each in endpoints if each.local], lambda _: True), anywhere)


def _cluster(endpoints: Sequence[Endpoint], place: Place) -> tuple[Endpoint, ...]:
    return _usable(endpoints, _near(endpoints, place))


def _usable(endpoints: Sequence[Endpoint], near: Callable[[Endpoint], bool]) -> tuple[Endpoint, ...]:
    ready = tuple(each for each in endpoints if each.ready and near(each))
    return ready or tuple(each for each in endpoints if _fading(each))


def _fading(endpoint: Endpoint) -> bool:
    return endpoint.serving and endpoint.terminating


def _near(endpoints: Sequence[Endpoint], place: Place) -> Callable[[Endpoint], bool]:
    """The test the hints ask for."""
    ready = [each for each in endpoints if each.ready]
    if all(each.node_hints for each in ready) and any(place.node_name in each.node_hints for each in ready):
        return lambda each: place.node_name in each.node_hints
    if all(each.zone_hints for each in ready) and any(place.zone in each.zone_hints for each in ready):
        return lambda each: place.zone in each.zone_hints
    return lambda each: True
