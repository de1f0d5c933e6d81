"""From an `Answer` to the wire."""

from __future__ import annotations

import asyncio
import zlib
from contextlib import aclosing
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from aiohttp import web

from sampan.apiserver.http.connection import take_over
from sampan.apiserver.request import Response, Stream, Upgrade

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from sampan.apiserver.http.limits import Limits

# Compressing this much takes long enough that the loop should serve others meanwhile.
COMPRESS_ASIDE = 512 * 1024
WRITE_PIECE = 256 * 1024


async def write_response(wire: web.BaseRequest, answer: Response, limits: Limits) -> web.StreamResponse:
    """A whole answer. A body of many parts is written as it is, never joined into a second copy."""
    parts = [answer.body] if isinstance(answer.body, bytes) else answer.body
    size = sum(map(len, parts))
    headers = dict(answer.headers)
    if answer.content_type and (size or answer.status != HTTPStatus.NO_CONTENT):
        headers['Content-Type'] = answer.content_type
    if size > limits.compress_above and accepts_gzip(wire) and 'Content-Encoding' not in headers:
        parts = [await compress(parts, size)]
        headers['Content-Encoding'] = 'gzip'
        headers['Vary'] = 'Accept-Encoding'
    if len(parts) == 1:
        return web.Response(status=answer.status, body=parts[0], headers=headers)
    return await write_parts(wire, answer.status, headers, parts)


async def write_parts(wire: web.BaseRequest, status: int, headers: dict[str, str], parts: Any) -> web.StreamResponse:
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = sum(map(len, parts))
    await response.prepare(wire)
    if wire.method == 'HEAD':
        return response
    pending: list[bytes] = []
    size = 0
    for part in parts:
        pending.append(part)
        size += len(part)
        if size >= WRITE_PIECE:
            await response.write(b''.join(pending))
            pending, size = [], 0
    if pending:
        await response.write(b''.join(pending))
    await response.write_eof()
    return response


def accepts_gzip(wire: web.BaseRequest) -> bool:
    return any(
        item.split(';')[0].strip().lower() == 'gzip' for item in wire.headers.get('Accept-Encoding', '').split(',')
    )


async def compress(parts: Any, size: int) -> bytes:
    """gzip at its fastest, as upstream; zlib lets go of the interpreter lock, so big ones go aside."""
    if size < COMPRESS_ASIDE:
        return deflate(parts)
    return await asyncio.to_thread(deflate, parts)


def deflate(parts: Any) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    pieces = [packer.compress(part) for part in parts]
    pieces.append(packer.flush())
    return b''.join(pieces)


async def write_stream(wire: web.BaseRequest, answer: Stream, stopping: Callable[[], bool]) -> web.StreamResponse:
    """Chunks as they come. The iterator is closed when it ends, the client leaves, or the server stops.

    The task is cancelled in both latter cases; `stopping` tells them apart: a server that stops
    ends the answer properly, so that the client sees an end and not a broken connection.
    """
    if answer.chunks is None:
        raise TypeError('a Stream without chunks was made for an HTTP request')
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    response.headers['Content-Type'] = answer.content_type
    response.enable_chunked_encoding()
    async with aclosing(cast('AsyncGenerator[bytes]', answer.chunks)) as chunks:
        try:
            await response.prepare(wire)
            await write_chunks(response, chunks, silent=wire.method == 'HEAD')
        except asyncio.CancelledError:
            if not stopping():
                raise
    await response.write_eof()
    return response


async def write_chunks(response: web.StreamResponse, chunks: AsyncIterator[bytes], *, silent: bool) -> None:
    if silent:
        return
    async for chunk in chunks:
        if chunk:
            await response.write(chunk)


async def run_upgrade(wire: web.BaseRequest, answer: Upgrade, early: bytes) -> None:
    """Answer 101 and hand the connection over; returns when the new protocol has ended."""
    transport = cast('asyncio.Transport', wire.transport)
    lines = ['HTTP/1.1 101 Switching Protocols']
    lines += [f'{name}: {value}' for name, value in answer.headers.items()]
    connection = take_over(transport, early)
    transport.write(('\r\n'.join(lines) + '\r\n\r\n').encode('latin-1'))
    try:
        await answer.run(connection)
    finally:
        await connection.close()
