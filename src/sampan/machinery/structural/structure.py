"""Whether a schema is structural.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/{validation,complete,convert}.go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from sampan.machinery import field
from sampan.machinery.field import FieldError, Path
from sampan.machinery.structural import patterns, schemas
from sampan.machinery.structural.schemas import (
    EMBEDDED,
    INT_OR_STRING,
    LIST_KEYS,
    LIST_TYPE,
    MAP_TYPE,
    PRESERVE,
    RULES,
    Schema,
)

_UNSUPPORTED = (
    ('id', 'id'),
    ('$schema', 'schema'),
    ('$ref', '$ref'),
    ('patternProperties', 'patternProperties'),
    ('dependencies', 'dependencies'),
    ('additionalItems', 'additionalItems'),
    ('definitions', 'definitions'),
)


class Level(Enum):
    """Where a schema stands."""

    ROOT = 'at the root'
    ITEM = 'for specified array items'
    FIELD = 'for specified object fields'


def unsupported(schema: Schema) -> str:
    """Why the schema cannot be taken for a structural one at all; '' if it can."""
    for key, name in _UNSUPPORTED:
        if schema.get(key) is not None and (schema[key] or key in ('additionalItems',)):
            return f"OpenAPIV3Schema '{name}' is not supported"
    if isinstance(schema.get('items'), list):
        return "OpenAPIV3Schema 'items' must be a schema, but is an array"
    if schema.get(PRESERVE) is False:
        return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined"
    return next((text for each in schemas.children(schema) if (text := unsupported(each))), '')


def check(schema: Schema, path: Path | None) -> list[FieldError]:
    """All that keeps the schema from being structural, in upstream's order: by text."""
    found = [*_invariants(schema, Level.ROOT, path), *_complete(schema, schema, path, path)]
    return sorted(found, key=str)


def _at(path: Path | None, name: str) -> Path:
    return Path(name) if path is None else path.child(name)


def _property(path: Path | None, name: str) -> Path:
    return _at(path, 'properties').key(name)


# -- every node says what it is ---------------------------------------------------------------------


def _invariants(schema: Schema, level: Level, path: Path | None) -> Iterator[FieldError]:
    items = schemas.items(schema)
    if schema.get('type') == 'array' and items is None:
        yield field.required(_at(path, 'items'), 'must be specified')
    if items is not None:
        yield from _invariants(items, Level.ITEM, _at(path, 'items'))
    for name, each in schemas.properties(schema).items():
        yield from _invariants(each, Level.FIELD, _property(path, name))
    yield from _additional(schema, level, path)
    yield from _extensions(schema, path)
    any_of, all_of = schemas.is_any_of_int_or_string(schema), schemas.is_all_of_int_or_string(schema)
    yield from _value_validation(schema, path, skip_any=any_of, skip_first_all=all_of)
    yield from _type(schema, level, path)
    yield from _meta(schema, level, path)


def _additional(schema: Schema, level: Level, path: Path | None) -> Iterator[FieldError]:
    if not schemas.allows_more(schema):
        return
    if level is Level.ROOT:
        yield field.forbidden(_at(path, 'additionalProperties'), 'must not be used at the root')
    more = schemas.additional(schema)
    if more is not None:
        yield from _invariants(more, Level.FIELD, _at(path, 'additionalProperties'))
    if schema.get(EMBEDDED):
        detail = 'must not be used if x-kubernetes-embedded-resource is set'
        yield field.forbidden(_at(path, 'additionalProperties'), detail)


def _extensions(schema: Schema, path: Path | None) -> Iterator[FieldError]:
    if not schema.get(INT_OR_STRING):
        return
    for key in (PRESERVE, EMBEDDED):
        if schema.get(key):
            yield field.invalid(_at(path, key), True, 'must be false if x-kubernetes-int-or-string is true')


def _type(schema: Schema, level: Level, path: Path | None) -> Iterator[FieldError]:
    type_ = schema.get('type', '')
    if schema.get(EMBEDDED) and type_ != 'object':
        detail = 'must be object if x-kubernetes-embedded-resource is true'
        yield field.invalid(_at(path, 'type'), type_, detail) if type_ else field.required(_at(path, 'type'), detail)
    elif not type_ and not schema.get(INT_OR_STRING) and not schema.get(PRESERVE):
        yield field.required(_at(path, 'type'), f'must not be empty {level.value}')
    if level is Level.ROOT and type_ and type_ != 'object':
        yield field.invalid(_at(path, 'type'), type_, 'must be object at the root')


