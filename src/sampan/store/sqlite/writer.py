"""The writing thread: every commit that waits shares one transaction and one fsync."""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence

import msgspec

from sampan.store.base import Change, ChangeType, Conflict, Create, Delete, FutureRevision, Record, Update
from sampan.store.keys import POSITION_BITS
from sampan.store.sqlite.file import SqliteConfig, connect, unavailable
from sampan.store.sqlite.rows import Rows, Version

_LOOK_SECONDS = 300  # between looks at what is older than the window
_SWEEP = 256  # revisions forgotten per transaction, so that compaction never stalls the commits

_SET = 'UPDATE state SET value = ? WHERE name = ?'
_SWEEP_SUPERSEDED = 'DELETE FROM log WHERE id IN (SELECT previous FROM log WHERE id >= ? AND id < ? AND previous > 0)'
_INSTANT = 'INSERT INTO instants (at, revision) VALUES (?, ?)'
_SWEEP_INSTANTS = 'DELETE FROM instants WHERE revision < ?'
_NEWEST_BEFORE = 'SELECT max(revision) FROM instants WHERE at < ?'
_SWEEP_TOMBSTONES = 'DELETE FROM log WHERE id >= ? AND id < ? AND value IS NULL'

logger = logging.getLogger(__name__)


class Waiting(msgspec.Struct, gc=False):
    """A commit on its way, and what became of it."""

    changes: Sequence[Create | Update | Delete]
    answer: asyncio.Future[int]
    revision: int = 0
    applied: Sequence[Change] = ()
    error: Exception | None = None


class Compaction(msgspec.Struct, gc=False):
    """A wish to forget what is older than `revision`."""

    revision: int
    answer: asyncio.Future[int]
    error: Exception | None = None


