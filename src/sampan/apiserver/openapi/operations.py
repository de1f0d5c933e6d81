"""A resource as paths and operations, before any dialect (upstream: endpoints/installer.go)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sampan.api.custom import CustomObject
from sampan.api.generated import meta_v1
from sampan.api.resources import Resource, Subresource

if TYPE_CHECKING:
    from sampan.api.schema import StructType

OBJECT_TYPES = ('application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf')
STREAM_TYPES = ('application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch')
PATCH_TYPES = (
    'application/json-patch+json',
    'application/merge-patch+json',
    'application/strategic-merge-patch+json',
    'application/apply-patch+yaml',
    'application/apply-patch+cbor',  # published by upstream too, though served only where CBOR is switched on
)
ANY = ('*/*',)


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: str = 'string'
    place: str = 'query'


NAME = Parameter('name', place='path')
NAMESPACE = Parameter('namespace', place='path')
PATH = Parameter('path', place='path')
PRETTY = Parameter('pretty')
LIST = (
    Parameter('allowWatchBookmarks', 'boolean'),
    Parameter('continue'),
    Parameter('fieldSelector'),
    Parameter('labelSelector'),
    Parameter('limit', 'integer'),
    Parameter('resourceVersion'),
    Parameter('resourceVersionMatch'),
    Parameter('sendInitialEvents', 'boolean'),
    Parameter('shardSelector'),  # published, and as long as its feature is alpha without effect
    Parameter('timeoutSeconds', 'integer'),
    Parameter('watch', 'boolean'),
)
WRITE = (Parameter('dryRun'), Parameter('fieldManager'), Parameter('fieldValidation'))
PATCH = (*WRITE, Parameter('force', 'boolean'))
DELETE = (
    Parameter('dryRun'),
    Parameter('gracePeriodSeconds', 'integer'),
    Parameter('ignoreStoreReadErrorWithClusterBreakingPotential', 'boolean'),  # likewise
    Parameter('orphanDependents', 'boolean'),
    Parameter('propagationPolicy'),
)
DELETE_COLLECTION = tuple(
    sorted(
        {*DELETE, *LIST} - {Parameter('allowWatchBookmarks', 'boolean'), Parameter('watch', 'boolean')},
        key=lambda p: p.name,
    )
)
LOG = (
    Parameter('container'),
    Parameter('follow', 'boolean'),
    Parameter('insecureSkipTLSVerifyBackend', 'boolean'),
    Parameter('limitBytes', 'integer'),
    Parameter('pretty'),
    Parameter('previous', 'boolean'),
    Parameter('sinceSeconds', 'integer'),
    Parameter('stream'),
    Parameter('tailLines', 'integer'),
    Parameter('timestamps', 'boolean'),
)
STREAMS = tuple(Parameter(name, 'boolean') for name in ('stderr', 'stdin', 'stdout', 'tty'))
CONNECT = {
    'exec': (Parameter('command'), Parameter('container'), *STREAMS),
    'attach': (Parameter('container'), *STREAMS),
    'portforward': (Parameter('ports', 'integer'),),
    'proxy': (Parameter('path'),),
}
PROXY_METHODS = ('delete', 'get', 'head', 'options', 'patch', 'post', 'put')


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. Types are generated types; None is plain text."""

    method: str
    id: str
    action: str  # empty for what is no resource
    kind: tuple[str, str, str] | None  # group, version, kind
    answer: StructType | None
    codes: tuple[int, ...] = (200,)
    body: StructType | None = None
    body_required: bool = True
    patch: bool = False
    parameters: Sequence[Parameter] = ()
    produces: Sequence[str] = OBJECT_TYPES
    consumes: Sequence[str] = ANY


@dataclass(frozen=True, slots=True)
class Path:
    path: str
    tag: str
    parameters: Sequence[Parameter]
    operations: Sequence[Operation]


def paths_of(resource: Resource) -> Iterator[Path]:
    """Every path of a resource."""
    yield from Installer(resource).paths()


def capitalized(text: str) -> str:
    """With its first letter upper case; the others stay as they are."""
    return text[:1].upper() + text[1:]


