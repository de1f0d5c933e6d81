"""The few protobuf messages of KMS v2: fields of bytes, text, one enumeration and one map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Value = bytes | int


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def encode(fields: Mapping[int, bytes | str | int | Mapping[str, bytes]]) -> bytes:
    """A message; empty values are left out, as proto3 does."""
    out = bytearray()
    for number, value in fields.items():
        if isinstance(value, Mapping):
            for key, item in value.items():
                out += member(number, encode({1: key, 2: item}))
        elif isinstance(value, int):
            out += varint(number << 3) + varint(value) if value else b''
        elif value:
            out += member(number, value.encode() if isinstance(value, str) else value)
    return bytes(out)


def member(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def decode(data: bytes) -> dict[int, list[Value]]:
    """A message's fields by number, in order. Raises ValueError."""
    found: dict[int, list[Value]] = {}
    for number, value in fields_of(data):
        found.setdefault(number, []).append(value)
    return found


def fields_of(data: bytes) -> Iterator[tuple[int, Value]]:
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = read_varint(data, at)
            yield tag >> 3, value
            continue
        if kind != 2:
            raise ValueError(f'unexpected wire type {kind}')
        length, at = read_varint(data, at)
        if at + length > len(data):
            raise ValueError('unexpected EOF')
        yield tag >> 3, data[at : at + length]
        at += length


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 64:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
    raise ValueError('unexpected EOF')


def text(fields: Mapping[int, list[Value]], number: int) -> str:
    return blob(fields, number).decode()


def blob(fields: Mapping[int, list[Value]], number: int) -> bytes:
    values = fields.get(number)
    return values[-1] if values and isinstance(values[-1], bytes) else b''


def pairs(fields: Mapping[int, list[Value]], number: int) -> dict[str, bytes]:
    entries = (decode(entry) for entry in fields.get(number, ()) if isinstance(entry, bytes))
    return {text(entry, 1): blob(entry, 2) for entry in entries}
