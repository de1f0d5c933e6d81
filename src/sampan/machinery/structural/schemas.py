"""Reading schemas: the keys by their meaning, and walks over all parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

PRESERVE = 'x-kubernetes-preserve-unknown-fields'
EMBEDDED = 'x-kubernetes-embedded-resource'
INT_OR_STRING = 'x-kubernetes-int-or-string'
LIST_TYPE = 'x-kubernetes-list-type'
LIST_KEYS = 'x-kubernetes-list-map-keys'
MAP_TYPE = 'x-kubernetes-map-type'
RULES = 'x-kubernetes-validations'

META = frozenset({'apiVersion', 'kind', 'metadata'})
_INT_OR_STRING = [{'type': 'integer'}, {'type': 'string'}]


def properties(schema: Schema) -> Mapping[str, Schema]:
    found: Mapping[str, Schema] = schema.get('properties') or {}
    return found


def items(schema: Schema) -> Schema | None:
    """The schema of a list's elements; None if there is none, or one for each position."""
    found = schema.get('items')
    return found if isinstance(found, dict) else None


def additional(schema: Schema) -> Schema | None:
    """The schema of a map's values; None if there is none (see `allows_more` for a plain `true`)."""
    found = schema.get('additionalProperties')
    return found if isinstance(found, dict) else None


def allows_more(schema: Schema) -> bool:
    """Whether `additionalProperties` is set at all."""
    return schema.get('additionalProperties') is not None


def children(schema: Schema) -> Iterator[Schema]:
    """The schemas directly inside one, wherever they stand."""
    yield from _of(schema.get('items'))
    for key in ('allOf', 'anyOf', 'oneOf'):
        yield from _of(schema.get(key))
    yield from _of(schema.get('not'))
    yield from properties(schema).values()
    yield from _of(schema.get('additionalProperties'))
    for key in ('patternProperties', 'definitions', 'dependencies'):
        for each in (schema.get(key) or {}).values():
            yield from _of(each)
    yield from _of(schema.get('additionalItems'))


def _of(value: Any) -> Iterator[Schema]:
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))


def has(schema: Schema | None, test: Callable[[Schema], bool]) -> bool:
    """Whether the schema or any part of it passes the test."""
    if schema is None:
        return False
    return test(schema) or any(has(child, test) for child in children(schema))


def is_any_of_int_or_string(schema: Schema) -> bool:
    """`anyOf: [integer, string]`, the form in which int-or-string may be spelled out."""
    return schema.get('anyOf') == _INT_OR_STRING


def is_all_of_int_or_string(schema: Schema) -> bool:
    """The same inside the first `allOf`, which leaves `anyOf` free for something else."""
    first = (schema.get('allOf') or [{}])[0]
    return bool(first.get('anyOf') == _INT_OR_STRING)


def unfolded(schema: Schema) -> dict[str, Any]:
    """A copy in which int-or-string says so by `anyOf` as well: for readers that do not know the extension."""
    made = {key: _unfolded(key, value) for key, value in schema.items()}
    if not schema.get(INT_OR_STRING) or is_any_of_int_or_string(schema) or is_all_of_int_or_string(schema):
        return made
    if made.get('anyOf'):
        made['allOf'] = [{'anyOf': list(_INT_OR_STRING)}, *made.get('allOf', [])]
    else:
        made['anyOf'] = list(_INT_OR_STRING)
    return made


def _unfolded(key: str, value: Any) -> Any:
    if key == 'properties':
        return {name: unfolded(each) for name, each in value.items()}
    if key in ('items', 'additionalProperties') and isinstance(value, dict):
        return unfolded(value)
    return value
