"""Generated types as OpenAPI schemas, in either dialect.

The names of definitions are upstream's (`io.k8s.api.core.v1.Pod`), because clients compare them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sampan.api.resources import GROUPS
from sampan.api.schema import FieldInfo, fields_of, resolve
from sampan.apiserver.openapi.enums import ENUMS
from sampan.apiserver.openapi.facts import ATOMIC, REQUIRED, UNIONS

if TYPE_CHECKING:
    from sampan.api.schema import StructType

META = 'io.k8s.apimachinery.pkg.apis.meta.v1'
SPECIAL = {
    'time': f'{META}.Time',
    'microtime': f'{META}.MicroTime',
    'duration': f'{META}.Duration',
    'quantity': 'io.k8s.apimachinery.pkg.api.resource.Quantity',
    'intstr': 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
}
PRIMITIVES: dict[str, dict[str, Any]] = {
    'string': {'type': 'string'},
    'bool': {'type': 'boolean'},
    'int32': {'type': 'integer', 'format': 'int32'},
    'int64': {'type': 'integer', 'format': 'int64'},
    'double': {'type': 'number', 'format': 'double'},
    'bytes': {'type': 'string', 'format': 'byte'},
}
ZERO: dict[str, Any] = {'string': '', 'bool': False, 'int32': 0, 'int64': 0, 'double': 0}
_DEFINITIONS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1'
# Values of any form, by the name that a field knows them by.
ANYTHING = {
    'v1.JSON': f'{_DEFINITIONS}.JSON',
    'v1.JSONSchemaPropsOrBool': f'{_DEFINITIONS}.JSONSchemaPropsOrBool',
    'v1.JSONSchemaPropsOrArray': f'{_DEFINITIONS}.JSONSchemaPropsOrArray',
    'v1.JSONSchemaDependencies': f'{_DEFINITIONS}.JSONSchemaPropsOrStringArray',
}
RAW = ANYTHING | {
    'v1.FieldsV1': f'{META}.FieldsV1',
    'runtime.RawExtension': 'io.k8s.apimachinery.pkg.runtime.RawExtension',
}
# Kinds that belong to every group: options and answers.
EVERYWHERE = frozenset({'DeleteOptions', 'WatchEvent'})
# Kinds without metadata that are answers all the same: those of discovery.
BARE = frozenset({'APIGroup', 'APIGroupList', 'APIResourceList', 'APIVersions'})


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between OpenAPI 2 and 3."""

    prefix: str  # of references
    defaults: bool  # zero values are written as defaults
    special: dict[str, dict[str, Any]]

    def reference(self, name: str) -> dict[str, Any]:
        return {'$ref': self.prefix + name}


V2 = Dialect(
    '#/definitions/',
    defaults=False,
    special={
        SPECIAL['time']: {'type': 'string', 'format': 'date-time'},
        SPECIAL['microtime']: {'type': 'string', 'format': 'date-time'},
        SPECIAL['duration']: {'type': 'string'},
        SPECIAL['quantity']: {'type': 'string'},
        SPECIAL['intstr']: {'type': 'string', 'format': 'int-or-string'},
        RAW['v1.FieldsV1']: {'type': 'object'},
        RAW['runtime.RawExtension']: {'type': 'object'},
        f'{META}.Patch': {'type': 'object'},
    }
    | {name: {} for name in ANYTHING.values()},
)
V3 = Dialect(
    '#/components/schemas/',
    defaults=True,
    special=V2.special
    | {
        SPECIAL['quantity']: {'oneOf': [{'type': 'string'}, {'type': 'number'}]},
        SPECIAL['intstr']: {'format': 'int-or-string', 'oneOf': [{'type': 'integer'}, {'type': 'string'}]},
    },
)


def definition_name(type: StructType) -> str:
    """`io.k8s.api.apps.v1.Deployment`."""
    module = type.__module__.rpartition('.')[2]
    if module == 'version':
        return f'io.k8s.apimachinery.pkg.version.{type.__name__}'
    group, _, version = module.rpartition('_')
    root = {
        'meta': 'io.k8s.apimachinery.pkg.apis.meta',
        'apiextensions': 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
        'apiregistration': 'io.k8s.kube-aggregator.pkg.apis.apiregistration',
    }.get(group, f'io.k8s.api.{group}')
    return f'{root}.{version}.{type.__name__}'


