"""Being told when something happens in a folder: Linux's inotify, as an asyncio event source."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import struct
from dataclasses import dataclass
from pathlib import Path

IN_MODIFY, IN_CLOSE_WRITE, IN_MOVED_FROM, IN_MOVED_TO, IN_CREATE, IN_DELETE = 0x2, 0x8, 0x40, 0x80, 0x100, 0x200
IN_ALL = IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE
HEADER = struct.Struct('iIII')
BUFFER = 64 * 1024


@dataclass(frozen=True, slots=True)
class Change:
    """What happened (IN_* bits) to which entry of the folder."""

    mask: int
    name: str


class FolderWatch:
    """Watches one folder. Use as a context manager; raises OSError when the kernel refuses (too many watches)."""

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor = _checked(libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC), folder)
        try:
            _checked(libc.inotify_add_watch(self._descriptor, os.fsencode(folder), IN_ALL), folder)
        except OSError:
            os.close(self._descriptor)
            raise
        self._readable = asyncio.Event()
        asyncio.get_running_loop().add_reader(self._descriptor, self._readable.set)

    def __enter__(self) -> FolderWatch:
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._descriptor)
        os.close(self._descriptor)

    async def changes(self, timeout: float) -> list[Change]:
        """What happened since the last call, waiting up to `timeout` seconds for something."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._readable.wait(), timeout)
        self._readable.clear()
        try:
            return _parse(os.read(self._descriptor, BUFFER))
        except BlockingIOError:
            return []


def _checked(result: int, folder: Path) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), str(folder))
    return result


def _parse(data: bytes) -> list[Change]:
    found, offset = [], 0
    while offset < len(data):
        _, mask, _, length = HEADER.unpack_from(data, offset)
        offset += HEADER.size
        found.append(Change(mask, os.fsdecode(data[offset : offset + length].rstrip(b'\0'))))
        offset += length
    return found
