"""What Services have, as the watch cache tells it, and what is written beside them so that nobody else has it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from sampan.api import codec, resources
from sampan.api.generated import core_v1, meta_v1, networking_v1
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.registry.allocators.addresses import Addresses
from sampan.apiserver.registry.allocators.ports import Ports
from sampan.apiserver.registry.strategies.service_fields import HEADLESS, node_ports
from sampan.machinery.world import World
from sampan.store.base import Conflict, Create, Delete

if TYPE_CHECKING:
    from sampan.apiserver.registry.registry import Registry

log = logging.getLogger(__name__)

PORT_CLAIMS = '/registry/ranges/servicenodeports/'  # below upstream's key of the whole range
MANAGED_BY = 'ipallocator.k8s.io'


class _Port(msgspec.Struct):
    node_port: int = msgspec.field(default=0, name='nodePort')


class _Spec(msgspec.Struct):
    cluster_ips: list[str] = msgspec.field(default_factory=list, name='clusterIPs')
    ports: list[_Port] = []
    health_check: int = msgspec.field(default=0, name='healthCheckNodePort')


class _Holder(msgspec.Struct):
    """The part of a Service that says what it has."""

    spec: _Spec = msgspec.field(default_factory=_Spec)


class Allocators:
    """The cluster's addresses and node ports."""

    def __init__(self, cidr: str, ports: tuple[int, int], world: World) -> None:
        self.addresses = Addresses(cidr, world)
        self.ports = Ports(*ports, world)
        self.family = self.addresses.family

    def follow(self, registry: Registry) -> None:
        """Know what Services have, and which addresses are spoken for by IPAddress objects."""
        services = registry.endpoint(core_v1.Service).cache
        services.follow(_Services(self, services.prefix))
        address = resources.by_kind(networking_v1.IPAddress)
        endpoint = registry.endpoints.get((address.group, address.version, address.plural))
        if endpoint is not None:
            endpoint.cache.follow(_IPAddresses(self.addresses, endpoint.cache.prefix))


class _Services:
    """A follower of the Services."""

    def __init__(self, allocators: Allocators, prefix: str) -> None:
        self._allocators = allocators
        self._prefix = prefix

    def loaded(self, entries: Iterable[Entry]) -> None:
        self._allocators.addresses.forget_owners(self._prefix)
        self._allocators.ports.forget_owners(self._prefix)
        for entry in entries:
            self.changed(entry)

    def changed(self, entry: Entry) -> None:
        spec = _Spec() if entry.deleted else msgspec.json.decode(entry.item, type=_Holder).spec
        self._allocators.addresses.own(entry.key, spec.cluster_ips)
        self._allocators.ports.own(entry.key, {*(port.node_port for port in spec.ports), spec.health_check})


class _IPAddresses:
    """A follower of the IPAddress objects, whose names are the addresses."""

    def __init__(self, addresses: Addresses, prefix: str) -> None:
        self._addresses = addresses
        self._prefix = prefix

    def loaded(self, entries: Iterable[Entry]) -> None:
        self._addresses.forget_owners(self._prefix)
        for entry in entries:
            self.changed(entry)

    def changed(self, entry: Entry) -> None:
        address = entry.key.rpartition('/')[2]
        self._addresses.own(entry.key, () if entry.deleted else (address,))


def companions(new: core_v1.Service | None, old: core_v1.Service | None, registry: Registry) -> list[Create | Delete]:
    """What is written in one commit with a Service: an IPAddress for each address it gets, none for what it loses.

    Where others write to the same store, node ports have a key each too.
    """
    before, after = _keys(old, registry), _keys(new, registry)
    changes: list[Create | Delete] = [Delete(key) for key in before if key not in after]
    if new is not None:
        for key in after:
            if key not in before:
                changes.append(Create(key, b'{}' if key.startswith(PORT_CLAIMS) else _address(new, key, registry)))
    return changes


async def repair(registry: Registry) -> None:
    """State that other servers or older releases wrote may have Services whose companions are missing."""
    endpoint = registry.endpoint(core_v1.Service)
    for entry in list(endpoint.cache.scan(endpoint.root(''))):
        for change in companions(endpoint.decode(entry), None, registry):
            if await registry.store.get(change.key) is None:
                try:
                    await registry.store.commit(change)
                except Conflict:
                    log.debug('another server has repaired %s', change.key)


def _keys(service: core_v1.Service | None, registry: Registry) -> list[str]:
    if service is None:
        return []
    prefix = resources.by_kind(networking_v1.IPAddress).prefix
    keys = [prefix + address for address in service.spec.cluster_ips if address != HEADLESS]
    if registry.store.shared:
        ports = {*node_ports(service), service.spec.health_check_node_port} - {0}
        keys += [f'{PORT_CLAIMS}{port}' for port in sorted(ports)]
    return keys


def _address(service: core_v1.Service, key: str, registry: Registry) -> bytes:
    """The IPAddress of a Service, as upstream's allocator makes it."""
    name = key.rpartition('/')[2]
    return codec.encode(
        networking_v1.IPAddress(
            metadata=meta_v1.ObjectMeta(
                name=name,
                uid=registry.world.uid(),
                generation=1,
                creation_timestamp=service.metadata.creation_timestamp,
                labels={
                    'ipaddress.kubernetes.io/ip-family': 'IPv6' if ':' in name else 'IPv4',
                    'ipaddress.kubernetes.io/managed-by': MANAGED_BY,
                },
            ),
            spec=networking_v1.IPAddressSpec(
                parent_ref=networking_v1.ParentReference(
                    resource='services', namespace=service.metadata.namespace, name=service.metadata.name
                )
            ),
        )
    )
