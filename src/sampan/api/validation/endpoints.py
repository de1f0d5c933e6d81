"""Endpoints and EndpointSlices. Upstream: ValidateEndpoints, pkg/apis/discovery/validation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.validation.common import (
    PROTOCOLS,
    Errors,
    canonical_ip,
    checked,
    immutable,
    ip,
    labels,
    non_special_ip,
    one_of,
    parse_ip,
    port_number,
)
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.machinery import field, names
from sampan.machinery.field import FieldError, Path

_MAX_ADDRESSES, _MAX_PORTS, _MAX_ENDPOINTS = 100, 20000, 1000
_HOSTNAME = 'kubernetes.io/hostname'
_MAX_TOPOLOGY, _MAX_ZONE_HINTS, _MAX_NODE_HINTS = 16, 8, 8


def endpoints(obj: core.Endpoints) -> Errors:
    """The old kind: subsets of addresses times ports."""
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    for index, subset in enumerate(obj.subsets):
        yield from _subset(Path('subsets').index(index), subset)


def endpoints_update(new: core.Endpoints, old: core.Endpoints) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from endpoints(new)


def _subset(path: Path, subset: core.EndpointSubset) -> Errors:
    if not subset.addresses and not subset.not_ready_addresses:
        yield field.required(path, 'must specify `addresses` or `notReadyAddresses`')
    for name, addresses in (('addresses', subset.addresses), ('notReadyAddresses', subset.not_ready_addresses)):
        for index, address in enumerate(addresses):
            yield from _address(path.child(name).index(index), address)
    for index, port in enumerate(subset.ports):
        yield from _port(path.child('ports').index(index), port, len(subset.ports) > 1)


def _address(path: Path, address: core.EndpointAddress) -> Errors:
    yield from ip(path.child('ip'), address.ip)
    if address.hostname:
        yield from checked(path.child('hostname'), address.hostname, names.dns1123_label)
    if address.node_name is not None:
        yield from checked(path.child('nodeName'), address.node_name, names.dns1123_subdomain)
    yield from non_special_ip(path.child('ip'), address.ip)


def _port(path: Path, port: core.EndpointPort, named: bool) -> Errors:
    if port.name:
        yield from checked(path.child('name'), port.name, names.dns1123_label)
    elif named:
        yield field.required(path.child('name'))
    yield from port_number(path.child('port'), port.port)
    yield from one_of(path.child('protocol'), port.protocol, PROTOCOLS)
    if port.app_protocol is not None:
        yield from checked(path.child('appProtocol'), port.app_protocol, names.qualified_name)


def endpoint_slice(obj: discovery.EndpointSlice) -> Errors:
    """A slice of the endpoints of a service, all of one address type."""
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from one_of(Path('addressType'), obj.address_type, ('FQDN', 'IPv4', 'IPv6'))
    yield from _slice_endpoints(Path('endpoints'), obj)
    yield from _slice_ports(Path('ports'), obj.ports)


def endpoint_slice_update(new: discovery.EndpointSlice, old: discovery.EndpointSlice) -> Errors:
    """The address type never changes."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from endpoint_slice(new)
    yield from immutable(Path('addressType'), new.address_type, old.address_type)


def _slice_endpoints(path: Path, obj: discovery.EndpointSlice) -> Errors:
    if len(obj.endpoints) > _MAX_ENDPOINTS:
        yield field.too_many(path, len(obj.endpoints), _MAX_ENDPOINTS)
        return
    for index, endpoint in enumerate(obj.endpoints):
        yield from _endpoint(path.index(index), endpoint, obj.address_type)


def _endpoint(path: Path, endpoint: discovery.Endpoint, address_type: str) -> Errors:
    at = path.child('addresses')
    if not endpoint.addresses:
        yield field.required(at, 'must contain at least 1 address')
    elif len(endpoint.addresses) > _MAX_ADDRESSES:
        yield field.too_many(at, len(endpoint.addresses), _MAX_ADDRESSES)
    for index, address in enumerate(endpoint.addresses):
        yield from _slice_address(at.index(index), address, address_type)
    if endpoint.node_name is not None:
        yield from checked(path.child('nodeName'), endpoint.node_name, names.dns1123_subdomain)
    topology = path.child('deprecatedTopology')
    if len(endpoint.deprecated_topology) > _MAX_TOPOLOGY:
        yield field.too_many(topology, len(endpoint.deprecated_topology), _MAX_TOPOLOGY)
    yield from labels(topology, endpoint.deprecated_topology)
    if _HOSTNAME in endpoint.deprecated_topology:
        detail = 'deprecatedTopology does not support hostname; use nodeName instead'
        yield field.invalid(topology.key(_HOSTNAME), endpoint.deprecated_topology[_HOSTNAME], detail)
    if endpoint.hostname is not None:
        yield from checked(path.child('hostname'), endpoint.hostname, names.dns1123_label)
    if endpoint.hints is not None:
        yield from _hints(path.child('hints'), endpoint.hints)


def _slice_address(path: Path, address: str, address_type: str) -> Errors:
    if address_type == 'FQDN':
        yield from _fqdn(path, address)
        return
    if address_type not in ('IPv4', 'IPv6'):
        return
    errors = list(canonical_ip(path, address))
    yield from errors
    if errors:
        return
    if (':' in address) != (address_type == 'IPv6'):
        yield field.invalid(path, address, f'must be an {address_type} address')
    if parse_ip(address) is not None:
        yield from non_special_ip(path, address)


def _fqdn(path: Path, name: str) -> Iterator[FieldError]:
    if not name:
        yield field.required(path)
        return
    plain = name.removesuffix('.')
    if wrong := names.dns1123_subdomain(plain):
        yield field.invalid(path, plain, ','.join(wrong))
        return
    parts = plain.split('.')
    if len(parts) < 2:
        yield field.invalid(path, plain, 'should be a domain with at least two segments separated by dots')
        return
    for part in parts:
        if wrong := names.dns1123_label(part):
            yield field.invalid(path, part, ','.join(wrong))
            return


def _hints(path: Path, hints: discovery.EndpointHints) -> Errors:
    for name, items, limit in (
        ('forZones', [zone.name for zone in hints.for_zones], _MAX_ZONE_HINTS),
        ('forNodes', [node.name for node in hints.for_nodes], _MAX_NODE_HINTS),
    ):
        at = path.child(name)
        if len(items) > limit:
            yield field.too_many(at, len(items), limit)
            continue
        for index, value in enumerate(items):
            where = at.index(index).child('name')
            if value in items[:index]:
                yield field.duplicate(where, value)
            check = names.dns1123_subdomain if name == 'forNodes' else names.label_value
            yield from checked(where, value, check)


def _slice_ports(path: Path, ports: Sequence[discovery.EndpointPort]) -> Errors:
    if len(ports) > _MAX_PORTS:
        yield field.too_many(path, len(ports), _MAX_PORTS)
        return
    seen: set[str] = set()
    for index, port in enumerate(ports):
        at, name = path.index(index), port.name or ''
        if name:
            yield from checked(at.child('name'), name, names.dns1123_label)
        if name in seen:
            yield field.duplicate(at.child('name'), name)
        seen.add(name)
        if port.protocol is None:
            yield field.required(at.child('protocol'))
        elif port.protocol not in PROTOCOLS:
            yield field.not_supported(at.child('protocol'), port.protocol, PROTOCOLS)
        if port.port is not None:
            yield from port_number(at.child('port'), port.port)
        if port.app_protocol is not None:
            yield from checked(at.child('appProtocol'), port.app_protocol, names.qualified_name)
