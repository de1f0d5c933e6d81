"""A component's log: one file, rotated by size."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

SIZE_LIMIT = 10 * 1024 * 1024  # bytes in the current file
KEPT = 3  # older files

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
    rotated(path, KEPT).unlink(missing_ok=True)
    for number in range(KEPT - 1, -1, -1):
        older = rotated(path, number)
        if older.exists():
            older.rename(rotated(path, number + 1))


def rotated(path: Path, number: int) -> Path:
    """The name of the `number`th older file; 0 is the current one."""
    return path if number == 0 else path.with_name(f'{path.name}.{number}')


def tail(path: Path, lines: int, size: int = SIZE_LIMIT) -> Iterator[bytes]:
    """The last `lines` lines of the file's first `size` bytes, oldest first."""
    with path.open('rb') as file:
        yield from file.read(size).splitlines(keepends=True)[-lines:]
