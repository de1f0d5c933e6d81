"""Claiming addresses and ports for a Service, all or nothing."""

from __future__ import annotations

from collections.abc import Callable

from sampan.api import errors
from sampan.api.generated import core_v1
from sampan.apiserver.registry.allocators.addresses import Addresses, AllocationError
from sampan.apiserver.registry.allocators.numbers import RangeFull
from sampan.apiserver.registry.allocators.ports import Ports
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
from sampan.machinery.world import World


class Allocators:
    """The cluster's addresses and node ports."""

    def __init__(self, cidr: str, node_ports: tuple[int, int], world: World) -> None:
        self.addresses = Addresses(cidr, world)
        self.ports = Ports(*node_ports, world)
        self.family = self.addresses.family

    def hold(self, service: core_v1.Service) -> None:
        """Everything a stored Service has is taken."""
        for address in service.spec.cluster_ips:
            self.addresses.hold(address)
        for port in [*node_ports(service), service.spec.health_check_node_port]:
            self.ports.hold(port)

    def release(self, service: core_v1.Service) -> None:
        """The Service is gone."""
        for address in service.spec.cluster_ips:
            self.addresses.release(address)
        for port in [*node_ports(service), service.spec.health_check_node_port]:
            self.ports.release(port)


class Claims:
    """What one write takes and gives back; `settle` makes it final or undoes it."""

    def __init__(self, allocators: Allocators, dry_run: bool) -> None:
        self._allocators = allocators
        self._dry_run = dry_run
        self._undo: list[Callable[[], None]] = []
        self._commit: list[Callable[[], None]] = []

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
        self._undo.append(lambda: pool.release(wanted))
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
        self._undo.append(lambda: self._allocators.ports.release(port))

    def _next(self, service: core_v1.Service) -> int:
        try:
            port = self._allocators.ports.next()
        except RangeFull as error:
            raise errors.internal_error(f'failed to allocate a nodePort: {error}') from error
        self._undo.append(lambda: self._allocators.ports.release(port))
        return port

    def releases(self, new: core_v1.Service, old: core_v1.Service) -> None:
        """What the new state no longer has goes back when it is stored."""
        pools = self._allocators
        for address in set(old.spec.cluster_ips) - set(new.spec.cluster_ips):
            self._commit.append(lambda address=address: pools.addresses.release(address))  # type: ignore[misc]
        kept = {*node_ports(new), new.spec.health_check_node_port}
        for port in {*node_ports(old), old.spec.health_check_node_port} - kept - {0}:
            self._commit.append(lambda port=port: pools.ports.release(port))  # type: ignore[misc]

    def settle(self, success: bool) -> None:
        """Make final, or undo. A dry run has taken nothing for good."""
        for step in self._commit if success and not self._dry_run else self._undo:
            step()
