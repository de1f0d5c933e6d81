"""Load generators that cost little: prepared bytes over raw sockets, one thread, one epoll.

On a machine where client and server share the cores, whatever the client burns the server does not get. So both
sides get the same kind of client: requests made beforehand but for the name, answers looked at only as far
as counting them takes. `Creates` and `Gets` are HTTPS, one connection per client; `Puts` is etcd's gRPC, the clients
sharing a few HTTP/2 connections. Each client sends its next request when the last one is answered.
"""

from __future__ import annotations

import select
import socket
import ssl
import struct
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

READ = 1 << 16
NAME = b'NAME-0000000'  # where a prepared body has its object's name
WARM_UP = 0.3  # seconds


class Connection(Protocol):
    """Something that sends and counts."""

    def fileno(self) -> int: ...
    def begin(self) -> None:
        """Send the first requests."""
        ...

    def ready(self) -> int:
        """There is something to read: take it, send what may be sent; how many requests were answered."""
        ...

    def close(self) -> None: ...


def drive(connections: list[Connection], seconds: float) -> tuple[int, float, float]:
    """(answers, seconds they took, CPU seconds of this process) after a warm-up."""
    poll, by_number = select.epoll(), {connection.fileno(): connection for connection in connections}
    for connection in connections:
        poll.register(connection.fileno(), select.EPOLLIN)
        connection.begin()
    done = 0
    try:
        for length in (WARM_UP, seconds):
            begin, busy, done = time.monotonic(), time.process_time(), 0
            while time.monotonic() - begin < length:
                for number, _ in poll.poll(1.0):
                    done += by_number[number].ready()
        return done, time.monotonic() - begin, time.process_time() - busy
    finally:
        poll.close()
        for connection in connections:
            connection.close()


class Https:
    """One HTTPS connection with one request under way. An answer that is not the expected one is an error."""

    expected = b'HTTP/1.1 200'

    def __init__(self, port: int, tls: ssl.SSLContext, request: bytes) -> None:
        raw = socket.create_connection(('127.0.0.1', port))
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = tls.wrap_socket(raw, server_hostname='127.0.0.1')
        self._socket.setblocking(False)
        self._request = request
        self._answer = b''

    def fileno(self) -> int:
        return self._socket.fileno()

    def begin(self) -> None:
        self._socket.sendall(self._request)

    def ready(self) -> int:
        done = 0
        try:
            while data := self._socket.recv(READ):
                self._answer += data
                if self._complete():
                    self._answer = b''
                    done += 1
                    self.begin()
                if not self._socket.pending():
                    return done
        except ssl.SSLWantReadError:
            return done
        raise ConnectionError('the server closed the connection')

    def _complete(self) -> bool:
        head, found, body = self._answer.partition(b'\r\n\r\n')
        if not found:
            return False
        _, _, rest = head.partition(b'Content-Length: ')
        if len(body) < int(rest.partition(b'\r')[0]):
            return False
        if not head.startswith(self.expected):
            raise ConnectionError(self._answer.decode(errors='replace')[:2000])
        return True

    def close(self) -> None:
        self._socket.close()


class Creates(Https):
    """Each request makes an object of another name."""

    expected = b'HTTP/1.1 201'

    def __init__(self, port: int, tls: ssl.SSLContext, request: bytes, name: Callable[[], bytes]) -> None:
        super().__init__(port, tls, request)
        self._before, self._after = request.split(NAME)
        self._name = name

    def begin(self) -> None:
        self._socket.sendall(self._before + self._name() + self._after)


class Gets(Https):
    """The same question again and again."""

    def __init__(self, port: int, tls: ssl.SSLContext, path: str) -> None:
        lines = (f'GET {path} HTTP/1.1', f'Host: 127.0.0.1:{port}', 'User-Agent: bench', 'Accept: application/json')
        super().__init__(port, tls, '\r\n'.join((*lines, '', '')).encode())


DATA, HEADERS, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 4, 6, 7, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
WINDOW = 65_535


def frame(type_: int, flags: int, stream: int, payload: bytes) -> bytes:
    return struct.pack('>I', len(payload))[1:] + struct.pack('>BBI', type_, flags, stream) + payload


