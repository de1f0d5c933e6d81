"""A component's log: one file, rotated by size, and whoever follows it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

SIZE_LIMIT = 10 * 1024 * 1024  # bytes in the current file
KEPT = 3  # older files
BACKLOG = 256  # chunks a follower may be behind before it is dropped


class LogFile:
    """Append-only. `follow` yields what is written from now on."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = path.open('ab', buffering=0)
        self._size = path.stat().st_size
        self._followers: list[asyncio.Queue[bytes | None]] = []

    def write(self, chunk: bytes) -> None:
        if self._size + len(chunk) > SIZE_LIMIT:
            self._rotate()
        self._file.write(chunk)
        self._size += len(chunk)
        for queue in list(self._followers):
            if queue.full():
                self._drop(queue)
            else:
                queue.put_nowait(chunk)

    async def follow(self) -> AsyncIterator[bytes]:
        """Chunks as they are written; ends when the follower is too slow or the log is closed."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(BACKLOG)
        self._followers.append(queue)
        try:
            while (chunk := await queue.get()) is not None:
                yield chunk
        finally:
            if queue in self._followers:
                self._followers.remove(queue)

    def close(self) -> None:
        for queue in list(self._followers):
            self._drop(queue)
        self._file.close()

    def _drop(self, queue: asyncio.Queue[bytes | None]) -> None:
        self._followers.remove(queue)
        while queue.full():
            queue.get_nowait()
        queue.put_nowait(None)

    def _rotate(self) -> None:
        self._file.close()
        rotated(self.path, KEPT).unlink(missing_ok=True)
        for number in range(KEPT - 1, -1, -1):
            older = rotated(self.path, number)
            if older.exists():
                older.rename(rotated(self.path, number + 1))
        self._file = self.path.open('ab', buffering=0)
        self._size = 0


def rotated(path: Path, number: int) -> Path:
    """The name of the `number`th older file; 0 is the current one."""
    return path if number == 0 else path.with_name(f'{path.name}.{number}')


def tail(path: Path, lines: int) -> Iterator[bytes]:
    """The last `lines` lines of the file, oldest first. A log is at most SIZE_LIMIT, so it is read whole."""
    yield from path.read_bytes().splitlines(keepends=True)[-lines:]
