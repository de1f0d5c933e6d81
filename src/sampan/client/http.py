"""The client over HTTPS: aiohttp connections, JSON both ways, errors as `ApiError`.

- An answer of 429, or of 5xx with Retry-After, is obeyed: wait as long as asked and try again, ten times.
- What never reached a server, or broke off, is `ServerUnreachable`, an OSError. Nothing else is
  retried here: those who follow the API (reflectors, queues) have their own back-off.
- Watches have connections of their own, so that they never starve requests, and no read time-out: a
  dead peer is found by TCP keep-alive.

Upstream: client-go `rest`, `transport`.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, Unpack, cast

import aiohttp
import msgspec
from yarl import URL

from sampan.api import codec, resources
from sampan.api.errors import ApiError, from_response
from sampan.api.generated import meta_v1
from sampan.client import paths
from sampan.client.base import (
    DeleteOptions,
    EventType,
    Listing,
    ListOptions,
    Patch,
    WatchEvent,
    WriteOptions,
)
from sampan.client.config import HttpConfig, tls_context
from sampan.client.credentials import Credentials
from sampan.client.frames import split_frames
from sampan.client.options import PATCH_TYPES, delete_body, query

T = TypeVar('T', bound=msgspec.Struct)

_JSON = 'application/json'
_KEEPALIVE_IDLE, _KEEPALIVE_INTERVAL, _KEEPALIVE_PROBES = 30, 15, 3  # seconds, seconds, count

logger = logging.getLogger(__name__)


class ServerUnreachable(ConnectionError):
    """No answer: refused, broken off, or too late. Whether the request was carried out is not known."""


class _Items(msgspec.Struct, Generic[T], gc=False):
    """Any list kind."""

    metadata: meta_v1.ListMeta
    items: list[T] | None = None


class _Frame(msgspec.Struct, gc=False):
    """One watch event, its object still as bytes."""

    type: str
    object: msgspec.Raw


class _Header(msgspec.Struct, gc=False):
    kind: str = ''


_frames = msgspec.json.Decoder(_Frame)
_headers = msgspec.json.Decoder(_Header)


class HttpClient:
    """`client.base.Client` over HTTPS. Make it inside a running loop; `close` it, or use `async with`."""

    def __init__(self, config: HttpConfig) -> None:
        """Raises `ConfigError` when the certificates cannot be used. Connects at the first request."""
        self._config = config
        self._base = URL(config.server.rstrip('/'), encoded=True)
        self._tls = tls_context(config)
        self._credentials = Credentials(config)
        self._streams: dict[aiohttp.ClientResponse, None] = {}
        self._requests = self._session(config.requests, aiohttp.ClientTimeout(total=config.timeout, connect=10))
        self._watches = self._session(config.watches, aiohttp.ClientTimeout(total=None, sock_connect=10))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def get(self, kind: type[T], name: str, namespace: str = '', subresource: str = '') -> T:
        return codec.decode(
            _answered(kind, subresource), await self._send('GET', paths.item(kind, name, namespace, subresource))
        )

    async def list(self, kind: type[T], namespace: str = '', **options: Unpack[ListOptions]) -> Listing[T]:
        body = await self._send('GET', paths.collection(kind, namespace), query=query(options))
        found = codec.decode(_Items[kind], body)  # type: ignore[valid-type]
        meta = found.metadata
        for item in found.items or ():
            _detach(item.metadata)  # type: ignore[attr-defined]
        return Listing(found.items or [], meta.resource_version, meta.continue_, meta.remaining_item_count)

    async def create(self, obj: T, **options: Unpack[WriteOptions]) -> T:
        path = paths.collection(type(obj), obj.metadata.namespace)  # type: ignore[attr-defined]
        return codec.decode(type(obj), await self._send('POST', path, codec.encode(obj), query=query(options)))

    async def create_subresource(
        self, kind: type[T], name: str, namespace: str, subresource: str, body: msgspec.Struct
    ) -> msgspec.Struct:
        answer = await self._send('POST', paths.item(kind, name, namespace, subresource), codec.encode(body))
        is_status = _headers.decode(answer).kind == 'Status'
        return codec.decode(meta_v1.Status if is_status else type(body), answer)

    async def update(self, obj: T, subresource: str = '', **options: Unpack[WriteOptions]) -> T:
        metadata = obj.metadata  # type: ignore[attr-defined]
        path = paths.item(type(obj), metadata.name, metadata.namespace, subresource)
        return codec.decode(type(obj), await self._send('PUT', path, codec.encode(obj), query=query(options)))

    async def patch(
        self,
        kind: type[T],
        name: str,
        namespace: str,
        patch: Patch,
        subresource: str = '',
        **options: Unpack[WriteOptions],
    ) -> T:
        path = paths.item(kind, name, namespace, subresource)
        answer = await self._send('PATCH', path, patch.body, PATCH_TYPES[patch.type], query=query(options))
        return codec.decode(_answered(kind, subresource), answer)

    async def delete(self, kind: type[T], name: str, namespace: str = '', **options: Unpack[DeleteOptions]) -> None:
        await self._send('DELETE', paths.item(kind, name, namespace), codec.encode(delete_body(options)))

    async def delete_collection(
        self, kind: type[T], namespace: str, label_selector: str = '', **options: Unpack[DeleteOptions]
    ) -> None:
        selector = query({'label_selector': label_selector})
        path = paths.collection(kind, namespace)
        await self._send('DELETE', path, codec.encode(delete_body(options)), query=selector)

    async def watch(
        self, kind: type[T], namespace: str = '', **options: Unpack[ListOptions]
    ) -> AsyncIterator[WatchEvent[T]]:
        parameters = {'watch': 'true', **query(options)}
        async with self._stream('GET', paths.collection(kind, namespace), parameters) as chunks:
            async for line in split_frames(chunks):
                yield _event(kind, line)

    async def raw(self, method: str, path: str, body: bytes = b'', content_type: str = _JSON) -> bytes:
        """`path` may carry a query, encoded as it should be sent."""
        return await self._send(method, path, body, content_type)

    def stream(self, method: str, path: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """An answer of unknown length as it comes (`pods/log`, a raw watch). Raises ApiError on an error status."""
        return self._stream(method, path, {})

    async def close(self) -> None:
        """Drop every connection at once, those of open watches too; waits for nobody."""
        for answer in list(self._streams):
            answer.close()  # wakes its reader, which the session's close does not
        await self._watches.close()
        await self._requests.close()

    @asynccontextmanager
    async def _stream(self, method: str, path: str, query: Mapping[str, str]) -> AsyncIterator[AsyncIterator[bytes]]:
        answer = await self._open(self._watches, method, path, query)
        self._streams[answer] = None
        try:
            yield self._chunks(answer)
        finally:
            del self._streams[answer]
            answer.close()

    async def _chunks(self, answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
        while True:
            with self._reachable():
                chunk = await answer.content.readany()
            if not chunk:
                return
            yield chunk

    async def _send(
        self,
        method: str,
        path: str,
        body: bytes = b'',
        content_type: str = _JSON,
        *,
        query: Mapping[str, str] | None = None,
    ) -> bytes:
        answer = await self._open(self._requests, method, path, query or {}, body, content_type)
        with self._reachable():
            async with answer:
                return await answer.read()

    async def _open(
        self,
        session: aiohttp.ClientSession,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: bytes = b'',
        content_type: str = _JSON,
    ) -> aiohttp.ClientResponse:
        """A good answer, or ApiError; waits and asks again where the server says so. The caller closes it."""
        url = self._url(path, query)
        with self._reachable():
            for attempt in range(self._config.retries + 1):
                answer = await self._ask(session, method, url, body, content_type)
                delay = _asked_delay(answer)
                if delay is None or attempt == self._config.retries:
                    break
                answer.release()
                logger.info('%s %s: the server asks to wait %d s (attempt %d)', method, path, delay, attempt + 1)
                await asyncio.sleep(delay)
            if answer.status < 300:
                return answer
            async with answer:
                if answer.status == 401:
                    self._credentials.refused()
                raise from_response(answer.status, await answer.read(), method, delay or 0)

    async def _ask(
        self, session: aiohttp.ClientSession, method: str, url: URL, body: bytes, content_type: str
    ) -> aiohttp.ClientResponse:
        headers = self._credentials.headers()
        if body:
            headers['Content-Type'] = content_type
        return await session.request(
            method,
            url,
            data=body or None,
            headers=headers,
            ssl=True if self._tls is None else self._tls,
            server_hostname=self._config.tls_server_name or None,
            allow_redirects=False,
        )

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        """Every way a connection can fail becomes one error."""
        try:
            yield
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ServerUnreachable(f'cannot reach {self._config.server}: {_reason(error)}') from error

    def _url(self, path: str, query: Mapping[str, str]) -> URL:
        own_path, _, own_query = path.partition('?')
        url = URL(f'{self._base}{own_path}' + (f'?{own_query}' if own_query else ''), encoded=True)
        return url.update_query(query) if query else url

    def _session(self, connections: int, timeout: aiohttp.ClientTimeout) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(limit=connections, socket_factory=_socket)
        return aiohttp.ClientSession(
            connector=connector,
            timeout=timeout,
            headers={'User-Agent': self._config.user_agent, 'Accept': _JSON, 'Accept-Encoding': 'identity'},
            cookie_jar=aiohttp.DummyCookieJar(),
        )


def _answered(kind: type[T], subresource: str) -> type[T]:
    """The type a read of the subresource answers with: `scale` has its own, `status` the object's."""
    found = resources.by_kind(kind).subresources.get(subresource)
    return kind if found is None else cast(type[T], found.type)


