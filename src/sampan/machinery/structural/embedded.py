"""Whole objects inside custom resources. Upstream: apiextensions-apiserver/pkg/apiserver/schema/objectmeta."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sampan.machinery import field, names
from sampan.machinery.field import FieldError, Path
from sampan.machinery.structural import schemas
from sampan.machinery.structural.schemas import EMBEDDED, Schema

# What is wrong with the metadata of an embedded object; the types it needs live above this package.
CheckMetadata = Callable[[Any, Path], Iterable[FieldError]]


def has_embedded(schema: Schema | None) -> bool:
    """Whether there is an embedded object anywhere below the root."""
    return schemas.has(schema, lambda each: bool(each.get(EMBEDDED)))


def check(value: Any, schema: Schema | None, path: Path | None, metadata: CheckMetadata) -> Iterator[FieldError]:
    """What is wrong with apiVersion, kind and metadata of the embedded objects of a value."""
    if schema is None:
        return
    if isinstance(value, list):
        assert path is not None, 'the root of an object is no list'
        for index, part in enumerate(value):
            yield from check(part, schemas.items(schema), path.index(index), metadata)
    elif isinstance(value, dict):
        if schema.get(EMBEDDED):
            yield from _object(value, path, metadata)
        known, more = schemas.properties(schema), schemas.additional(schema)
        for name, part in value.items():
            if name in known:
                yield from check(part, known[name], child(path, name), metadata)
            elif more is not None:
                below = Path(f'[{name}]') if path is None else path.key(name)
                yield from check(part, more, below, metadata)


def objects(value: Any, schema: Schema | None, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The embedded objects of a value, each with its path (`spec.template`)."""
    if schema is None:
        return
    if isinstance(value, list):
        for index, part in enumerate(value):
            yield from objects(part, schemas.items(schema), f'{path}[{index}]')
    elif isinstance(value, dict):
        if schema.get(EMBEDDED):
            yield path, value
        known, more = schemas.properties(schema), schemas.additional(schema)
        for name, part in value.items():
            yield from objects(part, known.get(name, more), f'{path}.{name}' if path else name)


def child(path: Path | None, name: str) -> Path:
    return Path(name) if path is None else path.child(name)


def _object(value: dict[str, Any], path: Path | None, metadata: CheckMetadata) -> Iterator[FieldError]:
    for name in ('apiVersion', 'kind'):
        if name not in value:
            yield field.required(child(path, name))
    for name, part in value.items():
        at = child(path, name)
        if name in ('apiVersion', 'kind') and not isinstance(part, str):
            yield field.invalid(at, part, 'must be a string')
        elif name in ('apiVersion', 'kind') and not part:
            yield field.invalid(at, part, 'must not be empty')
        elif name == 'apiVersion' and part.count('/') > 1:
            yield field.invalid(at, part, f'unexpected GroupVersion string: {part}')
        elif name == 'kind' and (wrong := names.dns1035_label(part.lower())):
            detail = f'may have mixed case, but should otherwise match: {",".join(wrong)}'
            yield field.invalid(at, part, detail)
        elif name == 'metadata':
            yield from metadata(part, at)
