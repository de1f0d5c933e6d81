"""Removing fields a schema does not know. Upstream: apiextensions-apiserver/pkg/apiserver/schema/pruning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sampan.machinery.structural import schemas
from sampan.machinery.structural.schemas import EMBEDDED, META, PRESERVE, Schema

Pruner = Callable[[Any], bool]  # changes the value in place; True if anything was removed


def pruner(schema: Schema | None, *, root: bool = False) -> Pruner:
    """What removes the unknown fields of a value. At the `root` apiVersion, kind and metadata always stay."""
    if schema is None and not root:
        return _wipe
    return _compiled(schema or {}, embedded=root or bool((schema or {}).get(EMBEDDED)))


def _compiled(schema: Schema, *, embedded: bool) -> Pruner:
    known = {name: pruner(each) for name, each in schemas.properties(schema).items()}
    more = pruner(schemas.additional(schema)) if schemas.allows_more(schema) else None
    items = schemas.items(schema)
    if schema.get(PRESERVE):
        return _preserving(known, more, None if items is None else _preserved(items), embedded)
    return _removing(known, more, pruner(items), embedded)


def _preserved(schema: Schema) -> Pruner:
    """Elements of a list whose unknown fields are preserved are preserved too."""
    return _compiled({**schema, PRESERVE: True}, embedded=bool(schema.get(EMBEDDED)))


def _removing(known: dict[str, Pruner], more: Pruner | None, item: Pruner, embedded: bool) -> Pruner:
    def prune(value: Any) -> bool:
        changed = False
        if type(value) is dict:
            for name in list(value):
                if embedded and name in META:
                    continue
                inner = known.get(name, more)
                if inner is None:
                    del value[name]
                    changed = True
                else:
                    part = value[name]
                    if type(part) is dict or type(part) is list:
                        changed = inner(part) or changed
        elif type(value) is list:
            for part in value:
                changed = item(part) or changed
        return changed

    return prune


def _preserving(known: dict[str, Pruner], more: Pruner | None, item: Pruner | None, embedded: bool) -> Pruner:
    def prune(value: Any) -> bool:
        changed = False
        if type(value) is dict:
            for name, part in value.items():
                inner = known.get(name, more)
                if inner is not None and not (embedded and name in META):
                    changed = inner(part) or changed
        elif type(value) is list and item is not None:
            for part in value:
                changed = item(part) or changed
        return changed

    return prune


def _wipe(value: Any) -> bool:
    """Where nothing is known nothing stays; elements of lists keep their places."""
    if type(value) is dict:
        changed = bool(value)
        value.clear()
        return changed
    if type(value) is list:
        return sum(map(_wipe, value)) > 0  # every element is wiped: no short cut
    return False


def unknown(value: Any, schema: Schema | None, *, root: bool = False) -> list[str]:
    """The paths of the fields that pruning would remove, sorted: `spec.foo`, `spec.list[0].bar`."""
    embedded = root or bool(schema and schema.get(EMBEDDED))
    return sorted(_unknown(value, (schema or {}) if root else schema, '', embedded, preserve=False))


def _unknown(value: Any, schema: Schema | None, path: str, embedded: bool, preserve: bool) -> Iterator[str]:
    if isinstance(value, list):
        item = None if schema is None else schemas.items(schema)
        if preserve and item is None:
            return
        for index, part in enumerate(value):
            yield from _below(part, item, f'{path}[{index}]', preserve or _preserves(schema))
    elif isinstance(value, dict):
        keeps = preserve or _preserves(schema)
        known = {} if schema is None else schemas.properties(schema)
        for name, part in value.items():
            if embedded and name in META:
                continue
            here = f'{path}.{name}' if path else name
            if name in known:
                yield from _below(part, known[name], here, False)
            elif schema is not None and schemas.allows_more(schema):
                yield from _below(part, schemas.additional(schema), here, False)
            elif not keeps:
                yield here


def _below(value: Any, schema: Schema | None, path: str, preserve: bool) -> Iterator[str]:
    return _unknown(value, schema, path, bool(schema and schema.get(EMBEDDED)), preserve)


def _preserves(schema: Schema | None) -> bool:
    return bool(schema and schema.get(PRESERVE))
