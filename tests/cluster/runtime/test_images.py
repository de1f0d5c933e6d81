"""Images in a real containerd: pulled from a registry, loaded from archives."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from sampan.node.images import layout, pause
from sampan.node.images.archive import open_archive
from sampan.node.images.load import LoadFailed, load
from sampan.node.runtime.base import ContainerConfig, RuntimeFailure, Security
from support.containerd import IMAGE, Node, on_node, started
from support.image_registry import image_registry
from support.images import busybox

pytestmark = pytest.mark.root


async def prints(node: Node, image: str, *command: str) -> str:
    """What a command of the image prints."""
    config = ContainerConfig(name='main', attempt=0, image=image, command=('sleep', '100'), log_path='main/0.log')
    _, container = await started(node.runtime, node.sandbox_config('prints'), config)
    return (await node.runtime.exec_sync(container, command, 5)).stdout.decode()


def test_an_image_is_pulled_from_a_registry_and_runs() -> None:
    async def body(node: Node) -> None:
        async with image_registry() as registry:
            registry.add('1', busybox('x', env=['FROM=registry'], user='1000').target)
            name = f'{registry.host}/team/app:1'
            reference = await node.runtime.pull_image(name)
            image = await node.runtime.image_status(name)
            assert image is not None
            assert (image.id, image.user, image.tags) == (reference, '1000', (name,))
            assert image.digests == (f'{registry.host}/team/app@{registry.images["1"].digest}',)
            assert await prints(node, name, 'sh', '-c', 'echo $FROM; id -u') == 'registry\n1000\n'

    on_node(body)


def test_a_missing_image_is_told_in_upstreams_words() -> None:
    async def body(node: Node) -> None:
        async with image_registry() as registry:
            name = f'{registry.host}/team/app:no'
            with pytest.raises(RuntimeFailure) as raised:
                await node.runtime.pull_image(name)
        assert raised.value.message == (
            f'rpc error: code = NotFound desc = failed to pull and unpack image "{name}": failed to resolve reference '
            f'"{name}": {name}: not found'
        )

    on_node(body)


def test_a_private_registry_wants_credentials() -> None:
    async def body(node: Node) -> None:
        async with image_registry('me', 'secret') as registry:
            registry.add('1', busybox('x').target)
            name = f'{registry.host}/app:1'
            with pytest.raises(RuntimeFailure, match=r'authorization failed|401'):
                await node.runtime.pull_image(name)
            await node.runtime.pull_image(name, {'username': 'me', 'password': 'secret'})
            assert await node.runtime.image_status(name) is not None

    on_node(body)


def test_archives_of_both_kinds_are_loaded_and_run(tmp_path: Path) -> None:
    async def body(node: Node) -> None:
        layout.write([busybox('localhost/oci:1', env=['KIND=oci'])], tmp_path / 'oci.tar')
        with (tmp_path / 'oci.tar').open('rb') as plain, gzip.open(tmp_path / 'oci.tar.gz', 'wb') as packed:
            shutil.copyfileobj(plain, packed)
        docker_save(tmp_path / 'docker.tar', 'docker:1')
        for file, name, kind in (
            ('oci.tar', 'localhost/oci:1', 'oci'),
            ('oci.tar.gz', 'localhost/oci:1', 'oci'),
            ('docker.tar', 'docker.io/library/docker:1', 'docker'),
        ):
            with open_archive(tmp_path / file) as images:
                (loaded,) = await load(node.config.socket, images)
            assert loaded.tags == (name,)
            assert await prints(node, name, 'sh', '-c', 'echo $KIND') == f'{kind}\n'
            for sandbox in await node.runtime.sandboxes():
                await node.runtime.stop_sandbox(sandbox.id)
                await node.runtime.remove_sandbox(sandbox.id)

    on_node(body)


def docker_save(path: Path, name: str) -> None:
    """An archive as older dockers wrote it."""
    config, *layers = busybox('x', env=['KIND=docker']).target.children
    files = {'config.json': config, **{f'{number}/layer.tar': part for number, part in enumerate(layers)}}
    entry = {'Config': 'config.json', 'RepoTags': [name], 'Layers': [file for file in files if file != 'config.json']}
    with tarfile.open(path, 'w') as tar:
        for file, data in (
            *((file, b''.join(part.chunks())) for file, part in files.items()),
            ('manifest.json', json.dumps([entry]).encode()),
        ):
            info = tarfile.TarInfo(file)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def test_what_cannot_be_loaded_is_told() -> None:
    async def body(node: Node) -> None:
        with pytest.raises(LoadFailed, match='"No Name" is no image name'):
            await load(node.config.socket, [layout.NamedImage('No Name', busybox('x').target)])
        config, part = layout.blob(layout.CONFIG, b'{}'), layout.layer([layout.File('a', b'a' * 2000)])
        damaged = replace(part, open=lambda: io.BytesIO(bytes(part.size)))
        name = 'localhost/damaged:1'
        empty = layout.blob(layout.MANIFEST, b'{}')
        with pytest.raises(LoadFailed, match=f'cannot load image {name}: .*unexpected commit digest'):
            await load(node.config.socket, [layout.NamedImage(name, layout.manifest(config, [damaged]))])
        with pytest.raises(LoadFailed, match='has no configuration'):
            await load(node.config.socket, [layout.NamedImage('localhost/empty:1', empty)])
        # Nothing of it is in the way of the next one.
        (image,) = await load(node.config.socket, [layout.NamedImage(name, layout.manifest(config, [part]))])
        assert image.tags == (name,)

    on_node(body)


def test_the_sandbox_image_reaps_what_others_leave() -> None:
    """With a shared process namespace the pause program is everybody's first process."""

    async def body(node: Node) -> None:
        shared = Security(share_process_namespace=True)
        config = node.sandbox_config(security=shared)
        sandbox = await node.runtime.run_sandbox(config)
        container = await node.runtime.create_container(
            sandbox,
            ContainerConfig(name='main', attempt=0, image=IMAGE, command=('sleep', '100'), security=shared),
            config,
        )
        await node.runtime.start_container(container)
        # Two orphans, which end at once, and a third that waits for them to be gone.
        script = '(sleep 0.05 &) ; (sleep 0.05 &) ; sleep 0.5; ps -o pid,stat,comm; cat /proc/1/comm'
        result = await node.runtime.exec_sync(container, ['sh', '-c', script], 5)
        assert b' Z ' not in result.stdout
        assert result.stdout.endswith(b'pause\n')

    on_node(body)


def test_the_sandbox_image_is_small() -> None:
    assert pause.image('localhost/pause:1').target.children[1].size < 20_000
