"""Facts about the fields of generated types: JSON names, protobuf numbers, merge keys, list types.

Read from `generated.tables`, module by module, on first use. Strategic merge patches ask through
`patch_schema`; protobuf and strict decoding through `fields_of`.

Upstream: the struct tags of k8s.io/api, and the `x-kubernetes-*` extensions of its OpenAPI document.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from sampan.machinery.patch.schema import UNKNOWN, PatchField, Schema

StructType = type[msgspec.Struct]
_GENERATED = 'sampan.api.generated'


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field of a generated type."""

    attr: str  # the Python attribute
    json: str  # the name on the wire
    number: int  # protobuf field number; 0: not in protobuf
    embed: tuple[int, ...]  # protobuf numbers of the messages it is nested in, though flat in JSON
    container: str  # '', 'list', 'map', 'wrap' (a list in a message of its own), or nested: 'map:wrap', 'list:list'
    kind: str  # string, bool, int32, int64, double, bytes, message, time, microtime, quantity, intstr, raw, union, any
    ref: str  # for messages: 'core_v1.Container'
    flags: str  # 'p' pointer, 'o' left out when empty
    go: str  # the Go type without its pointer, as error messages print it: '[]v1.Container'
    list_type: str = ''  # atomic, set, map; for maps granular, atomic
    map_keys: tuple[str, ...] = ()
    strategy: str = ''  # patch strategies, comma separated: merge, replace, retainKeys
    merge_key: str = ''

    @property
    def pointer(self) -> bool:
        return 'p' in self.flags

    @property
    def omitempty(self) -> bool:
        return 'o' in self.flags


_fields: dict[Any, tuple[FieldInfo, ...]] = {}  # one per type; the number of types is fixed


def fields_of(type: type[Any]) -> tuple[FieldInfo, ...]:
    """All fields of a generated type in wire order. KeyError for a class that is not generated."""
    found = _fields.get(type)
    if found is None:
        module = type.__module__.rpartition('.')[2]
        table = importlib.import_module(f'{_GENERATED}.tables.{module}')
        rows: tuple[tuple[Any, ...], ...] = table.FIELDS[type.__name__]
        found = _fields[type] = tuple(FieldInfo(*row) for row in rows)
    return found


@cache
def resolve(ref: str) -> StructType:
    """The class a `ref` names."""
    module, _, name = ref.partition('.')
    found: StructType = getattr(importlib.import_module(f'{_GENERATED}.{module}'), name)
    return found


class _TypeSchema:
    """The patch rules of one generated type."""

    def __init__(self, type: StructType) -> None:
        self._fields = {info.json: info for info in fields_of(type)}

    def field(self, name: str) -> PatchField | None:
        info = self._fields.get(name)
        if info is None:
            return None
        strategies = tuple(info.strategy.split(',')) if info.strategy else ()
        return PatchField(self._inner(info), strategies, info.merge_key)

    @staticmethod
    def _inner(info: FieldInfo) -> Schema:
        if info.kind != 'message' or info.container not in ('', 'list', 'map'):
            return UNKNOWN
        inner = patch_schema(resolve(info.ref))
        return _EveryName(inner) if info.container == 'map' else inner


class _EveryName:
    """A map of objects: under every name the same type."""

    def __init__(self, inner: Schema) -> None:
        self._field = PatchField(inner)

    def field(self, name: str) -> PatchField | None:
        return self._field


_schemas: dict[Any, Schema] = {}  # one per type; the number of types is fixed


def patch_schema(type: type[Any]) -> Schema:
    """What `machinery.patch.strategic_merge_patch` needs to know about a type."""
    found = _schemas.get(type)
    if found is None:
        found = _schemas[type] = _TypeSchema(type)
    return found
