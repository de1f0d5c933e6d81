"""What cluster DNS looks up in the cluster's objects: the informers' copies, by the indexes it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.client.informer import InformerFactory
from sampan.network.indexes import BY_SERVICE, SERVICE_NAME_LABEL, by_service

BY_IP = 'ip'


@dataclass(frozen=True, slots=True)
class Target:
    """A ready endpoint's address on one port; `port` is -1 for a slice without ports."""

    ip: str
    hostname: str
    port_name: str
    protocol: str
    port: int

    @property
    def label(self) -> str:
        """The endpoint's own label below its Service's name."""
        return self.hostname or self.ip.replace('.', '-').replace(':', '-')


class View:
    """The objects as DNS sees them. `on_change` is called for every change."""

    def __init__(self, informers: InformerFactory) -> None:
        self._services = informers.informer(core.Service)
        self._slices = informers.informer(discovery.EndpointSlice)
        self._namespaces = informers.informer(core.Namespace)
        self._services.add_index(BY_IP, _cluster_ips)
        self._slices.add_index(BY_SERVICE, by_service)
        self._slices.add_index(BY_IP, _endpoint_ips)

    async def synced(self) -> None:
        for informer in (self._services, self._slices, self._namespaces):
            await informer.synced.wait()

    def follow(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """Call `on_change` after every change; returns what ends it."""

        def changed(old: object, new: object) -> None:
            on_change()

        services = self._services.add_handler(changed)
        slices = self._slices.add_handler(changed)
        namespaces = self._namespaces.add_handler(changed)

        def end() -> None:
            self._services.remove_handler(services)
            self._slices.remove_handler(slices)
            self._namespaces.remove_handler(namespaces)

        return end

    def has_namespace(self, name: str) -> bool:
        return self._namespaces.get(name) is not None

    def service(self, namespace: str, name: str) -> core.Service | None:
        return self._services.get(name, namespace)

    def targets(self, namespace: str, name: str) -> list[Target]:
        """The ready endpoints of a Service, on each of their ports."""
        return [target for each in self._slices.indexed(BY_SERVICE, f'{namespace}/{name}') for target in _targets(each)]

    def service_with_ip(self, ip: str) -> core.Service | None:
        found = self._services.indexed(BY_IP, ip)
        return found[0] if found else None

    def endpoints_with_ip(self, ip: str) -> list[tuple[str, str, str]]:
        """Namespace, Service and label of each ready endpoint with this address, each once."""
        found: dict[tuple[str, str, str], None] = {}
        for each in self._slices.indexed(BY_IP, ip):
            service = each.metadata.labels.get(SERVICE_NAME_LABEL, '')
            for target in _targets(each):
                if target.ip == ip and service:
                    found[(each.metadata.namespace, service, target.label)] = None
        return list(found)


def _targets(each: discovery.EndpointSlice) -> Iterator[Target]:
    if each.address_type == 'FQDN':
        return
    ports = [(port.name or '', (port.protocol or 'TCP').lower(), port.port or -1) for port in each.ports]
    for endpoint in each.endpoints:
        if endpoint.conditions.ready is False:
            continue
        for ip in endpoint.addresses:
            for name, protocol, number in ports or [('', '', -1)]:
                yield Target(ip, endpoint.hostname or '', name, protocol, number)


def _cluster_ips(service: core.Service) -> Iterable[str]:
    return [ip for ip in (service.spec.cluster_ips or [service.spec.cluster_ip]) if ip and ip != 'None']


def _endpoint_ips(each: discovery.EndpointSlice) -> Iterable[str]:
    return {ip for endpoint in each.endpoints for ip in endpoint.addresses}
