"""One command at a time changes a cluster, one supervisor runs it: locks that the kernel drops with their holder."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
from pathlib import Path

LOOK_AGAIN = 0.1  # seconds; a lock has no event for an event loop

COMMAND = 'command.lock'
SUPERVISOR = 'supervisor.lock'


class Held(Exception):
    """Somebody else has the lock; `pid` is 0 while the holder has not written it yet."""

    def __init__(self, pid: int, command: str) -> None:
        super().__init__(f'`sampan {command}` (process {pid})' if pid else 'another command')
        self.pid = pid
        self.command = command


def take(path: Path, command: str) -> int:
    """The descriptor that holds the lock until it is closed; raises Held, or OSError if the folder is not writable."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid, _, other = os.pread(descriptor, 64, 0).decode(errors='replace').strip().partition(' ')
        os.close(descriptor)
        raise Held(int(pid) if pid.isdigit() else 0, other) from None
    if os.fstat(descriptor).st_nlink == 0:  # removed by `delete` while we took it: whoever comes next makes a new file
        os.close(descriptor)
        raise Held(0, '')
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f'{os.getpid()} {command}\n'.encode(), 0)
    return descriptor


async def wait(path: Path, command: str) -> int:
    """As `take`, but waits until the lock is free."""
    while True:
        with contextlib.suppress(Held):
            return take(path, command)
        await asyncio.sleep(LOOK_AGAIN)
