"""How types become protobuf messages: one plan per type, compiled from its field table.

Follows gogo/protobuf's habits, byte for byte: fields in order of number; strings, numbers, booleans and
structs that are Go values always written, pointers only when set; maps sorted by key.
Reading is as lenient as Go's: unknown fields are skipped, packed numbers accepted, a message given twice merged.

Upstream: the `generated.pb.go` files.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sampan.api import schema, wire
from sampan.api.protobuf_scalars import SCALARS, STRINGS, Scalar, text
from sampan.api.wire import BYTES, VARINT, WireError

_MAX_DEPTH = 100

# When a field is written: always, unless it is None, unless it is empty.
_ALWAYS, _IF_SET, _IF_ANY = 0, 1, 2


class Message:
    """How one type (or one embedded part of it) is written and read."""

    def __init__(self, infos: list[schema.FieldInfo], depth: int = 0) -> None:
        fields: dict[int, _Field] = {}
        embedded: dict[int, list[schema.FieldInfo]] = {}
        for info in infos:
            if len(info.embed) > depth:
                embedded.setdefault(info.embed[depth], []).append(info)
            elif info.number:
                fields[info.number] = _field(info)
        for number, inner in embedded.items():
            fields[number] = _Embedded(number, Message(inner, depth + 1))
        self._fields = fields
        self._readers = {number << 3 | field.wire_type: field.read for number, field in fields.items()}
        self._plan: list[tuple[str, int, Callable[[Any], bytes]]] = [
            (fields[number].attr, fields[number].mode, fields[number].write) for number in sorted(fields)
        ]

    def write(self, obj: Any) -> bytes:
        """The message of an object."""
        written = []
        for attr, mode, write in self._plan:
            value = getattr(obj, attr) if attr else obj
            if mode and (value is None or (mode == _IF_ANY and not value)):
                continue
            written.append(write(value))
        return b''.join(written)

    def read_into(self, obj: Any, data: bytes, depth: int) -> None:
        """Set what the message has. Raises WireError."""
        if depth > _MAX_DEPTH:
            raise WireError('proto: message is nested too deeply')
        readers = self._readers
        for number, wire_type, value in wire.fields(data):
            read = readers.get(number << 3 | wire_type)
            if read is not None:
                read(obj, value, depth + 1)
            elif number in self._fields:
                self._fields[number].read_otherwise(obj, wire_type, value)


@cache
def message(kind: Any) -> Message:
    """The plan of a generated type."""
    return Message(list(schema.fields_of(kind)))


class _Field:
    """One field: `write` turns the attribute's value into tag and content, `read` sets the attribute."""

    wire_type = BYTES
    mode = _IF_ANY

    def __init__(self, info: schema.FieldInfo) -> None:
        self.attr = info.attr
        self._label = info.json[:1].upper() + info.json[1:]  # Go's name, as far as a message needs it

    def write(self, value: Any) -> bytes:
        raise NotImplementedError

    def read(self, obj: Any, value: Any, depth: int) -> None:
        raise NotImplementedError

    def read_otherwise(self, obj: Any, wire_type: int, value: Any) -> None:
        """The field came with another wire type than it has."""
        raise WireError(f'proto: wrong wireType = {wire_type} for field {self._label}')


class _Embedded(_Field):
    """A nested message whose fields are flat in JSON and in Python: it reads and writes the object itself."""

    mode = _ALWAYS

    def __init__(self, number: int, inner: Message) -> None:
        self.attr = ''
        self._label = str(number)
        self._tag, self._inner = wire.tag(number, BYTES), inner

    def write(self, value: Any) -> bytes:
        return wire.delimited(self._tag, self._inner.write(value))

    def read(self, obj: Any, value: Any, depth: int) -> None:
        self._inner.read_into(obj, value, depth)


class _Number(_Field):
    """A scalar that is not length-delimited."""

    def __init__(self, info: schema.FieldInfo, scalar: Scalar) -> None:
        super().__init__(info)
        self.mode = _IF_SET if info.pointer else _ALWAYS
        self.wire_type = scalar.wire_type
        self._tag, self._scalar = wire.tag(info.number, scalar.wire_type), scalar

    def write(self, value: Any) -> bytes:
        return self._tag + self._scalar.write(value)

    def read(self, obj: Any, value: Any, depth: int) -> None:
        setattr(obj, self.attr, self._scalar.read(value, depth))


class _Delimited(_Field):
    """A scalar with a length: strings, bytes, times, raw JSON."""

    def __init__(self, info: schema.FieldInfo, scalar: Scalar) -> None:
        super().__init__(info)
        self.mode = _IF_SET if info.pointer else _ALWAYS
        if info.kind == 'bytes' or (info.kind == 'raw' and info.pointer):
            self.mode = _IF_ANY
        self._tag, self._scalar = wire.tag(info.number, BYTES), scalar

    def write(self, value: Any) -> bytes:
        return wire.delimited(self._tag, self._scalar.write(value))

    def read(self, obj: Any, value: Any, depth: int) -> None:
        setattr(obj, self.attr, self._scalar.read(value, depth))


class _Nested(_Field):
    """A message; a second occurrence is merged into the first."""

    mode = _IF_SET

    def __init__(self, info: schema.FieldInfo) -> None:
        super().__init__(info)
        self._tag, self._ref = wire.tag(info.number, BYTES), info.ref

    def write(self, value: Any) -> bytes:
        found: Any = type(value)
        return wire.delimited(self._tag, message(found).write(value))

    def read(self, obj: Any, value: Any, depth: int) -> None:
        kind: Any = schema.resolve(self._ref)
        inner = getattr(obj, self.attr)
        if inner is None:
            inner = kind()
            setattr(obj, self.attr, inner)
        message(kind).read_into(inner, value, depth)


