"""What flows through the pipeline: a `Request` goes in, a `Response` or a `Stream` comes out.

Nothing here knows HTTP's wire: the front (`apiserver.http`) makes Requests from it and writes
answers to it; the in-process client makes them directly. A `Stage` is one step of the pipeline; it
may answer, or change the request and hand it to `proceed`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

# In `Request.context`: why the client's certificate was not accepted. Such a client is refused, not anonymous.
UNVERIFIED = 'unverified_certificate'


@dataclass(frozen=True, slots=True)
class UserInfo:
    """Who asks (upstream: authentication user.Info)."""

    name: str
    uid: str = ''
    groups: tuple[str, ...] = ()
    extra: Mapping[str, Sequence[str]] = field(default_factory=dict)


class RequestInfo(msgspec.Struct, frozen=True, gc=False):
    """What a path and method mean (upstream: request.RequestInfo).

    `verb` is the API verb: get, list, watch, create, update, patch, delete, deletecollection, or
    the lower-cased HTTP method for non-resource paths. `parts` are the path's segments behind the prefix.
    """

    is_resource: bool
    verb: str
    path: str
    prefix: str = ''  # api or apis
    group: str = ''
    version: str = ''
    namespace: str = ''
    resource: str = ''
    subresource: str = ''
    name: str = ''
    parts: tuple[str, ...] = ()


@dataclass(slots=True)
class Request:
    """One request, server-neutral. Header names are lower case; `query` keeps repeated values."""

    method: str
    path: str
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b''
    user: UserInfo | None = None
    info: RequestInfo | None = None
    peer: str = ''  # the client's address
    peer_certificate: bytes | None = None  # DER, verified by the TLS layer
    # In-process callers hand over and receive typed objects without encoding; None for HTTP requests.
    typed: bool = False
    object: Any = None
    upgrade: Callable[[], Any] | None = None  # set by the front when the client asks for a protocol upgrade
    context: dict[str, Any] = field(default_factory=dict)  # stages leave notes for later ones
    warnings: list[str] = field(default_factory=list)  # become Warning headers
    target: str = ''  # the request target as it was sent; empty for in-process callers

    def first(self, name: str, default: str = '') -> str:
        """The first value of a query parameter."""
        values = self.query.get(name)
        return values[0] if values else default

    def flag(self, name: str) -> bool:
        """A boolean query parameter, as upstream's conversion reads it: anything but '', 0, false is true."""
        return self.first(name).lower() not in ('', '0', 'false')


@dataclass(slots=True)
class Response:
    """A whole answer. `object` carries the typed object for in-process callers."""

    status: int = 200
    body: bytes | Sequence[bytes] = b''  # a sequence is written as it is, without joining
    content_type: str = 'application/json'
    headers: dict[str, str] = field(default_factory=dict)
    object: Any = None


@dataclass(slots=True)
class Stream:
    """An answer without end: watch, log following, proxied upgrades.

    `chunks` yields wire bytes (coalesced by the producer); for in-process watches `events` yields typed
    batches instead. The consumer closes the iterator when the client goes away.
    """

    chunks: AsyncIterator[bytes] | None = None
    status: int = 200
    content_type: str = 'application/json'
    headers: dict[str, str] = field(default_factory=dict)
    events: AsyncIterator[Any] | None = None


@dataclass(slots=True)
class Upgrade:
    """The connection changes protocol (exec, attach, port-forward): `run` takes the raw connection over."""

    run: Callable[[Any], Awaitable[None]]
    headers: dict[str, str] = field(default_factory=dict)


Answer = Response | Stream | Upgrade
Handler = Callable[[Request], Awaitable[Answer]]


class Stage(Protocol):
    """One step of the pipeline."""

    async def __call__(self, request: Request, proceed: Handler) -> Answer: ...
