"""One request's answer on its way out."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Protocol, cast

from sampan.apiserver.http.answers import BODILESS, LAST_CHUNK, chunk, compressed, head
from sampan.apiserver.http.connection import take_over
from sampan.apiserver.request import Response, Stream, Upgrade

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from sampan.apiserver.http.limits import Limits
    from sampan.apiserver.http.parser import Head

WRITE_PIECE = 256 * 1024


class Outlet(Protocol):
    """What an exchange needs of its connection."""

    limits: Limits

    def write(self, data: bytes) -> None: ...
    async def drain(self) -> None:
        """Wait while the peer reads too slowly. Raises ConnectionError when it is gone."""
        ...

    def date(self) -> str: ...
    def closing(self) -> bool:
        """Whether this is the last answer of the connection."""
        ...

    def stopping(self) -> bool:
        """Whether the server stops, which ends streams in good order."""
        ...

    def release(self) -> tuple[asyncio.Transport, bytes]:
        """Give the transport away, with what has arrived behind the request."""
        ...


async def write_response(outlet: Outlet, request: Head, answer: Response) -> None:
    """A whole answer, with its length."""
    parts, headers = await compressed(answer, request.headers, outlet.limits)
    size = sum(map(len, parts))
    framing = outlet.date() + connection_line(outlet, request)
    if answer.status not in BODILESS:
        framing += f'Content-Length: {size}\r\n'
    start = head(answer.status, answer.content_type if size else '', headers, framing)
    if request.method == 'HEAD' or not size:
        outlet.write(start)
        return
    await write_parts(outlet, start, parts)


async def write_parts(outlet: Outlet, start: bytes, parts: Sequence[bytes]) -> None:
    """Small parts go out together, so that a list of many items is few writes; never all in one copy."""
    pending, size = [start], 0
    for part in parts:
        pending.append(part)
        size += len(part)
        if size >= WRITE_PIECE:
            outlet.write(b''.join(pending))
            await outlet.drain()
            pending, size = [], 0
    if pending:
        outlet.write(b''.join(pending))
        await outlet.drain()


def connection_line(outlet: Outlet, request: Head) -> str:
    if outlet.closing():
        return 'Connection: close\r\n'
    return '' if request.modern else 'Connection: keep-alive\r\n'


async def write_stream(outlet: Outlet, request: Head, answer: Stream) -> None:
    """Chunks as they come. The generator is closed when it ends, the client leaves, or the server stops.

    The task is cancelled in both latter cases; a server that stops ends the answer properly, so that the client
    sees an end and not a broken connection.
    """
    if answer.chunks is None:
        raise TypeError('a Stream without chunks was made for an HTTP request')
    framing = outlet.date() + connection_line(outlet, request)
    if request.modern:
        framing += 'Transfer-Encoding: chunked\r\n'
    async with aclosing(cast('AsyncGenerator[bytes]', answer.chunks)) as chunks:
        try:
            outlet.write(head(answer.status, answer.content_type, answer.headers, framing))
            if request.method == 'HEAD':
                return
            async for data in chunks:
                if data:
                    outlet.write(chunk(data) if request.modern else data)
                    await outlet.drain()
        except asyncio.CancelledError:
            if not outlet.stopping():
                raise
    if request.modern:
        outlet.write(LAST_CHUNK)


async def run_upgrade(outlet: Outlet, answer: Upgrade) -> None:
    """Answer 101 and hand the connection over; returns when the new protocol has ended."""
    transport, early = outlet.release()
    connection = take_over(transport, early)
    transport.write(head(101, '', answer.headers, ''))
    try:
        await answer.run(connection)
    finally:
        await connection.close()
