"""The door to the node's file system, and its hollow side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class HostError(Exception):
    """The file system refused; the text says what and why."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a volume."""

    data: bytes
    mode: int
    uid: int | None = None  # its owner, if not root


class VolumeHost(Protocol):
    """Small, quick, synchronous operations. All raise HostError."""

    def make_dir(self, path: Path, mode: int = 0o755) -> None:
        """Make the directory and its parents; the mode applies to the last one, whatever the umask."""
        ...

    def write_payload(self, path: Path, files: Mapping[str, File], gid: int | None) -> bool:
        """Replace everything below `path` at once. Returns whether anything changed."""
        ...

    def write_file(self, path: Path, data: bytes, mode: int = 0o644) -> None: ...

    def read_file(self, path: Path, limit: int) -> bytes:
        """The last `limit` bytes; empty when there is no such file."""
        ...

    def mount_tmpfs(self, path: Path, size: int) -> None:
        """Mount memory at `path`, once; `size` in bytes, 0 for no limit of its own."""
        ...

    def set_group(self, path: Path, gid: int) -> None:
        """Give everything below `path` to a group that may read and write it, and new files too."""
        ...

    def kind(self, path: Path) -> str:
        """Directory, File, Socket, CharDevice, BlockDevice, or '' when nothing is there. Follows links."""
        ...

    def bind_subpath(self, volume: Path, subpath: str, target: Path) -> Path:
        """What to mount for one path inside a volume, made if missing; never leaves the volume by a link."""
        ...

    def remove(self, path: Path) -> None:
        """Unmount everything at or below `path` and delete it, never through a mount or a link."""
        ...

    def remove_log(self, path: Path) -> None:
        """Delete a log file and what rotation has made of it (`path.*`)."""
        ...

    def pods(self, root: Path) -> list[str]:
        """Uids of the pods that have a directory below `root`."""
        ...


class HollowVolumeHost:
    """Remembers what was asked for; nothing touches a file system. Keys are paths as text: they are compared a lot."""

    def __init__(self) -> None:
        self.payloads: dict[str, dict[str, File]] = {}
        self.files: dict[str, bytes] = {}
        self.dirs: dict[str, int] = {}
        self.kinds: dict[str, str] = {}  # what hostPath volumes find

    def make_dir(self, path: Path, mode: int = 0o755) -> None:
        self.dirs[str(path)] = mode

    def write_payload(self, path: Path, files: Mapping[str, File], gid: int | None) -> bool:
        changed = self.payloads.get(str(path)) != dict(files)
        self.payloads[str(path)] = dict(files)
        return changed

    def write_file(self, path: Path, data: bytes, mode: int = 0o644) -> None:
        self.files[str(path)] = data

    def read_file(self, path: Path, limit: int) -> bytes:
        return self.files.get(str(path), b'')[-limit:]

    def mount_tmpfs(self, path: Path, size: int) -> None:
        self.dirs[str(path)] = 0o777

    def set_group(self, path: Path, gid: int) -> None:
        self.dirs.setdefault(str(path), 0o2775)

    def kind(self, path: Path) -> str:
        return 'Directory' if str(path) in self.dirs else self.kinds.get(str(path), '')

    def bind_subpath(self, volume: Path, subpath: str, target: Path) -> Path:
        return volume / subpath

    def remove(self, path: Path) -> None:
        itself, below = str(path), f'{path}/'
        tables: tuple[dict[str, Any], ...] = (self.payloads, self.files, self.dirs)
        for table in tables:
            for key in [k for k in table if k == itself or k.startswith(below)]:
                del table[key]

    def remove_log(self, path: Path) -> None:
        self.files.pop(str(path), None)

    def pods(self, root: Path) -> list[str]:
        below = f'{root}/'
        return list(dict.fromkeys(p.removeprefix(below).partition('/')[0] for p in self.dirs if p.startswith(below)))
