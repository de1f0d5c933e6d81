"""The file: made whole or not at all, locked against a second owner, checked before use."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from sampan.machinery.world import SystemWorld, World
from sampan.store.base import StoreUnavailable

_APPLICATION_ID = 0x53414D50  # 'SAMP'
_SCHEMA_VERSION = 2
# When a revision was the newest: milliseconds since 1970, UTC. Files of format 1 have no such table.
_INSTANTS = 'CREATE TABLE IF NOT EXISTS instants (at INTEGER NOT NULL, revision INTEGER PRIMARY KEY)'
_SCHEMA = f"""
PRAGMA page_size = 8192;
PRAGMA application_id = {_APPLICATION_ID};
PRAGMA user_version = {_SCHEMA_VERSION};
CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    created INTEGER NOT NULL,
    previous INTEGER NOT NULL,
    value BLOB
);
CREATE INDEX log_key ON log (key);
CREATE TABLE live (key TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
{_INSTANTS};
INSERT INTO state VALUES ('revision', 1), ('compacted', 1), ('swept', 1);
"""


@dataclass(frozen=True, slots=True)
class SqliteConfig:
    """Where the file is and what it may use."""

    path: Path
    history: int = 100_000  # revisions kept without anybody compacting; a quarter is dropped when it is full
    window: float = 86_400.0  # seconds for which history is kept, within that bound
    group: int = 1024  # commits that may share one transaction
    waiting: int = 8192  # commits that may wait for the writer; more wait for those
    readers: int = 2  # threads for lists and replays
    cache: int = 4 << 20  # bytes of pages per connection
    world: World = field(default_factory=SystemWorld)  # the clock that says when a revision was made


class FileLock:
    """Held while a process owns the file. The system drops it when the process dies."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.pread(self._fd, 32, 0).decode(errors='replace').strip()
            os.close(self._fd)
            raise StoreUnavailable(
                f'{path.with_suffix("")} is in use by another process{f" (pid {owner})" if owner else ""}: '
                'the cluster is running already; stop it with "sampan down" first'
            ) from error
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, f'{os.getpid()}\n'.encode(), 0)

    def release(self) -> None:
        os.close(self._fd)


def prepare(config: SqliteConfig) -> FileLock:
    """Lock the file, create it if the cluster is new, check it if not. Raises `StoreUnavailable`."""
    path = config.path
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(path.with_name(path.name + '.lock'))
    except OSError as error:
        raise StoreUnavailable(f'cannot use {path}: {error.strerror}; check the folder and its owner') from error
    try:
        if path.exists():
            check(config)
        else:
            _create(path)
    except BaseException as error:
        lock.release()
        if isinstance(error, sqlite3.Error):
            raise unavailable(path, error) from error
        if isinstance(error, OSError):
            raise StoreUnavailable(f'cannot use {path}: {error.strerror}; check the folder and its owner') from error
        raise
    return lock


def connect(config: SqliteConfig, *, writer: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode; transactions are begun by hand."""
    connection = sqlite3.connect(config.path, isolation_level=None, check_same_thread=False, timeout=10)
    connection.execute(f'PRAGMA cache_size = -{config.cache // 1024}')
    if writer:
        connection.execute('PRAGMA journal_mode = WAL')
        connection.execute('PRAGMA synchronous = FULL')
        connection.execute('PRAGMA wal_autocheckpoint = 2000')  # pages
        connection.execute(f'PRAGMA journal_size_limit = {64 << 20}')
        _migrate(connection)
    else:
        connection.execute('PRAGMA query_only = ON')
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring a file of an older format to this one."""
    if connection.execute('PRAGMA user_version').fetchone()[0] < _SCHEMA_VERSION:
        connection.executescript(f'BEGIN; {_INSTANTS}; PRAGMA user_version = {_SCHEMA_VERSION}; COMMIT;')


def unavailable(path: Path, error: sqlite3.Error) -> StoreUnavailable:
    """What the error means for the one who runs the cluster."""
    code = getattr(error, 'sqlite_errorcode', 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StoreUnavailable(
            f'the disk that holds {path} is full: free some space; the store then goes on by itself'
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _corrupt(path, str(error))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return StoreUnavailable(f'cannot write {path} ({error}): check the owner and mode of the file and its folder')
    if code == sqlite3.SQLITE_IOERR:
        return StoreUnavailable(f'the disk that holds {path} fails ({error}): look at the system log')
    return StoreUnavailable(f'{path}: {error}')


def _create(path: Path) -> None:
    """Make the new file aside and move it in place: a crash leaves either nothing or a whole store."""
    if path.with_name(path.name + '-wal').exists():
        raise _corrupt(path, 'the file is missing, but its write-ahead log is there')
    fresh = path.with_name(path.name + '.new')
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    connection = sqlite3.connect(fresh, isolation_level=None)
    try:
        connection.executescript(_SCHEMA)
    finally:
        connection.close()
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def check(config: SqliteConfig) -> None:
    """Refuse what is damaged or not ours. Raises StoreUnavailable, sqlite3.Error."""
    path = config.path
    if path.stat().st_size == 0:
        raise _corrupt(path, 'the file is empty')
    connection = connect(config)
    try:
        found = connection.execute('PRAGMA quick_check(1)').fetchone()[0]
        if found != 'ok':
            raise _corrupt(path, found)
        if connection.execute('PRAGMA application_id').fetchone()[0] != _APPLICATION_ID:
            raise StoreUnavailable(f'{path} is not a Sampan state file: give another path or move it away')
        version = connection.execute('PRAGMA user_version').fetchone()[0]
        if not 1 <= version <= _SCHEMA_VERSION:
            raise StoreUnavailable(
                f'{path} has format {version}, this Sampan knows {_SCHEMA_VERSION}: use the version that wrote it'
            )
    finally:
        connection.close()


def _corrupt(path: Path, detail: str) -> StoreUnavailable:
    found = ' '.join(detail.split())
    return StoreUnavailable(
        f'{path} is damaged ({found}); it was left as it is. Restore it from a snapshot, or move it away '
        f'together with {path.name}-wal and {path.name}-shm to start with an empty cluster'
    )
