"""Service ports and endpoints as the proxy sees them (upstream: pkg/proxy/serviceport.go, endpoint.go)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery

PROXY_NAME_LABEL = 'service.kubernetes.io/service-proxy-name'
HEADLESS_LABEL = 'service.kubernetes.io/headless'
DEFAULT_AFFINITY_SECONDS = 10800


@dataclass(frozen=True, slots=True)
class ServicePort:
    """One port of one Service, with everything that decides how its packets go."""

    namespace: str
    name: str
    port_name: str
    protocol: str  # tcp, udp or sctp
    port: int
    node_port: int
    cluster_ip: str
    external_ips: tuple[str, ...]
    load_balancer_ips: tuple[str, ...]
    source_ranges: tuple[str, ...]
    affinity_seconds: int  # 0: none
    internal_local: bool
    external_local: bool

    @property
    def externally_accessible(self) -> bool:
        return bool(self.node_port or self.external_ips or self.load_balancer_ips)

    @property
    def uses_cluster_endpoints(self) -> bool:
        """Also with policy Local outside: pods and the node itself then still reach every endpoint."""
        return not self.internal_local or self.externally_accessible

    @property
    def uses_local_endpoints(self) -> bool:
        return self.internal_local or (self.external_local and self.externally_accessible)


@dataclass(frozen=True, slots=True, order=True)
class Endpoint:
    """One address and port behind a Service port."""

    ip: str
    port: int
    ready: bool = True
    serving: bool = True
    terminating: bool = False
    local: bool = False
    zone_hints: frozenset[str] = frozenset()
    node_hints: frozenset[str] = frozenset()


def service_ports(service: core.Service) -> list[ServicePort]:
    """The ports to make rules for; none for a Service that is another proxy's, headless or only a name."""
    spec = service.spec
    if skipped(service):
        return []
    ingress = spec.type == 'LoadBalancer'
    return [
        ServicePort(
            namespace=service.metadata.namespace,
            name=service.metadata.name,
            port_name=port.name,
            protocol=(port.protocol or 'TCP').lower(),
            port=port.port,
            node_port=port.node_port if spec.type in ('NodePort', 'LoadBalancer') else 0,
            cluster_ip=_first_v4((spec.cluster_ip, *spec.cluster_ips)),
            external_ips=tuple(_only_v4(spec.external_ips)),
            load_balancer_ips=tuple(_load_balancer_ips(service)) if ingress else (),
            source_ranges=_v4_ranges(spec.load_balancer_source_ranges) if ingress else (),
            affinity_seconds=_affinity(spec),
            internal_local=spec.internal_traffic_policy == 'Local',
            external_local=spec.external_traffic_policy == 'Local',
        )
        for port in spec.ports
    ]


def skipped(service: core.Service) -> bool:
    spec = service.spec
    if PROXY_NAME_LABEL in service.metadata.labels:
        return True
    return spec.type == 'ExternalName' or not _first_v4((spec.cluster_ip, *spec.cluster_ips))


def endpoints(slices: Iterable[discovery.EndpointSlice], port: ServicePort, node_name: str) -> list[Endpoint]:
    """The endpoints behind a port, each address once; what is ready wins over what another slice says of it."""
    found: dict[tuple[str, int], Endpoint] = {}
    for each in slices:
        for endpoint in _of_slice(each, port, node_name):
            known = found.get((endpoint.ip, endpoint.port))
            if known is None or (endpoint.ready and not known.ready):
                found[(endpoint.ip, endpoint.port)] = endpoint
    return sorted(found.values())


def _of_slice(each: discovery.EndpointSlice, port: ServicePort, node_name: str) -> Iterator[Endpoint]:
    if each.address_type != 'IPv4' or HEADLESS_LABEL in each.metadata.labels:
        return
    for slice_port in each.ports:
        if (slice_port.name or '') != port.port_name or (slice_port.protocol or 'TCP').lower() != port.protocol:
            continue
        if not slice_port.port:  # every port of the endpoint: for gateways, not for proxies
            continue
        for endpoint in each.endpoints:
            ip = _first_v4(endpoint.addresses)
            if ip:
                yield _endpoint(endpoint, ip, slice_port.port, node_name)


def _endpoint(endpoint: discovery.Endpoint, ip: str, port: int, node_name: str) -> Endpoint:
    """Unknown conditions mean yes, yes and no."""
    conditions, hints = endpoint.conditions, endpoint.hints
    return Endpoint(
        ip=ip,
        port=port,
        ready=conditions.ready is not False,
        serving=conditions.serving is not False,
        terminating=conditions.terminating is True,
        local=endpoint.node_name == node_name,
        zone_hints=frozenset(zone.name for zone in hints.for_zones) if hints else frozenset(),
        node_hints=frozenset(node.name for node in hints.for_nodes) if hints else frozenset(),
    )


def is_v4(text: str) -> bool:
    return next(_only_v4((text,)), '') == text != ''


def _affinity(spec: core.ServiceSpec) -> int:
    if spec.session_affinity != 'ClientIP':
        return 0
    config = spec.session_affinity_config
    seconds = config.client_ip.timeout_seconds if config and config.client_ip else None
    return seconds or DEFAULT_AFFINITY_SECONDS


def _load_balancer_ips(service: core.Service) -> Iterator[str]:
    """With mode Proxy the load balancer wants to be passed through itself."""
    for ingress in service.status.load_balancer.ingress:
        if ingress.ip and (ingress.ip_mode or 'VIP') == 'VIP':
            yield from _only_v4((ingress.ip,))


def _first_v4(addresses: Iterable[str]) -> str:
    return next(_only_v4(addresses), '')


def _only_v4(addresses: Iterable[str]) -> Iterator[str]:
    """Those that are IPv4 addresses. An odd one must not spoil the transaction of all Services."""
    for address in addresses:
        try:
            yield str(ipaddress.IPv4Address(address))
        except ValueError:
            continue


def _v4_ranges(ranges: Iterable[str]) -> tuple[str, ...]:
    """Without overlaps, which a set of the kernel cannot have. All addresses are no restriction."""
    networks = [ipaddress.IPv4Network(each.strip(), strict=False) for each in ranges if ':' not in each]
    merged = tuple(str(each) for each in ipaddress.collapse_addresses(networks))
    return () if merged == ('0.0.0.0/0',) else merged
