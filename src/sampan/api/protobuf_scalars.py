"""How single values are spelled in protobuf: numbers, texts, times, quantities, raw JSON.

Upstream: the `generated.pb.go` and `*_proto.go` files of apimachinery.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from sampan.api import wire
from sampan.api.scalars import MicroTime, Quantity, Time, null_raw
from sampan.api.wire import BYTES, FIXED64, VARINT, WireError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Write = Callable[[Any], bytes]  # one value, without tag; for BYTES without length
Read = Callable[[Any, int], Any]  # the wire value and the depth -> a Python value


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value's spelling: `read` gets bytes for the wire type BYTES and an integer for the others."""

    wire_type: int
    write: Write
    read: Read


def text(value: bytes, depth: int = 0) -> str:
    """A string; bytes that are no UTF-8 become U+FFFD, as when Go writes them as JSON."""
    return str(value, 'utf-8', 'replace')


def parts(data: bytes, number: int) -> Iterator[bytes]:
    """The length-delimited fields with this number. WireError if one has another wire type."""
    for found, wire_type, value in wire.fields(data):
        if found != number:
            continue
        if wire_type != BYTES or not isinstance(value, bytes):
            raise WireError(f'proto: wrong wireType = {wire_type} for field {number}')
        yield value


def numbers(data: bytes) -> dict[int, int]:
    """The varint fields by number, the last of each."""
    return {number: value for number, wire_type, value in wire.fields(data) if isinstance(value, int)}


def _write_timestamp(value: Any) -> bytes:
    if value is None:
        return b''
    moment = value - _EPOCH
    nanos = value.microsecond * 1000 if isinstance(value, MicroTime) else 0
    return b'\x08' + wire.varint(moment.days * 86400 + moment.seconds) + b'\x10' + wire.varint(nanos)


def _read_timestamp(data: bytes) -> datetime | None:
    if not data:
        return None
    found = numbers(data)
    try:
        seconds, nanos = wire.signed(found.get(1, 0), 64), wire.signed(found.get(2, 0), 32)
        return _EPOCH + timedelta(seconds=seconds, microseconds=nanos // 1000)
    except OverflowError as error:
        raise WireError('proto: timestamp out of range') from error


def _read_time(data: bytes, depth: int) -> Time | None:
    moment = _read_timestamp(data)
    return Time.of(moment) if moment else None


def _read_micro_time(data: bytes, depth: int) -> MicroTime | None:
    moment = _read_timestamp(data)
    return MicroTime.of(moment) if moment else None


def _write_quantity(value: Any) -> bytes:
    return wire.delimited(b'\x0a', str(value).encode())


def _read_quantity(data: bytes, depth: int) -> Quantity:
    try:
        return Quantity(text(next(parts(data, 1), b'')) or '0')
    except ValueError as error:
        raise WireError(str(error)) from error


def _write_int_or_string(value: int | str) -> bytes:
    if isinstance(value, str):
        return b'\x08\x01\x10\x00' + wire.delimited(b'\x1a', value.encode())
    return b'\x08\x00\x10' + wire.varint(value) + b'\x1a\x00'


def _read_int_or_string(data: bytes, depth: int) -> int | str:
    found = numbers(data)
    if found.get(1, 0):
        return text(next(parts(data, 3), b''))
    return wire.signed(found.get(2, 0), 32)


def _write_raw(value: Any) -> bytes:
    data = bytes(value)
    return wire.delimited(b'\x0a', data) if data and data != b'null' else b''


def _read_raw(data: bytes, depth: int) -> msgspec.Raw:
    raw = next(parts(data, 1), b'')
    return msgspec.Raw(raw) if raw else null_raw()


def _write_wrapped(values: list[str]) -> bytes:
    return b''.join([wire.delimited(b'\x0a', value.encode()) for value in values])


def _read_wrapped(data: bytes, depth: int) -> list[str]:
    return [text(value) for value in parts(data, 1)]


def _write_double(value: float) -> bytes:
    return struct.pack('<d', value)


def _read_double(value: int, depth: int) -> float:
    found: float = struct.unpack('<d', value.to_bytes(8, 'little'))[0]
    return found


STRINGS = Scalar(BYTES, _write_wrapped, _read_wrapped)
"""A list of strings in a message of its own (ExtraValue, Verbs)."""

SCALARS = {
    'string': Scalar(BYTES, str.encode, text),
    'duration': Scalar(BYTES, str.encode, text),
    'bytes': Scalar(BYTES, bytes, lambda value, depth: value),
    'bool': Scalar(VARINT, lambda value: b'\x01' if value else b'\x00', lambda value, depth: value != 0),
    'int32': Scalar(VARINT, wire.varint, lambda value, depth: wire.signed(value, 32)),
    'int64': Scalar(VARINT, wire.varint, lambda value, depth: wire.signed(value, 64)),
    'double': Scalar(FIXED64, _write_double, _read_double),
    'time': Scalar(BYTES, _write_timestamp, _read_time),
    'microtime': Scalar(BYTES, _write_timestamp, _read_micro_time),
    'quantity': Scalar(BYTES, _write_quantity, _read_quantity),
    'intstr': Scalar(BYTES, _write_int_or_string, _read_int_or_string),
    'raw': Scalar(BYTES, _write_raw, _read_raw),
}
"""By the kinds of `schema.FieldInfo`."""
