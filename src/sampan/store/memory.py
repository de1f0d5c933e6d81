"""The store of tests and simulations: everything in this process, nothing but the event loop.

No threads, no clock, no chance: the same calls give the same revisions and the same watch batches.
Its history is bounded by `HistoryLimits`; at the bound it compacts itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sortedcontainers import SortedDict

from sampan.store.base import (
    Change,
    ChangeType,
    Compacted,
    Conflict,
    Create,
    Delete,
    FutureRevision,
    Page,
    Record,
    StoreUnavailable,
    Update,
    Watch,
)
from sampan.store.history import History
from sampan.store.hub import Hub, Replay, WatchLimits
from sampan.store.keys import MAX_CHANGES, check_keys, prefix_end

_REPLAY_BATCH = 1000  # changes, about: commits are never split


@dataclass(frozen=True, slots=True)
class HistoryLimits:
    """How much of the past is kept without anybody compacting. A quarter is dropped when it is full."""

    changes: int = 200_000
    size: int = 256 << 20  # bytes of values, old and new


class MemoryStore:
    """A `Store` without a disk: what it holds ends with it."""

    shared = False
    max_changes = MAX_CHANGES

    def __init__(self, limits: HistoryLimits | None = None, watch_limits: WatchLimits | None = None) -> None:
        self._limits = limits or HistoryLimits()
        self._records: SortedDict[str, Record] = SortedDict()
        self._revision = 1
        self._history = History(self._revision)
        self._hub = Hub(watch_limits)
        self._closed = False

    async def get(self, key: str, at: int | None = None) -> Record | None:
        self._check_open()
        if at is None or self._check(at) == self._revision:
            record: Record | None = self._records.get(key)
            return record
        return self._history.at(key, at)

    async def list(self, prefix: str, *, after: str = '', limit: int = 0, at: int | None = None) -> Page:
        self._check_open()
        if at is None or self._check(at) == self._revision:
            return self._list_now(prefix, after, limit)
        found = self._history.range_at(prefix, after, at)
        records = found[:limit] if limit else found
        return _page(records, at, len(found) - len(records))

    async def commit(self, *changes: Create | Update | Delete) -> int:
        self._check_open()
        check_keys(changes)
        for change in changes:
            self._check_precondition(change)
        effective = [change for change in changes if not isinstance(change, Delete) or change.key in self._records]
        if effective:
            self._apply(effective)
        return self._revision

    def watch(self, prefix: str, *, since: int) -> Watch:
        replay = None if since == self._revision else self._replay(prefix, since, self._revision)
        return self._hub.subscribe(prefix, since, replay)

    async def compact(self, revision: int) -> None:
        self._check_open()
        if revision > self._revision:
            raise FutureRevision(revision, self._revision)
        if revision > self._history.compacted:
            self._history.compact(revision)

    def revision(self) -> int:
        return self._revision

    async def latest(self) -> int:
        return self.revision()

    async def close(self) -> None:
        self._closed = True
        self._hub.close(_closed())

    def _list_now(self, prefix: str, after: str, limit: int) -> Page:
        start, inclusive = (after, False) if after >= prefix else (prefix, True)
        end = prefix_end(prefix)
        keys = self._records.irange(start, end, (inclusive, False))
        records = [self._records[key] for key in (islice(keys, limit) if limit else keys)]
        if not limit or len(records) < limit:
            return _page(records, self._revision, 0)
        behind = self._records.bisect_right(records[-1].key)
        last = len(self._records) if end is None else self._records.bisect_left(end)
        return _page(records, self._revision, last - behind)

    def _check_precondition(self, change: Create | Update | Delete) -> None:
        current = self._records.get(change.key)
        if isinstance(change, Create):
            met = current is None
        elif change.expected is None:
            met = True
        else:
            met = current is not None and current.revision == change.expected
        if not met:
            raise Conflict(change.key, current)

    def _apply(self, effective: Sequence[Create | Update | Delete]) -> None:
        self._revision += 1
        applied = [self._apply_one(change) for change in effective]
        changes = [change for change, _ in applied]
        self._history.append(changes, [record for _, record in applied])
        self._hub.publish(changes)
        if self._history.changes > self._limits.changes or self._history.size > self._limits.size:
            keep = self._history.oldest_to_keep(self._limits.changes * 3 // 4, self._limits.size * 3 // 4)
            self._history.compact(keep)

    def _apply_one(self, change: Create | Update | Delete) -> tuple[Change, Record | None]:
        old = self._records.get(change.key)
        before = b'' if old is None else old.value
        if isinstance(change, Delete):
            del self._records[change.key]
            return Change(ChangeType.DELETED, change.key, b'', before, self._revision), None
        created = self._revision if old is None else old.created
        record = Record(change.key, change.value, self._revision, created)
        self._records[change.key] = record
        type_ = ChangeType.CREATED if old is None else ChangeType.UPDATED
        return Change(type_, change.key, change.value, before, self._revision), record

    async def _replay(self, prefix: str, since: int, until: int) -> Replay:
        self._check(since)
        batch: list[Change] = []
        for commit in self._history.since(since, until):
            batch.extend(change for change in commit if change.key.startswith(prefix))
            if len(batch) >= _REPLAY_BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _check(self, revision: int) -> int:
        if revision < self._history.compacted:
            raise Compacted(revision, self._history.compacted)
        if revision > self._revision:
            raise FutureRevision(revision, self._revision)
        return revision

    def _check_open(self) -> None:
        if self._closed:
            raise _closed()


def _page(records: Sequence[Record], revision: int, remaining: int) -> Page:
    return Page(records=records, revision=revision, more=remaining > 0, remaining=remaining)


def _closed() -> StoreUnavailable:
    return StoreUnavailable('the store is closed')
