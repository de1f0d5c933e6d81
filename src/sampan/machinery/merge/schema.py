"""Types of documents, as far as merging cares: what is a leaf, and how the rest is taken apart.

A `Type` may allow several shapes at once (free-form JSON does); which one a document has is seen when it is there.
Types refer to each other as objects, in cycles where upstream's do.

Upstream: structured-merge-diff `schema/elements.go`, `typed/parser.go` (the deduced type); kube-openapi
`pkg/schemaconv` (`from_openapi`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sampan.machinery.merge.elements import FIELD

NUMERIC, STRING, BOOLEAN, UNTYPED = 'numeric', 'string', 'boolean', 'untyped'
MISSING: Final = object()
"""No default: a key field that an item leaves out is not part of its key."""


class Type:
    """What may stand at one place: a scalar of a kind, a list, a map. All unset: nothing may."""

    __slots__ = ('list', 'map', 'scalar')

    def __init__(self, scalar: str = '', list: ListType | None = None, map: MapType | None = None) -> None:
        self.scalar = scalar
        self.list = list
        self.map = map


class ListType:
    """A list: one leaf (`atomic`), or items told apart by `keys`, or without keys by their values (a set)."""

    __slots__ = ('atomic', 'defaults', 'element', 'keys')

    def __init__(self, element: Type, keys: tuple[str, ...] = (), *, atomic: bool = True) -> None:
        self.element = element
        self.keys = keys
        self.atomic = atomic
        self.defaults: dict[str, Any] = {}  # of key fields that an item may leave out


class MapType:
    """A map: one leaf (`atomic`), or declared fields, or names whose values all are an `element`; or both.

    `fields` has for each name its path element and type. Without an `element` no other names are allowed.
    """

    __slots__ = ('atomic', 'element', 'fields')

    def __init__(self, element: Type | None = None, *, atomic: bool = False) -> None:
        self.fields: dict[str, tuple[str, Type]] = {}
        self.element = element
        self.atomic = atomic

    def declare(self, name: str, type: Type) -> None:
        """Add a field."""
        self.fields[name] = (FIELD + name, type)


def atomic(type: Type) -> Type:
    """The same type where all of a map is one leaf."""
    if type.map is None:
        return type
    whole = MapType(type.map.element, atomic=True)
    whole.fields = type.map.fields
    return Type(type.scalar, type.list, whole)


def granular(type: Type) -> Type:
    """The same type where a map has members of its own."""
    if type.map is None:
        return type
    apart = MapType(type.map.element)
    apart.fields = type.map.fields
    return Type(type.scalar, type.list, apart)


def _deduced() -> tuple[Type, Type]:
    """Free-form JSON: maps are taken apart, lists are leaves; and what is inside of such leaves."""
    whole = Type(UNTYPED)
    whole.list, whole.map = ListType(whole), MapType(whole, atomic=True)
    parts = Type(UNTYPED)
    parts.list, parts.map = ListType(whole), MapType(parts)
    return parts, whole


DEDUCED, OPAQUE = _deduced()


def is_deduced(map: MapType) -> bool:
    """Whether nothing is known about a map's members (such maps are not reconciled)."""
    return map.element is DEDUCED and not map.fields


def from_openapi(schema: Mapping[str, Any], *, preserve: bool = False, metadata: Type = DEDUCED) -> Type:
    """The type of a structural schema of a custom resource (OpenAPI 3, without references).

    `preserve`: unknown fields are kept everywhere. `metadata` is the type of the metadata of objects inside of objects;
    the caller declares that of the object itself. Raises ValueError for a schema that is not structural.
    """
    return _Builder(metadata).type(schema, preserve)


class _Builder:
    def __init__(self, metadata: Type) -> None:
        self._metadata = metadata

    def type(self, schema: Mapping[str, Any], preserve: bool) -> Type:
        preserve = preserve or schema.get('x-kubernetes-preserve-unknown-fields') is True
        kind = schema.get('type', '')
        if not kind:
            if schema.get('x-kubernetes-int-or-string'):
                return Type(UNTYPED)
            return Type(UNTYPED, self._list(schema, preserve), self._map(schema, preserve))
        if kind == 'object':
            return Type(map=self._map(schema, preserve))
        if kind == 'array':
            return Type(list=self._list(schema, preserve))
        if kind in ('integer', 'number'):
            return Type(NUMERIC)
        if kind == 'boolean':
            return Type(BOOLEAN)
        if kind == 'string':
            return Type(STRING if schema.get('format', '') in ('', 'byte') else UNTYPED)
        raise ValueError(f"unrecognized type: '{kind}'")

    def _map(self, schema: Mapping[str, Any], preserve: bool) -> MapType:
        found = MapType(self._others(schema, preserve), atomic=schema.get('x-kubernetes-map-type') == 'atomic')
        for name, member in (schema.get('properties') or {}).items():
            found.declare(name, self.type(member, preserve))
        if schema.get('x-kubernetes-embedded-resource') is True:
            found.declare('apiVersion', Type(STRING))
            found.declare('kind', Type(STRING))
            found.declare('metadata', self._metadata)
        return found

    def _others(self, schema: Mapping[str, Any], preserve: bool) -> Type | None:
        """The type of members that are not declared."""
        more = schema.get('additionalProperties')
        if isinstance(more, Mapping):
            return self.type(more, preserve)
        if more is None:
            return DEDUCED if preserve or not schema.get('properties') else None
        return DEDUCED if more else None

    def _list(self, schema: Mapping[str, Any], preserve: bool) -> ListType:
        items = schema.get('items')
        element = OPAQUE if items is None else self.type(items, preserve)
        kind = schema.get('x-kubernetes-list-type', 'atomic')
        keys = tuple(schema.get('x-kubernetes-list-map-keys') or ()) if kind == 'map' else ()
        found = ListType(element, keys, atomic=kind not in ('map', 'set'))
        for name in keys:
            default = ((items or {}).get('properties') or {}).get(name, {}).get('default', MISSING)
            if default is not MISSING:
                found.defaults[name] = default
        return found
