"""HTTP/1.1 requests, sans I/O: bytes in, requests out. The parsing is llhttp's (the package httptools).

What is added here: bounds on heads and bodies, and what a server decides for itself (RFC 9112): a Host field is
required, the only transfer coding is chunked. `RequestParser` takes bytes as they come; `next` gives one whole
request at a time, body included, so a pipelined second one waits until it is asked for.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httptools

from sampan.apiserver.http.headers import Headers

if TYPE_CHECKING:
    from sampan.apiserver.http.limits import Limits


class Malformed(Exception):
    """Not a request this server takes; `code` is what to answer, and the connection is of no further use."""

    def __init__(self, message: str, code: int = 400) -> None:
        super().__init__(message)
        self.code = code


class BodyTooLarge(Exception):
    """The client sends more than the limit (bytes)."""

    def __init__(self, limit: int) -> None:
        super().__init__(f'limit is {limit}')


@dataclass(slots=True)
class Head:
    """A request's head."""

    method: str
    target: str
    headers: Headers
    keep_alive: bool
    modern: bool = True  # HTTP/1.1, which knows chunked answers


@dataclass(slots=True)
class Whole:
    """A request as it came."""

    head: Head
    body: bytes


NOBODY = Head('', '', Headers([]), keep_alive=False)  # of a request that could not be read


class RequestParser:
    """One connection's requests, in order."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._ready: deque[Whole] = deque()
        self._unread = b''  # behind a request that asked to change the protocol: HTTP only if that is declined
        self._failure: Malformed | BodyTooLarge | None = None
        self._upgrading = False
        self._restart()

    def _restart(self) -> None:
        self._http = httptools.HttpRequestParser(self)
        self._begin()

    def _begin(self) -> None:
        self._started = False
        self._url = b''
        self._pairs: list[tuple[str, str]] = []
        self._fields = 0  # their characters
        self._head: Head | None = None
        self._body: list[bytes] = []
        self._size = 0  # of the body so far
        self._fed = 0  # bytes of this request so far, all of them

    @property
    def buffered(self) -> int:
        """Bytes that wait, about: bodies, and what is not parsed yet."""
        return len(self._unread) + self._size + sum(len(whole.body) for whole in self._ready)

    @property
    def started(self) -> bool:
        """Whether part of a request is there."""
        return bool(self._ready or self._unread or self._started or self._failure)

    @property
    def expects_continue(self) -> bool:
        """Whether the client waits for `100 Continue` before it sends the body whose head is here."""
        head = self._head
        return head is not None and not self._body and head.headers.get('expect', '').lower() == '100-continue'

    def feed(self, data: bytes) -> None:
        """Take bytes; what is wrong with them is told by `next`, once the requests before are taken."""
        if self._failure is not None:
            return
        if self._upgrading:
            self._unread += data
            return
        try:
            self._parse(data)
        except (Malformed, BodyTooLarge) as failure:
            self._failure = failure

    def rest(self) -> bytes:
        """What came behind the last request: the first bytes of another protocol."""
        rest, self._unread = self._unread, b''
        return rest

    def next(self) -> Whole | None:
        """The next request, once it is all here. Raises Malformed and BodyTooLarge."""
        if not self._ready and self._upgrading:
            self._decline()
        if self._ready:
            return self._ready.popleft()
        if self._failure is not None:
            raise self._failure
        return None

    def _decline(self) -> None:
        """The request before was answered without changing the protocol: HTTP goes on."""
        self._upgrading = False
        self._restart()
        self.feed(self.rest())

    def _parse(self, data: bytes) -> None:
        self._fed += len(data)
        try:
            self._http.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._upgrading = True
            self._unread = data[upgrade.args[0] :]
        except httptools.HttpParserCallbackError as error:
            if isinstance(error.__context__, (Malformed, BodyTooLarge)):
                raise error.__context__ from None
            raise
        except httptools.HttpParserError as error:
            raise Malformed(str(error)) from None
        if self._fed - self._size > self._limits.head:
            raise self._too_long()

    def _too_long(self) -> Malformed:
        if self._head is None:
            return Malformed('Request Header Fields Too Large', 431)
        return Malformed('more framing than content')

    # --- what llhttp calls

    def on_message_begin(self) -> None:
        self._started = True

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._head is not None:
            return  # a trailer: read and dropped
        if len(self._pairs) == self._limits.headers:
            raise Malformed('Request Header Fields Too Large', 431)
        self._pairs.append((name.decode('latin-1').lower(), value.decode('latin-1').strip(' \t')))
        self._fields += len(name) + len(value)

    def on_headers_complete(self) -> None:
        http = self._http
        headers = Headers(self._pairs)
        version = http.get_http_version()
        if version not in ('1.1', '1.0'):
            raise Malformed('HTTP Version Not Supported', 505 if version > '1.1' else 400)
        if self._fields + len(self._url) > self._limits.head:
            raise Malformed('Request Header Fields Too Large', 431)
        if version == '1.1' and 'host' not in headers:
            raise Malformed('missing required Host header')
        if headers.get('transfer-encoding', 'chunked').lower() != 'chunked':
            raise Malformed('Unsupported transfer encoding', 501)
        if int(headers.get('content-length', 0)) > self._limits.body:
            raise BodyTooLarge(self._limits.body)
        self._head = Head(
            http.get_method().decode(),
            self._url.decode('latin-1'),
            headers,
            http.should_keep_alive(),
            version == '1.1',
        )

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size > self._limits.body:
            raise BodyTooLarge(self._limits.body)
        self._body.append(body)

    def on_message_complete(self) -> None:
        assert self._head is not None
        body = self._body[0] if len(self._body) == 1 else b''.join(self._body)
        self._ready.append(Whole(self._head, body))
        self._begin()
