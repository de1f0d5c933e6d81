"""What is served: one entry per resource, from which discovery, routing and storage keys follow.

A kind is listed only when it has rules and something that acts on it: nothing answers success for
something not done. Adding a resource starts with one entry here (docs/howto/add-a-resource.md).

Upstream: the `NewRESTStorage` functions of `pkg/registry/*/rest`, `pkg/printers`, and the
strategies' short names and categories.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from sampan.api import conversion, selectable
from sampan.api.generated import (
    apps_v1,
    authentication_v1,
    authorization_v1,
    autoscaling_v1,
    coordination_v1,
    core_v1,
    discovery_v1,
    events_v1,
    policy_v1,
)
from sampan.api.selectable import Selectable

StructType = type[msgspec.Struct]
ROOT = '/registry'

ALL_VERBS = ('create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch')
_WRITE = ('get', 'patch', 'update')
_CONNECT = ('create', 'get')
_PROXY = ('create', 'delete', 'get', 'patch', 'update')


@dataclass(frozen=True, slots=True)
class Subresource:
    """A subresource: its verbs as discovery lists them, and the type its bodies have.

    `group` and `version` are set when the kind belongs to another group version than the resource.
    """

    name: str
    verbs: tuple[str, ...]
    type: StructType
    group: str = ''
    version: str = ''
    connect: bool = False  # a stream or proxied request: its verb is `connect` inside, by any HTTP method

    @property
    def kind(self) -> str:
        return self.type.__name__


@dataclass(frozen=True, slots=True)
class Resource:
    """One served resource of one group version."""

    group: str
    version: str
    plural: str
    singular: str
    type: StructType
    list_type: StructType | None
    namespaced: bool = True
    verbs: tuple[str, ...] = ALL_VERBS
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subresources: Mapping[str, Subresource] = field(default_factory=dict)
    selectable: Selectable = selectable.METADATA_ONLY
    storage_prefix: str | None = ''  # '' means the plural name; None: nothing is stored
    # For kinds stored as another type: that type, and the ways there and back.
    storage_type: StructType | None = None
    to_storage: Callable[[Any], Any] | None = None
    from_storage: Callable[[Any], Any] | None = None

    @property
    def kind(self) -> str:
        return self.type.__name__

    @property
    def api_version(self) -> str:
        """`apps/v1`, or `v1` for the core group."""
        return f'{self.group}/{self.version}' if self.group else self.version

    @property
    def qualified(self) -> str:
        """`deployments.apps`, or `pods`: upstream's GroupResource string."""
        return f'{self.plural}.{self.group}' if self.group else self.plural

    @property
    def stored(self) -> bool:
        return self.storage_prefix is not None

    @property
    def stored_type(self) -> StructType:
        """The type whose JSON is in the store."""
        return self.storage_type or self.type

    @property
    def prefix(self) -> str:
        """The key prefix of all objects: `/registry/pods/`. ValueError if nothing is stored."""
        if self.storage_prefix is None:
            raise ValueError(f'{self.qualified} is not stored')
        return f'{ROOT}/{self.storage_prefix or self.plural}/'

    def key(self, namespace: str, name: str) -> str:
        """The storage key of one object: `/registry/pods/default/web`, `/registry/minions/node-1`."""
        return f'{self.prefix}{namespace}/{name}' if self.namespaced else f'{self.prefix}{name}'

    def path(self, namespace: str = '', name: str = '', subresource: str = '') -> str:
        """The URL path: `/apis/apps/v1/namespaces/default/deployments/web/scale`."""
        root = f'/apis/{self.group}/{self.version}' if self.group else f'/api/{self.version}'
        scope = f'/namespaces/{namespace}' if self.namespaced and namespace else ''
        parts = ''.join(f'/{part}' for part in (name, subresource) if part)
        return f'{root}{scope}/{self.plural}{parts}'

    @property
    def storage_version_hash(self) -> str:
        """Discovery's storageVersionHash: eight bytes of SHA-256 over the stored type; '' if nothing is stored."""
        if self.storage_prefix is None:
            return ''
        version = self.stored_type().api_version  # type: ignore[attr-defined]
        text = f'{version if "/" in version else "/" + version}/{self.stored_type.__name__}'
        return base64.b64encode(hashlib.sha256(text.encode()).digest()[:8]).decode()