def spoken(group: str) -> str:
    """The group in names of operations: `core`, `apps`, `rbacAuthorization`."""
    first, *more = group.removesuffix('.k8s.io').split('.')
    return ''.join([first or 'core', *(part.capitalize() for part in more)])


class Installer:
    """Names are put together as upstream does: action, group and version, scope, kind, subresource."""

    def __init__(self, resource: Resource) -> None:
        self._resource = resource
        group = spoken(resource.group)
        self._tag = f'{group}_{resource.version}'
        self._prefix = capitalized(group) + capitalized(resource.version)
        self._scope = 'Namespaced' if resource.namespaced else ''
        self._namespace = (NAMESPACE,) if resource.namespaced else ()
        self._gvk = (resource.group, resource.version, resource.kind)

    def paths(self) -> Iterator[Path]:
        resource = self._resource
        collection = resource.path('{namespace}')
        operations = list(self._collection())
        if operations:
            yield self._path(collection, (*self._namespace, PRETTY), operations)
        named = list(self._named())
        if named:
            yield self._path(f'{collection}/{{name}}', (NAME, *self._namespace, PRETTY), named)
        for name in sorted(resource.subresources):
            yield from self._subresource(f'{collection}/{{name}}', resource.subresources[name])
        if resource.namespaced:
            everywhere = list(self._everywhere())
            if everywhere:
                parameters = sorted((*LIST, PRETTY), key=lambda p: p.name)
                yield self._path(resource.path(), parameters, everywhere)
        if 'watch' in resource.verbs and not issubclass(resource.type, CustomObject):
            yield from self._watches()

    def _watches(self) -> Iterator[Path]:
        """The deprecated paths that were the first way to watch."""
        resource = self._resource
        root = resource.path().removesuffix(resource.plural)
        collection = f'{root}watch/{resource.path("{namespace}").removeprefix(root)}'
        everything = (*LIST, *self._namespace, PRETTY)
        yield self._watch(collection, self._id('watch', 'List'), 'watchlist', everything)
        if 'get' in resource.verbs:
            yield self._watch(f'{collection}/{{name}}', self._id('watch'), 'watch', (*everything, NAME))
        if resource.namespaced:
            id = f'watch{self._prefix}{resource.kind}ListForAllNamespaces'
            yield self._watch(f'{root}watch/{resource.plural}', id, 'watchlist', (*LIST, PRETTY))

    def _watch(self, path: str, id: str, action: str, parameters: Sequence[Parameter]) -> Path:
        produces = (*OBJECT_TYPES, *STREAM_TYPES)
        operation = Operation('get', id, action, self._gvk, meta_v1.WatchEvent, produces=produces)
        return self._path(path, sorted(parameters, key=lambda p: p.name), [operation])

    def _path(self, path: str, parameters: Sequence[Parameter], operations: Sequence[Operation]) -> Path:
        return Path(path, self._tag, parameters, operations)

    def _id(self, action: str, suffix: str = '', middle: str = '') -> str:
        return f'{action}{self._prefix}{middle}{self._scope}{self._resource.kind}{suffix}'

    def _collection(self) -> Iterator[Operation]:
        resource, verbs = self._resource, self._resource.verbs
        if 'deletecollection' in verbs:
            yield Operation(
                'delete',
                self._id('delete', middle='Collection'),
                'deletecollection',
                self._gvk,
                meta_v1.Status,
                body=meta_v1.DeleteOptions,
                body_required=False,
                parameters=DELETE_COLLECTION,
            )
        if 'list' in verbs:
            produces = (*OBJECT_TYPES, *STREAM_TYPES)
            yield Operation(
                'get', self._id('list'), 'list', self._gvk, resource.list_type, parameters=LIST, produces=produces
            )
        if 'create' in verbs:
            yield self._create(self._id('create'), resource.type, self._gvk)

    def _create(self, id: str, type: StructType, kind: tuple[str, str, str]) -> Operation:
        return Operation('post', id, 'post', kind, type, (200, 201, 202), body=type, parameters=WRITE)

    def _everywhere(self) -> Iterator[Operation]:
        if 'list' in self._resource.verbs:
            kind = self._resource.kind
            yield Operation(
                'get',
                f'list{self._prefix}{kind}ForAllNamespaces',
                'list',
                self._gvk,
                self._resource.list_type,
                produces=(*OBJECT_TYPES, *STREAM_TYPES),
            )

    def _named(self) -> Iterator[Operation]:
        resource, verbs = self._resource, self._resource.verbs
        if 'delete' in verbs:
            answer = resource.type if resource.plural in RETURNED_BY_DELETE else meta_v1.Status
            yield Operation(
                'delete',
                self._id('delete'),
                'delete',
                self._gvk,
                answer,
                (200, 202),
                body=meta_v1.DeleteOptions,
                body_required=False,
                parameters=DELETE,
            )
        if 'get' in verbs:
            yield Operation('get', self._id('read'), 'get', self._gvk, resource.type)
        if 'patch' in verbs:
            yield self._patch(self._id('patch'), resource.type, self._gvk)
        if 'update' in verbs:
            yield self._update(self._id('replace'), resource.type, self._gvk)

    def _patch(self, id: str, type: StructType, kind: tuple[str, str, str]) -> Operation:
        return Operation('patch', id, 'patch', kind, type, (200, 201), patch=True, parameters=PATCH)

    def _update(self, id: str, type: StructType, kind: tuple[str, str, str]) -> Operation:
        return Operation('put', id, 'put', kind, type, (200, 201), body=type, parameters=WRITE)

    def _subresource(self, item: str, sub: Subresource) -> Iterator[Path]:
        path = f'{item}/{sub.name}'
        suffix = capitalized(sub.name)
        kind = (sub.group or self._resource.group, sub.version or self._resource.version, sub.kind)
        if sub.connect:
            yield from self._connect(path, sub, suffix, kind)
            return
        parameters: tuple[Parameter, ...] = (NAME, *self._namespace, PRETTY)
        operations = list(self._sub_operations(sub, suffix, kind))
        if sub.name == 'log':
            parameters = tuple(sorted((*LOG, NAME, *self._namespace), key=lambda p: p.name))
            produces = ('text/plain', *OBJECT_TYPES)
            operations = [Operation('get', self._id('read', 'Log'), 'get', kind, None, produces=produces)]
        yield self._path(path, parameters, operations)

    def _sub_operations(self, sub: Subresource, suffix: str, kind: tuple[str, str, str]) -> Iterator[Operation]:
        if 'get' in sub.verbs:
            yield Operation('get', self._id('read', suffix), 'get', kind, sub.type)
        if 'patch' in sub.verbs:
            yield self._patch(self._id('patch', suffix), sub.type, kind)
        if 'create' in sub.verbs:
            yield self._create(self._id('create', suffix), sub.type, kind)
        if 'update' in sub.verbs:
            yield self._update(self._id('replace', suffix), sub.type, kind)

    def _connect(self, path: str, sub: Subresource, suffix: str, kind: tuple[str, str, str]) -> Iterator[Path]:
        methods = PROXY_METHODS if sub.name == 'proxy' else ('get', 'post')
        parameters = tuple(sorted((*CONNECT[sub.name], NAME, *self._namespace), key=lambda p: p.name))
        operations = [self._connection(method, suffix, kind) for method in methods]
        yield self._path(path, parameters, operations)
        if sub.name == 'proxy':
            below = [self._connection(method, f'{suffix}WithPath', kind) for method in methods]
            yield self._path(f'{path}/{{path}}', (*parameters, PATH), below)

    def _connection(self, method: str, suffix: str, kind: tuple[str, str, str]) -> Operation:
        id = self._id('connect', suffix, middle=method.capitalize())
        return Operation(method, id, 'connect', kind, None, produces=ANY)


# Deleting these answers the object (Strategy.returns_deleted_object); others answer a Status.
RETURNED_BY_DELETE = frozenset(
    {
        'csidrivers',
        'csinodes',
        'deviceclasses',
        'devicetaintrules',
        'persistentvolumeclaims',
        'persistentvolumes',
        'pods',
        'podtemplates',
        'resourceclaims',
        'resourceclaimtemplates',
        'resourcepoolstatusrequests',
        'resourcequotas',
        'resourceslices',
        'serviceaccounts',
        'services',
        'storageclasses',
        'volumeattachments',
        'volumeattributesclasses',
    }
)
