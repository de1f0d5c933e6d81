"""The listener: accepts connections, and stops in good order."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sampan.apiserver.http.answers import Clock
from sampan.apiserver.http.limits import Limits
from sampan.apiserver.http.listener import BACKLOG, TlsListener, bound
from sampan.apiserver.http.protocol import Connection

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from datetime import datetime

    from sampan.apiserver.request import Handler


class Front:
    """Serves one handler over HTTP(S).

    `start` returns the port once connections are accepted (OSError if the address is taken);
    `stop` ends watches first, lets ordinary requests finish for `limits.stop_grace` seconds, then closes.
    With `now` (UTC), answers have a Date.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        host: str = '127.0.0.1',
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        limits: Limits | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._handler = handler
        self._host = host
        self._port = port
        self._tls = tls
        self._limits = limits or Limits()
        self._clock = Clock(now)
        self._listener: asyncio.Server | TlsListener | None = None
        self._connections: set[Connection] = set()

    async def start(self) -> int:
        """Listen; returns the port (useful when 0 was asked for)."""
        listening = bound(self._host, self._port)
        if self._tls is not None:
            self._listener = TlsListener(listening, self._tls, self._accept)
        else:
            loop = asyncio.get_running_loop()
            self._listener = await loop.create_server(self._accept, sock=listening, backlog=BACKLOG)
        return int(listening.getsockname()[1])

    def _accept(self) -> Connection:
        return Connection(handler=self._handler, limits=self._limits, clock=self._clock, everyone=self._connections)

    @property
    def connections(self) -> int:
        """How many connections are open, upgraded ones included until they end."""
        return len(self._connections)

    def use(self, context: ssl.SSLContext) -> None:
        """New connections are made with this context."""
        self._tls = context
        if isinstance(self._listener, TlsListener):
            self._listener.use(context)

    async def stop(self) -> None:
        if self._listener is None:
            return
        self._listener.close()
        self._listener = None
        for connection in tuple(self._connections):
            connection.stop()
        if not await self._ended(self._limits.stop_grace):
            for connection in tuple(self._connections):
                connection.abort()
            await self._ended(1.0)

    async def _ended(self, patience: float) -> bool:
        """Whether every connection has ended within so many seconds."""
        waiting = [connection.ended for connection in self._connections]
        if not waiting:
            return True
        _, left = await asyncio.wait(waiting, timeout=patience)
        return not left
