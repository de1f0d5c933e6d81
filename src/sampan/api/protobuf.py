"""Upstream's protobuf encoding of API objects, driven by the field tables.

A request or stored value is the magic `k8s\\0` and a `runtime.Unknown` envelope (apiVersion, kind, raw
message). The message itself follows gogo/protobuf's habits, byte for byte: fields in order of number;
strings, numbers, booleans and structs that are Go values always written, pointers only when set; maps sorted by key.

Upstream: apimachinery `pkg/runtime/serializer/protobuf`, the `generated.pb.go` files.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import msgspec

from sampan.api import schema, wire
from sampan.api.scalars import NO_RAW, MicroTime, Quantity, Time, null_raw
from sampan.api.wire import BYTES, FIXED64, VARINT, WireError

T = TypeVar('T', bound=msgspec.Struct)

MAGIC = b'k8s\x00'
_MAX_DEPTH = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Write = Callable[[Any], bytes]  # one value, without tag; for BYTES without length
Read = Callable[[Any, int], Any]  # the wire value and the depth -> a Python value


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
                names = {n: _text(v, 0) for n, w, v in wire.fields(value) if w == BYTES}
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
    return _message(found).write(obj)


def decode_raw(kind: type[T], data: bytes) -> T:
    """A message without envelope. Raises ProtobufError."""
    obj = kind()
    try:
        _message(kind).read_into(obj, data, 0)
    except WireError as error:
        raise ProtobufError(str(error)) from error
    return obj


class _Message:
    """How one type (or one embedded part of it) is written and read."""

    def __init__(self, name: str, infos: list[schema.FieldInfo], depth: int = 0) -> None:
        self.name = name
        self._fields: dict[int, _Field] = {}
        embedded: dict[int, list[schema.FieldInfo]] = {}
        for info in infos:
            if len(info.embed) > depth:
                embedded.setdefault(info.embed[depth], []).append(info)
            elif info.number:
                self._fields[info.number] = _field(info)
        for number, inner in embedded.items():
            self._fields[number] = _Embedded(number, _Message(name, inner, depth + 1))
        self._ordered = [self._fields[number] for number in sorted(self._fields)]

    def write(self, obj: Any) -> bytes:
        return b''.join([field.write(obj) for field in self._ordered])

    def read_into(self, obj: Any, data: bytes, depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise WireError('proto: message is nested too deeply')
        for number, wire_type, value in wire.fields(data):
            field = self._fields.get(number)
            if field is None:
                continue  # unknown fields are skipped, as Go does
            if wire_type not in (field.wire_type, BYTES if field.packable else field.wire_type):
                raise WireError(f'proto: wrong wireType = {wire_type} for field {field.label}')
            field.read(obj, value, depth + 1)


@cache
def _message(kind: Any) -> _Message:
    return _Message(kind.__name__, list(schema.fields_of(kind)))


class _Field:
    """One field of a message: how it is written from and read into the object's attribute."""

    wire_type = BYTES
    packable = False
    label = ''

    def write(self, obj: Any) -> bytes:
        raise NotImplementedError

    def read(self, obj: Any, value: Any, depth: int) -> None:
        raise NotImplementedError


class _Embedded(_Field):
    """A nested message whose fields are flat in JSON and in Python."""

    def __init__(self, number: int, message: _Message) -> None:
        self._tag, self._message, self.label = wire.tag(number, BYTES), message, message.name

    def write(self, obj: Any) -> bytes:
        return wire.delimited(self._tag, self._message.write(obj))

    def read(self, obj: Any, value: Any, depth: int) -> None:
        self._message.read_into(obj, value, depth)


class _Single(_Field):
    """A scalar or message. Go values are always written, pointers and byte slices only when set."""

    def __init__(self, info: schema.FieldInfo, codec: _Scalar) -> None:
        self._attr, self._codec, self.label = info.attr, codec, _go_name(info.json)
        self.wire_type = codec.wire_type
        self._tag = wire.tag(info.number, codec.wire_type)
        self._optional = info.pointer or info.kind == 'bytes'

    def write(self, obj: Any) -> bytes:
        value = getattr(obj, self._attr)
        if self._optional and (value is None or value is NO_RAW or value == b''):
            return b''
        data = self._codec.write(value)
        return wire.delimited(self._tag, data) if self.wire_type == BYTES else self._tag + data

    def read(self, obj: Any, value: Any, depth: int) -> None:
        setattr(obj, self._attr, self._codec.read(value, depth))


class _Nested(_Field):
    """A message; a second occurrence is merged into the first, as Go does."""

    def __init__(self, info: schema.FieldInfo) -> None:
        self._attr, self._ref, self.label = info.attr, info.ref, _go_name(info.json)
        self._tag = wire.tag(info.number, BYTES)

    def write(self, obj: Any) -> bytes:
        value = getattr(obj, self._attr)
        return b'' if value is None else wire.delimited(self._tag, encode_raw(value))

    def read(self, obj: Any, value: Any, depth: int) -> None:
        kind: Any = schema.resolve(self._ref)
        inner = getattr(obj, self._attr)
        if inner is None:
            inner = kind()
            setattr(obj, self._attr, inner)
        _message(kind).read_into(inner, value, depth)


