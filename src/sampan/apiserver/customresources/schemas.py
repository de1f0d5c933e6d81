"""The schemas of custom resources as OpenAPI documents show them.

Upstream: apiextensions-apiserver/pkg/controller/openapi/{builder,v2}.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sampan.machinery.structural import schemas
from sampan.machinery.structural.schemas import EMBEDDED, PRESERVE, Schema

Reference = Callable[[], dict[str, Any]]  # makes a reference to ObjectMeta

_STRING = {'type': 'string'}


def published(schema: Schema | None, metadata: Reference, *, v2: bool, keeps_unknown: bool) -> dict[str, Any]:
    """An object's schema. Without one, or (in OpenAPI 2) if it is open, it says only that this is an object."""
    if schema is None or (v2 and (schema.get(PRESERVE) or keeps_unknown)):
        return {'type': 'object'}
    made = schemas.unfolded(schema)
    if v2:
        made = _for_v2(made)
    made = _embedded(made, metadata)
    made['properties'] = _with_meta(made.get('properties') or {}, metadata)
    return made


def _with_meta(properties: Schema, metadata: Reference) -> dict[str, Any]:
    return {**properties, 'apiVersion': _STRING, 'kind': _STRING, 'metadata': metadata()}


def _embedded(schema: Schema, metadata: Reference) -> dict[str, Any]:
    """Objects inside objects have the same three fields."""
    made = dict(schema)
    known = schemas.properties(schema)
    if known:
        made['properties'] = {name: _embedded(each, metadata) for name, each in known.items()}
    for key in ('items', 'additionalProperties'):
        if isinstance(schema.get(key), dict):
            made[key] = _embedded(schema[key], metadata)
    if schema.get(EMBEDDED):
        made['properties'] = _with_meta(made.get('properties') or {}, metadata)
        made['required'] = list(dict.fromkeys([*(schema.get('required') or ()), 'kind', 'apiVersion']))
    return made


def _for_v2(schema: Schema) -> dict[str, Any]:
    """What OpenAPI 2 cannot say is left out: alternatives, nulls, and parts of what is not closed."""
    made = {key: value for key, value in schema.items() if key not in ('allOf', 'anyOf', 'oneOf', 'not', 'nullable')}
    if schema.get('nullable'):
        for key in ('type', 'items', 'properties', 'additionalProperties'):
            made.pop(key, None)
    if schema.get(PRESERVE):
        for key in ('items', 'properties'):
            made.pop(key, None)
    known = made.get('properties') or {}
    if known:
        nullable = {name for name, each in known.items() if each.get('nullable')}
        required = [name for name in made.pop('required', None) or () if name not in nullable]
        if required:
            made['required'] = required
        made['properties'] = {name: _for_v2(each) for name, each in known.items()}
    for key in ('items', 'additionalProperties'):
        if isinstance(made.get(key), dict):
            made[key] = _for_v2(made[key])
    return made
