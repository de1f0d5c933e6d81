"""The whole state as one file: saved from a running store, put back into a stopped one.

A snapshot is a state file of its own, made by SQLite in one read transaction and moved in place when it is whole.
Putting one back keeps the history that is in it, and goes on counting above every revision that anybody may have
seen: whoever watches from an older one is told to list again.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sampan.store.base import StoreUnavailable
from sampan.store.sqlite.file import SqliteConfig, check, connect, prepare, unavailable

_SET = 'UPDATE state SET value = ? WHERE name = ?'


@dataclass(frozen=True, slots=True)
class Summary:
    """What a state file holds."""

    keys: int
    revision: int
    oldest: int  # the oldest revision that can be read
    latest: datetime | None  # when the newest revision was made


def save(config: SqliteConfig, target: Path) -> Summary:
    """Copy the state, which may be in use, to a new file. Raises FileExistsError, OSError, StoreUnavailable."""
    if target.exists():
        raise FileExistsError(f'{target} exists already')
    if not config.path.exists():
        raise StoreUnavailable(f'there is no state in {config.path}')
    fresh = target.with_name(f'{target.name}.new')
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)  # it holds every secret of the cluster
    try:
        _vacuum(config, fresh)
        with fresh.open('rb') as whole:
            os.fsync(whole.fileno())
        os.link(fresh, target)  # fails if somebody made it meanwhile
    except sqlite3.Error as error:
        raise unavailable(config.path, error) from error
    finally:
        fresh.unlink(missing_ok=True)
    return summary(target)


def summary(path: Path) -> Summary:
    """Look into a state file. Raises StoreUnavailable for what is damaged or none."""
    config = SqliteConfig(path)
    try:
        check(config)
        connection = connect(config)
        try:
            state = dict(connection.execute('SELECT name, value FROM state'))
            keys: int = connection.execute('SELECT count(*) FROM live').fetchone()[0]
            at: int | None = connection.execute('SELECT max(at) FROM instants').fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise unavailable(path, error) from error
    return Summary(keys, state['revision'], state['compacted'], None if at is None else _instant(at))


def restore(config: SqliteConfig, source: Path) -> Path | None:
    """Make the state what the snapshot holds. Returns where the state that was there has been put.

    Raises StoreUnavailable when the snapshot is damaged or the state is in use; then nothing has changed.
    """
    found = summary(source)
    lock = prepare(replace(config))
    try:
        before = summary(config.path)
        fresh = config.path.with_name(f'{config.path.name}.restoring')
        _copy(source, fresh, max(found.revision, before.revision) + 1)
        old = _put_aside(config.path)
        fresh.replace(config.path)
        return old
    except sqlite3.Error as error:
        raise unavailable(config.path, error) from error
    finally:
        lock.release()


def _copy(source: Path, fresh: Path, revision: int) -> None:
    """The snapshot's content, at a revision of its own before which nothing can be watched or read."""
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    _vacuum(SqliteConfig(source), fresh)
    writing = sqlite3.connect(fresh, isolation_level=None)
    try:
        writing.execute('BEGIN')
        for name in ('revision', 'compacted'):
            writing.execute(_SET, (revision, name))
        writing.execute('DELETE FROM instants')
        writing.execute('COMMIT')
        writing.execute('PRAGMA journal_mode = DELETE')
    finally:
        writing.close()
    with fresh.open('rb') as whole:
        os.fsync(whole.fileno())


def _vacuum(config: SqliteConfig, fresh: Path) -> None:
    """One consistent, compact copy; `fresh` is an empty file."""
    connection = connect(config)
    try:
        connection.execute('PRAGMA query_only = OFF')  # or SQLite would not write the copy either
        connection.execute('VACUUM INTO ?', (str(fresh),))
    finally:
        connection.close()


def _put_aside(path: Path) -> Path:
    """Move the state and what belongs to it out of the way, under a name that is free."""
    number = 1
    while (aside := path.with_name(f'{path.name}.before-restore-{number}')).exists():
        number += 1
    for suffix in ('-wal', '-shm'):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))
    path.replace(aside)
    return aside


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
