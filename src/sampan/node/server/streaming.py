"""Passing an upgraded connection on to the runtime's streaming server, byte for byte.

The runtime gives a URL on loopback. We send it the client's request with the client's headers, and when it agrees to
switch protocols, its answer becomes ours and both connections are joined. What it refuses is answered as it said.
(upstream: apimachinery proxy.UpgradeAwareHandler)
"""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import urlsplit

from sampan.apiserver.http.connection import RawConnection
from sampan.apiserver.request import Answer, Request, Response, Upgrade
from sampan.node.server.containers import Refused

HEAD_LIMIT = 64 * 1024  # bytes of the runtime's answer head
ANSWER_LIMIT = 1 << 20  # bytes of a refusal's body
CONNECT_TIMEOUT = 10.0
PIECE = 64 * 1024

# Of one connection only, or written anew.
NOT_PASSED_ON = frozenset(('host', 'content-length', 'transfer-encoding', 'accept-encoding', 'authorization'))


async def pass_on(request: Request, url: str) -> Answer:
    """Connect the client to `url`. The answer is an `Upgrade`, or what the runtime said instead."""
    if request.upgrade is None:
        raise Refused(400, 'Upgrade request required')
    target = urlsplit(url)
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT):
            reader, writer = await asyncio.open_connection(target.hostname, target.port, limit=HEAD_LIMIT)
            path = f'{target.path}?{target.query}' if target.query else target.path
            writer.write(_head(request, path, target.netloc))
            status, headers = _parse(await reader.readuntil(b'\r\n\r\n'))
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
        raise Refused(500, f'error dialing the runtime at {target.netloc}: {error}') from error
    if status == 101:
        return Upgrade(run=lambda client: _join(client, reader, writer), headers=headers)
    with contextlib.closing(writer):
        body = await reader.read(min(ANSWER_LIMIT, int(_header(headers, 'content-length') or ANSWER_LIMIT)))
    return Response(status, body, content_type=_header(headers, 'content-type') or 'text/plain; charset=utf-8')


def _head(request: Request, target: str, host: str) -> bytes:
    lines = [f'{request.method} {target} HTTP/1.1', f'Host: {host}']
    # Repeated headers (X-Stream-Protocol-Version) must stay repeated: the front's mapping keeps every value.
    lines += [f'{name}: {value}' for name, value in request.headers.items() if name.lower() not in NOT_PASSED_ON]
    return ('\r\n'.join(lines) + '\r\nContent-Length: 0\r\n\r\n').encode('latin-1')


def _parse(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode('latin-1').rstrip('\r\n').split('\r\n')
    headers = {}
    for line in lines:
        name, _, value = line.partition(':')
        headers[name.strip()] = value.strip()
    return int(first.split()[1]), headers


def _header(headers: dict[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), '')


async def _join(client: RawConnection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass bytes both ways until the runtime has said all it had to say, or the client is gone.

    When the client only stops sending, the runtime is told so and its output still passes.
    """
    upwards = asyncio.create_task(_copy(client.reader, writer))
    downwards = asyncio.create_task(_copy(reader, client.writer))
    try:
        await downwards
    finally:
        upwards.cancel()
        downwards.cancel()
        await asyncio.gather(upwards, downwards, return_exceptions=True)
        writer.close()


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):  # whoever is gone does not want the rest
        while piece := await source.read(PIECE):
            sink.write(piece)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()
