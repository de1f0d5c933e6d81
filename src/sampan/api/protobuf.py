"""Upstream's protobuf encoding of API objects.

A request or stored value is the magic `k8s\\0` and a `runtime.Unknown` envelope (apiVersion, kind, raw
message). Messages are made in `protobuf_messages`, driven by the field tables; bytes in `wire`.

Upstream: apimachinery `pkg/runtime/serializer/protobuf`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from sampan.api import wire
from sampan.api.protobuf_messages import message
from sampan.api.protobuf_scalars import text
from sampan.api.wire import BYTES, WireError

T = TypeVar('T', bound=msgspec.Struct)

MAGIC = b'k8s\x00'


class ProtobufError(ValueError):
    """The body cannot be decoded; the text is fit for a 400."""


# --- the envelope -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unknown:
    """runtime.Unknown: a message and what it is."""

    api_version: str
    kind: str
    raw: bytes


def is_protobuf(data: bytes) -> bool:
    """Whether the bytes carry the envelope's magic."""
    return data.startswith(MAGIC)


def open_envelope(data: bytes) -> Unknown:
    """The envelope's content. Raises ProtobufError."""
    if not data:
        raise ProtobufError('empty data')
    if not data.startswith(MAGIC):
        raise ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]')
    if len(data) == len(MAGIC):
        raise ProtobufError('empty body')
    api_version = kind = ''
    raw = b''
    try:
        for number, wire_type, value in wire.fields(data[len(MAGIC) :]):
            if wire_type != BYTES or not isinstance(value, bytes):
                continue
            if number == 1:
                names = {n: text(v) for n, w, v in wire.fields(value) if w == BYTES and isinstance(v, bytes)}
                api_version, kind = names.get(1, ''), names.get(2, '')
            elif number == 2:
                raw = value
    except WireError as error:
        raise ProtobufError(str(error)) from error
    return Unknown(api_version, kind, raw)


def close_envelope(unknown: Unknown) -> bytes:
    """Magic and envelope around a message."""
    names = wire.delimited(b'\x0a', unknown.api_version.encode()) + wire.delimited(b'\x12', unknown.kind.encode())
    body = wire.delimited(b'\x0a', names) + wire.delimited(b'\x12', unknown.raw)
    return MAGIC + body + b'\x1a\x00' + b'\x22\x00'  # contentEncoding and contentType, empty


def encode(obj: msgspec.Struct) -> bytes:
    """An object in its envelope, with the kind and apiVersion it carries (if it has any)."""
    return close_envelope(Unknown(getattr(obj, 'api_version', ''), getattr(obj, 'kind', ''), encode_raw(obj)))


def encode_list(kind: str, api_version: str, metadata: msgspec.Struct, items: Iterable[msgspec.Struct]) -> bytes:
    """A collection in its envelope, without a list object: every list has metadata 1 and items 2."""
    parts = [wire.delimited(b'\x0a', encode_raw(metadata))]
    parts += [wire.delimited(b'\x12', encode_raw(item)) for item in items]
    return close_envelope(Unknown(api_version, kind, b''.join(parts)))


def decode(kind: type[T], data: bytes) -> T:
    """The object in an envelope, read as a `kind` whatever the envelope says. Raises ProtobufError.

    `kind` and `api_version` of the result are the envelope's, where it has them.
    """
    envelope = open_envelope(data)
    obj = decode_raw(kind, envelope.raw)
    if envelope.kind and hasattr(obj, 'kind'):
        obj.kind, obj.api_version = envelope.kind, envelope.api_version  # type: ignore[attr-defined]
    return obj


# --- messages -----------------------------------------------------------------------------------------


def encode_raw(obj: msgspec.Struct) -> bytes:
    """The message alone."""
    found: Any = type(obj)
    return message(found).write(obj)


def decode_raw(kind: type[T], data: bytes) -> T:
    """A message without envelope. Raises ProtobufError."""
    obj = kind()
    try:
        message(kind).read_into(obj, data, 0)
    except WireError as error:
        raise ProtobufError(str(error)) from error
    return obj
