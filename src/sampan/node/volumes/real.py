"""The node's real file system (upstream: pkg/volume/util atomic_writer.go, subpath_linux.go, volume_linux.go)."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from sampan.machinery.world import World
from sampan.node.volumes.host import File, HostError

MS_BIND = 4096
MNT_DETACH = 2
UMOUNT_NOFOLLOW = 8
DATA = '..data'
READABLE, SEARCHABLE = 0o440, 0o110
KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, 'Directory'),
    (stat.S_ISREG, 'File'),
    (stat.S_ISSOCK, 'Socket'),
    (stat.S_ISCHR, 'CharDevice'),
    (stat.S_ISBLK, 'BlockDevice'),
)

_libc = ctypes.CDLL(None, use_errno=True)


class RealVolumeHost:
    """Needs root for mounts and ownership."""

    def __init__(self, world: World) -> None:
        self._world = world

    def make_dir(self, path: Path, mode: int = 0o755) -> None:
        with _explained():
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(mode)

    def write_payload(self, path: Path, files: Mapping[str, File], gid: int | None) -> bool:
        """New files go into a new folder, and one rename of `..data` shows them all at once."""
        with _explained():
            current = _current(path)
            if current is not None and _same(current, files, gid):
                return False
            fresh = self._fresh_dir(path)
            for name, file in files.items():
                _write(fresh, name, file, gid)
            self._show(path, fresh, files)
            if current is not None:
                shutil.rmtree(current)
        return True

    def _fresh_dir(self, path: Path) -> Path:
        stamp = self._world.now().strftime('..%Y_%m_%d_%H_%M_%S.')
        fresh = path / f'{stamp}{self._world.suffix(10)}'
        fresh.mkdir(mode=0o755)
        fresh.chmod(0o755)
        return fresh

    def _show(self, path: Path, fresh: Path, files: Mapping[str, File]) -> None:
        link = path / '..data_tmp'
        link.unlink(missing_ok=True)
        link.symlink_to(fresh.name)
        link.replace(path / DATA)
        names = {PurePosixPath(name).parts[0] for name in files}
        for name in sorted(names):
            visible = path / name
            if not visible.is_symlink():
                visible.symlink_to(f'{DATA}/{name}')
        for visible in path.iterdir():
            if not visible.name.startswith('..') and visible.name not in names:
                visible.unlink()

    def write_file(self, path: Path, data: bytes, mode: int = 0o644) -> None:
        """In place: the file may be mounted into a container that is running."""
        with _explained():
            path.write_bytes(data)
            path.chmod(mode)

    def read_file(self, path: Path, limit: int) -> bytes:
        with _explained():
            try:
                with path.open('rb') as file:
                    size = file.seek(0, os.SEEK_END)
                    file.seek(max(0, size - limit))
                    return file.read(limit)
            except FileNotFoundError:
                return b''

    def mount_tmpfs(self, path: Path, size: int) -> None:
        with _explained():
            if _is_mount(path):
                return
            mode = stat.S_IMODE(path.stat().st_mode)
            options = f'mode={mode:o}' + (f',size={size}' if size else '')
            _mount('tmpfs', path, 'tmpfs', 0, options)

    def set_group(self, path: Path, gid: int) -> None:
        with _explained():
            for each in [path, *path.rglob('*')]:
                if each.is_symlink():
                    continue
                os.chown(each, -1, gid)
                extra = 0o2770 if each.is_dir() else 0o660
                each.chmod(stat.S_IMODE(each.stat().st_mode) | extra)

    def kind(self, path: Path) -> str:
        with _explained():
            try:
                mode = path.stat().st_mode
            except FileNotFoundError:
                return ''
        return next((name for test, name in KINDS if test(mode)), 'Unknown')

    def bind_subpath(self, volume: Path, subpath: str, target: Path) -> Path:
        """Opened step by step without following links, then bound by its descriptor: nothing can move it away."""
        with _explained():
            descriptor = _open_within(volume, PurePosixPath(subpath).parts)
            try:
                if _is_mount(target):
                    _unmount(target)
                target.parent.mkdir(parents=True, exist_ok=True)
                if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                    target.mkdir(exist_ok=True)
                else:
                    target.touch()
                _mount(f'/proc/self/fd/{descriptor}', target, '', MS_BIND, '')
            finally:
                os.close(descriptor)
        return target

    def remove(self, path: Path) -> None:
        with _explained():
            for point in _mounts_below(path):
                _unmount(point)
            if path.is_symlink() or path.is_file():
                path.unlink()
            elif path.exists():
                shutil.rmtree(path)

    def remove_log(self, path: Path) -> None:
        with _explained():
            for each in (path, *path.parent.glob(f'{path.name}.*')):
                each.unlink(missing_ok=True)

    def pods(self, root: Path) -> list[str]:
        with _explained():
            return sorted(p.name for p in root.iterdir()) if root.is_dir() else []


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except OSError as e:
        where = f'{e.filename}: ' if e.filename else ''
        raise HostError(f'{where}{e.strerror or e}') from e


# --- volumes made of files ---------------------------------------------------------------------


def _current(path: Path) -> Path | None:
    link = path / DATA
    return path / link.readlink() if link.is_symlink() else None


def _same(current: Path, files: Mapping[str, File], gid: int | None) -> bool:
    present = {str(p.relative_to(current)): p for p in current.rglob('*') if p.is_file()}
    if present.keys() != {str(PurePosixPath(name)) for name in files}:
        return False
    return all(
        present[str(PurePosixPath(name))].read_bytes() == file.data
        and stat.S_IMODE(present[str(PurePosixPath(name))].stat().st_mode) == _mode(file.mode, gid)
        for name, file in files.items()
    )


def _mode(mode: int, gid: int | None) -> int:
    return mode if gid is None else mode | READABLE


def _write(base: Path, name: str, file: File, gid: int | None) -> None:
    place = base / name
    for folder in reversed([p for p in place.parents if base in p.parents or p == base]):
        folder.mkdir(exist_ok=True, mode=0o755)
        if gid is not None:
            os.chown(folder, -1, gid)
            folder.chmod(stat.S_IMODE(folder.stat().st_mode) | SEARCHABLE | READABLE | stat.S_ISGID)
    place.write_bytes(file.data)
    if gid is not None or file.uid is not None:
        os.chown(place, -1 if file.uid is None else file.uid, -1 if gid is None else gid)
    place.chmod(_mode(file.mode, gid))


# --- mounts ------------------------------------------------------------------------------------


def _mount(source: str, target: Path, kind: str, flags: int, options: str) -> None:
    if _libc.mount(source.encode(), str(target).encode(), kind.encode(), flags, options.encode()) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(target))


def _unmount(target: Path) -> None:
    """At once if nobody uses it; else it goes away with its last user."""
    name = str(target).encode()
    if _libc.umount2(name, UMOUNT_NOFOLLOW) == 0:
        return
    if ctypes.get_errno() == errno.EBUSY and _libc.umount2(name, UMOUNT_NOFOLLOW | MNT_DETACH) == 0:
        return
    number = ctypes.get_errno()
    if number != errno.EINVAL:  # EINVAL: it was no mount any more
        raise OSError(number, os.strerror(number), str(target))


def _points() -> list[Path]:
    """All mount points; a point mounted on several times is there as often."""
    lines = Path('/proc/self/mountinfo').read_text().splitlines()
    return [Path(line.split()[4].encode().decode('unicode_escape')) for line in lines]


def _is_mount(path: Path) -> bool:
    return path in _points()


def _mounts_below(path: Path) -> list[Path]:
    """Deepest first."""
    return sorted((p for p in _points() if p.is_relative_to(path)), key=lambda p: len(p.parts), reverse=True)


def _open_within(base: Path, parts: tuple[str, ...]) -> int:
    """Open (making missing folders) one step at a time; a link that leads out is refused."""
    directory = os.open(base, os.O_PATH | os.O_DIRECTORY)
    try:
        return _walk(directory, parts)
    finally:
        os.close(directory)


def _walk(directory: int, parts: tuple[str, ...]) -> int:
    current = os.dup(directory)
    try:
        for part in parts:
            following = _step(current, part)
            os.close(current)
            current = following
    except BaseException:
        os.close(current)
        raise
    return current


def _step(directory: int, part: str) -> int:
    flags = os.O_PATH | os.O_NOFOLLOW
    try:
        opened = os.open(part, flags, dir_fd=directory)
    except FileNotFoundError:
        os.mkdir(part, 0o755, dir_fd=directory)
        opened = os.open(part, flags, dir_fd=directory)
    if stat.S_ISLNK(os.fstat(opened).st_mode):
        target = os.readlink(part, dir_fd=directory)
        os.close(opened)
        # The links of volumes made from API objects are our own and stay inside the volume.
        if target.startswith('/') or '..' in PurePosixPath(target).parts:
            raise OSError(errno.ELOOP, 'subpath leads out of the volume', part)
        return _walk(directory, PurePosixPath(target).parts)
    return opened
