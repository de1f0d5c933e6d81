"""The queries. Each read is one transaction, so it sees one snapshot and that snapshot's compaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sampan.store.base import Change, ChangeType, Compacted, FutureRevision, Page, Record
from sampan.store.keys import POSITION_BITS, prefix_end

_GET = 'SELECT log.id, log.created, log.value FROM live JOIN log ON log.id = live.id WHERE live.key = ?'
_GET_AT = 'SELECT id, created, value FROM log WHERE key = ? AND id < ? ORDER BY id DESC LIMIT 1'
_LIST = (
    'SELECT live.key, log.id, log.created, log.value FROM live JOIN log ON log.id = live.id '
    'WHERE live.key {more} ? AND live.key < ? ORDER BY live.key LIMIT ?'
)
_COUNT = 'SELECT count(*) FROM live WHERE key > ? AND key < ?'
_NEWEST_AT = 'SELECT max(id) AS id FROM log WHERE key {more} ? AND key < ? AND id < ? GROUP BY key'
_LIST_AT = (
    f'SELECT log.key, log.id, log.created, log.value FROM ({_NEWEST_AT}) newest JOIN log ON log.id = newest.id '
    'WHERE log.value IS NOT NULL ORDER BY log.key LIMIT ?'
)
_COUNT_AT = (
    f'SELECT count(*) FROM ({_NEWEST_AT.format(more=">")}) newest JOIN log ON log.id = newest.id '
    'WHERE log.value IS NOT NULL'
)
_CHANGES = (
    'SELECT log.id, log.key, log.previous, log.value, old.value FROM log LEFT JOIN log old ON old.id = log.previous '
    'WHERE log.id >= ? AND log.id < ? ORDER BY log.id LIMIT ?'
)
_REVISION_AT = 'SELECT max(revision) FROM instants WHERE at <= ?'
_BEHIND_ALL_KEYS = b'\xff'  # SQLite sorts every blob behind every text


class _Bounds:
    """A range of keys, as parameters."""

    def __init__(self, prefix: str, after: str) -> None:
        self.start, self.more = (after, '>') if after >= prefix else (prefix, '>=')
        self.end: str | bytes = prefix_end(prefix) or _BEHIND_ALL_KEYS


def get(connection: sqlite3.Connection, key: str, at: int | None) -> Record | None:
    if at is None:
        row = connection.execute(_GET, (key,)).fetchone()
    else:
        with _snapshot(connection, at):
            row = connection.execute(_GET_AT, (key, _behind(at))).fetchone()
    if row is None or row[2] is None:
        return None
    id_, created, value = row
    return Record(key, value, id_ >> POSITION_BITS, created)


def page(connection: sqlite3.Connection, prefix: str, after: str, limit: int, at: int | None) -> Page:
    """The records of a range, now or as they were, and how many more there are."""
    bounds = _Bounds(prefix, after)
    with _snapshot(connection, at) as now:
        if at is None or at == now:
            past: tuple[int, ...] = ()
            query, count = _LIST, _COUNT
        else:
            past, query, count = (_behind(at),), _LIST_AT, _COUNT_AT
        rows = connection.execute(query.format(more=bounds.more), (bounds.start, bounds.end, *past, limit or -1))
        records = [Record(key, value, id_ >> POSITION_BITS, created) for key, id_, created, value in rows]
        remaining = 0
        if limit and len(records) == limit:
            remaining = connection.execute(count, (records[-1].key, bounds.end, *past)).fetchone()[0]
    return Page(records=records, revision=now if at is None else at, more=remaining > 0, remaining=remaining)


def changes(connection: sqlite3.Connection, since: int, until: int, limit: int) -> tuple[Sequence[Change], int]:
    """Whole commits after `since` up to `until`, about `limit` changes; and the revision they reach."""
    with _snapshot(connection, since):
        rows = connection.execute(_CHANGES, (_behind(since), _behind(until), limit)).fetchall()
        if len(rows) < limit:
            reached = until
        else:
            reached = rows[-1][0] >> POSITION_BITS
            rest = (rows[-1][0] + 1, _behind(reached), -1)  # never split a commit
            rows += connection.execute(_CHANGES, rest).fetchall()
    return [_change(*row) for row in rows], reached


def revision_at(connection: sqlite3.Connection, milliseconds: int) -> int:
    """The revision that was the newest at an instant. Raises Compacted when that is forgotten."""
    with _snapshot(connection, None):
        oldest: int = connection.execute("SELECT value FROM state WHERE name = 'compacted'").fetchone()[0]
        found: int | None = connection.execute(_REVISION_AT, (milliseconds,)).fetchone()[0]
    if found is None or found < oldest:
        raise Compacted(found or 0, oldest)
    return found


@contextmanager
def _snapshot(connection: sqlite3.Connection, at: int | None) -> Iterator[int]:
    """A read transaction; yields its revision after checking that `at` can be read in it."""
    connection.execute('BEGIN')
    try:
        state = dict(connection.execute('SELECT name, value FROM state'))
        if at is not None and at < state['compacted']:
            raise Compacted(at, state['compacted'])
        if at is not None and at > state['revision']:
            raise FutureRevision(at, state['revision'])
        yield state['revision']
    finally:
        connection.execute('COMMIT')


def _behind(revision: int) -> int:
    """The first id of a later revision."""
    return (revision + 1) << POSITION_BITS


def _change(id_: int, key: str, previous: int, value: bytes | None, old: bytes | None) -> Change:
    if value is None:
        type_ = ChangeType.DELETED
    else:
        type_ = ChangeType.UPDATED if previous else ChangeType.CREATED
    return Change(type_, key, value or b'', old or b'', id_ >> POSITION_BITS)
