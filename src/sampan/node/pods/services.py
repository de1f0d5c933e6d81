"""Services as environment variables (upstream: pkg/kubelet/envvars, getServiceEnvVarMap)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sampan.api.generated import core_v1 as core
from sampan.client.base import Client, EventType
from sampan.client.reflector import Reflector
from sampan.machinery.world import World

MASTER_NAMESPACE = 'default'
MASTER_SERVICES = ('kubernetes',)


class Services:
    """Every Service of the cluster, followed by a watch. `run` keeps it current."""

    def __init__(self, *, client: Client, world: World) -> None:
        self._services: dict[tuple[str, str], core.Service] = {}
        self.synced = asyncio.Event()
        self._reflector = Reflector(client=client, world=world, kind=core.Service, sink=self)

    async def run(self) -> None:
        await self._reflector.run()

    def replace(self, items: Sequence[core.Service], resource_version: str) -> None:
        self._services = {(s.metadata.namespace, s.metadata.name): s for s in items}
        self.synced.set()

    def apply(self, event: EventType, obj: core.Service) -> None:
        key = (obj.metadata.namespace, obj.metadata.name)
        if event is EventType.DELETED:
            self._services.pop(key, None)
        else:
            self._services[key] = obj

    def environment(self, namespace: str, *, links: bool) -> dict[str, str]:
        """The pod's own namespace's services if `links`, and the API server's in any case."""
        chosen: dict[str, core.Service] = {}
        for (place, name), service in self._services.items():
            if service.spec.cluster_ip in ('', 'None'):
                continue
            if place == MASTER_NAMESPACE and name in MASTER_SERVICES:
                chosen.setdefault(name, service)
            elif place == namespace and links:
                chosen[name] = service
        values: dict[str, str] = {}
        for name in sorted(chosen):
            values.update(service_variables(chosen[name]))
        return values


def service_variables(service: core.Service) -> dict[str, str]:
    """`WEB_SERVICE_HOST` and its like, and Docker's old link variables."""
    if not service.spec.ports:
        return {}
    prefix = _variable(service.metadata.name)
    address = service.spec.cluster_ip
    values = {f'{prefix}_SERVICE_HOST': address, f'{prefix}_SERVICE_PORT': str(service.spec.ports[0].port)}
    for port in service.spec.ports:
        if port.name:
            values[f'{prefix}_SERVICE_PORT_{_variable(port.name)}'] = str(port.port)
    for index, port in enumerate(service.spec.ports):
        values.update(_links(prefix, address, port, first=index == 0))
    return values


def _links(prefix: str, address: str, port: core.ServicePort, *, first: bool) -> dict[str, str]:
    protocol = port.protocol or 'TCP'
    url = f'{protocol.lower()}://{_host(address)}:{port.port}'
    stem = f'{prefix}_PORT_{port.port}_{protocol.upper()}'
    values = {f'{prefix}_PORT': url} if first else {}
    values[stem] = url
    values[f'{stem}_PROTO'] = protocol.lower()
    values[f'{stem}_PORT'] = str(port.port)
    values[f'{stem}_ADDR'] = address
    return values


def _host(address: str) -> str:
    return f'[{address}]' if ':' in address else address


def _variable(name: str) -> str:
    return name.upper().replace('-', '_')
