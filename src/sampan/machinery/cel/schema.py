"""Types from schemas: what fields there are, and how large a value can be.

A `Declaration` is a type with what a schema promises about its values: the fields, the greatest number of elements or
characters, and the smallest size when written as JSON (by which the number of elements in a request is bounded).
Upstream: k8s.io/apiserver/pkg/cel/common/schemas.go, pkg/cel/types.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sampan.machinery.cel import types
from sampan.machinery.cel.escaping import escape
from sampan.machinery.cel.types import Type, list_of, map_of, struct

MAX_REQUEST: Final = 3 * 1024 * 1024
Schema = Mapping[str, Any]


class Declaration:
    """A type with the promises of its schema. `convert` names how JSON becomes a value; '' is as it is."""

    __slots__ = ('convert', 'element', 'fields', 'keys', 'max', 'min_size', 'special', 'type')

    def __init__(self, type_: Type, min_size: int, max_: int | None = None, convert: str = '') -> None:
        self.type = type_
        self.min_size = min_size
        self.max = max_
        self.convert = convert
        self.fields: dict[str, Field] | None = None
        self.element: Declaration | None = None
        self.keys: tuple[str, ...] = ()
        self.special = bool(convert)

    def __repr__(self) -> str:
        return f'Declaration({self.type!r})'


class Field:
    """A property: its name in JSON (the key in `fields` is the identifier) and its type."""

    __slots__ = ('declaration', 'name')

    def __init__(self, name: str, declaration: Declaration) -> None:
        self.name = name
        self.declaration = declaration


def plain(t: Type) -> Declaration:
    """A declaration that promises nothing."""
    return Declaration(t, 1)


def types_from_schema(schema: Schema | None, root: bool = False, name: str = 'object') -> Declaration | None:
    """The declaration for a structural or OpenAPI schema; None where it types nothing.

    `root` is for the root of an object or an embedded resource; `name` is what object types are called in messages.
    """
    return None if schema is None else _declare(schema, root, name)


def _declare(schema: Schema, root: bool, name: str) -> Declaration | None:
    if schema.get('x-kubernetes-int-or-string'):
        longest = schema.get('maxLength')
        return Declaration(types.DYN, 1, MAX_REQUEST - 2 if longest is None else max(0, longest) * 4)
    if root:
        schema = with_object_meta(schema)
    match schema_type(schema):
        case 'array':
            return _array(schema, name)
        case 'object':
            return _object(schema, name)
        case 'string':
            return _string(schema)
        case 'boolean':
            return Declaration(types.BOOL, 4)
        case 'number':
            return Declaration(types.DOUBLE, 1, convert='double')
        case 'integer':
            return Declaration(types.INT, 1)
    return None


def schema_type(schema: Schema) -> str:
    kind = schema.get('type', '')
    if isinstance(kind, list):
        return kind[0] if len(kind) == 1 else ''
    return str(kind)


def _array(schema: Schema, name: str) -> Declaration | None:
    items = schema.get('items')
    if not isinstance(items, Mapping):
        return None
    element = _declare(items, bool(items.get('x-kubernetes-embedded-resource')), f'{name}.@idx')
    if element is None:
        return None
    limit = schema.get('maxItems')
    most = (MAX_REQUEST - 2) // (element.min_size + 1) if limit is None else max(0, limit)
    kind = schema.get('x-kubernetes-list-type')
    found = Declaration(list_of(element.type), 2, most, kind if kind in ('set', 'map') else '')
    found.element = element
    found.special = element.special or bool(found.convert)
    if kind == 'map':
        found.keys = tuple(escape(key) or key for key in schema.get('x-kubernetes-list-map-keys') or ())
    return found


def _object(schema: Schema, name: str) -> Declaration | None:
    values = schema.get('additionalProperties')
    if isinstance(values, Mapping):
        element = _declare(values, bool(values.get('x-kubernetes-embedded-resource')), f'{name}.@elem')
        if element is None:
            return None
        limit = schema.get('maxProperties')
        most = (MAX_REQUEST - 2) // (element.min_size + 6) if limit is None else max(0, limit)
        found = Declaration(map_of(types.STRING, element.type), 2, most)
        found.element = element
        found.special = element.special
        return found
    required = set(schema.get('required') or ())
    found = Declaration(struct(name), 2)
    found.fields = {}
    for key, prop in (schema.get('properties') or {}).items():
        child = _declare(prop, bool(prop.get('x-kubernetes-embedded-resource')), f'{name}.{escape(key)}')
        if child is None:
            continue
        identifier = escape(key)
        if identifier is not None:
            found.fields[identifier] = Field(key, child)
            found.special = found.special or child.special or identifier != key
        if key in required and prop.get('default') is None:
            found.min_size += len(key.encode()) + child.min_size + 4
    return found


_FORMATS: Final[dict[str, tuple[Type, int, int, str]]] = {
    'duration': (types.DURATION, 3, 32, 'duration'),
    'date': (types.TIMESTAMP, 12, 12, 'date'),
    'date-time': (types.TIMESTAMP, 21, 32, 'date-time'),
}


def _string(schema: Schema) -> Declaration:
    longest = schema.get('maxLength')
    found = _FORMATS.get(schema.get('format') or '')
    if found is not None:
        t, smallest, most, convert = found
        return Declaration(t, smallest, most, convert)
    if schema.get('format') == 'byte':
        return Declaration(types.BYTES, 2, MAX_REQUEST - 2 if longest is None else max(0, longest), 'byte')
    if longest is not None:
        return Declaration(types.STRING, 2, max(0, longest) * 4)
    values = schema.get('enum')
    if values:
        return Declaration(types.STRING, 2, max(len(v.encode()) if isinstance(v, str) else 0 for v in values))
    return Declaration(types.STRING, 2, MAX_REQUEST - 2)


def with_object_meta(schema: Schema) -> Schema:
    """The schema with apiVersion, kind, metadata.name and metadata.generateName, which every object has."""
    text = {'type': 'string'}
    properties = dict(schema.get('properties') or {})
    metadata = properties.get('metadata') or {}
    known = metadata.get('properties') or {}
    complete = (
        schema_type(properties.get('kind') or {}) == 'string'
        and schema_type(properties.get('apiVersion') or {}) == 'string'
        and schema_type(metadata) == 'object'
        and schema_type(known.get('name') or {}) == 'string'
        and schema_type(known.get('generateName') or {}) == 'string'
    )
    if complete:
        return schema
    properties['kind'] = text
    properties['apiVersion'] = text
    properties['metadata'] = {'type': 'object', 'properties': {'name': text, 'generateName': text}}
    return {**schema, 'properties': properties}


def structs(declaration: Declaration) -> dict[str, Declaration]:
    """All object types inside a declaration by their name."""
    found: dict[str, Declaration] = {}
    stack = [declaration]
    while stack:
        one = stack.pop()
        if one.fields is not None:
            found[one.type.name] = one
            stack.extend(field.declaration for field in one.fields.values())
        elif one.element is not None:
            stack.append(one.element)
    return found
