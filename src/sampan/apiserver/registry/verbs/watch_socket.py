"""A watch over a WebSocket, one event a message (upstream: handlers/watch.go HandleWS).

It is what browsers use, which cannot read a chunked answer piece by piece. JSON events are text messages, protobuf
events binary ones without the length in front. What the client sends means nothing, but that it still is there.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sampan.apiserver.connect.socket import Socket, accept_headers, offered_protocols
from sampan.apiserver.request import Upgrade

if TYPE_CHECKING:
    from sampan.apiserver.http.connection import RawConnection
    from sampan.apiserver.registry.verbs.watch import Watch
    from sampan.apiserver.request import Request

LENGTH = 4  # bytes in front of a protobuf event


def asked_for(request: Request) -> bool:
    """Whether the client wants its answer over a WebSocket."""
    return request.upgrade is not None and request.upgrade() == 'websocket'


def upgrade(request: Request, watch: Watch, *, binary: bool) -> Upgrade:
    """The answer that makes the connection a WebSocket and sends the watch's events over it."""
    headers = accept_headers(request, next(iter(offered_protocols(request)), ''))
    if not headers['Sec-WebSocket-Protocol']:
        del headers['Sec-WebSocket-Protocol']

    async def run(connection: RawConnection) -> None:
        await Conversation(Socket(connection), watch, binary).hold()

    return Upgrade(run, headers)


class Conversation:
    """From the first event to the end of the watch, or until the client leaves."""

    def __init__(self, socket: Socket, watch: Watch, binary: bool) -> None:
        self._socket = socket
        self._watch = watch
        self._binary = binary

    async def hold(self) -> None:
        await self._watch.open()
        sending = asyncio.create_task(self._send(), name='watch-socket-send')
        listening = asyncio.create_task(self._listen(), name='watch-socket-listen')
        try:
            done, _ = await asyncio.wait([sending, listening], return_when=asyncio.FIRST_COMPLETED)
            if sending in done and listening not in done:
                listening.cancel()
                await self._socket.close()
        finally:
            for task in (sending, listening):
                task.cancel()
            await asyncio.gather(sending, listening, return_exceptions=True)
            await self._watch.aclose()

    async def _send(self) -> None:
        async for batch in self._watch:
            for frame in batch:
                await self._message(frame)

    async def _message(self, frame: Any) -> None:
        if self._binary:
            await self._socket.send(frame[LENGTH:])
        else:
            await self._socket.send_text(frame)

    async def _listen(self) -> None:
        """Until the client says goodbye or is gone."""
        async for _ in self._socket.messages():
            continue
