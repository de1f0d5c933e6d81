"""SPDY/3.1, sans I/O: the multiplexing under exec, attach and port-forward.

Only what the Kubernetes world uses of it (upstream: github.com/moby/spdystream): streams with headers,
half-closing, resets, pings and go-away. Flow-control windows are part of the protocol's text, but no
implementation there keeps them, so neither does this one; back-pressure is the connection's.

A `Session` is one end: `receive` takes the peer's bytes and returns events; everything else returns
the bytes to send. Compression contexts live as long as the session, so frames must be sent in
the order in which they were made.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

CONTROL = 0x8000
VERSION = 3
MAX_FRAME = 1 << 20
MAX_STREAMS = 1024
MAX_HEADERS = 64 * 1024
FIN = 0x01
UNIDIRECTIONAL = 0x02

# The dictionary both ends start with (SPDY/3, section 2.6.10.1): words behind their lengths, then a tail.
WORDS = (
    'options,head,post,put,delete,trace,accept,accept-charset,accept-encoding,accept-language,accept-ranges,age,'
    'allow,authorization,cache-control,connection,content-base,content-encoding,content-language,content-length,'
    'content-location,content-md5,content-range,content-type,date,etag,expect,expires,from,host,if-match,'
    'if-modified-since,if-none-match,if-range,if-unmodified-since,last-modified,location,max-forwards,pragma,'
    'proxy-authenticate,proxy-authorization,range,referer,retry-after,server,te,trailer,transfer-encoding,'
    'upgrade,user-agent,vary,via,warning,www-authenticate,method,get,status,200 OK,version,HTTP/1.1,url,public,'
    'set-cookie,keep-alive,origin'
)
TAIL = (
    '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritat'
    'ive Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found5'
    '00 Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct N'
    'ov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,applic'
    'ation/xml,application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf'
    '-8charset=iso-8859-1,utf-,*,enq=0.'
)
DICTIONARY = b''.join(struct.pack('!I', len(word)) + word.encode() for word in WORDS.split(',')) + TAIL.encode()


class FrameType(IntEnum):
    SYN_STREAM = 1
    SYN_REPLY = 2
    RST_STREAM = 3
    SETTINGS = 4
    PING = 6
    GOAWAY = 7
    HEADERS = 8
    WINDOW_UPDATE = 9


class ResetStatus(IntEnum):
    PROTOCOL_ERROR = 1
    INVALID_STREAM = 2
    REFUSED_STREAM = 3
    CANCEL = 5
    INTERNAL_ERROR = 6


class ProtocolError(Exception):
    """The peer broke the protocol; the connection is of no further use."""


@dataclass(frozen=True, slots=True)
class StreamOpened:
    """The peer opened a stream; answer with `reply` or `reset`."""

    stream: int
    headers: Mapping[str, str]
    fin: bool = False


@dataclass(frozen=True, slots=True)
class StreamAccepted:
    """The peer accepted a stream of ours."""

    stream: int
    headers: Mapping[str, str]
    fin: bool = False


@dataclass(frozen=True, slots=True)
class Data:
    """Bytes of a stream; with `fin`, the last ones."""

    stream: int
    data: bytes
    fin: bool = False


@dataclass(frozen=True, slots=True)
class StreamReset:
    stream: int
    status: int


@dataclass(frozen=True, slots=True)
class Ping:
    """The peer's ping, to be answered with `pong`, or the answer to ours."""

    id: int
    answer: bool


@dataclass(frozen=True, slots=True)
class GoAway:
    last: int


Event = StreamOpened | StreamAccepted | Data | StreamReset | Ping | GoAway


