"""The SQLite store as the event loop sees it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sampan.store.base import (
    Change,
    Create,
    Delete,
    FutureRevision,
    Page,
    Record,
    StoreUnavailable,
    Update,
    Watch,
)
from sampan.store.hub import Hub, WatchLimits
from sampan.store.keys import MAX_CHANGES, check_keys
from sampan.store.sqlite import reads
from sampan.store.sqlite.file import FileLock, SqliteConfig, connect, prepare, unavailable
from sampan.store.sqlite.writer import Compaction, Waiting, Writer

_REPLAY_BATCH = 1000  # changes, about: commits are never split

P = ParamSpec('P')
R = TypeVar('R')


class SqliteStore:
    """A `Store` in one file. Make it with `open`; it belongs to the event loop that opened it."""

    shared = False  # the file is locked
    max_changes = MAX_CHANGES

    def __init__(self, config: SqliteConfig, lock: FileLock, watch_limits: WatchLimits | None = None) -> None:
        """Use `open` instead: this expects a prepared file."""
        self._config = config
        self._lock = lock
        self._loop = asyncio.get_running_loop()
        self._hub = Hub(watch_limits)
        self._writer = Writer(config, self._settle)
        self._published = self._seen = self._writer.revision
        self._own = connect(config)
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = [self._own]
        self._readers = ThreadPoolExecutor(config.readers, thread_name_prefix='sampan-store-reader')
        self._places = asyncio.Semaphore(config.waiting)
        self._closed = False

    @classmethod
    async def open(cls, config: SqliteConfig, watch_limits: WatchLimits | None = None) -> SqliteStore:
        """Open the file, or create it for a new cluster. Raises `StoreUnavailable`, which says what to do."""
        lock = await asyncio.to_thread(prepare, config)
        try:
            store = cls(config, lock, watch_limits)
        except sqlite3.Error as error:
            lock.release()
            raise unavailable(config.path, error) from error
        store._writer.start()
        return store

    async def get(self, key: str, at: int | None = None) -> Record | None:
        self._check_open()
        try:
            record = reads.get(self._own, key, at)
        except sqlite3.Error as error:
            raise unavailable(self._config.path, error) from error
        if record is not None:
            self._seen = max(self._seen, record.revision)
        return record

    async def list(self, prefix: str, *, after: str = '', limit: int = 0, at: int | None = None) -> Page:
        page = await self._read(reads.page, prefix, after, limit, at)
        self._seen = max(self._seen, page.revision)
        return page

    async def commit(self, *changes: Create | Update | Delete) -> int:
        check_keys(changes)
        async with self._places:
            self._check_open()
            waiting = Waiting(changes, self._loop.create_future())
            self._writer.submit(waiting)
            return await waiting.answer

    def watch(self, prefix: str, *, since: int) -> Watch:
        replay = None if since == self._published else self._replay(prefix, since, self._published)
        return self._hub.subscribe(prefix, since, replay)

    async def compact(self, revision: int) -> None:
        self._check_open()
        compaction = Compaction(revision, self._loop.create_future())
        self._writer.submit(compaction)
        await compaction.answer

    async def revision_at(self, instant: datetime) -> int:
        """The revision that was the newest at `instant`. Raises `Compacted` when that is forgotten."""
        return await self._read(reads.revision_at, int(instant.timestamp() * 1000))

    def revision(self) -> int:
        # A read can see a commit a moment before the writer's thread has said that it is done.
        return max(self._writer.revision, self._seen)

    async def latest(self) -> int:
        return self.revision()

    async def close(self) -> None:
        """Finish the commits that wait, end the watches, release the file."""
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._writer.stop)
        await asyncio.to_thread(self._readers.shutdown)
        for connection in self._opened:
            connection.close()
        self._hub.close(_closed())
        self._lock.release()

    def _settle(self, group: Sequence[Waiting | Compaction]) -> None:
        """Called by the writer: hand its finished group to the loop, unless the loop is gone."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._publish, group)

    def _publish(self, group: Sequence[Waiting | Compaction]) -> None:
        """Feed the watchers, then wake the writers."""
        applied = [change for item in group if isinstance(item, Waiting) for change in item.applied]
        if applied:
            self._hub.publish(applied)
            self._published = applied[-1].revision
        for item in group:
            if item.answer.done():  # its task was cancelled; what it wrote stays written
                continue
            if item.error is not None:
                item.answer.set_exception(item.error)
            else:
                item.answer.set_result(item.revision)

    async def _replay(self, prefix: str, since: int, until: int) -> AsyncIterator[Sequence[Change]]:
        if since > self.revision():
            raise FutureRevision(since, self.revision())
        position = since
        while position < until:
            changes, position = await self._read(reads.changes, position, until, _REPLAY_BATCH)
            matching = [change for change in changes if change.key.startswith(prefix)]
            if matching:
                yield matching

    async def _read(
        self, query: Callable[Concatenate[sqlite3.Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        self._check_open()
        return await self._loop.run_in_executor(self._readers, lambda: self._query(query, *args, **kwargs))

    def _query(self, query: Callable[Concatenate[sqlite3.Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs on a reader thread, with that thread's connection."""
        try:
            connection: sqlite3.Connection | None = getattr(self._local, 'connection', None)
            if connection is None:
                connection = self._local.connection = connect(self._config)
                self._opened.append(connection)
            return query(connection, *args, **kwargs)
        except sqlite3.Error as error:
            raise unavailable(self._config.path, error) from error

    def _check_open(self) -> None:
        if self._closed:
            raise _closed()


def _closed() -> StoreUnavailable:
    return StoreUnavailable('the store is closed')
