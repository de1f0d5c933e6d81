"""A backend over HTTP(S): requests and answers passed on as they come (upstream: util/proxy/upgradeaware.go)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING

from multidict import CIMultiDict

from sampan.api import errors
from sampan.apiserver.connect.nodes import Dialed, Refused
from sampan.apiserver.connect.pipe import pipe
from sampan.apiserver.http.connection import take_over
from sampan.apiserver.request import Answer, Request, Response, Stream, Upgrade

if TYPE_CHECKING:
    import aiohttp

CONNECT_SECONDS = 30.0
PIECE = 64 * 1024
# Headers of one connection only (RFC 9110, 7.6.1), or written anew.
HOP_BY_HOP = frozenset(
    {
        'connection',
        'keep-alive',
        'proxy-authenticate',
        'proxy-authorization',
        'te',
        'trailer',
        'transfer-encoding',
        'upgrade',
        'host',
        'content-length',
        'expect',
    }
)
# The credentials a client showed to us are not shown to others.
CREDENTIALS = frozenset({'authorization', 'x-remote-user', 'x-remote-group', 'x-remote-uid'})
EXTRA = 'x-remote-extra-'  # and these, whatever follows


class HttpBackend:
    """One server, by its base address. The session is shared and belongs to whoever made it.

    `server_name` is the name its certificate must have, where that is not the address's.
    """

    def __init__(
        self, session: aiohttp.ClientSession, base: str, tls: ssl.SSLContext | None = None, server_name: str = ''
    ) -> None:
        self.base = base
        self._session = session
        self._tls = tls
        self._server_name = server_name

    async def request(self, request: Request, target: str, added: Sequence[tuple[str, str]] = ()) -> Answer:
        """Pass `request` on, with headers `added` to the client's. Raises ApiError (503) if it cannot be reached."""
        headers = forwarded_headers(request)
        headers.extend(added)
        if request.upgrade is not None:
            headers['Connection'] = 'Upgrade'
            headers['Upgrade'] = request.headers.get('Upgrade', '')
        response = await self._send(request.method, target, headers, request.body)
        if response.status != 101:
            return await forward(request, response)
        dialed = taken(response)
        return Upgrade(lambda client: pipe(client, dialed.connection), switching_headers(response))

    async def dial(self, method: str, target: str, headers: Mapping[str, str]) -> Dialed:
        response = await self._send(method, target, CIMultiDict(headers), b'')
        if response.status != 101:
            raise Refused(await whole(response))
        return taken(response)

    async def _send(self, method: str, target: str, headers: CIMultiDict[str], body: bytes) -> aiohttp.ClientResponse:
        import aiohttp
        from yarl import URL

        try:
            return await self._session.request(
                method,
                URL(self.base + target, encoded=True),
                headers=headers,
                data=body or None,
                allow_redirects=False,
                ssl=self._tls if self._tls is not None else True,
                server_hostname=self._server_name or None,
                skip_auto_headers=('User-Agent', 'Accept', 'Accept-Encoding', 'Content-Type'),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            )
        except (aiohttp.ClientError, OSError, TimeoutError) as failed:
            from sampan.apiserver.outgoing import words

            raise errors.service_unavailable(f'error trying to reach service: {words.reason(failed)}') from failed


def forwarded_headers(request: Request) -> CIMultiDict[str]:
    """The client's headers, without those of its connection and its credentials; repeated ones stay repeated."""
    headers: CIMultiDict[str] = CIMultiDict()
    for name, value in request.headers.items():
        lower = name.lower()
        if lower not in HOP_BY_HOP and lower not in CREDENTIALS and not lower.startswith(EXTRA):
            headers.add(name, value)
    if request.peer:
        headers.add('X-Forwarded-For', request.peer)
    return headers


async def forward(request: Request, response: aiohttp.ClientResponse) -> Answer:
    """The answer as a stream, with its own headers."""
    headers = {
        name: value
        for name, value in response.headers.items()
        if name.lower() not in HOP_BY_HOP and name.lower() != 'content-type'
    }
    content_type = response.headers.get('Content-Type', '')
    if request.method == 'HEAD' or response.status in (204, 304):
        response.release()
        return Response(response.status, b'', content_type, headers)
    return Stream(chunks(response), response.status, content_type, headers)


async def chunks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for chunk in response.content.iter_any():
            yield chunk
    finally:
        response.close()


async def whole(response: aiohttp.ClientResponse, limit: int = 1 << 20) -> Response:
    """A short answer read to its end: what a refusal says."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            body = await response.content.read(limit)
    finally:
        response.close()
    return Response(response.status, body, response.headers.get('Content-Type', 'text/plain; charset=utf-8'))


def taken(response: aiohttp.ClientResponse) -> Dialed:
    """The raw connection under a 101, with what has already arrived on it."""
    connection = response.connection
    if connection is None or connection.transport is None or connection.protocol is None:
        raise errors.service_unavailable('error trying to reach service: the connection was closed')
    protocol = connection.protocol
    early, protocol._tail = protocol._tail, b''
    raw = take_over(connection.transport, early)
    protocol.transport = None
    return Dialed(response.headers, raw)


def switching_headers(response: aiohttp.ClientResponse) -> dict[str, str]:
    """What belongs into our own 101: everything the other side said in its."""
    return {name: value for name, value in response.headers.items() if name.lower() != 'content-length'}
