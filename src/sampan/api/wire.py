"""Protobuf's wire format: varints, tags, lengths. Only what Kubernetes' messages use.

Upstream: the generated code of gogo/protobuf, whose error texts a client may see.
"""

from __future__ import annotations

from collections.abc import Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
_MASK64 = (1 << 64) - 1
_LENGTHS = [bytes((length,)) for length in range(0x80)]


class WireError(ValueError):
    """The bytes are no protobuf message."""


def varint(value: int) -> bytes:
    """A 64-bit integer; negative ones as their two's complement, in ten bytes."""
    if 0 <= value < 0x80:
        return bytes((value,))
    value &= _MASK64
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def tag(number: int, wire_type: int) -> bytes:
    return varint(number << 3 | wire_type)


def delimited(prefix: bytes, data: bytes) -> bytes:
    """A length-delimited field, with its ready-made tag."""
    length = len(data)
    return prefix + (_LENGTHS[length] if length < 0x80 else varint(length)) + data


def signed(value: int, bits: int) -> int:
    """The low `bits` of a varint as a signed integer, as Go's conversion does."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """(value, next position). WireError when it does not end or is too long."""
    if at < len(data) and data[at] < 0x80:
        return data[at], at + 1
    shift = value = 0
    for position in range(at, min(at + 10, len(data))):
        byte = data[position]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & _MASK64, position + 1
        shift += 7
    raise WireError('proto: integer overflow' if len(data) - at >= 10 else 'unexpected EOF')


def fields(data: bytes) -> Iterator[tuple[int, int, int | bytes]]:
    """(number, wire type, value) of each field: integers for varints and fixed widths, bytes for the rest."""
    at, end = 0, len(data)
    while at < end:
        key = data[at]
        if key < 0x80:
            at += 1
        else:
            key, at = read_varint(data, at)
        number, wire_type = key >> 3, key & 7
        if number <= 0:
            raise WireError(f'proto: illegal tag {number} (wire type {wire_type})')
        value: int | bytes
        if wire_type == VARINT:
            value, at = read_varint(data, at)
        elif wire_type == BYTES:
            length, at = read_varint(data, at)
            if length > end - at:
                raise WireError('unexpected EOF')
            value = data[at : at + length]
            at += length
        elif wire_type in (FIXED64, FIXED32):
            raw, at = _take(data, at, 8 if wire_type == FIXED64 else 4)
            value = int.from_bytes(raw, 'little')
        else:
            raise WireError(f'proto: illegal wireType {wire_type}')
        yield number, wire_type, value


def _take(data: bytes, at: int, length: int) -> tuple[bytes, int]:
    if length > len(data) - at:
        raise WireError('unexpected EOF')
    return data[at : at + length], at + length
