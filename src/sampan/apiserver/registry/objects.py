"""Reading, creating, updating and removing one object, with optimistic concurrency.

`guaranteed_update` is upstream's GuaranteedUpdate: read, let the caller make the new state, compare and swap,
and again if somebody else was faster.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from sampan.api import errors
from sampan.apiserver.cache.entry import Entry, list_item
from sampan.apiserver.cache.feed import Feed
from sampan.apiserver.registry.endpoint import Endpoint
from sampan.store.base import Conflict, Create, Delete, Store, Update

T = TypeVar('T', bound=msgspec.Struct)

MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again'
ATTEMPTS = 100  # each lost attempt means that somebody else's write succeeded


@dataclass(slots=True)
class Stored(Generic[T]):
    """An object as it is after a write (or would be: dry run), typed and as a list item."""

    object: T
    item: bytes
    created: bool = False
    removed: bool = False


class Remove(Exception):
    """Raised by an update's producer: the object is to go instead (its last finalizer is gone)."""

    def __init__(self, last: Any) -> None:
        super().__init__('remove')
        self.last = last


class Claimed(Exception):
    """What the new object wanted for itself alone has been taken by another server's write in this moment."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


Produce = Callable[[T, Entry], Awaitable[T]]


class Objects:
    """The registry's hands on the store."""

    def __init__(self, store: Store, feed: Feed) -> None:
        self._store = store
        self._written: dict[str, int] = {}  # what this server wrote and the caches may not show yet, oldest first
        self.feed = feed
        # What is encrypted at rest with an older key is written again even if it says the same.
        self._stale: Callable[[str], Awaitable[bool]] | None = getattr(store, 'stale', None)

    async def read(self, endpoint: Endpoint[Any], key: str) -> Entry | None:
        """The newest version, at least as new as anything committed before this call."""
        await self.feed.fresh()
        return endpoint.cache.get(key)

    async def current(self, endpoint: Endpoint[Any], key: str) -> Entry | None:
        """The newest version as far as this server has written it.

        Unlike `read` this waits only if this very object was just written. It is what a write starts from: if
        another server was faster, the compare-and-swap finds out.
        """
        revision = self._written.get(key)
        if revision is not None:
            await self.feed.reach(revision)
        return endpoint.cache.get(key) or await self.read(endpoint, key)

    async def _commit(self, change: Create | Update | Delete, *companions: Create | Delete) -> int:
        revision = await self._store.commit(change, *companions)
        self._written.pop(change.key, None)
        self._written[change.key] = revision
        seen = self.feed.revision
        while self._written and next(iter(self._written.values())) <= seen:
            del self._written[next(iter(self._written))]
        return revision

    async def create(self, endpoint: Endpoint[T], key: str, obj: T, dry_run: bool) -> Stored[T]:
        """Store a new object. Raises AlreadyExists."""
        value = await _value(endpoint, obj)
        if dry_run:
            if await self.read(endpoint, key) is not None:
                raise await self._already_exists(endpoint, key)
            obj.metadata.resource_version = ''  # type: ignore[attr-defined]
            return Stored(obj, endpoint.unversioned(value), created=True)
        try:
            revision = await self._commit(Create(key, value), *_companions(endpoint, obj, None))
        except Conflict as conflict:
            if conflict.key != key:
                raise Claimed(conflict.key) from None
            raise await self._already_exists(endpoint, key) from None
        return _stored(obj, value, revision, created=True)

    async def _already_exists(self, endpoint: Endpoint[Any], key: str) -> errors.ApiError:
        resource = endpoint.resource
        error = errors.already_exists(resource.group, resource.plural, key.rpartition('/')[2])
        entry = await self.read(endpoint, key)
        if entry is not None and endpoint.decode(entry).metadata.deletion_timestamp is not None:
            error.status.message = f'object is being deleted: {error.status.message}'
        return error

    async def guaranteed_update(self, endpoint: Endpoint[T], key: str, produce: Produce[T], dry_run: bool) -> Stored[T]:
        """Replace an object by what `produce` makes of its newest version. Raises NotFound.

        An update that changes nothing writes nothing. `produce` may raise Remove.
        """
        name = key.rpartition('/')[2]
        for _ in range(ATTEMPTS):
            entry = await self.current(endpoint, key)
            if entry is None:
                raise endpoint.not_found(name)
            if endpoint.remote:
                await endpoint.ready((entry,))
            try:
                obj = await produce(endpoint.decode(entry), entry)
                value = await _value(endpoint, obj)
                unchanged = list_item(value, entry.revision) == entry.item
                if dry_run or (unchanged and (self._stale is None or not await self._stale(key))):
                    return _stored(obj, value, entry.revision)
                beside = _companions(endpoint, obj, entry)
                return _stored(obj, value, await self._commit(Update(key, value, entry.revision), *beside))
            except Remove as removal:
                if await self.remove(endpoint, key, entry, dry_run):
                    return _stored(removal.last, await _value(endpoint, removal.last), entry.revision, removed=True)
            except Conflict:
                await self.feed.fresh()
        raise endpoint.conflict(name, MODIFIED)

    async def swap(self, endpoint: Endpoint[T], key: str, obj: T, expected: Entry, dry_run: bool) -> Stored[T] | None:
        """Replace exactly this version; None if it is no longer the newest (the caches show the newest then)."""
        value = await _value(endpoint, obj)
        if dry_run or list_item(value, expected.revision) == expected.item:
            return _stored(obj, value, expected.revision)
        try:
            return _stored(obj, value, await self._commit(Update(key, value, expected.revision)))
        except Conflict:
            await self.feed.fresh()
            return None

    async def remove(self, endpoint: Endpoint[T], key: str, expected: Entry, dry_run: bool) -> bool:
        """Remove exactly this version; False if it is no longer the newest (the caches show the newest then)."""
        if dry_run:
            return True
        try:
            await self._commit(Delete(key, expected.revision), *_companions(endpoint, None, expected))
        except Conflict:
            await self.feed.fresh()
            return False
        return True


def _stored(obj: T, value: bytes, revision: int, *, created: bool = False, removed: bool = False) -> Stored[T]:
    obj.metadata.resource_version = str(revision)  # type: ignore[attr-defined]
    return Stored(obj, list_item(value, revision), created, removed)


def _companions(endpoint: Endpoint[T], new: T | None, old: Entry | None) -> list[Create | Delete]:
    """What else changes in the same commit."""
    if not endpoint.strategy.has_companions:
        return []
    return endpoint.strategy.companions(new, None if old is None else endpoint.decode(old))


async def _value(endpoint: Endpoint[T], obj: T) -> bytes:
    """The bytes to store."""
    if endpoint.remote:
        await endpoint.outgoing(obj)
    return endpoint.stored(obj)
