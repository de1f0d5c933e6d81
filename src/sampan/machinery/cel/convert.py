"""JSON to CEL values and back, where a schema gives JSON more meaning than it has."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final

from sampan.machinery.cel import times
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.numbers import UInt
from sampan.machinery.cel.schema import Declaration
from sampan.machinery.cel.strfmt import parse_date_time, parse_duration
from sampan.machinery.cel.types import Type
from sampan.machinery.cel.values import Duration, MapList, Opaque, Optional, SetList, Timestamp


def _double(value: Any) -> Any:
    if type(value) is int or type(value) is float:
        return float(value)
    if value is None:
        return None
    raise EvaluationError(f'invalid data, expected float, got {_go(value)}')


def _text(convert: Callable[[str], Any], complaint: str) -> Callable[[Any], Any]:
    def one(value: Any) -> Any:
        if value is None:
            return None
        if not isinstance(value, str):
            raise EvaluationError(f'invalid data, expected string, got {_go(value)}')
        try:
            return convert(value)
        except ValueError as error:
            raise EvaluationError(f'{complaint} {value}: {error}') from None

    return one


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None


LEAVES: Final[dict[str, Callable[[Any], Any]]] = {
    'double': _double,
    'duration': _text(parse_duration, 'Invalid duration'),
    'date': _text(times.parse_date, 'Invalid date formatted string'),
    'date-time': _text(parse_date_time, 'Invalid date-time formatted string'),
    'byte': _text(_bytes, 'Invalid byte formatted string'),
}


def converter(declaration: Declaration) -> Callable[[Any], Any]:
    """The function from JSON to a value of a declaration; the identity where JSON is the value."""
    if not declaration.special:
        return lambda value: value
    leaf = LEAVES.get(declaration.convert)
    if leaf is not None:
        return leaf
    return lambda value: convert(declaration, value)


def convert(declaration: Declaration, value: Any) -> Any:
    """A JSON value as its declaration means it."""
    if not declaration.special or value is None:
        return value
    leaf = LEAVES.get(declaration.convert)
    if leaf is not None:
        return leaf(value)
    if declaration.fields is not None:
        return _struct(declaration, value)
    assert declaration.element is not None
    element = declaration.element
    if declaration.type.kind == 'map':
        return {key: convert(element, one) for key, one in value.items()}
    elements = [convert(element, one) for one in value] if element.special else value
    if declaration.convert == 'set':
        return SetList(elements)
    if declaration.convert == 'map':
        return MapList(elements, declaration.keys)
    return elements


def _struct(declaration: Declaration, value: Any) -> dict[str, Any]:
    assert declaration.fields is not None
    by_name = {field.name: (identifier, field.declaration) for identifier, field in declaration.fields.items()}
    found: dict[str, Any] = {}
    for key, one in value.items():
        known = by_name.get(key)
        if known is None:
            found[key] = one
        else:
            found[known[0]] = convert(known[1], one)
    return found


def to_json(value: Any) -> Any:
    """A CEL value as JSON. Raises EvaluationError for one that has no JSON."""
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    if kind is UInt:
        return int(value)
    if kind is bytes:
        return base64.b64encode(value).decode()
    if isinstance(value, (list, tuple)):
        return [to_json(one) for one in value]
    if isinstance(value, dict):
        return {_key(key): to_json(one) for key, one in value.items() if not _absent(one)}
    if kind is Timestamp:
        return times.format_timestamp(value)
    if kind is Duration:
        return times.format_duration(value)
    if kind is Optional and value.present:
        return to_json(value.value)
    if isinstance(value, (Opaque, Type)):
        return str(value)
    raise EvaluationError(f'unsupported conversion to JSON: {value!r}')


def _absent(value: Any) -> bool:
    return type(value) is Optional and not value.present


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return 'true' if key else 'false'
    return str(int(key)) if isinstance(key, int) else str(key)


def _go(value: Any) -> str:
    """A JSON value's type as Go names it."""
    names = {bool: 'bool', int: 'int64', float: 'float64', str: 'string', list: '[]interface {}'}
    return names.get(type(value), 'map[string]interface {}')