class _Repeated(_Field):
    """A list, one field per element; packed numbers are accepted."""

    def __init__(self, info: schema.FieldInfo, codec: _Scalar) -> None:
        self._attr, self._codec, self.label = info.attr, codec, _go_name(info.json)
        self.wire_type, self.packable = codec.wire_type, codec.wire_type == VARINT
        self._tag = wire.tag(info.number, codec.wire_type)

    def write(self, obj: Any) -> bytes:
        values = getattr(obj, self._attr)
        if not values:
            return b''
        encode, prefix = self._codec.write, self._tag
        if self.wire_type == BYTES:
            return b''.join([wire.delimited(prefix, encode(value)) for value in values])
        return b''.join([prefix + encode(value) for value in values])

    def read(self, obj: Any, value: Any, depth: int) -> None:
        values = getattr(obj, self._attr)
        if values is None:
            values = []
            setattr(obj, self._attr, values)
        if self.packable and isinstance(value, bytes):
            at = 0
            while at < len(value):
                number, at = wire.read_varint(value, at)
                values.append(self._codec.read(number, depth))
            return
        values.append(self._codec.read(value, depth))


class _Map(_Field):
    """A map, one entry message per key, sorted."""

    def __init__(self, info: schema.FieldInfo, codec: _Scalar) -> None:
        self._attr, self._codec, self.label = info.attr, codec, _go_name(info.json)
        self._tag = wire.tag(info.number, BYTES)
        self._value_tag = wire.tag(2, codec.wire_type)

    def write(self, obj: Any) -> bytes:
        values = getattr(obj, self._attr)
        if not values:
            return b''
        return b''.join([wire.delimited(self._tag, self._entry(key, values[key])) for key in sorted(values)])

    def _entry(self, key: str, value: Any) -> bytes:
        head = wire.delimited(b'\x0a', key.encode())
        data = self._codec.write(value)
        return head + (
            wire.delimited(self._value_tag, data) if self._codec.wire_type == BYTES else self._value_tag + data
        )

    def read(self, obj: Any, value: Any, depth: int) -> None:
        key, found = '', None
        for number, _, part in wire.fields(value):
            if number == 1:
                key = _text(part, depth)
            elif number == 2:
                found = self._codec.read(part, depth)
        if found is None:  # no value field: the type's zero
            found = self._codec.read(b'' if self._codec.wire_type == BYTES else 0, depth)
        values = getattr(obj, self._attr)
        if values is None:
            values = {}
            setattr(obj, self._attr, values)
        values[key] = found


@dataclass(frozen=True, slots=True)
class _Scalar:
    """A value's spelling on the wire."""

    wire_type: int
    write: Write
    read: Read


def _field(info: schema.FieldInfo) -> _Field:
    outer, _, inner = info.container.partition(':')
    if not outer:
        return _Nested(info) if info.kind == 'message' else _Single(info, _scalar(info))
    if outer == 'wrap':
        return _Single(info, _WRAPPED)
    codec = _WRAPPED if inner == 'wrap' else _scalar(info)
    return _Map(info, codec) if outer == 'map' else _Repeated(info, codec)


def _scalar(info: schema.FieldInfo) -> _Scalar:
    if info.kind == 'message':
        kind: Any = schema.resolve(info.ref)
        return _Scalar(BYTES, lambda value: _message(kind).write(value), lambda data, depth: _sub(kind, data, depth))
    if info.kind == 'union':
        return _union(info.ref, _module_of(info))
    return _SCALARS[info.kind]


def _module_of(info: schema.FieldInfo) -> str:
    """The generated module of a union, which its Go name tells only by version."""
    return f'apiextensions_{info.go.rpartition(".")[0].rpartition("]")[2].lstrip("*")}'


def _sub(kind: Any, data: bytes, depth: int) -> Any:
    obj = kind()
    _message(kind).read_into(obj, data, depth)
    return obj


# --- scalars ------------------------------------------------------------------------------------------


def _text(value: Any, depth: int) -> str:
    return str(value, 'utf-8', 'replace')


def _write_timestamp(value: Any) -> bytes:
    if value is None:
        return b''
    moment = value - _EPOCH
    nanos = value.microsecond * 1000 if isinstance(value, MicroTime) else 0
    return b'\x08' + wire.varint(moment.days * 86400 + moment.seconds) + b'\x10' + wire.varint(nanos)