def _subresources(*entries: Subresource) -> Mapping[str, Subresource]:
    return {entry.name: entry for entry in entries}


def _status(type: StructType) -> Subresource:
    return Subresource('status', _WRITE, type)


_SCALE = Subresource('scale', _WRITE, autoscaling_v1.Scale, 'autoscaling', 'v1')


def _core(plural: str, singular: str, type: StructType, list_type: StructType | None, **more: Any) -> Resource:
    return Resource('', 'v1', plural, singular, type, list_type, **more)


def _apps(plural: str, singular: str, type: StructType, list_type: StructType, **more: Any) -> Resource:
    return Resource('apps', 'v1', plural, singular, type, list_type, **more)


def _review(group: str, plural: str, type: StructType, namespaced: bool = False) -> Resource:
    """A question with an answer: created, answered, not stored."""
    singular = type.__name__.lower()
    return Resource(group, 'v1', plural, singular, type, None, namespaced, ('create',), storage_prefix=None)


RESOURCES: tuple[Resource, ...] = (
    _core('bindings', 'binding', core_v1.Binding, None, verbs=('create',), storage_prefix=None),
    _core('configmaps', 'configmap', core_v1.ConfigMap, core_v1.ConfigMapList, short_names=('cm',)),
    _core(
        'endpoints',
        'endpoints',
        core_v1.Endpoints,
        core_v1.EndpointsList,
        short_names=('ep',),
        storage_prefix='services/endpoints',
    ),
    _core('events', 'event', core_v1.Event, core_v1.EventList, short_names=('ev',), selectable=selectable.EVENTS),
    _core(
        'namespaces',
        'namespace',
        core_v1.Namespace,
        core_v1.NamespaceList,
        namespaced=False,
        verbs=('create', 'delete', 'get', 'list', 'patch', 'update', 'watch'),
        short_names=('ns',),
        selectable=selectable.NAMESPACES,
        subresources=_subresources(Subresource('finalize', ('update',), core_v1.Namespace), _status(core_v1.Namespace)),
    ),
    _core(
        'nodes',
        'node',
        core_v1.Node,
        core_v1.NodeList,
        namespaced=False,
        short_names=('no',),
        selectable=selectable.NODES,
        storage_prefix='minions',
        subresources=_subresources(
            Subresource('proxy', _PROXY, core_v1.NodeProxyOptions, connect=True), _status(core_v1.Node)
        ),
    ),
    _core(
        'pods',
        'pod',
        core_v1.Pod,
        core_v1.PodList,
        short_names=('po',),
        categories=('all',),
        selectable=selectable.PODS,
        subresources=_subresources(
            Subresource('attach', _CONNECT, core_v1.PodAttachOptions, connect=True),
            Subresource('binding', ('create',), core_v1.Binding),
            Subresource('ephemeralcontainers', _WRITE, core_v1.Pod),
            Subresource('eviction', ('create',), policy_v1.Eviction, 'policy', 'v1'),
            Subresource('exec', _CONNECT, core_v1.PodExecOptions, connect=True),
            Subresource('log', ('get',), core_v1.Pod),
            Subresource('portforward', _CONNECT, core_v1.PodPortForwardOptions, connect=True),
            Subresource('proxy', _PROXY, core_v1.PodProxyOptions, connect=True),
            _status(core_v1.Pod),
        ),
    ),
    _core('secrets', 'secret', core_v1.Secret, core_v1.SecretList, selectable=selectable.SECRETS),
    _core(
        'serviceaccounts',
        'serviceaccount',
        core_v1.ServiceAccount,
        core_v1.ServiceAccountList,
        short_names=('sa',),
        subresources=_subresources(
            Subresource('token', ('create',), authentication_v1.TokenRequest, 'authentication.k8s.io', 'v1')
        ),
    ),
    _core(
        'services',
        'service',
        core_v1.Service,
        core_v1.ServiceList,
        short_names=('svc',),
        categories=('all',),
        selectable=selectable.SERVICES,
        storage_prefix='services/specs',
        subresources=_subresources(
            Subresource('proxy', _PROXY, core_v1.ServiceProxyOptions, connect=True), _status(core_v1.Service)
        ),
    ),
    _apps('controllerrevisions', 'controllerrevision', apps_v1.ControllerRevision, apps_v1.ControllerRevisionList),
    _apps(
        'deployments',
        'deployment',
        apps_v1.Deployment,
        apps_v1.DeploymentList,
        short_names=('deploy',),
        categories=('all',),
        subresources=_subresources(_SCALE, _status(apps_v1.Deployment)),
    ),
    _apps(
        'replicasets',
        'replicaset',
        apps_v1.ReplicaSet,
        apps_v1.ReplicaSetList,
        short_names=('rs',),
        categories=('all',),
        subresources=_subresources(_SCALE, _status(apps_v1.ReplicaSet)),
    ),
    Resource(
        'events.k8s.io',
        'v1',
        'events',
        'event',
        events_v1.Event,
        events_v1.EventList,
        short_names=('ev',),
        selectable=selectable.EVENTS_GROUP,
        storage_type=core_v1.Event,
        to_storage=conversion.event_to_core,
        from_storage=conversion.event_from_core,
    ),
    _review('authentication.k8s.io', 'selfsubjectreviews', authentication_v1.SelfSubjectReview),
    _review('authentication.k8s.io', 'tokenreviews', authentication_v1.TokenReview),
    _review(
        'authorization.k8s.io', 'localsubjectaccessreviews', authorization_v1.LocalSubjectAccessReview, namespaced=True
    ),
    _review('authorization.k8s.io', 'selfsubjectaccessreviews', authorization_v1.SelfSubjectAccessReview),
    _review('authorization.k8s.io', 'selfsubjectrulesreviews', authorization_v1.SelfSubjectRulesReview),
    _review('authorization.k8s.io', 'subjectaccessreviews', authorization_v1.SubjectAccessReview),
    Resource('coordination.k8s.io', 'v1', 'leases', 'lease', coordination_v1.Lease, coordination_v1.LeaseList),
    Resource(
        'discovery.k8s.io',
        'v1',
        'endpointslices',
        'endpointslice',
        discovery_v1.EndpointSlice,
        discovery_v1.EndpointSliceList,
    ),
)


