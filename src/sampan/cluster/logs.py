"""`sampan logs [COMPONENT] [-f]`."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sampan.cluster.config import load
from sampan.cluster.errors import ClusterError
from sampan.cluster.logfile import rotated, tail
from sampan.cluster.supervisor import CHILDREN

COMPONENTS = ('supervisor', *CHILDREN, 'containerd')
PIECE = 65536  # bytes
QUIET = 3600.0  # seconds one wait for news may last


async def logs(state_dir: Path, component: str | None, *, follow: bool, lines: int) -> int:
    """Print the last lines of one component's log, or of all; then, with `follow`, what is written from now on.

    Following goes on when the cluster is stopped and started again; it ends with the reader.
    """
    config = load(state_dir)
    if config is None:
        raise ClusterError(f'there is no cluster in {state_dir}', 'start one with `sampan up`')
    names = [component] if component else list(COMPONENTS)
    followed = [FollowedLog(config.log_dir / f'{name}.log') for name in names]  # from here on nothing is missed
    for log in followed:
        _print_tail(log, lines, titled=component is None)
    sys.stdout.flush()
    if follow:
        await _follow(config.log_dir, followed)
    return 0


def _print_tail(log: FollowedLog, lines: int, *, titled: bool) -> None:
    if titled:
        print(f'==> {log.path} <==')
    if log.path.exists():
        sys.stdout.writelines(line.decode(errors='replace') for line in tail(log.path, lines, log.position))


async def _follow(folder: Path, followed: list[FollowedLog]) -> None:
    from sampan.node.logs.inotify import FolderWatch

    titled = len(followed) > 1
    last: FollowedLog | None = None
    with FolderWatch(folder) as watch:
        while True:
            for log in followed:
                for piece in log.news():
                    if titled and log is not last:
                        print(f'==> {log.path} <==')
                    last = log
                    sys.stdout.write(piece.decode(errors='replace'))
            sys.stdout.flush()
            await watch.changes(QUIET)


class FollowedLog:
    """What is added to a log from now on, also when it is rotated or not there yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = self._open()
        self._older = _identity(rotated(path, 1))
        self.position = self._file.seek(0, os.SEEK_END) if self._file else 0  # bytes, where following begins

    def news(self) -> list[bytes]:
        """What was written since the last call."""
        pieces = self._rest_of_the_copy() if self._was_cut() else []
        pieces += self._rest()
        if self._was_replaced():
            if self._file:
                pieces += self._rest()
                self._file.close()
            self._file = self._open()
            pieces += self._rest()
        return pieces

    def _rest(self) -> list[bytes]:
        return list(iter(partial(self._file.read, PIECE), b'')) if self._file else []

    def _was_cut(self) -> bool:
        """Whether the file has been emptied under its writer: its content is a copy then (`logfile.move_away`)."""
        older, self._older = self._older, _identity(rotated(self.path, 1))
        own = None if self._file is None else os.fstat(self._file.fileno()).st_ino
        return own is not None and self._older not in (older, own, None) and own == _identity(self.path)

    def _rest_of_the_copy(self) -> list[bytes]:
        assert self._file is not None
        seen = self._file.tell()
        self._file.seek(0)
        try:
            with rotated(self.path, 1).open('rb') as copy:
                copy.seek(seen)
                return [copy.read()]
        except FileNotFoundError:  # rotated again in the meantime
            return []

    def _was_replaced(self) -> bool:
        there = _identity(self.path)
        return there is not None and (self._file is None or there != os.fstat(self._file.fileno()).st_ino)

    def _open(self) -> BinaryIO | None:
        try:
            return self.path.open('rb')
        except FileNotFoundError:
            return None


def _identity(path: Path) -> int | None:
    """The file's inode; None if there is no file."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None
