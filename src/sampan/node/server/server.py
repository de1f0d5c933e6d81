"""The listener on port 10250."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sampan.apiserver.http.server import Front
from sampan.apiserver.http.tls import TlsConfig, server_context
from sampan.node.server.routes import KubeletHandler


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Where to listen, and the certificates: the kubelet's own, and the authority of its clients."""

    tls: TlsConfig
    host: str = '0.0.0.0'  # the API server may be on another machine
    port: int = 10250


class KubeletServer:
    """HTTPS in front of a `KubeletHandler`."""

    def __init__(self, handler: KubeletHandler, config: ServerConfig) -> None:
        self._front = Front(handler, host=config.host, port=config.port, tls=server_context(config.tls))

    async def start(self) -> int:
        """Listen; returns the port. Raises OSError when the address is taken or a certificate is unusable."""
        return await self._front.start()

    async def stop(self) -> None:
        await self._front.stop()

    async def run(self) -> None:
        """Serve until cancelled."""
        await self.start()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            await self.stop()