def literal(index: int, value: bytes, name: bytes = b'') -> bytes:
    """A header field that both ends remember from now on (HPACK, RFC 7541, 6.2.1)."""
    return bytes([0x40 | index]) + (bytes([len(name)]) + name if name else b'') + bytes([len(value)]) + value


class Puts:
    """One HTTP/2 connection to etcd with so many puts under way; a put is answered when its stream has ended well."""

    def __init__(self, port: int, clients: int, value: bytes, key: Callable[[], bytes]) -> None:
        self._socket = socket.create_connection(('127.0.0.1', port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._clients = clients
        self._value = b'\x12' + varint(len(value)) + value
        self._key = key
        self._stream = -1
        self._window = WINDOW  # bytes the server takes now, of all streams
        self._delayed: deque[bytes] = deque()
        self._buffer = b''
        self._answered: set[int] = set()
        # Fields in the order of their insertion: afterwards they are known by the numbers 65 down to 62.
        self._fields = b'\x83\x86' + b''.join([
            literal(4, b'/etcdserverpb.KV/Put'),
            literal(1, b'127.0.0.1'),
            literal(31, b'application/grpc'),
            literal(0, b'trailers', b'te'),
        ])  # fmt: skip
        update = struct.pack('>I', (1 << 31) - 1 - WINDOW)
        preface = b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
        self._socket.sendall(preface + frame(SETTINGS, 0, 0, b'') + frame(WINDOW_UPDATE, 0, 0, update))

    def fileno(self) -> int:
        return self._socket.fileno()

    def begin(self) -> None:
        self._socket.sendall(b''.join(self._put() for _ in range(self._clients)))

    def _put(self) -> bytes:
        """The next put's frames; nothing (but later) if the server's window is too small."""
        self._stream += 2
        key = self._key()
        message = b'\x0a' + varint(len(key)) + key + self._value
        payload = b'\x00' + struct.pack('>I', len(message)) + message
        frames = frame(HEADERS, END_HEADERS, self._stream, self._fields) + frame(
            DATA, END_STREAM, self._stream, payload
        )
        self._fields = b'\x83\x86\xc1\xc0\xbf\xbe'
        return self._admit(frames)

    def _admit(self, frames: bytes) -> bytes:
        """Whole requests are delayed, in order: header fields are numbered by what was sent before."""
        if self._delayed or len(frames) > self._window:
            self._delayed.append(frames)
            return b''
        self._window -= len(frames)  # a little more than is counted there
        return frames

    def ready(self) -> int:
        data = self._socket.recv(READ)
        if not data:
            raise ConnectionError('etcd closed the connection')
        buffer, at, out, done = self._buffer + data, 0, [], 0
        while len(buffer) - at >= 9:
            size = int.from_bytes(buffer[at : at + 3], 'big')
            if len(buffer) - at < 9 + size:
                break
            type_, flags, stream = struct.unpack_from('>BBI', buffer, at + 3)
            payload = buffer[at + 9 : at + 9 + size]
            at += 9 + size
            if type_ == DATA:
                self._answered.add(stream)
            elif type_ == HEADERS and flags & END_STREAM:
                self._answered.remove(stream)  # KeyError: an error without a message
                done += 1
                out.append(self._put())
            elif type_ == WINDOW_UPDATE and stream == 0:
                self._window += int.from_bytes(payload, 'big')
            elif type_ == PING and not flags & ACK:
                out.append(frame(PING, ACK, 0, payload))
            elif type_ == SETTINGS and not flags & ACK:
                out.append(frame(SETTINGS, ACK, 0, b''))
            elif type_ == GOAWAY:
                raise ConnectionError(f'etcd says go away: {payload!r}')
        self._buffer = buffer[at:]
        while self._delayed and len(self._delayed[0]) <= self._window:
            frames = self._delayed.popleft()
            self._window -= len(frames)
            out.append(frames)
        if out:
            self._socket.sendall(b''.join(out))
        return done

    def close(self) -> None:
        self._socket.close()


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
