"""Merge types of the API's types, from their field tables, and of custom resources, from their schemas.

Upstream: the OpenAPI definitions through kube-openapi `pkg/schemaconv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sampan.api.generated import meta_v1
from sampan.api.schema import FieldInfo, StructType, fields_of, resolve
from sampan.apiserver.openapi.facts import ATOMIC
from sampan.apiserver.openapi.schemas import definition_name
from sampan.machinery.merge import schema
from sampan.machinery.merge.schema import BOOLEAN, DEDUCED, NUMERIC, OPAQUE, STRING, UNTYPED, ListType, MapType, Type

_SCALARS = {
    'string': STRING,
    'bytes': STRING,
    'bool': BOOLEAN,
    'int32': NUMERIC,
    'int64': NUMERIC,
    'double': NUMERIC,
    'time': UNTYPED,
    'microtime': UNTYPED,
    'quantity': UNTYPED,
    'intstr': UNTYPED,
}
_ZERO = {STRING: '', NUMERIC: 0, BOOLEAN: False}
# Defaults that upstream marks on key fields of lists.
_DEFAULTS = {
    ('ContainerPort', 'protocol'): 'TCP',
    ('ServicePort', 'protocol'): 'TCP',
    ('LocalObjectReference', 'name'): '',
}

_types: dict[Any, Type] = {}  # one per type; the number of types is fixed


def type_of(kind: StructType) -> Type:
    """The merge type of a generated type."""
    found = _types.get(kind)
    if found is None:
        members = MapType(atomic=definition_name(kind) in ATOMIC)
        found = _types[kind] = Type(map=members)
        for info in fields_of(kind):
            members.declare(info.json, _field(info))
    return found


def custom_type(structural: Mapping[str, Any] | None, *, preserve: bool = False) -> Type:
    """The merge type of a custom resource from its structural schema; without one everything is deduced."""
    metadata = type_of(meta_v1.ObjectMeta)
    found = DEDUCED if structural is None else schema.from_openapi(structural, preserve=preserve, metadata=metadata)
    members = MapType(found.map.element if found.map else DEDUCED, atomic=bool(found.map and found.map.atomic))
    members.fields = dict(found.map.fields) if found.map else {}
    members.declare('apiVersion', Type(STRING))
    members.declare('kind', Type(STRING))
    members.declare('metadata', metadata)
    return Type(map=members)


def _field(info: FieldInfo) -> Type:
    found = _value(info)
    containers = info.container.split(':') if info.container else []
    for position, container in reversed(list(enumerate(containers))):
        found = _contained(container, found, info, outermost=position == 0)
    if not containers and info.list_type:
        return schema.atomic(found) if info.list_type == 'atomic' else schema.granular(found)
    return found


def _value(info: FieldInfo) -> Type:
    if info.kind == 'message':
        return type_of(resolve(info.ref))
    if info.kind in _SCALARS:
        return Type(_SCALARS[info.kind])
    return OPAQUE if info.kind == 'raw' else DEDUCED


def _contained(container: str, inner: Type, info: FieldInfo, *, outermost: bool) -> Type:
    if container == 'map':
        return Type(map=MapType(inner, atomic=outermost and info.list_type == 'atomic'))
    return Type(list=_list(inner, info) if outermost else ListType(inner))


def _list(inner: Type, info: FieldInfo) -> ListType:
    merges = 'merge' in info.strategy.split(',')
    keys = info.map_keys or ((info.merge_key,) if merges and info.merge_key else ())
    kind = info.list_type or ('map' if keys else 'set' if merges else 'atomic')
    found = ListType(inner, keys if kind == 'map' else (), atomic=kind == 'atomic')
    if found.keys:
        found.defaults = _key_defaults(resolve(info.ref), found.keys)
    return found


def _key_defaults(kind: StructType, keys: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for info in fields_of(kind):
        if info.json not in keys:
            continue
        special = (kind.__name__, info.json)
        if special in _DEFAULTS:
            found[info.json] = _DEFAULTS[special]
        elif not info.pointer and not info.omitempty and _SCALARS.get(info.kind) in _ZERO:
            found[info.json] = _ZERO[_SCALARS[info.kind]]
    return found
