"""aiohttp's way to ask for addresses, answered from the cluster instead of DNS."""

from __future__ import annotations

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from sampan.apiserver.admission.webhooks.services import Services, Unresolved

SUFFIX = '.svc'


class ServiceResolver(AbstractResolver):
    """`name.namespace.svc` is one of the Service's endpoints, port included; other names are not asked for."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        name, _, namespace = host.removesuffix(SUFFIX).partition('.')
        found = await self._services.resolve(namespace, name, port)
        try:
            version = ipaddress.ip_address(found.host).version
        except ValueError:
            raise Unresolved(f'lookup {found.host}: no such host') from None
        return [
            ResolveResult(
                hostname=host,
                host=found.host,
                port=found.port,
                family=socket.AF_INET6 if version == 6 else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
        ]

    async def close(self) -> None:
        """Nothing is held."""