def _event(kind: type[T], line: bytes) -> WatchEvent[T]:
    frame = _frames.decode(line)
    if frame.type == 'ERROR':
        raise ApiError(codec.decode(meta_v1.Status, bytes(frame.object)))
    obj = codec.decode(kind, bytes(frame.object))
    _detach(obj.metadata)  # type: ignore[attr-defined]
    return WatchEvent(EventType(frame.type), obj)


def _detach(metadata: meta_v1.ObjectMeta | meta_v1.ListMeta) -> None:
    """Let go of the answer, whose bytes raw fields are views of: caches keep objects for long."""
    for entry in getattr(metadata, 'managed_fields', ()):
        entry.fields_v1 = entry.fields_v1.copy()


def _asked_delay(answer: aiohttp.ClientResponse) -> int | None:
    """Seconds to wait before another try, if the answer is one that asks for it."""
    if answer.status != 429 and answer.status < 500:
        return None
    asked = answer.headers.get('Retry-After', '')
    return int(asked) if asked.isascii() and asked.isdigit() else None


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return 'no answer in time'
    if type(error) is aiohttp.ClientConnectorError:  # its own text names an object of Python's ssl module
        return str(error.os_error)
    return str(error) or type(error).__name__


def _socket(address: Any) -> socket.socket:
    """A connection whose silent death is noticed in about a minute."""
    family, type_, protocol = address[:3]
    made = socket.socket(family=family, type=type_, proto=protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ('TCP_KEEPIDLE', _KEEPALIVE_IDLE),
        ('TCP_KEEPINTVL', _KEEPALIVE_INTERVAL),
        ('TCP_KEEPCNT', _KEEPALIVE_PROBES),
        ('TCP_USER_TIMEOUT', 1000 * (_KEEPALIVE_IDLE + _KEEPALIVE_INTERVAL * _KEEPALIVE_PROBES)),
    ):
        if hasattr(socket, name):  # not every system has them all
            made.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return made