@dataclass(frozen=True, slots=True)
class Group:
    """A served group: its versions, the preferred one first, and upstream's discovery priority (higher first)."""

    name: str
    versions: tuple[str, ...]
    priority: int


# In the order in which discovery lists them: by priority.
GROUPS: tuple[Group, ...] = (
    Group('', ('v1',), 18000),
    Group('apps', ('v1',), 17800),
    Group('events.k8s.io', ('v1',), 17750),
    Group('authentication.k8s.io', ('v1',), 17700),
    Group('authorization.k8s.io', ('v1',), 17600),
    Group('coordination.k8s.io', ('v1',), 16500),
    Group('discovery.k8s.io', ('v1',), 16200),
)

_BY_TYPE: dict[StructType, Resource] = {resource.type: resource for resource in RESOURCES}
_BY_PLURAL = {(resource.group, resource.version, resource.plural): resource for resource in RESOURCES}
_BY_GVK = {(resource.api_version, resource.kind): resource for resource in RESOURCES}


def by_kind(type: type[Any]) -> Resource:
    """The resource of a generated type. KeyError when it is not served."""
    return _BY_TYPE[type]


def by_plural(group: str, version: str, plural: str) -> Resource | None:
    """The resource under `/apis/<group>/<version>/<plural>`, or None."""
    return _BY_PLURAL.get((group, version, plural))


def by_api_version(api_version: str, kind: str) -> Resource | None:
    """The resource of an object with this apiVersion and kind, or None."""
    return _BY_GVK.get((api_version, kind))


def in_group(group: str, version: str) -> tuple[Resource, ...]:
    """All resources of one group version, in table order."""
    return tuple(r for r in RESOURCES if r.group == group and r.version == version)