def _meta(schema: Schema, level: Level, path: Path | None) -> Iterator[FieldError]:
    """apiVersion, kind and metadata of an object are what they always are."""
    known = schemas.properties(schema)
    is_object = level is Level.ROOT or bool(schema.get(EMBEDDED))
    for name in ('kind', 'apiVersion'):
        if is_object and name in known and known[name].get('type', '') != 'string':
            yield field.invalid(_property(path, name).child('type'), known[name].get('type', ''), 'must be string')
    if 'metadata' in known:
        metadata, at = known['metadata'], _property(path, 'metadata')
        if is_object and metadata.get('type', '') != 'object':
            yield field.invalid(at.child('type'), metadata.get('type', ''), 'must be object')
        if level is Level.ROOT and not _plain_metadata(metadata):
            detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified'
            yield field.forbidden(at, detail)
    if schema.get(EMBEDDED) and not schema.get(PRESERVE) and not known:
        detail = (
            'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields'
        )
        yield field.required(_at(path, 'properties'), detail)


def _plain_metadata(metadata: Schema) -> bool:
    rest = {key: value for key, value in metadata.items() if key not in ('type', 'default', 'properties')}
    return not rest and set(schemas.properties(metadata)) <= {'name', 'generateName'}


# -- what may stand inside anyOf, allOf, oneOf, not -------------------------------------------------


def _value_validation(
    schema: Schema, path: Path | None, *, skip_any: bool = False, skip_first_all: bool = False
) -> Iterator[FieldError]:
    if not skip_any:
        for index, each in enumerate(schema.get('anyOf') or ()):
            yield from _nested(each, _at(path, 'anyOf').index(index))
    for index, each in enumerate(schema.get('allOf') or ()):
        yield from _nested(each, _at(path, 'allOf').index(index), skip_any=skip_first_all and index == 0)
    for index, each in enumerate(schema.get('oneOf') or ()):
        yield from _nested(each, _at(path, 'oneOf').index(index))
    if schema.get('not') is not None:
        yield from _nested(schema['not'], _at(path, 'not'))
    if schema.get('pattern'):
        try:
            patterns.search(schema['pattern'])
        except patterns.BadPattern as error:
            detail = f"must be a valid regular expression, but isn't: {error}"
            yield field.invalid(_at(path, 'pattern'), schema['pattern'], detail)


_FORBIDDEN: tuple[tuple[str, str], ...] = (
    ('type', 'must be empty to be structural'),
    ('additionalProperties', 'must be undefined to be structural'),
    ('default', 'must be undefined to be structural'),
    ('title', 'must be empty to be structural'),
    ('description', 'must be empty to be structural'),
    ('nullable', 'must be false to be structural'),
    (PRESERVE, 'must be false to be structural'),
    (EMBEDDED, 'must be false to be structural'),
    (INT_OR_STRING, 'must be false to be structural'),
    (LIST_KEYS, 'must be empty to be structural'),
    (LIST_TYPE, 'must be undefined to be structural'),
    (MAP_TYPE, 'must be undefined to be structural'),
    (RULES, 'must be empty to be structural'),
)


def _nested(schema: Schema, path: Path, *, skip_any: bool = False) -> Iterator[FieldError]:
    yield from _value_validation(schema, path, skip_any=skip_any)
    items = schemas.items(schema)
    if items is not None:
        yield from _nested(items, path.child('items'))
    for name, each in schemas.properties(schema).items():
        yield from _nested(each, path.child('properties').key(name))
    for key, detail in _FORBIDDEN:
        value: Any = schema.get(key)
        if value or (key in ('default', 'additionalProperties', LIST_TYPE, MAP_TYPE) and value is not None):
            yield field.forbidden(path.child(key), detail)
    if 'metadata' in schemas.properties(schema):
        yield field.forbidden(path.child('properties').key('metadata'), 'must not be specified in a nested context')


# -- what is restricted there is specified outside --------------------------------------------------


def _complete(validation: Schema, schema: Schema | None, path: Path | None, at: Path | None) -> Iterator[FieldError]:
    if validation.get('not') is not None:
        yield from _complete_nested(validation['not'], schema, path, _at(at, 'not'))
    for key in ('allOf', 'anyOf', 'oneOf'):
        for index, each in enumerate(validation.get(key) or ()):
            yield from _complete_nested(each, schema, path, _at(at, key).index(index))


def _complete_nested(
    validation: Schema | None, schema: Schema | None, path: Path | None, at: Path
) -> Iterator[FieldError]:
    if validation is None:
        return
    if schema is None:
        yield field.required(path, f'because it is defined in {at}')
        return
    yield from _complete(validation, schema, path, at)
    yield from _complete_nested(schemas.items(validation), schemas.items(schema), _at(path, 'items'), at.child('items'))
    known: Mapping[str, Schema] = schemas.properties(schema)
    for name, each in schemas.properties(validation).items():
        here, there = _property(path, name), at.child('properties').key(name)
        if name in known:
            yield from _complete_nested(each, known[name], here, there)
        else:
            yield field.required(here, f'because it is defined in {there}')
