"""Port-forward over WebSocket: a SPDY connection carried in binary messages (upstream: util/proxy/streamtunnel.go).

The client speaks SPDY inside the messages; here they are only unpacked and packed.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sampan.apiserver.connect.nodes import Refused
from sampan.apiserver.connect.pipe import until_one_ends
from sampan.apiserver.connect.socket import Socket, accept_headers, offered_protocols
from sampan.apiserver.http.status import text_response
from sampan.apiserver.request import Upgrade
from sampan.machinery import websocket

if TYPE_CHECKING:
    from sampan.apiserver.connect.nodes import Backend, Dialed
    from sampan.apiserver.http.connection import RawConnection
    from sampan.apiserver.request import Answer, Request

PREFIX = 'SPDY/3.1+'
SUFFIX = '.k8s.io'
VERSION_HEADER = 'X-Stream-Protocol-Version'
PIECE = 32 * 1024


def tunneled_protocols(request: Request) -> list[str]:
    """The SPDY protocols a client wants to speak through a WebSocket."""
    return [
        protocol.removeprefix(PREFIX)
        for protocol in offered_protocols(request)
        if protocol.startswith(PREFIX) and protocol.endswith(SUFFIX)
    ]


async def tunnel(request: Request, backend: Backend, target: str) -> Answer:
    """Open SPDY to the backend, then accept the WebSocket. What the backend refuses is answered as it said."""
    protocols = tunneled_protocols(request)
    if not protocols:
        return text_response(400, 'unable to upgrade: no tunneling spdy protocols provided')
    headers = {'Connection': 'Upgrade', 'Upgrade': 'SPDY/3.1', VERSION_HEADER: ', '.join(protocols)}
    try:
        dialed = await backend.dial('POST', target, headers)
    except Refused as refused:
        return refused.answer
    chosen = dialed.headers.get(VERSION_HEADER, protocols[0])
    return Upgrade(lambda client: carry(client, dialed), accept_headers(request, PREFIX + chosen))


async def carry(client: RawConnection, dialed: Dialed) -> None:
    socket, backend = Socket(client), dialed.connection
    ways = {asyncio.create_task(unpack(socket, backend)), asyncio.create_task(pack(backend, socket))}
    try:
        await until_one_ends(ways, backend)
    except websocket.ProtocolError as broken:
        await socket.close(broken.code, str(broken))
        return
    await socket.close()


async def unpack(socket: Socket, backend: RawConnection) -> None:
    try:
        async for message in socket.messages():
            backend.writer.write(message.data)
            await backend.writer.drain()
    except OSError:
        return


async def pack(backend: RawConnection, socket: Socket) -> None:
    try:
        while data := await backend.reader.read(PIECE):
            await socket.send(data)
    except OSError:
        return