class Writer:
    """Owns the writing connection. `settle` is called on the thread with each finished group, in order."""

    def __init__(self, config: SqliteConfig, settle: Callable[[Sequence[Waiting | Compaction]], None]) -> None:
        self._config = config
        self._settle = settle
        self._queue: queue.SimpleQueue[Waiting | Compaction | None] = queue.SimpleQueue()
        self._connection = connect(config, writer=True)
        state = dict(self._connection.execute('SELECT name, value FROM state'))
        self.revision: int = state['revision']  # durable; read by the loop's thread too
        self.compacted: int = state['compacted']
        self._swept: int = state['swept']
        self._sweeping = self._swept < self.compacted
        self._looked = 0  # when, in milliseconds, the window was applied
        self._thread = threading.Thread(target=self._run, name='sampan-store', daemon=True)

    def start(self) -> None:
        self._thread.start()

    def submit(self, item: Waiting | Compaction) -> None:
        self._queue.put(item)

    def stop(self) -> None:
        """Finish what was submitted, then close the file. Blocks."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            group, going = self._take()
            if group:
                self._write(group)
                self._settle(group)
            if going:
                self._sweeping = self._tidy()
        self._connection.close()

    def _take(self) -> tuple[list[Waiting | Compaction], bool]:
        """What waits, up to a group; does not block while there are rows to sweep."""
        group: list[Waiting | Compaction] = []
        try:
            item = self._queue.get(block=not self._sweeping)
            while item is not None:
                group.append(item)
                if len(group) >= self._config.group:
                    return group, True
                item = self._queue.get_nowait()
        except queue.Empty:
            return group, True
        return group, False

    def _write(self, group: Sequence[Waiting | Compaction]) -> None:
        """One transaction for all. A failure of the disk fails them all; a conflict only its commit."""
        revision, compacted = self.revision, self.compacted
        try:
            self._connection.execute('BEGIN IMMEDIATE')
            rows = Rows(self._connection, _keys(group))
            for item in group:
                if isinstance(item, Waiting):
                    revision = _apply(item, revision, rows)
                else:
                    compacted = _compact(item, revision, compacted)
            rows.write()
            self._save(revision, compacted)
            self._connection.execute('COMMIT')
        except Exception as error:
            self._fail(group, error)
            return
        self.revision, self.compacted = revision, compacted

    def _fail(self, group: Sequence[Waiting | Compaction], error: Exception) -> None:
        if self._connection.in_transaction:
            self._connection.execute('ROLLBACK')
        if isinstance(error, sqlite3.Error):
            error = unavailable(self._config.path, error)
        logger.error('cannot commit: %s', error)
        for item in group:
            item.error = error
            if isinstance(item, Waiting):
                item.applied = ()

    def _save(self, revision: int, compacted: int) -> None:
        if revision != self.revision:
            self._connection.execute(_SET, (revision, 'revision'))
            self._connection.execute(_INSTANT, (self._now(), revision))
        if compacted != self.compacted:
            self._connection.execute(_SET, (compacted, 'compacted'))

    def _tidy(self) -> bool:
        """Keep history within its bound; sweep a few of the rows nobody can read any more. True: there are more."""
        compacted = self.compacted
        if self.revision - compacted > self._config.history:
            compacted = self.revision - self._config.history * 3 // 4
        compacted = max(compacted, self._behind_the_window())
        if self._swept >= compacted:
            return False
        until = min(self._swept + _SWEEP, compacted)
        ids = (self._swept + 1) << POSITION_BITS, (until + 1) << POSITION_BITS
        try:
            self._connection.execute('BEGIN IMMEDIATE')
            self._save(self.revision, compacted)
            self._connection.execute(_SWEEP_SUPERSEDED, ids)
            self._connection.execute(_SWEEP_TOMBSTONES, ids)
            self._connection.execute(_SWEEP_INSTANTS, (compacted,))
            self._connection.execute(_SET, (until, 'swept'))
            self._connection.execute('COMMIT')
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute('ROLLBACK')
            logger.error('cannot compact: %s', unavailable(self._config.path, error))
            return False  # tried again behind the next commit
        self.compacted, self._swept = compacted, until
        return until < compacted

    def _behind_the_window(self) -> int:
        """The newest revision that is older than the window, looked up now and then; 0 in between."""
        now = self._now()
        if now - self._looked < _LOOK_SECONDS * 1000:
            return 0
        self._looked = now
        oldest = now - int(self._config.window * 1000)
        found: int | None = self._connection.execute(_NEWEST_BEFORE, (oldest,)).fetchone()[0]
        return found or 0

    def _now(self) -> int:
        return int(self._config.world.now().timestamp() * 1000)


def _compact(item: Compaction, revision: int, compacted: int) -> int:
    if item.revision > revision:
        item.error = FutureRevision(item.revision, revision)
        return compacted
    return max(compacted, item.revision)


def _keys(group: Sequence[Waiting | Compaction]) -> list[str]:
    return [change.key for item in group if isinstance(item, Waiting) for change in item.changes]


def _apply(waiting: Waiting, revision: int, rows: Rows) -> int:
    """Check everything, then write everything; the revision after it."""
    try:
        found = [_checked(change, rows.current.get(change.key)) for change in waiting.changes]
    except Conflict as conflict:
        waiting.error = conflict
        return revision
    effective = [
        (change, old)
        for change, old in zip(waiting.changes, found, strict=True)
        if old is not None or not isinstance(change, Delete)
    ]
    if effective:
        revision += 1
        waiting.applied = [_put(change, old, revision, n, rows) for n, (change, old) in enumerate(effective)]
    waiting.revision = revision
    return revision


def _checked(change: Create | Update | Delete, old: Version | None) -> Version | None:
    if isinstance(change, Create):
        met = old is None
    elif change.expected is None:
        met = True
    else:
        met = old is not None and old.id >> POSITION_BITS == change.expected
    if not met:
        raise Conflict(change.key, None if old is None else _record(change.key, old))
    return old


def _put(change: Create | Update | Delete, old: Version | None, revision: int, position: int, rows: Rows) -> Change:
    id_ = revision << POSITION_BITS | position
    previous, before = (0, b'') if old is None else (old.id, old.value)
    created = revision if old is None else old.created
    if isinstance(change, Delete):
        rows.append(id_, change.key, created, previous, None)
        return Change(ChangeType.DELETED, change.key, b'', before, revision)
    rows.append(id_, change.key, created, previous, change.value)
    type_ = ChangeType.CREATED if old is None else ChangeType.UPDATED
    return Change(type_, change.key, change.value, before, revision)


def _record(key: str, old: Version) -> Record:
    return Record(key, old.value, old.id >> POSITION_BITS, old.created)
