"""Filling in defaults. Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from sampan.machinery.structural import schemas
from sampan.machinery.structural.schemas import Schema

Step = Callable[[Any], None]  # changes the value in place


def copy(value: Any) -> Any:
    """A private copy of a JSON value."""
    if type(value) is dict or type(value) is list:
        return msgspec.json.decode(msgspec.json.encode(value))
    return value


def defaulter(schema: Schema | None) -> Step | None:
    """What fills in the defaults of a value; None if the schema has none.

    A field that is missing gets its default, and so does a null that may not be null.
    """
    if schema is None:
        return None
    known = schemas.properties(schema)
    defaults = {name: each['default'] for name, each in known.items() if each.get('default') is not None}
    nullable = frozenset(name for name in defaults if known[name].get('nullable'))
    inner = {name: step for name, each in known.items() if (step := defaulter(each)) is not None}
    value_schema, item_schema = schemas.additional(schema), schemas.items(schema)
    more, item = _element(value_schema), _element(item_schema)
    if not (defaults or inner or more or item):
        return None

    def fill(value: Any) -> None:
        if type(value) is dict:
            for name, default in defaults.items():
                if name not in value or (value[name] is None and name not in nullable):
                    value[name] = copy(default)
            for name, step in inner.items():
                if name in value:
                    step(value[name])
            if more is not None:
                for name in value:
                    if name not in known:
                        value[name] = more(value[name])
        elif type(value) is list and item is not None:
            value[:] = [item(part) for part in value]

    return fill


def _element(schema: Schema | None) -> Callable[[Any], Any] | None:
    """What becomes of an element of a list or map: nulls are replaced, the rest is filled in."""
    if schema is None:
        return None
    default, step = schema.get('default'), defaulter(schema)
    replaces = default is not None and not schema.get('nullable')
    if not replaces and step is None:
        return None

    def element(value: Any) -> Any:
        if value is None and replaces:
            value = copy(default)
        if step is not None:
            step(value)
        return value

    return element


def null_pruner(schema: Schema | None) -> Step | None:
    """What removes nulls of fields that are not nullable and have no default; None if there are no such fields."""
    if schema is None:
        return None
    known = schemas.properties(schema)
    more_schema = schemas.additional(schema)
    doomed = frozenset(name for name, each in known.items() if _doomed(each))
    inner = {name: step for name, each in known.items() if (step := null_pruner(each)) is not None}
    more, item = null_pruner(more_schema), null_pruner(schemas.items(schema))
    more_doomed = _doomed(more_schema)
    if not (doomed or inner or more or item or more_doomed):
        return None

    def prune(value: Any) -> None:
        if type(value) is dict:
            gone = None
            for name, part in value.items():
                if part is None:
                    if name in doomed or (more_doomed and name not in known):
                        gone = [name] if gone is None else [*gone, name]
                    continue
                step = inner.get(name) if name in known else more
                if step is not None:
                    step(part)
            for name in gone or ():
                del value[name]
        elif type(value) is list and item is not None:
            for part in value:
                item(part)

    return prune


def _doomed(schema: Schema | None) -> bool:
    return schema is not None and not schema.get('nullable') and schema.get('default') is None
