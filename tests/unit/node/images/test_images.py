"""Image archives and the pause program."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import tarfile
from pathlib import Path

import pytest

from sampan.node.images import archive, layout, pause


def small_image() -> layout.NamedImage:
    files = layout.layer([layout.File('hello', b'hi', 0o644)])
    return layout.NamedImage('localhost/a:1', layout.Image([files], 'amd64', {'Cmd': ['/hello']}).manifest())


def everything(blob: layout.Blob) -> dict[str, bytes]:
    found = {blob.digest: b''.join(blob.chunks())}
    for child in blob.children:
        found |= everything(child)
    return found


def test_an_oci_layout_reads_back_as_it_was_written(tmp_path: Path) -> None:
    image = small_image()
    layout.write([image], tmp_path / 'a.tar')
    with archive.open_archive(tmp_path / 'a.tar') as (read,):
        assert read.name == 'localhost/a:1'
        assert everything(read.target) == everything(image.target)


def test_every_blob_is_named_by_its_digest_and_size() -> None:
    def check(blob: layout.Blob) -> None:
        data = b''.join(blob.chunks())
        assert (blob.digest, blob.size) == ('sha256:' + hashlib.sha256(data).hexdigest(), len(data))
        for child in blob.children:
            check(child)

    check(small_image().target)


def docker_archive(path: Path, entry: dict[str, object], files: dict[str, bytes]) -> None:
    with tarfile.open(path, 'w') as tar:
        for name, data in {**files, 'manifest.json': json.dumps([entry]).encode()}.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def test_docker_save_archives_are_read(tmp_path: Path) -> None:
    plain = b''.join(layout.layer([layout.File('a', b'1')]).chunks())
    packed = gzip.compress(plain)
    config = json.dumps({'architecture': 'amd64', 'os': 'linux', 'rootfs': {'type': 'layers', 'diff_ids': []}}).encode()
    entry = {'Config': 'c.json', 'RepoTags': ['a:1', 'b:2'], 'Layers': ['l1/layer.tar', 'l2/layer.tar']}
    docker_archive(tmp_path / 'd.tar', entry, {'c.json': config, 'l1/layer.tar': plain, 'l2/layer.tar': packed})
    with archive.open_archive(tmp_path / 'd.tar') as images:
        assert [image.name for image in images] == ['a:1', 'b:2']
        config_blob, first, second = images[0].target.children
        assert b''.join(config_blob.chunks()) == config
        assert (first.media_type, b''.join(first.chunks())) == (layout.LAYER, plain)
        assert (second.media_type, b''.join(second.chunks())) == (layout.LAYER_GZIP, packed)


def test_broken_archives_say_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / 'x.tar'
    path.write_bytes(b'not a tar')
    with pytest.raises(archive.ArchiveError, match='is not a tar file'), archive.open_archive(path):
        pass
    with tarfile.open(path, 'w'):
        pass
    with pytest.raises(archive.ArchiveError, match=r'neither an index\.json'), archive.open_archive(path):
        pass
    docker_archive(path, {'Config': 'c', 'RepoTags': ['a:1'], 'Layers': []}, {})
    with pytest.raises(archive.ArchiveError, match='c is missing'), archive.open_archive(path):
        pass
    docker_archive(path, {'Config': 'c', 'Layers': []}, {'c': b'{}'})
    with pytest.raises(archive.ArchiveError, match='no name'), archive.open_archive(path):
        pass


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / 'pause'
    path.write_bytes(pause.program(pause.architecture()))
    path.chmod(0o755)
    return path


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGINT])
def test_the_pause_program_ends_on_a_signal(program: Path, number: int) -> None:
    process = subprocess.Popen([program])
    os.waitid(os.P_PID, process.pid, os.WNOHANG | os.WEXITED)
    process.send_signal(signal.SIGCHLD)  # is taken and nothing else
    process.send_signal(number)
    # A signal before the program has blocked it ends it as well, by the signal itself.
    assert process.wait(10) in (0, -number)


def test_the_arm_program_has_the_same_shape() -> None:
    code = pause.program('arm64')
    words = memoryview(code)[pause.HEADER.size + pause.SEGMENT.size :].cast('I').tolist()
    assert words.count(0xD4000001) == 4  # svc: rt_sigprocmask, wait4, rt_sigtimedwait, exit_group
    assert words[-1] == 0xD4000001
