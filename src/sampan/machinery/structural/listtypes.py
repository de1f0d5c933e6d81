"""Lists that are sets or maps have no doubles. Upstream: apiextensions-apiserver/pkg/apiserver/schema/listtype."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sampan.machinery import field
from sampan.machinery.field import FieldError, Path
from sampan.machinery.gotext import json_text
from sampan.machinery.structural import schemas
from sampan.machinery.structural.schemas import LIST_KEYS, LIST_TYPE, Schema

_UNSPECIFIED = object()


def watched(schema: Schema | None) -> bool:
    """Whether the schema has any set or map made of a list: without one there is nothing to check."""
    return schemas.has(schema, lambda each: each.get(LIST_TYPE) in ('set', 'map'))


def duplicates(value: Any, schema: Schema | None, path: Path | None = None) -> Iterator[FieldError]:
    """The elements of sets and maps that are there more than once."""
    if schema is None:
        return
    if isinstance(value, list):
        yield from _list(value, schema, path)
    elif isinstance(value, dict):
        known, more = schemas.properties(schema), schemas.additional(schema)
        for name, part in value.items():
            if more is not None:
                yield from duplicates(part, more, _key(path, name))
            if name in known:
                yield from duplicates(part, known[name], _child(path, name))


def _child(path: Path | None, name: str) -> Path:
    return Path(name) if path is None else path.child(name)


def _key(path: Path | None, name: str) -> Path:
    return Path(f'[{name}]') if path is None else path.key(name)


def _list(value: list[Any], schema: Schema, path: Path | None) -> Iterator[FieldError]:
    assert path is not None, 'the root of an object is no list'
    kind = schema.get(LIST_TYPE)
    if kind == 'set':
        for index in _repeated([_identity(part) for part in value]):
            yield field.duplicate(path.index(index), value[index])
    elif kind == 'map':
        yield from _map(value, schema, path)
    item = schemas.items(schema)
    for index, part in enumerate(value):
        yield from duplicates(part, item, path.index(index))


def _map(value: list[Any], schema: Schema, path: Path) -> Iterator[FieldError]:
    for index, part in enumerate(value):
        if part is not None and not isinstance(part, dict):
            yield field.invalid(path.index(index), part, 'must be an object for an array of list-type map')
            return
    keys = [key_of(part or {}, schema) for part in value]
    for index in _repeated([_identity(key) for key in keys]):
        yield field.duplicate(path.index(index), keys[index])


def key_of(part: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """The members by which an element of a list of type map is known."""
    return {name: part[name] for name in schema.get(LIST_KEYS) or () if name in part}


def _identity(value: Any) -> Any:
    """Something hashable that is equal for equal JSON values of the same type."""
    if isinstance(value, (dict, list)):
        return json_text(value)
    return (type(value), value)


def _repeated(keys: list[Any]) -> list[int]:
    """The index of the second occurrence of each key that has one."""
    times: dict[Any, int] = {}
    found = []
    for index, key in enumerate(keys):
        times[key] = times.get(key, 0) + 1
        if times[key] == 2:
            found.append(index)
    return found
