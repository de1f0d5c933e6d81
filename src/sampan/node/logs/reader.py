"""Reading a container's log file: from its tail, to its end, or on as it grows.

Reads are of local files a few blocks at a time, in the event loop's thread: they cost microseconds, a thread more.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from sampan.node.logs.inotify import IN_CLOSE_WRITE, IN_CREATE, IN_MOVED_TO, Change, FolderWatch
from sampan.node.logs.view import LogOptions, LogView

BLOCK = 256 * 1024
# Seconds after which a follower looks whether the container still runs, though nothing told it to (as upstream).
CHECK_PERIOD = 1.0
# After the runtime has closed the file it soon shows the container as ended: looks are closer together then.
CLOSED_CHECK_PERIOD = 0.02

Running = Callable[[], Awaitable[bool]]


async def read_logs(path: Path, options: LogOptions, running: Running) -> AsyncIterator[bytes]:
    """The log as the options want it, in pieces. `running` says whether the container may still write.

    Follows through rotation: the rest of the old file, then the new one. Raises OSError when there is no such file.
    """
    path = Path(os.path.realpath(path))  # events name entries of the folder the file really is in
    tail = _Tail(path, options)
    try:
        if not options.follow:
            for data in tail.rest(final=True):
                yield data
            return
        with FolderWatch(path.parent) as watch:
            async for data in _follow(tail, watch, running):
                yield data
    finally:
        tail.close()


async def _follow(tail: _Tail, watch: FolderWatch, running: Running) -> AsyncIterator[bytes]:
    period, look = CHECK_PERIOD, True
    while True:
        # Asked before reading: what an ended container wrote is all there when we read.
        alive = await running() if look else True
        for data in tail.rest(final=not alive):
            yield data
        if tail.done or not alive:
            return
        changes = await watch.changes(period)
        if _happened(changes, tail.path.name, IN_CREATE | IN_MOVED_TO):
            for data in tail.rest(final=True):
                yield data
            tail.reopen()
            period = CHECK_PERIOD
        elif _happened(changes, tail.path.name, IN_CLOSE_WRITE):
            period = CLOSED_CHECK_PERIOD
        look = not changes or period < CHECK_PERIOD
        if look:
            period = min(period * 2, CHECK_PERIOD)


def _happened(changes: list[Change], name: str, mask: int) -> bool:
    return any(change.name == name and change.mask & mask for change in changes)


class _Tail:
    """A log file being read forwards, and the view its lines go through."""

    def __init__(self, path: Path, options: LogOptions) -> None:
        self.path = path
        self._view = LogView(options)
        self._file = path.open('rb')
        self._partial = b''
        if options.tail is not None:
            self._file.seek(tail_start(self._file, options.tail))

    @property
    def done(self) -> bool:
        return self._view.done

    def rest(self, *, final: bool) -> Iterator[bytes]:
        """What can be read now, in blocks. A line without its newline waits for the rest, unless this is the end."""
        while not self.done and (block := self._file.read(BLOCK)):
            *lines, self._partial = (self._partial + block).split(b'\n')
            if data := b''.join(self._view.feed(line + b'\n') for line in lines):
                yield data
        if final and self._partial:
            partial, self._partial = self._partial, b''
            if data := self._view.feed(partial):
                yield data

    def reopen(self) -> None:
        """Go on with the file that now has the name; if it is gone again, its next creation is another event."""
        try:
            file = self.path.open('rb')
        except FileNotFoundError:
            return
        self._file.close()
        self._file, self._partial = file, b''

    def close(self) -> None:
        self._file.close()


def tail_start(file: BinaryIO, lines: int) -> int:
    """Where the last `lines` whole lines begin (a line still being written comes on top, as upstream)."""
    left = file.seek(0, os.SEEK_END)
    missing = lines + 1  # newlines to go back over: the one before the first of the lines is the last of them
    while left > 0:
        right, left = left, max(0, left - BLOCK)
        file.seek(left)
        block = file.read(right - left)
        count = block.count(b'\n')
        if count >= missing:
            position = len(block)
            for _ in range(missing):
                position = block.rindex(b'\n', 0, position)
            return left + position + 1
        missing -= count
    return 0
