"""From the wire to a `Request`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from sampan.apiserver.http.peer import verification
from sampan.apiserver.request import UNVERIFIED, Request

if TYPE_CHECKING:
    import asyncio

    from sampan.apiserver.http.headers import Headers
    from sampan.apiserver.http.parser import Whole

# With these the client expects another protocol to start on the connection.
UPGRADES = ('websocket', 'spdy/3.1', 'tcp')


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end; the same for all requests of a connection."""

    address: str = ''
    certificate: bytes | None = None  # DER, verified
    problem: str = ''  # why the certificate it showed is not believed


def peer_of(transport: asyncio.BaseTransport) -> Peer:
    name = transport.get_extra_info('peername')
    address = str(name[0]) if isinstance(name, tuple) else ''
    ssl_object = transport.get_extra_info('ssl_object')
    certificate = ssl_object.getpeercert(binary_form=True) if ssl_object is not None else None
    if certificate is None:
        return Peer(address)
    problem = verification(ssl_object)
    return Peer(address, problem=problem) if problem else Peer(address, certificate)


def make_request(whole: Whole, peer: Peer) -> Request:
    """The server-neutral request, with the client's certificate if it is one to believe."""
    head = whole.head
    path, query = split_target(head.target)
    request = Request(
        method=head.method,
        path=path,
        query=query,
        headers=head.headers,
        body=whole.body,
        peer=peer.address,
        peer_certificate=peer.certificate,
        upgrade=upgrade_of(head.headers),
        target=head.target,
    )
    if peer.problem:
        request.context[UNVERIFIED] = peer.problem
    return request


def split_target(target: str) -> tuple[str, dict[str, list[str]]]:
    """A request target as (decoded path, query). An absolute target loses its scheme and host."""
    path, _, query = target.partition('?')
    if not path.startswith('/'):
        _, _, rest = path.partition('://')
        path = '/' + rest.partition('/')[2]
    if '%' in path:
        path = unquote(path)
    return path, parse_qs(query, keep_blank_values=True) if query else {}


def upgrade_of(headers: Headers) -> Callable[[], str] | None:
    """A callable naming the protocol asked for, or None for an ordinary request."""
    asked = headers.get('upgrade')
    if asked is None or asked.lower() not in UPGRADES or 'upgrade' not in headers.get('connection', '').lower():
        return None
    protocol: str = asked.lower()
    return lambda: protocol
