"""WebSocket framing (RFC 6455), sans I/O: bytes in, messages out, and the other way round.

Upgraded connections carry exec, attach and port-forward, whose channels are one byte in front of each
message; extensions are not used. A `Connection` is one end: `receive` takes what the peer sent and
returns complete messages; what must be sent in reply (a pong, the echo of a close) is in `outgoing`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

GUID = b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
MAX_MESSAGE = 32 * 1024 * 1024
CONTROL_LIMIT = 125


class Opcode(IntEnum):
    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class ProtocolError(Exception):
    """The peer broke the protocol; `code` is the close code to tell it."""

    def __init__(self, message: str, code: int = 1002) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Message:
    """A complete data message, or the peer's close (its body: two bytes of code, then a reason)."""

    opcode: Opcode
    data: bytes


def accept_key(key: str) -> str:
    """The answer to a client's Sec-WebSocket-Key."""
    return base64.b64encode(hashlib.sha1(key.encode() + GUID, usedforsecurity=False).digest()).decode()


def frame(opcode: Opcode, data: bytes, mask: bytes = b'') -> bytes:
    """One complete frame. Clients give four random bytes as `mask`; servers none."""
    size = len(data)
    bit = 0x80 if mask else 0
    if size < 126:
        head = bytes((0x80 | opcode, bit | size))
    elif size < 1 << 16:
        head = bytes((0x80 | opcode, bit | 126)) + size.to_bytes(2)
    else:
        head = bytes((0x80 | opcode, bit | 127)) + size.to_bytes(8)
    return head + mask + (apply_mask(data, mask) if mask else data)


def apply_mask(data: bytes, mask: bytes) -> bytes:
    """XOR with the repeated mask, as two big integers: a thousand times faster than byte by byte."""
    size = len(data)
    if not size:
        return data
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(data) ^ int.from_bytes(key)).to_bytes(size)


class Connection:
    """One end of a WebSocket, after the handshake. A server expects masked frames, a client unmasked ones."""

    def __init__(self, *, server: bool = True, limit: int = MAX_MESSAGE) -> None:
        self._server = server
        self._limit = limit
        self._buffer = bytearray()
        self._parts: list[bytes] = []
        self._opcode: Opcode | None = None
        self.outgoing = bytearray()
        self.closed = False  # the peer has sent its close

    def receive(self, data: bytes) -> list[Message]:
        """Take bytes from the peer. Raises ProtocolError."""
        self._buffer += data
        messages: list[Message] = []
        while not self.closed and (parsed := self._next_frame()) is not None:
            messages += self._handle(*parsed)
        return messages

    def _next_frame(self) -> tuple[bool, Opcode, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        first, second = buffer[0], buffer[1]
        if first & 0x70:
            raise ProtocolError('reserved bits are set')
        masked = bool(second & 0x80)
        if masked != self._server:
            raise ProtocolError('frames from clients are masked, frames from servers are not')
        opcode = opcode_of(first & 0x0F)
        header = self._lengths(second & 0x7F)
        if header is None:
            return None
        start, size = header
        self._check(opcode, size, final=bool(first & 0x80))
        mask_end = start + (4 if masked else 0)
        if len(buffer) < mask_end + size:
            return None
        data = bytes(buffer[mask_end : mask_end + size])
        if masked:
            data = apply_mask(data, bytes(buffer[start:mask_end]))
        del buffer[: mask_end + size]
        return bool(first & 0x80), opcode, data

    def _lengths(self, size: int) -> tuple[int, int] | None:
        """(where the payload's mask or data starts, the payload's size), once they are there."""
        extra = {126: 2, 127: 8}.get(size, 0)
        if len(self._buffer) < 2 + extra:
            return None
        return 2 + extra, int.from_bytes(self._buffer[2 : 2 + extra]) if extra else size

    def _check(self, opcode: Opcode, size: int, *, final: bool) -> None:
        if opcode >= Opcode.CLOSE and (size > CONTROL_LIMIT or not final):
            raise ProtocolError('a control frame is too long or fragmented')
        if size + sum(map(len, self._parts)) > self._limit:
            raise ProtocolError('the message is too big', 1009)

    def _handle(self, final: bool, opcode: Opcode, data: bytes) -> Iterator[Message]:
        if opcode is Opcode.PING:
            self.outgoing += self._control(Opcode.PONG, data)
        elif opcode is Opcode.CLOSE:
            self.closed = True
            yield Message(opcode, data)
        elif opcode is not Opcode.PONG:
            yield from self._assemble(final, opcode, data)

    def _assemble(self, final: bool, opcode: Opcode, data: bytes) -> Iterator[Message]:
        if (opcode is Opcode.CONTINUATION) != (self._opcode is not None):
            raise ProtocolError('a fragment is out of order')
        started = opcode if self._opcode is None else self._opcode
        self._parts.append(data)
        self._opcode = None if final else started
        if final:
            whole = b''.join(self._parts)
            self._parts.clear()
            yield Message(started, whole)

    def _control(self, opcode: Opcode, data: bytes) -> bytes:
        return frame(opcode, data, b'' if self._server else b'\0\0\0\0')


def opcode_of(value: int) -> Opcode:
    try:
        return Opcode(value)
    except ValueError as unknown:
        raise ProtocolError(f'unknown opcode {value}') from unknown


def close_frame(code: int = 1000, reason: str = '') -> bytes:
    """A server's close."""
    return frame(Opcode.CLOSE, code.to_bytes(2) + reason.encode()[: CONTROL_LIMIT - 2])
