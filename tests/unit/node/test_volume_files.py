"""Volumes made of files: shown all at once, with their modes, and never outside themselves."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from sampan.machinery.world import SystemWorld
from sampan.node.volumes.host import File, HostError
from sampan.node.volumes.real import RealVolumeHost


@pytest.fixture
def host() -> RealVolumeHost:
    return RealVolumeHost(SystemWorld())


def content(path: Path) -> dict[str, str]:
    return {
        str(p.relative_to(path)): p.read_text()
        for p in sorted(path.rglob('*'))
        if p.is_file() and not any(part.startswith('..') for part in p.relative_to(path).parts)
    } | {
        f'{link.name}/{p.relative_to(link)}': p.read_text()
        for link in path.iterdir()
        if link.is_symlink() and link.is_dir() and not link.name.startswith('..')
        for p in link.rglob('*')
        if p.is_file()
    }


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_files_appear_with_their_modes(tmp_path: Path, host: RealVolumeHost) -> None:
    assert host.write_payload(tmp_path, {'a': File(b'1', 0o644), 'd/e/f': File(b'2', 0o400)}, None)
    assert content(tmp_path) == {'a': '1', 'd/e/f': '2'}
    assert os.readlink(tmp_path / 'a') == '..data/a'
    assert mode(tmp_path / 'd/e/f') == 0o400


def test_an_update_swaps_everything_at_once(tmp_path: Path, host: RealVolumeHost) -> None:
    host.write_payload(tmp_path, {'a': File(b'1', 0o644), 'old': File(b'x', 0o644)}, None)
    before = os.readlink(tmp_path / '..data')
    held = (tmp_path / '..data').resolve()
    assert host.write_payload(tmp_path, {'a': File(b'2', 0o644), 'new': File(b'y', 0o644)}, None)
    assert content(tmp_path) == {'a': '2', 'new': 'y'}
    assert os.readlink(tmp_path / '..data') != before
    assert not held.exists()
    assert not (tmp_path / 'old').is_symlink()


def test_nothing_is_touched_when_nothing_changed(tmp_path: Path, host: RealVolumeHost) -> None:
    files = {'a': File(b'1', 0o644), 'd/b': File(b'2', 0o600)}
    assert host.write_payload(tmp_path, files, None)
    before = os.readlink(tmp_path / '..data')
    assert not host.write_payload(tmp_path, files, None)
    assert os.readlink(tmp_path / '..data') == before
    assert host.write_payload(tmp_path, {**files, 'a': File(b'1', 0o600)}, None)


def test_a_leftover_of_an_interrupted_update_does_no_harm(tmp_path: Path, host: RealVolumeHost) -> None:
    (tmp_path / '..data_tmp').symlink_to('nowhere')
    host.write_payload(tmp_path, {'a': File(b'1', 0o644)}, None)
    assert content(tmp_path) == {'a': '1'}


def test_kinds_are_told_apart(tmp_path: Path, host: RealVolumeHost) -> None:
    (tmp_path / 'file').write_text('')
    (tmp_path / 'link').symlink_to(tmp_path)
    assert host.kind(tmp_path) == 'Directory'
    assert host.kind(tmp_path / 'file') == 'File'
    assert host.kind(tmp_path / 'link') == 'Directory'
    assert host.kind(Path('/dev/null')) == 'CharDevice'
    assert host.kind(tmp_path / 'none') == ''


def test_the_end_of_a_file_is_read(tmp_path: Path, host: RealVolumeHost) -> None:
    (tmp_path / 'file').write_bytes(b'0123456789')
    assert host.read_file(tmp_path / 'file', 4) == b'6789'
    assert host.read_file(tmp_path / 'none', 4) == b''


def test_a_log_goes_with_what_rotation_made_of_it(tmp_path: Path, host: RealVolumeHost) -> None:
    for name in ('0.log', '0.log.20260101-000000.gz', '1.log'):
        (tmp_path / name).write_text('')
    host.remove_log(tmp_path / '0.log')
    assert [p.name for p in tmp_path.iterdir()] == ['1.log']


def test_removing_does_not_follow_links(tmp_path: Path, host: RealVolumeHost) -> None:
    (tmp_path / 'outside').mkdir()
    (tmp_path / 'outside/kept').write_text('')
    (tmp_path / 'pod').mkdir()
    (tmp_path / 'pod/link').symlink_to(tmp_path / 'outside')
    host.remove(tmp_path / 'pod')
    assert (tmp_path / 'outside/kept').exists() and not (tmp_path / 'pod').exists()


@pytest.mark.root
def test_a_subpath_is_bound_and_made_if_missing(tmp_path: Path, host: RealVolumeHost) -> None:
    volume, target = tmp_path / 'volume', tmp_path / 'pod/subpaths/0'
    volume.mkdir()
    host.write_payload(volume, {'key': File(b'value', 0o644)}, None)
    try:
        assert host.bind_subpath(volume, 'key', target).read_text() == 'value'
        made = host.bind_subpath(volume, 'a/b', tmp_path / 'pod/subpaths/1')
        (made / 'file').write_text('x')
        assert (volume / 'a/b/file').read_text() == 'x'
    finally:
        host.remove(tmp_path / 'pod')
    assert (volume / 'a/b/file').exists()


def test_a_subpath_cannot_leave_its_volume_by_a_link(tmp_path: Path, host: RealVolumeHost) -> None:
    volume = tmp_path / 'volume'
    volume.mkdir()
    (volume / 'escape').symlink_to('/etc')
    (volume / 'up').symlink_to('../..')
    for subpath in ('escape', 'escape/passwd', 'up/x'):
        with pytest.raises(HostError, match='leads out of the volume'):
            host.bind_subpath(volume, subpath, tmp_path / 'pod/0')


@pytest.mark.root
def test_memory_is_mounted_once_and_gone_after(tmp_path: Path, host: RealVolumeHost) -> None:
    path = tmp_path / 'pod/memory'
    host.make_dir(path, 0o777)
    host.mount_tmpfs(path, 1 << 20)
    try:
        host.mount_tmpfs(path, 1 << 20)
        mounts = Path('/proc/self/mountinfo').read_text()
        assert mounts.count(str(path)) == 1
        assert mode(path) == 0o777
    finally:
        host.remove(tmp_path / 'pod')
    assert str(path) not in Path('/proc/self/mountinfo').read_text()


@pytest.mark.root
def test_a_group_may_read_what_is_shared_with_it(tmp_path: Path, host: RealVolumeHost) -> None:
    host.write_payload(tmp_path, {'d/secret': File(b'1', 0o400)}, 4242)
    found = (tmp_path / 'd/secret').stat()
    assert (found.st_gid, stat.S_IMODE(found.st_mode)) == (4242, 0o440)
    scratch = tmp_path / 'scratch'
    host.make_dir(scratch, 0o777)
    host.set_group(scratch, 4242)
    assert (scratch.stat().st_gid, mode(scratch)) == (4242, 0o2777)


def test_errors_say_where_and_why(tmp_path: Path, host: RealVolumeHost) -> None:
    (tmp_path / 'file').write_text('')
    with pytest.raises(HostError, match=f'{tmp_path}/file/x: Not a directory'):
        host.make_dir(tmp_path / 'file/x')