def _read_timestamp(data: bytes) -> datetime | None:
    if not data:
        return None
    parts = {number: value for number, _, value in wire.fields(data) if isinstance(value, int)}
    try:
        seconds, nanos = wire.signed(parts.get(1, 0), 64), wire.signed(parts.get(2, 0), 32)
        return _EPOCH + timedelta(seconds=seconds, microseconds=nanos // 1000)
    except OverflowError as error:
        raise WireError('proto: timestamp out of range') from error


def _read_time(data: bytes, depth: int) -> Time | None:
    moment = _read_timestamp(data)
    return Time.of(moment) if moment else None


def _read_micro_time(data: bytes, depth: int) -> MicroTime | None:
    moment = _read_timestamp(data)
    return MicroTime.of(moment) if moment else None


def _read_quantity(data: bytes, depth: int) -> Quantity:
    text = next((_text(value, 0) for number, _, value in wire.fields(data) if number == 1), '')
    try:
        return Quantity(text or '0')
    except ValueError as error:
        raise WireError(str(error)) from error


def _write_int_or_string(value: int | str) -> bytes:
    if isinstance(value, str):
        return b'\x08\x01\x10\x00' + wire.delimited(b'\x1a', value.encode())
    return b'\x08\x00\x10' + wire.varint(value) + b'\x1a\x00'


def _read_int_or_string(data: bytes, depth: int) -> int | str:
    parts = {number: value for number, _, value in wire.fields(data)}
    if parts.get(1, 0):
        return _text(parts.get(3, b''), depth)
    number = parts.get(2, 0)
    return wire.signed(number, 32) if isinstance(number, int) else 0


def _write_raw(value: Any) -> bytes:
    data = bytes(value)
    return wire.delimited(b'\x0a', data) if data and data != b'null' else b''


def _read_raw(data: bytes, depth: int) -> msgspec.Raw:
    raw = next((value for number, _, value in wire.fields(data) if number == 1), b'')
    return msgspec.Raw(raw) if isinstance(raw, bytes) and raw else null_raw()


def _write_wrapped(values: list[str]) -> bytes:
    return b''.join([wire.delimited(b'\x0a', value.encode()) for value in values])


def _read_wrapped(data: bytes, depth: int) -> list[str]:
    return [_text(value, depth) for number, _, value in wire.fields(data) if number == 1]


def _message_string(value: Any) -> bytes:
    return wire.delimited(b'\x0a', str(value).encode())


def _union(name: str, module: str) -> _Scalar:
    """JSONSchemaPropsOrBool is {allows, schema}; ...OrArray and ...OrStringArray are {schema, list}."""
    kind: Any = schema.resolve(f'{module}.JSONSchemaProps')
    boolean, strings = name.endswith('OrBool'), name.endswith('OrStringArray')
    schema_tag, list_tag = (b'\x12', b'') if boolean else (b'\x0a', b'\x12')

    def write(value: Any) -> bytes:
        if boolean:
            head = b'\x08\x00' if value is False else b'\x08\x01'
            return head if isinstance(value, bool) else head + wire.delimited(schema_tag, encode_raw(value))
        if isinstance(value, list):
            return b''.join([wire.delimited(list_tag, v.encode() if strings else encode_raw(v)) for v in value])
        return wire.delimited(schema_tag, encode_raw(value))

    def read(data: bytes, depth: int) -> Any:
        allows, inner, items = False, None, []
        for number, _, part in wire.fields(data):
            if isinstance(part, int):
                allows = part != 0
            elif number == schema_tag[0] >> 3:
                inner = _sub(kind, part, depth)
            else:
                items.append(_text(part, depth) if strings else _sub(kind, part, depth))
        if inner is not None:
            return inner
        return allows if boolean else items

    return _Scalar(BYTES, write, read)


_WRAPPED = _Scalar(BYTES, _write_wrapped, _read_wrapped)
_SCALARS = {
    'string': _Scalar(BYTES, lambda value: value.encode(), _text),
    'duration': _Scalar(BYTES, lambda value: value.encode(), _text),
    'bytes': _Scalar(BYTES, bytes, lambda value, depth: bytes(value)),
    'bool': _Scalar(VARINT, lambda value: b'\x01' if value else b'\x00', lambda value, depth: value != 0),
    'int32': _Scalar(VARINT, wire.varint, lambda value, depth: wire.signed(value, 32)),
    'int64': _Scalar(VARINT, wire.varint, lambda value, depth: wire.signed(value, 64)),
    'double': _Scalar(
        FIXED64,
        lambda value: struct.pack('<d', value),
        lambda value, depth: struct.unpack('<d', value.to_bytes(8, 'little'))[0],
    ),
    'time': _Scalar(BYTES, _write_timestamp, _read_time),
    'microtime': _Scalar(BYTES, _write_timestamp, _read_micro_time),
    'quantity': _Scalar(BYTES, _message_string, _read_quantity),
    'intstr': _Scalar(BYTES, _write_int_or_string, _read_int_or_string),
    'raw': _Scalar(BYTES, _write_raw, _read_raw),
}


def _go_name(json_name: str) -> str:
    """The Go field's name, as far as an error message needs it."""
    return json_name[:1].upper() + json_name[1:]
