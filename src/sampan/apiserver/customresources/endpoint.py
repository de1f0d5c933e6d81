"""One served version of a custom resource, as the registry sees it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import codec, errors
from sampan.apiserver.customresources.columns import columns_of
from sampan.apiserver.customresources.strategy import CustomStrategy
from sampan.apiserver.managedfields import types
from sampan.apiserver.registry.endpoint import Endpoint

if TYPE_CHECKING:
    from sampan.api.custom import CustomObject
    from sampan.apiserver.cache.cache import WatchCache
    from sampan.apiserver.cache.entry import Entry
    from sampan.apiserver.customresources.conversion import Converter
    from sampan.apiserver.customresources.version import CustomVersion
    from sampan.apiserver.registry.registry import Registry
    from sampan.machinery.merge.schema import Type

ATTEMPTS = 3  # to have all converted objects of a list at the same time
REMEMBERED = 4096  # renditions kept of objects whose stored bytes are not what is served


class CustomEndpoint(Endpoint[Any]):
    """Converts between what is stored and this version, and keeps what that made.

    `since` is the revision from which on objects were stored under the present definition: their bytes need no second
    look if they are stored in this version.
    """

    binary = False

    def __init__(
        self,
        version: CustomVersion,
        storage: CustomVersion,
        cache: WatchCache,
        registry: Registry,
        converter: Converter,
        since: int,
    ) -> None:
        super().__init__(version.resource, cache, CustomStrategy(version, registry))
        self.version = version
        self.storage = storage
        self.converter = converter
        self.since = since
        self.remote = converter.remote
        self.list_kind = version.list_kind
        self.notices = deprecation(version)
        self._one_version = version is storage and list(version.crd.status.stored_versions) == [version.name]
        self._made: OrderedDict[str, tuple[int, bytes]] = OrderedDict()
        self.columns = columns_of(version.spec)

    # -- reading -----------------------------------------------------------------------------------

    def item(self, entry: Entry) -> bytes:
        if entry.revision > self.since and self._as_stored(entry.item):
            return entry.item
        known = self._made.get(entry.key)
        if known is not None and known[0] == entry.revision and entry.key:
            return known[1]
        made = codec.encode(self._read(entry.item))
        if not self.remote or len(self._made) < REMEMBERED:  # what a webhook has made must not go for this
            self._remember(entry, made)
        return made

    def document(self, entry: Entry) -> bytes:
        return self.item(entry)

    def decode(self, entry: Entry) -> Any:
        return codec.decode(self.kind, self.item(entry))

    def _as_stored(self, item: bytes) -> bool:
        return self._one_version or codec.head(item).api_version == self.resource.api_version

    def _read(self, item: bytes) -> CustomObject:
        """A stored object in this version."""
        obj: CustomObject = codec.decode(self.kind, item)
        if obj.api_version != self.resource.api_version:
            if self.remote and obj.api_version:
                raise errors.internal_error(f'{obj!r} has not been converted')  # `ready` was not asked
            obj.api_version = self.resource.api_version
        obj.kind = self.resource.kind
        obj.metadata.generation = obj.metadata.generation or 1
        self.version.settle(obj)
        return obj

    def _remember(self, entry: Entry, made: bytes, room: int = 0) -> None:
        if not entry.key:
            return
        self._made[entry.key] = (entry.revision, made)
        self._made.move_to_end(entry.key)
        while len(self._made) > max(room, REMEMBERED):
            self._made.popitem(last=False)

    async def ready(self, entries: Iterable[Entry]) -> None:
        """Have what is stored in other versions converted by the webhook; afterwards it can be read at once."""
        asked = list(entries)
        for _ in range(ATTEMPTS):  # while the webhook works, others may need the room
            waiting = [entry for entry in asked if self._needs_webhook(entry)]
            if not waiting:
                return
            documents = [msgspec.json.decode(entry.item) for entry in waiting]
            converted = await self.converter.convert(documents, self.resource.api_version)
            for entry, document in zip(waiting, converted, strict=True):
                obj: CustomObject = codec.decode(self.kind, msgspec.json.encode(document))
                self.version.settle(obj)
                self._remember(entry, codec.encode(obj), len(asked))

    def _needs_webhook(self, entry: Entry) -> bool:
        known = self._made.get(entry.key)
        if known is not None and known[0] == entry.revision:
            self._made.move_to_end(entry.key)  # it is about to be read: others go first
            return False
        return codec.head(entry.item).api_version not in ('', self.resource.api_version)

    # -- writing -----------------------------------------------------------------------------------

    async def outgoing(self, obj: CustomObject) -> None:
        """Have the webhook convert an object that is about to be stored in another version."""
        wanted = self.storage.resource.api_version
        if obj.api_version == wanted:
            obj.converted = None
            return
        [converted] = await self.converter.convert([obj.document()], wanted)
        stored: CustomObject = codec.decode(self.storage.type, msgspec.json.encode(converted))
        self.storage.settle(stored)
        stored.metadata.resource_version = ''
        obj.converted = codec.encode(stored)

    def stored(self, obj: CustomObject) -> bytes:
        if obj.converted is not None:
            return obj.converted
        metadata = obj.metadata
        version, metadata.resource_version = metadata.resource_version, ''
        try:
            if self.version is self.storage:
                return codec.encode(obj)
            twin: CustomObject = codec.decode(self.storage.type, codec.encode(obj))
        finally:
            metadata.resource_version = version
        twin.api_version = self.storage.resource.api_version
        self.storage.settle(twin)
        return codec.encode(twin)

    def unversioned(self, value: bytes) -> bytes:
        return value

    # -- bodies ------------------------------------------------------------------------------------

    def strict_errors(self, obj: CustomObject, body: bytes) -> list[str]:
        """Duplicate and unknown fields of a body that was read as `obj`."""
        from sampan.apiserver.customresources import fieldvalidation

        return fieldvalidation.strict_errors(self.version, obj, body)

    def merge_type(self) -> Type:
        return types.custom_type(self.version.structural, preserve=self.version.keeps_unknown)


def deprecation(version: CustomVersion) -> tuple[str, ...]:
    """What to tell everybody who uses a deprecated version."""
    if not version.spec.deprecated:
        return ()
    if version.spec.deprecation_warning is not None:
        return (version.spec.deprecation_warning,)
    from sampan.machinery.versions import newest_first

    group, kind = version.crd.spec.group, version.crd.spec.names.kind
    current = [each.name for each in version.crd.spec.versions if each.served and not each.deprecated]
    ordered = newest_first([*current, version.name])
    newer = ordered[: ordered.index(version.name)]
    better = f'; use {group}/{newer[0]} {kind}' if newer else ''
    return (f'{group}/{version.name} {kind} is deprecated{better}',)
