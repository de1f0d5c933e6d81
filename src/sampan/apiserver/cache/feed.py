"""One watch of the whole store, feeding every resource's cache."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from sampan.apiserver.cache.cache import WatchCache
from sampan.apiserver.cache.entry import Entry, list_item
from sampan.store.base import Change, ChangeType, Compacted, Record, Store, StoreUnavailable

PAGE = 4096  # records read at once

logger = logging.getLogger(__name__)


class Feed:
    """Keeps the caches up to date and knows how far they are.

    `start` loads a snapshot; from then on `revision` only grows. If the store gives the watch up (it fell
    behind), the caches are loaded again and open watches end.
    """

    def __init__(self, store: Store, caches: Mapping[str, WatchCache]) -> None:
        self.revision = 0
        self._store = store
        self._caches = {cache.prefix: cache for cache in caches.values()}
        self._by_directory: dict[str, WatchCache | None] = {}
        self._opening: dict[str, list[tuple[Change, float]]] = {}  # what happens to caches that are being loaded
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None
        self._failure: BaseException | None = None

    async def start(self) -> None:
        """Load every object and begin to follow the store."""
        await self._load()
        self._task = asyncio.get_running_loop().create_task(self._follow(), name='watch-cache-feed')

    async def stop(self) -> None:
        """Stop following; open watches end."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        for cache in self._caches.values():
            cache.drop_watchers()
        self._fail(StoreUnavailable('the API server is stopping'))

    async def add(self, cache: WatchCache) -> None:
        """Load one more cache and feed it from then on."""
        waiting = self._opening[cache.prefix] = []
        self._caches[cache.prefix] = cache
        self._by_directory.clear()
        entries, revision = await self._read(cache.prefix)
        if self._opening.get(cache.prefix) is not waiting:
            return  # everything was loaded again meanwhile, or the cache is not wanted any more
        cache.load(entries, revision)
        del self._opening[cache.prefix]
        for change, now in waiting:
            self._give(cache, change, now)

    def remove(self, cache: WatchCache) -> None:
        """Feed a cache no longer; its watches end."""
        self._caches.pop(cache.prefix, None)
        self._opening.pop(cache.prefix, None)
        self._by_directory.clear()
        cache.drop_watchers()

    async def fresh(self) -> int:
        """Wait until the caches hold everything committed before this call; return their revision."""
        return await self.reach(await self._store.latest())

    async def reach(self, revision: int) -> int:
        """Wait until the caches hold everything up to `revision`."""
        if self._failure is not None:
            raise StoreUnavailable(f'the watch cache has lost the store: {self._failure}') from self._failure
        if self.revision < revision:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((revision, future))
            await future
        return self.revision

    async def wait(self) -> None:
        """Returns never; raises StoreUnavailable when the store is lost."""
        if self._task is not None:
            await asyncio.wait([self._task])
        raise StoreUnavailable(f'the watch cache has lost the store: {self._failure}') from self._failure

    async def _load(self) -> None:
        entries, revision = await self._read('')
        self._opening.clear()
        held: dict[str, list[Entry]] = {prefix: [] for prefix in self._caches}
        for entry in entries:
            cache = self._cache_of(entry.key)
            if cache is not None:
                held[cache.prefix].append(entry)
        for prefix, cache in self._caches.items():
            cache.load(held[prefix], revision)
        self._advance(revision)

    async def _read(self, prefix: str) -> tuple[list[Entry], int]:
        """Everything under a prefix that belongs to a cache, at one revision.

        Page by page, so that there are never two forms of all of it: what a process once needed it mostly keeps.
        """
        while True:
            entries: list[Entry] = []
            others: list[Record] = []  # a cache for them may be added while this reads
            after, at = '', None
            try:
                while True:
                    page = await self._store.list(prefix, after=after, limit=PAGE, at=at)
                    for record in page.records:
                        if self._cache_of(record.key) is None:
                            others.append(record)
                        else:
                            entries.append(_entry(record))
                    at = page.revision
                    if not page.more:
                        entries += [_entry(record) for record in others if self._cache_of(record.key) is not None]
                        return entries, at
                    after = page.records[-1].key
            except Compacted:
                logger.info('the store forgot revision %s while it was read: once more', at)

    async def _follow(self) -> None:
        try:
            while True:
                try:
                    async for batch in self._store.watch('', since=self.revision):
                        self._apply(batch)
                except Compacted:
                    logger.warning(
                        'the watch cache fell behind the store at revision %d and is loaded again', self.revision
                    )
                await self._load()
        except asyncio.CancelledError:
            raise
        except Exception as error:
            logger.exception('the watch cache has lost the store')
            self._fail(error)

    def _apply(self, batch: Sequence[Change]) -> None:
        now = asyncio.get_running_loop().time()
        for change in batch:
            cache = self._cache_of(change.key)
            if cache is not None:
                self._give(cache, change, now)
        if batch:
            self._advance(batch[-1].revision)

    def _give(self, cache: WatchCache, change: Change, now: float) -> None:
        if cache.prefix in self._opening:
            self._opening[cache.prefix].append((change, now))
            return
        cache.apply(change.key, change.value, change.revision, change.type is ChangeType.DELETED, now)

    def _cache_of(self, key: str) -> WatchCache | None:
        directory = key[: key.rindex('/') + 1] if '/' in key else ''
        if directory not in self._by_directory:
            owners = [cache for prefix, cache in self._caches.items() if directory.startswith(prefix)]
            self._by_directory[directory] = max(owners, key=lambda cache: len(cache.prefix), default=None)
        return self._by_directory[directory]

    def _advance(self, revision: int) -> None:
        self.revision = max(self.revision, revision)
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        for wanted, future in waiting:
            if wanted > self.revision:
                self._waiting.append((wanted, future))
            elif not future.done():
                future.set_result(None)

    def _fail(self, error: BaseException) -> None:
        self._failure = error
        waiting, self._waiting = self._waiting, []
        for _, future in waiting:
            if not future.done():
                future.set_exception(StoreUnavailable(f'the watch cache has lost the store: {error}'))


def _entry(record: Record) -> Entry:
    return Entry(record.key, record.revision, list_item(record.value, record.revision))
