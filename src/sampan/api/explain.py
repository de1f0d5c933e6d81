"""The slow second look at a body: what Go's decoder would have said, forgiven, or warned about.

Walks a parsed document along the field tables. It finds the first type error in Go's words, drops or
replaces the nulls that Go forgives, and lists unknown and duplicate fields.

Upstream: `sigs.k8s.io/json` (UnmarshalStrict), Go's `encoding/json` (UnmarshalTypeError).
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

import msgspec

from sampan.api import schema
from sampan.api.gojson import Members, Number
from sampan.api.scalars import MicroTime, Quantity, Time
from sampan.machinery import quantity

_MAX_STRICT_ERRORS = 100
_DROP: Any = object()
_ZERO: dict[str, Any] = {
    'string': '', 'duration': '', 'bool': False, 'int32': 0, 'int64': 0, 'double': 0, 'bytes': '', 'quantity': '0',
    'intstr': 0, 'time': None, 'microtime': None, 'raw': None, 'any': None, 'union': None,
}  # fmt: skip


class Walk:
    """One walk over one document. After `run`: `error` (or ''), `strict` and the returned document."""

    def __init__(self) -> None:
        self.error = ''
        self.strict: dict[str, None] = {}
        self._fields: list[str] = []  # Go's field stack: no indexes, no map keys
        self._struct = ''

    def run(self, kind: type[msgspec.Struct], document: Any) -> Any:
        if not isinstance(document, Members):
            name = f'{kind.__module__.rpartition("_")[2]}.{kind.__name__}'
            self._type_error(value_name(document), name)
            return {}
        return self._object(kind, document, '')

    # --- containers -----------------------------------------------------------------------------------

    def _object(self, kind: type[msgspec.Struct], members: Members, path: str) -> dict[str, Any]:
        known = _known(kind)
        clean: dict[str, Any] = {}
        seen: set[str] = set()
        outer, self._struct = self._struct, kind.__name__
        for name, value in members:
            here = f'{path}.{name}' if path else name
            info = known.get(name)
            if info is None:
                self._strict(f'unknown field "{here}"')
                continue
            if name in seen:
                self._strict(f'duplicate field "{here}"')
            seen.add(name)
            self._struct = kind.__name__
            self._fields.append(name)
            result = self._field(info, value, here)
            self._fields.pop()
            if result is _DROP:
                clean.pop(name, None)
            else:
                clean[name] = result
        self._struct = outer
        return clean

    def _field(self, info: schema.FieldInfo, value: Any, path: str) -> Any:
        if value is None and info.kind not in ('raw', 'any'):
            return _DROP
        return self._contained(info, info.container, info.go, value, path)

    def _contained(self, info: schema.FieldInfo, container: str, go: str, value: Any, path: str) -> Any:
        outer, _, inner = container.partition(':')
        if not outer:
            return self._value(info, go, value, path)
        if value is None:
            return {} if outer == 'map' else []
        if outer == 'map':
            if not isinstance(value, Members):
                return self._type_error(value_name(value), go)
            return self._map(info, inner, go.partition(']')[2] or go, value, path)
        if not isinstance(value, list) or isinstance(value, Members):
            return self._type_error(value_name(value), go)
        element = go[2:] if go.startswith('[]') else go
        return [self._contained(info, inner, element, item, f'{path}[{i}]') for i, item in enumerate(value)]

    def _map(self, info: schema.FieldInfo, inner: str, go: str, members: Members, path: str) -> dict[str, Any]:
        clean: dict[str, Any] = {}
        for name, value in members:
            here = f'{path}.{name}'
            if name in clean:
                self._strict(f'duplicate field "{here}"')
            clean[name] = self._contained(info, inner, go, value, here)
        return clean

    # --- values ---------------------------------------------------------------------------------------

    def _value(self, info: schema.FieldInfo, go: str, value: Any, path: str) -> Any:
        if info.kind == 'message':
            return self._message(info, go, value, path)
        if value is None:
            return _ZERO[info.kind]
        check = getattr(self, f'_{info.kind}', None)
        return check(go, value) if check else _plain(value)

    def _message(self, info: schema.FieldInfo, go: str, value: Any, path: str) -> Any:
        if value is None:
            return {}
        if not isinstance(value, Members):
            return self._type_error(value_name(value), go.lstrip('*'))
        return self._object(schema.resolve(info.ref), value, path)

    def _string(self, go: str, value: Any) -> Any:
        if isinstance(value, str) and not isinstance(value, Number):
            return value
        return self._type_error(value_name(value), go)

    _duration = _string

    def _bool(self, go: str, value: Any) -> Any:
        return value if isinstance(value, bool) else self._type_error(value_name(value), go)

    def _int32(self, go: str, value: Any) -> Any:
        return self._integer(go, value, 32)

    def _int64(self, go: str, value: Any) -> Any:
        return self._integer(go, value, 64)

    def _integer(self, go: str, value: Any, bits: int) -> Any:
        if not isinstance(value, Number):
            return self._type_error(value_name(value), go)
        try:
            number = int(value)
        except ValueError:
            return self._type_error(f'number {value}', go)
        if not -(1 << bits - 1) <= number < 1 << bits - 1:
            return self._type_error(f'number {value}', go)
        return number

    def _double(self, go: str, value: Any) -> Any:
        return float(value) if isinstance(value, Number) else self._type_error(value_name(value), go)

    def _bytes(self, go: str, value: Any) -> Any:
        if not isinstance(value, str) or isinstance(value, Number):
            return self._type_error(value_name(value), go)
        text = value.replace('\r', '').replace('\n', '')
        try:
            return base64.b64encode(base64.b64decode(text, validate=True)).decode()
        except (binascii.Error, ValueError):
            self._fail(f'illegal base64 data at input byte {_bad_base64(value)}')
            return ''

    def _quantity(self, go: str, value: Any) -> Any:
        text = value if isinstance(value, str) else quantity.FORMAT_WRONG
        try:
            return str(Quantity(text))
        except ValueError as error:
            self._fail(str(error))
            return '0'

    def _intstr(self, go: str, value: Any) -> Any:
        if isinstance(value, str) and not isinstance(value, Number):
            return value
        saved, self._struct = self._struct, ''  # an UnmarshalJSON of its own: no context
        result = self._integer('int32', value, 32)
        self._struct = saved
        return result

    def _time(self, go: str, value: Any) -> Any:
        return self._moment(Time, value)

    def _microtime(self, go: str, value: Any) -> Any:
        return self._moment(MicroTime, value)

    def _moment(self, kind: type[Time] | type[MicroTime], value: Any) -> Any:
        if not isinstance(value, str) or isinstance(value, Number):
            self._fail(f'json: cannot unmarshal {value_name(value)} into Go value of type string')
            return None
        try:
            return str(kind.parse(value))
        except ValueError as error:
            self._fail(str(error))
            return None

    # --- findings -------------------------------------------------------------------------------------

    def _strict(self, text: str) -> None:
        if len(self.strict) < _MAX_STRICT_ERRORS:
            self.strict[text] = None

    def _fail(self, text: str) -> None:
        self.error = self.error or text

    def _type_error(self, value: str, go: str) -> Any:
        if self._struct:
            path = '.'.join(self._fields)
            self._fail(f'json: cannot unmarshal {value} into Go struct field {self._struct}.{path} of type {go}')
        else:
            self._fail(f'json: cannot unmarshal {value} into Go value of type {go}')
        return None


_tables: dict[type[msgspec.Struct], dict[str, schema.FieldInfo]] = {}


def _known(kind: type[msgspec.Struct]) -> dict[str, schema.FieldInfo]:
    table = _tables.get(kind)
    if table is None:
        table = _tables[kind] = {info.json: info for info in schema.fields_of(kind)}
    return table


def value_name(value: Any) -> str:
    """What Go calls a JSON value of the wrong type."""
    if isinstance(value, Members):
        return 'object'
    if isinstance(value, list):
        return 'array'
    if isinstance(value, bool):
        return 'bool'
    if isinstance(value, Number):
        return 'number'
    return 'string' if isinstance(value, str) else 'null'


def _plain(value: Any) -> Any:
    """Untyped JSON, as it was: doubles collapse (the last wins), numbers keep their spelling."""
    if isinstance(value, Members):
        return {name: _plain(item) for name, item in value}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return msgspec.Raw(value.encode()) if isinstance(value, Number) else value


def _bad_base64(text: str) -> int:
    """The offset at which Go's decoder gives up."""
    alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    body = text.rstrip('=\r\n')
    wrong = next((i for i, char in enumerate(body) if char not in alphabet and char not in '\r\n'), None)
    return wrong if wrong is not None else len(text.rstrip('\r\n'))
