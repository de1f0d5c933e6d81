"""Everything the registry knows about one resource."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from sampan.api import codec, errors
from sampan.api.resources import Resource
from sampan.apiserver.cache.cache import WatchCache
from sampan.apiserver.cache.entry import Entry, kind_prefix, with_kind, without_kind
from sampan.apiserver.managedfields import types
from sampan.apiserver.managedfields.manager import FieldManager
from sampan.apiserver.managedfields.reset import filter_of
from sampan.apiserver.managedfields.versions import ServedVersions
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.machinery import names
from sampan.machinery.merge.schema import Type

if TYPE_CHECKING:
    from sampan.api.columns import Columns

T = TypeVar('T', bound=msgspec.Struct)


class Endpoint(Generic[T]):
    """One served resource: where its objects are, how they look, and its strategy.

    A resource that is stored as another type (events.k8s.io) converts on the way in and out.
    """

    binary = True  # objects have a protobuf form
    remote = False  # True: `ready` and `outgoing` have to be awaited before entries are read and objects stored
    notices: Sequence[str] = ()  # warnings for everybody who uses the resource
    columns: Columns[T] | None = None  # of a kind whose columns are not in the table

    def __init__(self, resource: Resource, cache: WatchCache, strategy: Strategy[T]) -> None:
        self.resource = resource
        self.kind: type[T] = resource.type  # type: ignore[assignment]
        self.cache = cache
        self.strategy = strategy
        self.prefix = kind_prefix(resource.kind, resource.api_version)
        self.list_kind = f'{resource.kind}List'
        self._fields: dict[str, FieldManager] = {}  # by subresource, made when first asked for
        stored: Any = resource.stored_type()
        self.stored_prefix = kind_prefix(stored.kind, stored.api_version)
        if resource.deprecation:
            self.notices = (resource.deprecation,)

    def root(self, namespace: str) -> str:
        """The key prefix of the collection (of one namespace, or of all)."""
        return f'{self.cache.prefix}{namespace}/' if namespace else self.cache.prefix

    def key(self, namespace: str, name: str) -> str:
        """The storage key of one object. Raises 400 for names that cannot be one path segment."""
        if self.resource.namespaced and not namespace:
            raise errors.bad_request('Namespace parameter required.')
        if not name:
            raise errors.bad_request('Name parameter required.')
        wrong = names.path_segment(name)
        if wrong:
            raise errors.bad_request(f'Name parameter invalid: "{name}": {";".join(wrong)}')
        return self.root(namespace if self.resource.namespaced else '') + name

    def decode(self, entry: Entry) -> T:
        """A private typed copy of a version."""
        stored: Any = codec.decode(self.resource.stored_type, entry.item)
        return stored if self.resource.from_storage is None else self.resource.from_storage(stored)  # type: ignore[no-any-return]

    def item(self, entry: Entry) -> bytes:
        """The version as this resource's list item."""
        if self.resource.from_storage is None:
            return entry.item
        return without_kind(codec.encode(self.decode(entry)), self.prefix)

    def document(self, entry: Entry) -> bytes:
        """The version as a JSON object of its own."""
        return with_kind(self.item(entry), self.prefix)

    async def ready(self, entries: Iterable[Entry]) -> None:
        """Make what is needed to read these entries. Raises ApiError."""

    async def outgoing(self, obj: T) -> None:
        """Make what is needed to store the object. Raises ApiError."""

    def strict_errors(self, obj: Any, body: bytes) -> list[str]:
        """What `fieldValidation` has to say about the body `obj` was read from."""
        return codec.strict_errors(self.resource.type, body)

    def unversioned(self, value: bytes) -> bytes:
        """Stored bytes as the list item of an object that has no resourceVersion yet (a dry run)."""
        return without_kind(value, self.stored_prefix)

    def stored(self, obj: T) -> bytes:
        """The bytes to store: upstream's JSON, without the resourceVersion, which the store counts."""
        metadata = obj.metadata  # type: ignore[attr-defined]
        version, metadata.resource_version = metadata.resource_version, ''
        try:
            return codec.encode(obj if self.resource.to_storage is None else self.resource.to_storage(obj))
        finally:
            metadata.resource_version = version

    def blank(self) -> Any:
        """An object of which nothing is said."""
        return self.kind()

    def merge_type(self) -> Type:
        """How objects are compared and merged field by field."""
        return types.type_of(self.resource.type)

    def fields(self, subresource: str) -> FieldManager:
        """Who owns which field, for writes through the subresource ('' for the object itself)."""
        found = self._fields.get(subresource)
        if found is None:
            keep = filter_of(self.strategy, subresource)
            version = self.resource.api_version
            found = FieldManager(version, subresource, self.blank, ServedVersions(self), keep)
            self._fields[subresource] = found
        return found

    def not_found(self, name: str) -> errors.ApiError:
        return errors.not_found(self.resource.group, self.resource.plural, name)

    def conflict(self, name: str, message: str) -> errors.ApiError:
        return errors.conflict(self.resource.group, self.resource.plural, name, message)
