"""An OpenAPI 2 document as protobuf, the only form client-go's discovery client asks /openapi/v2 for.

The messages and numbers are gnostic's (openapiv2/OpenAPIv2.proto). Tables say how each key of an object is
written; keys that begin with `x-` go into the message's vendor extensions, as YAML text (and JSON is YAML).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec

from sampan.api.wire import BYTES, FIXED64, VARINT, delimited, tag, varint

MEDIA_TYPE = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'
# Clients ask for the first, which is no legal media type; the answer names the second.
MEDIA_TYPES = ('application/com.github.proto-openapi.spec.v2@v1.0+protobuf', MEDIA_TYPE)

Encode = Callable[[Any], bytes]  # a value as the bytes of its message, or of its whole field


def document(value: Mapping[str, Any]) -> bytes:
    """The document's bytes. ValueError for a key the tables do not know: nothing is left out silently."""
    return _message(value, 'Document')


# --- fields: a value as tag and content


def one(number: int, content: Encode) -> Encode:
    prefix = tag(number, BYTES)
    return lambda value: delimited(prefix, content(value))


def many(number: int, content: Encode) -> Encode:
    prefix = tag(number, BYTES)
    return lambda values: b''.join(delimited(prefix, content(value)) for value in values)


def named(number: int, content: Encode) -> Encode:
    """A map: pairs of a name and a value."""
    prefix, value_prefix = tag(number, BYTES), tag(2, BYTES)
    return lambda values: b''.join(
        delimited(prefix, NAME(name) + delimited(value_prefix, content(value))) for name, value in values.items()
    )


def integer(number: int) -> Encode:
    return lambda value: tag(number, VARINT) + varint(value)


def double(number: int) -> Encode:
    return lambda value: tag(number, FIXED64) + struct.pack('<d', value)


# --- contents


def _string(value: str) -> bytes:
    return value.encode()


NAME = one(1, _string)


def _any(value: Any) -> bytes:
    return delimited(tag(2, BYTES), msgspec.json.encode(value) + b'\n')


def _message(value: Mapping[str, Any], name: str) -> bytes:
    """An object by its table; ValueError for keys that are not in it."""
    fields, extensions = FIELDS[name], EXTENSIONS.get(name)
    out = bytearray()
    for key, item in value.items():
        if key in fields:
            out += fields[key](item)
        elif extensions is not None and key.startswith('x-'):
            out += extensions({key: item})
        else:
            raise ValueError(f'{name} has no field {key!r}')
    return bytes(out)


def message(name: str) -> Encode:
    return partial(_message, name=name)


def _type(value: str | list[str]) -> bytes:
    return many(1, _string)([value] if isinstance(value, str) else value)


def _items(value: Any) -> bytes:
    return many(1, message('Schema'))(value if isinstance(value, list) else [value])


def _additional(value: Any) -> bytes:
    return integer(2)(value) if isinstance(value, bool) else one(1, message('Schema'))(value)


def _parameter(value: Mapping[str, Any]) -> bytes:
    """Parameter: a body, or one of the kinds of others, two messages deep."""
    if value['in'] == 'body':
        return one(1, message('BodyParameter'))(value)
    place: Encode = {'header': HEADER, 'formData': FORM, 'query': QUERY, 'path': PATH}[value['in']]
    return one(2, place)(value)


def _or_reference(content: Encode) -> Encode:
    """The messages that are either a thing or a reference to one."""
    thing, reference = one(1, content), one(2, message('JsonReference'))
    return lambda value: reference(value) if '$ref' in value else thing(value)


HEADER = one(1, message('HeaderParameterSubSchema'))
FORM = one(2, message('FormDataParameterSubSchema'))
QUERY = one(3, message('QueryParameterSubSchema'))
PATH = one(4, message('PathParameterSubSchema'))
PARAMETERS = _or_reference(_parameter)
SECURITY = named(1, many(1, _string))


def _primitive(first: int) -> dict[str, Encode]:
    """The tail most parameter messages share, from `type` on."""
    names = ('type', 'format', 'items', 'collectionFormat', 'default', 'maximum', 'exclusiveMaximum', 'minimum',
             'exclusiveMinimum', 'maxLength', 'minLength', 'pattern', 'maxItems', 'minItems', 'uniqueItems', 'enum',
             'multipleOf')  # fmt: skip
    return {name: _KINDS[name](number) for number, name in enumerate(names, first)}


def _strings(**numbers: int) -> dict[str, Encode]:
    return {name.replace('ref_', '$ref').replace('in_', 'in'): one(n, _string) for name, n in numbers.items()}


def _kind(make: Callable[[int, Encode], Encode], content: Encode) -> Callable[[int], Encode]:
    return lambda number: make(number, content)


