"""HTTP/1.1 requests, sans I/O: bytes in, requests out (RFC 9112).

Strict where leniency has a history of trouble: no bare line feeds, no folded fields, no space before the colon,
never both Content-Length and Transfer-Encoding. `RequestParser` takes bytes as they come; `next` gives one whole
request at a time, body included, so a pipelined second one waits until it is asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sampan.apiserver.http.headers import Headers

if TYPE_CHECKING:
    from sampan.apiserver.http.limits import Limits

TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
END_OF_HEAD = b'\r\n\r\n'
CHUNK_LINE = 4096  # bytes of one chunk's size line, extensions included


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
    """A request's head. `length` is None for a chunked body."""

    method: str
    target: str
    headers: Headers
    keep_alive: bool
    length: int | None
    modern: bool = True  # HTTP/1.1, which knows chunked answers


@dataclass(slots=True)
class Whole:
    """A request as it came."""

    head: Head
    body: bytes


NOBODY = Head('', '', Headers([]), keep_alive=False, length=0)  # of a request that could not be read


class RequestParser:
    """One connection's requests, in order."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._buffer = bytearray()
        self._scanned = 0
        self._head: Head | None = None
        self._chunks: ChunkedBody | None = None

    @property
    def buffered(self) -> int:
        return len(self._buffer)

    @property
    def started(self) -> bool:
        """Whether part of a request is there."""
        return self._head is not None or bool(self._buffer)

    @property
    def expects_continue(self) -> bool:
        """Whether the client waits for `100 Continue` before it sends the body whose head is here."""
        head = self._head
        return head is not None and not self._buffer and head.headers.get('expect', '').lower() == '100-continue'

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def rest(self) -> bytes:
        """What came behind the last request: the first bytes of another protocol."""
        rest = bytes(self._buffer)
        self._buffer.clear()
        return rest

    def next(self) -> Whole | None:
        """The next request, once it is all here. Raises Malformed and BodyTooLarge."""
        if self._head is None:
            self._head = self._read_head()
            if self._head is None:
                return None
        body = self._read_body(self._head)
        if body is None:
            return None
        whole = Whole(self._head, body)
        self._head = self._chunks = None
        return whole

    def _read_head(self) -> Head | None:
        buffer = self._buffer
        while buffer[:2] == b'\r\n':
            del buffer[:2]  # RFC 9112, 2.2: empty lines before a request are forgiven
        end = buffer.find(END_OF_HEAD, max(0, self._scanned - 3))
        limit = self._limits.head
        if end > limit or (end < 0 and len(buffer) > limit):
            raise Malformed('Request Header Fields Too Large', 431)
        if end < 0:
            self._scanned = len(buffer)
            return None
        head = parse_head(buffer[:end].decode('latin-1'), self._limits.headers)
        del buffer[: end + 4]
        self._scanned = 0
        if head.length is None:
            self._chunks = ChunkedBody(self._limits.body)
        elif head.length > self._limits.body:
            raise BodyTooLarge(self._limits.body)
        return head

    def _read_body(self, head: Head) -> bytes | None:
        if self._chunks is not None:
            return self._chunks.read(self._buffer)
        length = head.length or 0
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        return body


def parse_head(text: str, most: int) -> Head:
    """The request line and the fields, without the empty line behind them. Raises Malformed."""
    lines = text.split('\r\n')
    breaks = len(lines) - 1
    if text.count('\n') != breaks or text.count('\r') != breaks or '\0' in text:
        raise Malformed('a line is not ended as it should')
    if breaks > most:
        raise Malformed('Request Header Fields Too Large', 431)
    method, target, modern = parse_line(lines[0])
    pairs = [parse_field(line) for line in lines[1:]]
    headers = Headers(pairs)
    if modern and 'host' not in headers:
        raise Malformed('missing required Host header')
    return Head(method, target, headers, keeps_alive(headers, modern), body_length(headers), modern)


def parse_line(line: str) -> tuple[str, str, bool]:
    parts = line.split(' ')
    if len(parts) != 3:
        raise Malformed('malformed request line')
    method, target, version = parts
    if version not in ('HTTP/1.1', 'HTTP/1.0'):
        code = 505 if version.startswith('HTTP/') else 400
        raise Malformed('HTTP Version Not Supported' if code == 505 else 'malformed HTTP version', code)
    if TOKEN.fullmatch(method) is None:
        raise Malformed('malformed method')
    if not target.startswith(('/', 'http://', 'https://')) and (method, target) != ('OPTIONS', '*'):
        raise Malformed('malformed target')
    return method, target, version == 'HTTP/1.1'


def parse_field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(':')
    if not colon or TOKEN.fullmatch(name) is None:
        raise Malformed('malformed header field')
    return name.lower(), value.strip(' \t')


def keeps_alive(headers: Headers, modern: bool) -> bool:
    options = headers.get('connection', '').lower()
    return 'close' not in options if modern else 'keep-alive' in options


def body_length(headers: Headers) -> int | None:
    coding, length = headers.get('transfer-encoding'), headers.get('content-length')
    if coding is not None:
        if length is not None:
            raise Malformed('both Content-Length and Transfer-Encoding')
        if coding.lower() != 'chunked':
            raise Malformed('Unsupported transfer encoding', 501)
        return None
    if length is None:
        return 0
    if not (length.isascii() and length.isdigit()) or len(length) > 18:
        raise Malformed('bad Content-Length')
    return int(length)


class ChunkedBody:
    """A chunked body, put together (RFC 9112, 7.1). Trailers are read and dropped."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0
        self._trailers = 0
        self._in_trailers = False

    def read(self, buffer: bytearray) -> bytes | None:
        """Take what is there; the body once it has ended. Raises Malformed and BodyTooLarge."""
        while True:
            if self._in_trailers:
                return b''.join(self._parts) if self._skip_trailers(buffer) else None
            if not self._take_chunk(buffer):
                return None

    def _take_chunk(self, buffer: bytearray) -> bool:
        end = buffer.find(b'\r\n', 0, CHUNK_LINE)
        if end < 0:
            if len(buffer) >= CHUNK_LINE:
                raise Malformed('a chunk has no size')
            return False
        size = chunk_size(bytes(buffer[:end]))
        if self._size + size > self._limit:
            raise BodyTooLarge(self._limit)
        if size == 0:
            del buffer[: end + 2]
            self._in_trailers = True
            return True
        start, stop = end + 2, end + 2 + size
        if len(buffer) < stop + 2:
            return False
        if buffer[stop : stop + 2] != b'\r\n':
            raise Malformed('a chunk is longer than it says')
        self._parts.append(bytes(buffer[start:stop]))
        self._size += size
        del buffer[: stop + 2]
        return True

    def _skip_trailers(self, buffer: bytearray) -> bool:
        while (end := buffer.find(b'\r\n')) > 0:
            self._trailers += end
            del buffer[: end + 2]
        if end < 0:
            if self._trailers + len(buffer) > CHUNK_LINE:
                raise Malformed('trailers are too long')
            return False
        del buffer[:2]
        return True


def chunk_size(line: bytes) -> int:
    digits = line.partition(b';')[0].strip(b' \t')
    if not digits or len(digits) > 16 or digits.strip(b'0123456789abcdefABCDEF'):
        raise Malformed('malformed chunk size')
    return int(digits, 16)
