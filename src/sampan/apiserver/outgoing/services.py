"""Where a Service's name leads: one of its ready endpoints (upstream: kube-aggregator's endpoint resolver)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sampan.api.generated import core_v1, discovery_v1
from sampan.apiserver.admission.base import Lookup
from sampan.machinery.world import World

SERVICE_LABEL = 'kubernetes.io/service-name'


class Unresolved(OSError):
    """There is nobody to talk to; the text is upstream's."""

    def __init__(self, text: str) -> None:
        super().__init__(0, text)


class Address(NamedTuple):
    host: str
    port: int


class Services:
    """Reads Services and their EndpointSlices from the caches."""

    def __init__(self, lookup: Lookup, world: World) -> None:
        self._lookup = lookup
        self._world = world

    async def resolve(self, namespace: str, name: str, port: int) -> Address:
        """An address that answers for the Service's port. Raises Unresolved."""
        service = await self._lookup.get(core_v1.Service, name, namespace)
        if service is None:
            raise Unresolved(f'service "{name}" not found')
        if service.spec.type == 'ExternalName':
            return Address(service.spec.external_name, port)
        wanted = next((each for each in service.spec.ports if each.port == port), None)
        if wanted is None:
            raise Unresolved(f'no service port {port} found for service "{name}"')
        found = list(self._ready(namespace, name, wanted.name))
        if not found:
            raise Unresolved(f'no endpoints available for service "{name}"')
        return found[int(self._world.jitter(len(found)))]

    def _ready(self, namespace: str, name: str, port_name: str) -> Iterator[Address]:
        for piece in self._lookup.peek(discovery_v1.EndpointSlice, namespace):
            if piece.metadata.labels.get(SERVICE_LABEL) != name:
                continue
            port = next((each.port for each in piece.ports if (each.name or '') == port_name), None)
            if port is None:
                continue
            for endpoint in piece.endpoints:
                if endpoint.conditions.ready is not False and endpoint.addresses:
                    yield Address(endpoint.addresses[0], port)
