"""A component's log: one file, rotated by size.

Three ways, by who writes: through a `LogFile`, where the writer is one of our pipes; `reopen`, where this process
itself writes to the file as its standard error; `move_away`, where another program has the file open for appending
and knows nothing of us.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

SIZE_LIMIT = 10 * 1024 * 1024  # bytes in the current file
KEPT = 3  # older files
INTERVAL = 10.0  # seconds between two looks at a file that others write; nothing tells that a file has become long

logger = logging.getLogger(__name__)


class LogFile:
    """Append-only; rotated before it grows beyond SIZE_LIMIT."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = path.open('ab', buffering=0)
        self._size = path.stat().st_size
        self._lost = 0  # bytes since the file could last be written

    def write(self, chunk: bytes) -> None:
        if self._size + len(chunk) > SIZE_LIMIT:
            self._rotate()
        self._size += self._append(chunk)

    def _append(self, chunk: bytes) -> int:
        """A full disk costs lines of the log, never the component that wrote them: it must not wait for us."""
        try:
            if self._lost:
                self._file.write(b'\n(%d bytes could not be written here)\n' % self._lost)
            written = self._file.write(chunk) or 0
        except OSError as error:
            if not self._lost:
                logger.warning('cannot write %s: %s', self.path, error)
            self._lost += len(chunk)
            return 0
        self._lost = len(chunk) - written
        return written

    def close(self) -> None:
        self._file.close()

    def _rotate(self) -> None:
        self._file.close()
        rotate(self.path)
        self._file = self.path.open('ab', buffering=0)
        self._size = 0


def rotate_if_large(path: Path) -> None:
    """For a log that a process writes by itself: called before it starts."""
    if path.exists() and path.stat().st_size > SIZE_LIMIT:
        rotate(path)


def rotate(path: Path) -> None:
    """Rename the file and those before it; the oldest goes."""
    make_room(path)
    if path.exists():
        path.rename(rotated(path, 1))


def reopen(path: Path) -> None:
    """Rotate the file that is this process's standard output and error, and go on in a fresh one."""
    rotate(path)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
    finally:
        os.close(descriptor)


def move_away(path: Path) -> None:
    """Rotate a file that its writer keeps open: its content is copied away, then cut off.

    What is written in between is copied too, but for the moment before the cut.
    """
    copy = path.with_name(f'{path.name}.copy')
    with path.open('rb') as source, copy.open('wb') as target:
        shutil.copyfileobj(source, target)
        make_room(path)
        shutil.copyfileobj(source, target)
        target.flush()
        os.truncate(path, 0)
        copy.rename(rotated(path, 1))  # last: a new first file tells those who follow that there was a cut


def make_room(path: Path) -> None:
    """Move the older files on; the oldest goes, and no first one is left."""
    rotated(path, KEPT).unlink(missing_ok=True)
    for number in range(KEPT - 1, 0, -1):
        older = rotated(path, number)
        if older.exists():
            older.rename(rotated(path, number + 1))


async def keep_small(path: Path, rotate_it: Callable[[Path], None]) -> None:
    """Rotate the file whenever it is too long; never returns. What cannot be done now is tried again later."""
    while True:
        await asyncio.sleep(INTERVAL)
        try:
            if path.exists() and path.stat().st_size > SIZE_LIMIT:
                await asyncio.to_thread(rotate_it, path)
        except OSError as error:
            logger.warning('cannot rotate %s: %s', path, error)


def is_stderr(path: Path) -> bool:
    """Whether this process's standard error goes to that file."""
    try:
        return os.path.samestat(path.stat(), os.fstat(2))
    except OSError:
        return False


def rotated(path: Path, number: int) -> Path:
    """The name of the `number`th older file; 0 is the current one."""
    return path if number == 0 else path.with_name(f'{path.name}.{number}')


def tail(path: Path, lines: int, size: int = SIZE_LIMIT) -> Iterator[bytes]:
    """The last `lines` lines of the file's first `size` bytes, oldest first."""
    with path.open('rb') as file:
        yield from file.read(size).splitlines(keepends=True)[-lines:]
