"""The server's end of a WebSocket over a raw connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from sampan.machinery import websocket
from sampan.machinery.websocket import Message, Opcode

if TYPE_CHECKING:
    from sampan.apiserver.http.connection import RawConnection
    from sampan.apiserver.request import Request

PIECE = 64 * 1024


def offered_protocols(request: Request) -> list[str]:
    """The sub-protocols a client offers, in its order; empty for requests that are no WebSocket."""
    if request.upgrade is None or request.upgrade() != 'websocket':
        return []
    return [item.strip() for item in request.headers.get('sec-websocket-protocol', '').split(',') if item.strip()]


def accept_headers(request: Request, protocol: str) -> dict[str, str]:
    """The headers of the 101 that accepts a WebSocket."""
    return {
        'Upgrade': 'websocket',
        'Connection': 'Upgrade',
        'Sec-WebSocket-Accept': websocket.accept_key(request.headers.get('sec-websocket-key', '')),
        'Sec-WebSocket-Protocol': protocol,
    }


class Socket:
    """Messages in, messages out. Pings are answered while messages are read."""

    def __init__(self, connection: RawConnection) -> None:
        self._connection = connection
        self._state = websocket.Connection()

    async def messages(self) -> AsyncIterator[Message]:
        """Data messages until the peer closes or goes away. Raises websocket.ProtocolError."""
        while data := await self._connection.reader.read(PIECE):
            messages = self._state.receive(data)
            await self._answer()
            for message in messages:
                if message.opcode is Opcode.CLOSE:
                    return
                yield message

    async def _answer(self) -> None:
        if self._state.outgoing:
            data = bytes(self._state.outgoing)
            self._state.outgoing.clear()
            await self._write(data)

    async def send(self, data: bytes) -> None:
        """One binary message, with back-pressure."""
        await self._write(websocket.frame(Opcode.BINARY, data))

    async def send_text(self, data: bytes) -> None:
        """One text message, with back-pressure."""
        await self._write(websocket.frame(Opcode.TEXT, data))

    async def _write(self, data: bytes) -> None:
        self._connection.writer.write(data)
        await self._connection.writer.drain()

    async def close(self, code: int = 1000, reason: str = '') -> None:
        """Say goodbye; give the peer a moment to say it too, so that nothing it has not read is lost."""
        try:
            await self._write(websocket.close_frame(code, reason))
            async with asyncio.timeout(1):
                while await self._connection.reader.read(PIECE):
                    continue
        except (OSError, TimeoutError):
            return
