"""Claiming addresses and ports for a Service, all or nothing."""

from __future__ import annotations

from collections.abc import Callable

from sampan.api import errors
from sampan.api.generated import core_v1
from sampan.apiserver.registry.allocators.addresses import AllocationError
from sampan.apiserver.registry.allocators.numbers import RangeFull
from sampan.apiserver.registry.strategies.service_allocations import Allocators
from sampan.apiserver.registry.strategies.service_fields import (
    HEADLESS,
    may_have_ports,
    needs_address,
    needs_health_check,
    needs_ports,
    node_ports,
)
from sampan.machinery import field
from sampan.machinery.field import Path


class Claims:
    """What one write takes for the Service under `key`; `settle` makes it final or undoes it."""

    def __init__(self, allocators: Allocators, key: str, dry_run: bool) -> None:
        self._allocators = allocators
        self._key = key
        self._dry_run = dry_run
        self._taken: list[Callable[[bool], None]] = []

    def addresses(self, service: core_v1.Service) -> None:
        """A cluster address, the one asked for or any. Raises 422, 500."""
        spec, pool = service.spec, self._allocators.addresses
        if not needs_address(service) or HEADLESS in spec.cluster_ips[:1]:
            return
        wanted = spec.cluster_ips[0] if spec.cluster_ips else ''
        try:
            if wanted:
                pool.take(wanted)
            else:
                wanted = pool.next()
        except AllocationError as error:
            text = f'failed to allocate IP {wanted}: {error}'
            wrong = field.invalid(Path('spec').child('clusterIPs'), spec.cluster_ips, text)
            raise errors.invalid('', 'Service', service.metadata.name, [wrong]) from error
        except RangeFull as error:
            raise errors.internal_error(f'failed to allocate a serviceIP: {error}') from error
        self._taken.append(lambda success: pool.settle(self._key, wanted, success))
        spec.cluster_ip, spec.cluster_ips = wanted, [wanted]

    def ports(self, new: core_v1.Service, old: core_v1.Service | None) -> None:
        """Node ports that `old` does not have already. Raises 422, 500."""
        held = set() if old is None else {*node_ports(old)}
        if may_have_ports(new):
            self._node_ports(new, held)
        if needs_health_check(new):
            self._health_check(new, 0 if old is None else old.spec.health_check_node_port)

    def _node_ports(self, service: core_v1.Service, held: set[int]) -> None:
        """One port may serve several protocols of the same Service."""
        by_port: dict[int, set[str]] = {}
        for index, port in enumerate(service.spec.ports):
            if port.node_port:
                owners = by_port.setdefault(port.node_port, set())
                if not owners and port.node_port not in held:
                    self._take(service, port.node_port, Path('spec').child('ports').index(index).child('nodePort'))
                owners.add(port.protocol)
        for port in service.spec.ports:
            if not port.node_port and needs_ports(service):
                port.node_port = self._shared(service, port, by_port) or self._next(service)
                by_port.setdefault(port.node_port, set()).add(port.protocol)

    def _shared(self, service: core_v1.Service, port: core_v1.ServicePort, by_port: dict[int, set[str]]) -> int:
        """The node port of the same port under another protocol (DNS on TCP and UDP)."""
        for other in service.spec.ports:
            same = other.port == port.port and other.node_port
            if same and port.protocol not in by_port.get(other.node_port, {port.protocol}):
                return other.node_port
        return 0

    def _health_check(self, service: core_v1.Service, held: int) -> None:
        port = service.spec.health_check_node_port
        if not port:
            service.spec.health_check_node_port = self._next(service)
        elif port != held:
            self._take(service, port, Path('spec').child('healthCheckNodePort'))

    def _take(self, service: core_v1.Service, port: int, path: Path) -> None:
        try:
            self._allocators.ports.take(port)
        except AllocationError as error:
            wrong = field.invalid(path, port, str(error))
            raise errors.invalid('', 'Service', service.metadata.name, [wrong]) from error
        self._taken.append(lambda success: self._allocators.ports.settle(self._key, port, success))

    def _next(self, service: core_v1.Service) -> int:
        try:
            port = self._allocators.ports.next()
        except RangeFull as error:
            raise errors.internal_error(f'failed to allocate a nodePort: {error}') from error
        self._taken.append(lambda success: self._allocators.ports.settle(self._key, port, success))
        return port

    def settle(self, success: bool) -> None:
        """Make final, or undo. A dry run has taken nothing for good."""
        for settle in self._taken:
            settle(success and not self._dry_run)
