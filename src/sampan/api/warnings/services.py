"""Warnings about services. Upstream: pkg/api/service/warnings.go, GetWarningsForIP, GetWarningsForCIDR."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from sampan.api.generated import core_v1 as core

_HINTS = 'service.kubernetes.io/topology-aware-hints'
_MODE = 'service.kubernetes.io/topology-mode'


def service_warnings(service: core.Service) -> Iterator[str]:
    """Fields that are ignored or deprecated, and addresses in odd spellings."""
    spec = service.spec
    headless = spec.type == 'ClusterIP' and spec.cluster_ip == 'None'
    if _HINTS in service.metadata.annotations:
        yield f'annotation {_HINTS} is deprecated, please use {_MODE} instead'
    if spec.cluster_ip not in ('', 'None'):
        for index, address in enumerate(spec.cluster_ips):
            yield from _address(f'spec.clusterIPs[{index}]', address)
    if headless:
        yield from _headless(spec)
    for index, address in enumerate(spec.external_ips):
        yield from _address(f'spec.externalIPs[{index}]', address)
    if spec.load_balancer_ip:
        yield from _address('spec.loadBalancerIP', spec.load_balancer_ip)
    for index, block in enumerate(spec.load_balancer_source_ranges):
        yield from block_warnings(f'spec.loadBalancerSourceRanges[{index}]', block.strip())
    if spec.type == 'ExternalName' and spec.external_ips:
        yield 'spec.externalIPs is ignored when spec.type is "ExternalName"'
    if spec.type != 'ExternalName' and spec.external_name:
        yield 'spec.externalName is ignored when spec.type is not "ExternalName"'
    if spec.traffic_distribution == 'PreferClose':
        yield 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'


def _headless(spec: core.ServiceSpec) -> Iterator[str]:
    for name, value in (
        ('loadBalancerIP', spec.load_balancer_ip),
        ('externalIPs', spec.external_ips),
        ('SessionAffinity', spec.session_affinity != 'None'),
    ):
        if value:
            yield f'spec.{name} is ignored for headless services'


def _address(path: str, text: str) -> Iterator[str]:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return
    if isinstance(address, ipaddress.IPv6Address) and str(address) != text:
        yield f'{path}: IPv6 address "{text}" should be in RFC 5952 canonical format ("{address}")'


def block_warnings(path: str, text: str) -> Iterator[str]:
    """What is odd about a CIDR."""
    try:
        interface = ipaddress.ip_interface(text)
    except ValueError:
        return
    network = interface.network
    if interface.ip != network.network_address:
        single = f'{interface.ip}/{interface.max_prefixlen}'
        yield f'{path}: CIDR value "{text}" is ambiguous in this context (should be "{network}" or "{single}"?)'
    elif interface.version == 6 and str(network) != text:
        yield f'{path}: IPv6 CIDR value "{text}" should be in RFC 5952 canonical format ("{network}")'
