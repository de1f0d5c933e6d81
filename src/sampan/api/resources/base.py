"""What an entry of the resource table says."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from sampan.api import selectable
from sampan.api.generated import autoscaling_v1
from sampan.api.selectable import Selectable

StructType = type[msgspec.Struct]
ROOT = '/registry'

ALL_VERBS = ('create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch')
WRITE = ('get', 'patch', 'update')
CONNECT = ('create', 'get')
PROXY = ('create', 'delete', 'get', 'patch', 'update')


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
    deprecated: str = ''  # since when, until when, what instead: `v1.34+, unavailable in v1.37+`

    @property
    def kind(self) -> str:
        return self.type.__name__

    @property
    def by_default(self) -> bool:
        """Whether it is served unless somebody says otherwise: stable versions are."""
        return 'alpha' not in self.version and 'beta' not in self.version

    @property
    def deprecation(self) -> str:
        """What everybody who uses it is told; empty for what is there to stay."""
        return f'{self.api_version} {self.kind} is deprecated in {self.deprecated}' if self.deprecated else ''

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


def subresources(*entries: Subresource) -> Mapping[str, Subresource]:
    """Entries by name."""
    return {entry.name: entry for entry in entries}


def status(type: StructType) -> Subresource:
    """The status of a kind."""
    return Subresource('status', WRITE, type)


SCALE = Subresource('scale', WRITE, autoscaling_v1.Scale, 'autoscaling', 'v1')


def review(group: str, plural: str, type: StructType, namespaced: bool = False) -> Resource:
    """A question with an answer: created, answered, not stored."""
    singular = type.__name__.lower()
    return Resource(group, 'v1', plural, singular, type, None, namespaced, ('create',), storage_prefix=None)


@dataclass(frozen=True, slots=True)
class Group:
    """A served group: its versions, the preferred one first, and upstream's discovery priority (higher first)."""

    name: str
    versions: tuple[str, ...]
    priority: int
