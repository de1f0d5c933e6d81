"""The store in between: it looks like the real one, and what it gives to that is encrypted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from sampan.api.resources import RESOURCES, ROOT
from sampan.apiserver.encryption.base import Unreadable
from sampan.apiserver.encryption.kms import KmsFailed
from sampan.store.base import (
    Change,
    ChangeType,
    Create,
    Delete,
    Page,
    Record,
    Store,
    StoreUnavailable,
    Update,
    Watch,
)

if TYPE_CHECKING:
    from sampan.apiserver.encryption.providers import Chain, Providers


@lru_cache(maxsize=4096)
def owner(directory: str) -> tuple[str, str]:
    """(group, resource) of the keys in a directory: built-in ones by their prefix, custom ones by their path."""
    for resource in RESOURCES:
        if resource.stored and directory.startswith(resource.prefix):
            return resource.group, resource.plural
    parts = directory.removeprefix(ROOT + '/').split('/')
    return (parts[0], parts[1]) if len(parts) > 2 else ('', parts[0])


class EncryptedStore:
    """A `Store`. Raises StoreUnavailable, which names the key, for what cannot be decrypted or encrypted."""

    def __init__(self, store: Store, providers: Providers) -> None:
        self._store = store
        self.providers = providers
        self.shared = store.shared
        self.max_changes = store.max_changes

    # --- the store's methods -----------------------------------------------------------------------

    async def get(self, key: str, at: int | None = None) -> Record | None:
        record = await self._store.get(key, at)
        return None if record is None else await self._decrypted(record)

    async def list(self, prefix: str, *, after: str = '', limit: int = 0, at: int | None = None) -> Page:
        page = await self._store.list(prefix, after=after, limit=limit, at=at)
        records = [await self._decrypted(record) for record in page.records]
        return msgspec.structs.replace(page, records=records)

    async def commit(self, *changes: Create | Update | Delete) -> int:
        return await self._store.commit(*[await self._encrypted(change) for change in changes])

    def watch(self, prefix: str, *, since: int) -> Watch:
        return EncryptedWatch(self._store.watch(prefix, since=since), self)

    async def compact(self, revision: int) -> None:
        await self._store.compact(revision)

    def revision(self) -> int:
        return self._store.revision()

    async def latest(self) -> int:
        return await self._store.latest()

    async def close(self) -> None:
        await self._store.close()

    # --- what it adds ------------------------------------------------------------------------------

    async def stale(self, key: str) -> bool:
        """Whether the key's value should be written again although it says the same: with a newer key."""
        chain = self._chain(key)
        record = None if chain is None else await self._store.get(key)
        if chain is None or record is None:
            return False
        try:
            return (await chain.read(record.value, key.encode()))[1]
        except Unreadable:
            return True

    async def decrypt(self, key: str, value: bytes) -> bytes:
        chain = self._chain(key)
        if chain is None or not value:
            return value
        try:
            return (await chain.read(value, key.encode()))[0]
        except Unreadable as error:
            raise StoreUnavailable(
                f'unable to transform key "{key}": {error}; '
                'the encryption configuration must have the key that wrote it'
            ) from error

    def _chain(self, key: str) -> Chain | None:
        return self.providers.chain(*owner(key[: key.rfind('/') + 1]))

    async def _decrypted(self, record: Record) -> Record:
        if self._chain(record.key) is None:
            return record
        return msgspec.structs.replace(record, value=await self.decrypt(record.key, record.value))

    async def _encrypted(self, change: Create | Update | Delete) -> Create | Update | Delete:
        chain = None if isinstance(change, Delete) else self._chain(change.key)
        if chain is None or isinstance(change, Delete):
            return change
        try:
            value = await chain.write(change.value, change.key.encode())
        except KmsFailed as error:
            raise StoreUnavailable(f'unable to transform key "{change.key}": {error}') from error
        if isinstance(change, Create):
            return Create(change.key, value)
        return Update(change.key, value, change.expected)


class EncryptedWatch:
    """A watch whose values are decrypted as they come."""

    def __init__(self, watch: Watch, store: EncryptedStore) -> None:
        self._watch = watch
        self._store = store

    def __aiter__(self) -> AsyncIterator[Sequence[Change]]:
        return self

    async def __anext__(self) -> Sequence[Change]:
        return [await self._plain(change) for change in await self._watch.__anext__()]

    async def aclose(self) -> None:
        await self._watch.aclose()

    async def _plain(self, change: Change) -> Change:
        if self._store.providers.chain(*owner(change.key[: change.key.rfind('/') + 1])) is None:
            return change
        value = b'' if change.type is ChangeType.DELETED else await self._store.decrypt(change.key, change.value)
        previous = await self._store.decrypt(change.key, change.previous)
        return msgspec.structs.replace(change, value=value, previous=previous)