class Schemas:
    """Collects the schemas of types and of everything they refer to."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.found: dict[str, dict[str, Any]] = {}

    def reference(self, type: StructType, go: str = '') -> dict[str, Any]:
        """A reference to a type, whose schema is collected; `go` is the name that a field knows it by."""
        custom = getattr(type, 'published', None)
        name = _known_as(type, go) if custom is None else custom.name
        if name not in self.found:
            self.found[name] = {}  # types refer to themselves
            self.found[name] = self._object(type) if custom is None else custom.schema(self, v2=self._dialect is V2)
        return self._dialect.reference(name)

    def special(self, name: str) -> dict[str, Any]:
        self.found.setdefault(name, self._dialect.special[name])
        return self._dialect.reference(name)

    def _object(self, type: StructType) -> dict[str, Any]:
        fields = fields_of(type)
        schema: dict[str, Any] = {'type': 'object'}
        if fields:
            schema['properties'] = {info.json: self._field(info) for info in sorted(fields, key=lambda i: i.json)}
        name = definition_name(type)
        required = REQUIRED.get(name)
        if required is None:
            required = tuple(info.json for info in fields if not info.omitempty and not info.pointer)
        if required:
            schema['required'] = list(required)
        kinds = group_version_kinds(type)
        if kinds:
            schema['x-kubernetes-group-version-kind'] = kinds
        if name in ATOMIC:
            schema['x-kubernetes-map-type'] = 'atomic'
        if name in UNIONS:
            schema['x-kubernetes-unions'] = UNIONS[name]
        return schema

    def _field(self, info: FieldInfo) -> dict[str, Any]:
        inner = self._value(info)
        schema = inner
        for container in reversed(info.container.split(':')) if info.container else ():
            schema = self._contained(container, schema, info)
        if not info.container:
            schema = self._with_default(schema, info)
        return schema | extensions(info)

    def _contained(self, container: str, inner: dict[str, Any], info: FieldInfo) -> dict[str, Any]:
        inner = self._item(inner, info)
        if container == 'map':
            return {'type': 'object', 'additionalProperties': inner}
        return {'type': 'array', 'items': inner}

    def _item(self, inner: dict[str, Any], info: FieldInfo) -> dict[str, Any]:
        """An element of a list or map, which is never absent and so has a default in version 3."""
        if not self._dialect.defaults or inner.get('type') in ('array', 'object'):
            return inner
        if '$ref' in inner:
            return {'allOf': [inner], 'default': {}}
        return inner | {'default': ZERO[info.kind]} if info.kind in ZERO else inner

    def _with_default(self, schema: dict[str, Any], info: FieldInfo) -> dict[str, Any]:
        if not self._dialect.defaults or info.pointer:
            return schema
        if '$ref' in schema:
            return {'allOf': [schema], 'default': {}} if info.kind == 'message' else schema
        if info.kind in ZERO and not info.omitempty:
            return schema | {'default': ZERO[info.kind]}
        return schema

    def _value(self, info: FieldInfo) -> dict[str, Any]:
        if info.kind in PRIMITIVES:
            values = ENUMS.get(info.go.rpartition('.')[2]) if info.kind == 'string' else None
            return PRIMITIVES[info.kind] | ({'enum': list(values)} if values else {})
        if info.kind in SPECIAL:
            return self.special(SPECIAL[info.kind])
        if info.kind == 'message':
            return self.reference(resolve(info.ref), info.go)
        name = RAW.get(info.go.lstrip('[]*'))
        return self.special(name) if name else {}


def _known_as(type: StructType, go: str) -> str:
    """The definition's name: an older version may have a type of a newer one under its own name (MatchCondition)."""
    name = definition_name(type)
    own = type.__module__.rpartition('_')[2]
    version = go.rpartition(']')[2].lstrip('*').partition('.')[0]
    if version != own and version.startswith('v') and own.startswith('v') and name.startswith('io.k8s.api.'):
        return name.replace(f'.{own}.', f'.{version}.')
    return name


def extensions(info: FieldInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if info.map_keys:
        found['x-kubernetes-list-map-keys'] = list(info.map_keys)
    if info.list_type:
        key = 'x-kubernetes-map-type' if is_map(info) else 'x-kubernetes-list-type'
        found[key] = info.list_type
    if info.merge_key:
        found['x-kubernetes-patch-merge-key'] = info.merge_key
    if info.strategy:
        found['x-kubernetes-patch-strategy'] = info.strategy
    return found


def is_map(info: FieldInfo) -> bool:
    return info.container.startswith('map') or (not info.container and info.kind != 'bytes')


def group_version_kinds(type: StructType) -> list[dict[str, str]]:
    """The kinds a type is known under; empty for types that are parts of others."""
    names = {info.json for info in fields_of(type)}
    if type.__name__ in EVERYWHERE:
        return [gvk(group, version, type.__name__) for group, version in group_versions()]
    if type.__name__ in BARE:
        return [gvk('', 'v1', type.__name__)]
    if not {'kind', 'apiVersion'} <= names or 'metadata' not in names:
        return []
    instance: Any = type()
    api_version: str = getattr(instance, 'api_version', '')
    if not api_version or not instance.kind:
        return []
    group, _, version = api_version.rpartition('/')
    return [gvk(group, version, instance.kind)]


def group_versions() -> Iterator[tuple[str, str]]:
    for group in GROUPS:
        for version in group.versions:
            yield group.name, version


def gvk(group: str, version: str, kind: str) -> dict[str, str]:
    return {'group': group, 'version': version, 'kind': kind}
