"""aiohttp's way to ask for addresses, answered from the cluster instead of DNS."""

from __future__ import annotations

import ipaddress
import socket

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult

from sampan.apiserver.outgoing.services import Address, Services

SUFFIX = '.svc'


class ServiceResolver(AbstractResolver):
    """`name.namespace.svc` is one of the Service's endpoints, port included; DNS is only for external names."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._dns = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        name, _, namespace = host.removesuffix(SUFFIX).partition('.')
        found = await self._services.resolve(namespace, name, port)
        try:
            ipaddress.ip_address(found.host)
        except ValueError:
            return await self._dns.resolve(found.host, found.port, family)
        return [result(host, found)]

    async def close(self) -> None:
        await self._dns.close()


def result(host: str, found: Address) -> ResolveResult:
    """An address as aiohttp wants it."""
    return ResolveResult(
        hostname=host,
        host=found.host,
        port=found.port,
        family=socket.AF_INET6 if ':' in found.host else socket.AF_INET,
        proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