class _Repeated(_Field):
    """A list, one field per element."""

    def __init__(self, info: schema.FieldInfo, scalar: Scalar) -> None:
        super().__init__(info)
        self.wire_type = scalar.wire_type
        self._tag, self._scalar = wire.tag(info.number, scalar.wire_type), scalar

    def write(self, value: Any) -> bytes:
        encode, prefix = self._scalar.write, self._tag
        if self.wire_type == BYTES:
            return b''.join([wire.delimited(prefix, encode(item)) for item in value])
        return b''.join([prefix + encode(item) for item in value])

    def read(self, obj: Any, value: Any, depth: int) -> None:
        self._values(obj).append(self._scalar.read(value, depth))

    def read_otherwise(self, obj: Any, wire_type: int, value: Any) -> None:
        if wire_type != BYTES or self.wire_type != VARINT:
            super().read_otherwise(obj, wire_type, value)
        at = 0
        while at < len(value):  # packed
            number, at = wire.read_varint(value, at)
            self._values(obj).append(self._scalar.read(number, 0))

    def _values(self, obj: Any) -> list[Any]:
        values: list[Any] | None = getattr(obj, self.attr)
        if values is None:
            values = []
            setattr(obj, self.attr, values)
        return values


class _Map(_Field):
    """A map, one entry message per key, sorted."""

    def __init__(self, info: schema.FieldInfo, scalar: Scalar) -> None:
        super().__init__(info)
        self._tag, self._scalar = wire.tag(info.number, BYTES), scalar
        self._value_tag = wire.tag(2, scalar.wire_type)

    def write(self, value: Any) -> bytes:
        return b''.join([wire.delimited(self._tag, self._entry(key, value[key])) for key in sorted(value)])

    def _entry(self, key: str, value: Any) -> bytes:
        data = self._scalar.write(value)
        if self._scalar.wire_type == BYTES:
            data = wire.delimited(self._value_tag, data)
        else:
            data = self._value_tag + data
        return wire.delimited(b'\x0a', key.encode()) + data

    def read(self, obj: Any, value: Any, depth: int) -> None:
        key, wanted = '', self._scalar.wire_type
        found: Any = b'' if wanted == BYTES else 0  # an entry without value has the type's zero
        for number, wire_type, part in wire.fields(value):
            if number not in (1, 2):
                continue
            if wire_type != (BYTES if number == 1 else wanted):
                self.read_otherwise(obj, wire_type, part)
            if number == 2:
                found = part
            elif isinstance(part, bytes):
                key = text(part)
        values = getattr(obj, self.attr)
        if values is None:
            values = {}
            setattr(obj, self.attr, values)
        values[key] = self._scalar.read(found, depth)


def _field(info: schema.FieldInfo) -> _Field:
    outer, _, inner = info.container.partition(':')
    if not outer and info.kind == 'message':
        return _Nested(info)
    scalar = STRINGS if 'wrap' in (outer, inner) else _scalar(info)
    if outer == 'map':
        return _Map(info, scalar)
    if outer == 'list':
        return _Repeated(info, scalar)
    return _Delimited(info, scalar) if scalar.wire_type == BYTES else _Number(info, scalar)


def _scalar(info: schema.FieldInfo) -> Scalar:
    """What an element, a map's value or a single field is spelled as."""
    if info.kind == 'message':
        kind: Any = schema.resolve(info.ref)
        return Scalar(BYTES, lambda value: message(kind).write(value), lambda data, depth: _sub(kind, data, depth))
    return _union(info) if info.kind == 'union' else SCALARS[info.kind]


def _sub(kind: Any, data: bytes, depth: int) -> Any:
    obj = kind()
    message(kind).read_into(obj, data, depth)
    return obj


def _union(info: schema.FieldInfo) -> Scalar:
    """JSONSchemaPropsOrBool is {allows, schema}; ...OrArray and ...OrStringArray are {schema, list}."""
    version = info.go.rpartition('.')[0].rpartition(']')[2].lstrip('*')
    kind: Any = schema.resolve(f'apiextensions_{version}.JSONSchemaProps')
    boolean, strings = info.ref.endswith('OrBool'), info.ref.endswith('OrStringArray')
    schema_tag, list_tag = (b'\x12', b'') if boolean else (b'\x0a', b'\x12')

    def write(value: Any) -> bytes:
        if isinstance(value, list):
            return b''.join(
                [wire.delimited(list_tag, item.encode() if strings else message(kind).write(item)) for item in value]
            )
        allows = (b'\x08\x00' if value is False else b'\x08\x01') if boolean else b''
        return allows if isinstance(value, bool) else allows + wire.delimited(schema_tag, message(kind).write(value))

    def read(data: bytes, depth: int) -> Any:
        allows, inner, items = False, None, []
        for number, _, part in wire.fields(data):
            if isinstance(part, int):
                allows = part != 0
            elif number == schema_tag[0] >> 3:
                inner = _sub(kind, part, depth)
            else:
                items.append(text(part) if strings else _sub(kind, part, depth))
        if inner is not None:
            return inner
        return allows if boolean else items

    return Scalar(BYTES, write, read)