_KINDS: dict[str, Callable[[int], Encode]] = {
    'type': _kind(one, _string),
    'format': _kind(one, _string),
    'items': _kind(one, message('PrimitivesItems')),
    'collectionFormat': _kind(one, _string),
    'default': _kind(one, _any),
    'maximum': double,
    'exclusiveMaximum': integer,
    'minimum': double,
    'exclusiveMinimum': integer,
    'maxLength': integer,
    'minLength': integer,
    'pattern': _kind(one, _string),
    'maxItems': integer,
    'minItems': integer,
    'uniqueItems': integer,
    'enum': _kind(many, _any),
    'multipleOf': double,
}

FIELDS: dict[str, dict[str, Encode]] = {
    'Document': _strings(swagger=1, host=3, basePath=4)
    | {
        'info': one(2, message('Info')),
        'schemes': many(5, _string),
        'consumes': many(6, _string),
        'produces': many(7, _string),
        'paths': one(8, named(2, message('PathItem'))),
        'definitions': one(9, named(1, message('Schema'))),
        'parameters': one(10, named(1, _parameter)),
        'responses': one(11, named(1, message('Response'))),
        'security': many(12, SECURITY),
        # The only kind Kubernetes has: a key in a header.
        'securityDefinitions': one(13, named(1, one(2, message('ApiKeySecurity')))),
    },
    'Info': _strings(title=1, version=2, description=3, termsOfService=4),
    'ApiKeySecurity': _strings(type=1, name=2, in_=3, description=4),
    'JsonReference': _strings(ref_=1, description=2),
    'PathItem': {
        method: one(number, message('Operation'))
        for number, method in enumerate(('get', 'put', 'post', 'delete', 'options', 'head', 'patch'), 2)
    }
    | {'parameters': many(9, PARAMETERS)},
    'Operation': _strings(summary=2, description=3, operationId=5)
    | {
        'tags': many(1, _string),
        'produces': many(6, _string),
        'consumes': many(7, _string),
        'parameters': many(8, PARAMETERS),
        'responses': one(9, named(1, _or_reference(message('Response')))),
        'schemes': many(10, _string),
        'deprecated': integer(11),
        'security': many(12, SECURITY),
    },
    'Response': _strings(description=1) | {'schema': one(2, one(1, message('Schema')))},
    'BodyParameter': _strings(description=1, name=2, in_=3)
    | {'required': integer(4), 'schema': one(5, message('Schema'))},
    'HeaderParameterSubSchema': {'required': integer(1), **_strings(in_=2, description=3, name=4), **_primitive(5)},
    'PathParameterSubSchema': {'required': integer(1), **_strings(in_=2, description=3, name=4), **_primitive(5)},
    'QueryParameterSubSchema': {
        'required': integer(1), **_strings(in_=2, description=3, name=4), 'allowEmptyValue': integer(5), **_primitive(6)
    },
    'FormDataParameterSubSchema': {
        'required': integer(1), **_strings(in_=2, description=3, name=4), 'allowEmptyValue': integer(5), **_primitive(6)
    },
    'PrimitivesItems': _primitive(1),
    'Schema': _strings(ref_=1, format=2, title=3, description=4, pattern=13, discriminator=26)
    | {
        'default': one(5, _any),
        'multipleOf': double(6),
        'maximum': double(7),
        'exclusiveMaximum': integer(8),
        'minimum': double(9),
        'exclusiveMinimum': integer(10),
        'maxLength': integer(11),
        'minLength': integer(12),
        'maxItems': integer(14),
        'minItems': integer(15),
        'uniqueItems': integer(16),
        'maxProperties': integer(17),
        'minProperties': integer(18),
        'required': many(19, _string),
        'enum': many(20, _any),
        'additionalProperties': one(21, _additional),
        'type': one(22, _type),
        'items': one(23, _items),
        'allOf': many(24, message('Schema')),
        'properties': one(25, named(1, message('Schema'))),
        'readOnly': integer(27),
        'example': one(30, _any),
    },
}  # fmt: skip

EXTENSIONS: dict[str, Encode] = {
    'Document': named(16, _any),
    'Info': named(7, _any),
    'ApiKeySecurity': named(5, _any),
    'PathItem': named(10, _any),
    'Operation': named(13, _any),
    'Response': named(5, _any),
    'BodyParameter': named(6, _any),
    'HeaderParameterSubSchema': named(22, _any),
    'PathParameterSubSchema': named(22, _any),
    'QueryParameterSubSchema': named(23, _any),
    'FormDataParameterSubSchema': named(23, _any),
    'PrimitivesItems': named(18, _any),
    'Schema': named(31, _any),
}