class Session:
    """One end of a connection. Clients open odd streams, servers even ones."""

    def __init__(self, *, client: bool) -> None:
        self._client = client
        self._next = 1 if client else 2
        self._buffer = bytearray()
        self._deflate = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, zdict=DICTIONARY)
        self._inflate = zlib.decompressobj(zdict=DICTIONARY)
        self._open: set[int] = set()

    # --- sending -----------------------------------------------------------------------------------

    def open(self, headers: Mapping[str, str], *, fin: bool = False) -> tuple[int, bytes]:
        """A new stream: its id, and what to send."""
        stream, self._next = self._next, self._next + 2
        self._open.add(stream)
        body = struct.pack('!IIBB', stream, 0, 0, 0) + self._pack(headers)
        return stream, control(FrameType.SYN_STREAM, FIN if fin else 0, body)

    def reply(self, stream: int, headers: Mapping[str, str] | None = None) -> bytes:
        return control(FrameType.SYN_REPLY, 0, struct.pack('!I', stream) + self._pack(headers or {}))

    def data(self, stream: int, data: bytes, *, fin: bool = False) -> bytes:
        """A data frame; at most 16 MiB."""
        return struct.pack('!II', stream, (FIN if fin else 0) << 24 | len(data)) + data

    def reset(self, stream: int, status: int = ResetStatus.CANCEL) -> bytes:
        self._open.discard(stream)
        return control(FrameType.RST_STREAM, 0, struct.pack('!II', stream, status))

    def ping(self, id: int) -> bytes:
        return control(FrameType.PING, 0, struct.pack('!I', id))

    def pong(self, event: Ping) -> bytes:
        return self.ping(event.id)

    def go_away(self, last: int = 0) -> bytes:
        return control(FrameType.GOAWAY, 0, struct.pack('!II', last, 0))

    # --- receiving ---------------------------------------------------------------------------------

    def receive(self, data: bytes) -> list[Event]:
        """Take bytes from the peer. Raises ProtocolError."""
        self._buffer += data
        events: list[Event] = []
        while len(self._buffer) >= 8:
            first, second = struct.unpack_from('!II', self._buffer)
            size = second & 0xFFFFFF
            if size > MAX_FRAME:
                raise ProtocolError(f'a frame of {size} bytes')
            if len(self._buffer) < 8 + size:
                break
            body = bytes(self._buffer[8 : 8 + size])
            del self._buffer[: 8 + size]
            events += self._frame(first, second >> 24, body)
        return events

    def _frame(self, first: int, flags: int, body: bytes) -> Iterator[Event]:
        if not first >> 31:
            yield Data(first, body, bool(flags & FIN))
            return
        if first >> 16 & 0x7FFF != VERSION:
            raise ProtocolError(f'SPDY version {first >> 16 & 0x7FFF}')
        try:
            yield from self._control(first & 0xFFFF, flags, body)
        except struct.error as short:
            raise ProtocolError('a control frame is too short') from short

    def _control(self, kind: int, flags: int, body: bytes) -> Iterator[Event]:
        fin = bool(flags & FIN)
        match kind:
            case FrameType.SYN_STREAM:
                (stream,) = struct.unpack_from('!I', body)
                yield StreamOpened(self._accept(stream), self._unpack(body[10:]), fin)
            case FrameType.SYN_REPLY:
                (stream,) = struct.unpack_from('!I', body)
                yield StreamAccepted(stream & 0x7FFFFFFF, self._unpack(body[4:]), fin)
            case FrameType.HEADERS:
                self._unpack(body[4:])  # keeps the compression context; nobody uses late headers
            case FrameType.RST_STREAM:
                stream, status = struct.unpack_from('!II', body)
                self._open.discard(stream)
                yield StreamReset(stream, status)
            case FrameType.PING:
                (identity,) = struct.unpack_from('!I', body)
                yield Ping(identity, answer=bool(identity & 1) == self._client)
            case FrameType.GOAWAY:
                (last,) = struct.unpack_from('!I', body)
                yield GoAway(last)
            # SETTINGS and WINDOW_UPDATE are allowed and mean nothing here.

    def _accept(self, stream: int) -> int:
        stream &= 0x7FFFFFFF
        if bool(stream & 1) == self._client or stream in self._open:
            raise ProtocolError(f'the peer opened stream {stream}')
        if len(self._open) >= MAX_STREAMS:
            raise ProtocolError('too many streams')
        self._open.add(stream)
        return stream

    def forget(self, stream: int) -> None:
        """Both sides are done with a stream."""
        self._open.discard(stream)

    # --- headers -----------------------------------------------------------------------------------

    def _pack(self, headers: Mapping[str, str]) -> bytes:
        parts = [struct.pack('!I', len(headers))]
        for name, value in headers.items():
            for text in (name.lower().encode(), value.encode()):
                parts += (struct.pack('!I', len(text)), text)
        return self._deflate.compress(b''.join(parts)) + self._deflate.flush(zlib.Z_SYNC_FLUSH)

    def _unpack(self, block: bytes) -> dict[str, str]:
        try:
            data = self._inflate.decompress(block, MAX_HEADERS)
        except zlib.error as broken:
            raise ProtocolError(f'headers cannot be decompressed: {broken}') from broken
        if self._inflate.unconsumed_tail:
            raise ProtocolError('headers are too long')
        return dict(read_pairs(data))


def read_pairs(data: bytes) -> Iterator[tuple[str, str]]:
    (count,) = struct.unpack_from('!I', data)
    texts = read_texts(data, 4)
    for _ in range(count):
        yield next(texts), next(texts)


def read_texts(data: bytes, position: int) -> Iterator[str]:
    while True:
        (size,) = struct.unpack_from('!I', data, position)
        position += 4
        if position + size > len(data):
            raise ProtocolError('a header goes beyond its block')
        yield data[position : position + size].decode('utf-8', 'replace')
        position += size


def control(kind: FrameType, flags: int, body: bytes) -> bytes:
    return struct.pack('!HHI', CONTROL | VERSION, kind, flags << 24 | len(body)) + body
