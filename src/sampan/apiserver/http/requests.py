"""From the wire to a `Request`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from sampan.apiserver.http.peer import verification
from sampan.apiserver.request import UNVERIFIED, Request

if TYPE_CHECKING:
    from aiohttp.web import BaseRequest

# With these the client expects another protocol to start on the connection.
UPGRADES = ('websocket', 'spdy/3.1', 'tcp')


class BodyTooLarge(Exception):
    """The client sends more than the limit (bytes)."""

    def __init__(self, limit: int) -> None:
        super().__init__(f'limit is {limit}')
        self.limit = limit


def split_target(target: str) -> tuple[str, dict[str, list[str]]]:
    """A request target as (decoded path, query). An absolute target loses its scheme and host."""
    path, _, query = target.partition('?')
    if not path.startswith('/'):
        _, _, rest = path.partition('://')
        path = '/' + rest.partition('/')[2]
    if '%' in path:
        path = unquote(path)
    return path, parse_qs(query, keep_blank_values=True) if query else {}


async def read_body(wire: BaseRequest, limit: int) -> bytes:
    """The whole body, or BodyTooLarge as soon as that is known."""
    if not wire.body_exists:
        return b''
    length = wire.content_length
    if length is not None and length > limit:
        raise BodyTooLarge(limit)
    await allow_body(wire)
    chunks: list[bytes] = []
    size = 0
    async for chunk in wire.content.iter_any():
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge(limit)
        chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b''.join(chunks)


async def allow_body(wire: BaseRequest) -> None:
    """Answer `Expect: 100-continue`, without which curl waits a second before it sends."""
    if wire.headers.get('Expect', '').lower() == '100-continue' and wire.transport is not None:
        wire.transport.write(b'HTTP/1.1 100 Continue\r\n\r\n')


def make_request(wire: BaseRequest, body: bytes) -> Request:
    """The server-neutral request; authentication reads the peer certificate from it."""
    path, query = split_target(wire._message.path)
    request = Request(
        method=wire.method,
        path=path,
        query=query,
        headers=wire.headers,
        body=body,
        peer=peer_address(wire),
        upgrade=upgrade_of(wire),
    )
    add_certificate(wire, request)
    return request


def upgrade_of(wire: BaseRequest) -> Any:
    """A callable naming the protocol asked for, or None for an ordinary request."""
    protocol = wire.headers.get('Upgrade', '').lower()
    if protocol not in UPGRADES or 'upgrade' not in wire.headers.get('Connection', '').lower():
        return None
    return lambda: protocol


def peer_address(wire: BaseRequest) -> str:
    transport = wire.transport
    name = transport.get_extra_info('peername') if transport is not None else None
    return str(name[0]) if isinstance(name, tuple) else ''


def add_certificate(wire: BaseRequest, request: Request) -> None:
    """The client's certificate, if it brought one that verifies; else why it does not, for authentication to refuse."""
    transport = wire.transport
    ssl_object = transport.get_extra_info('ssl_object') if transport is not None else None
    if ssl_object is None:
        return
    certificate: bytes | None = ssl_object.getpeercert(binary_form=True)
    if certificate is None:
        return
    problem = verification(ssl_object)
    if problem:
        request.context[UNVERIFIED] = problem
    else:
        request.peer_certificate = certificate
