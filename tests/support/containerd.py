"""A containerd of a test's own: started, and removed with everything it made."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sampan.node.images import pause
from sampan.node.images.layout import NamedImage
from sampan.node.images.load import load
from sampan.node.runtime.base import ContainerConfig, Runtime, SandboxConfig
from sampan.node.runtime.containerd import Containerd, ContainerdConfig, ContainerdRuntime

from .images import busybox

DEADLINE = 60.0  # seconds a test may take
IMAGE = 'localhost/busybox:test'


def conflist(bridge: str, subnet: str, data: Path) -> str:
    """A CNI network like a node's: a bridge with addresses from a range."""
    ranges = [[{'subnet': subnet}]]
    ipam = {'type': 'host-local', 'ranges': ranges, 'dataDir': str(data), 'routes': [{'dst': '0.0.0.0/0'}]}
    plugin = {'type': 'bridge', 'bridge': bridge, 'isGateway': True, 'hairpinMode': True, 'ipam': ipam}
    return json.dumps({'cniVersion': '0.4.0', 'name': bridge, 'plugins': [plugin]})


@dataclass(slots=True)
class Node:
    """What a test works on."""

    folder: Path
    containerd: Containerd
    runtime: ContainerdRuntime

    @property
    def config(self) -> ContainerdConfig:
        return self.containerd.config

    def sandbox_config(self, name: str = 'pod', **more: Any) -> SandboxConfig:
        settings = {'hostname': name, 'log_directory': str(self.folder / 'logs' / name), **more}
        return SandboxConfig(name=name, namespace='default', uid=f'uid-{name}', **settings)


@asynccontextmanager
async def containerd_node(images: Sequence[NamedImage] | None = None) -> AsyncIterator[Node]:
    """A running containerd with the pause image and these images (busybox by default)."""
    number = os.getpid() % 30_000
    bridge, subnet = f'smpt{number}', f'10.{200 + number // 250 % 50}.{number % 250}.0/24'
    folder = Path(tempfile.mkdtemp(prefix='sampan-'))
    config = ContainerdConfig(
        root=folder / 'root',
        state=folder / 'state',
        socket=folder / 'c.sock',
        cni_conf_dir=folder / 'cni',
        log_path=folder / 'containerd.log',
        cgroup_root=f'/sampan-test-{os.getpid()}',
    )
    config.cni_conf_dir.mkdir()
    (config.cni_conf_dir / f'{bridge}.conflist').write_text(conflist(bridge, subnet, folder / 'cni-data'))
    containerd = Containerd(config)
    runtime = ContainerdRuntime(config.socket, cgroup_root=config.cgroup_root)
    try:
        await containerd.start()
        await load(
            config.socket, [pause.image(config.sandbox_image), *([busybox(IMAGE)] if images is None else images)]
        )
        yield Node(folder, containerd, runtime)
    finally:
        await runtime.close()
        await containerd.clean(everything=True)
        await _delete_link(bridge)
        shutil.rmtree(folder)


async def _delete_link(name: str) -> None:
    if Path('/sys/class/net', name).exists():
        command = await asyncio.create_subprocess_exec('ip', 'link', 'delete', name)
        assert await command.wait() == 0


def on_node(body: Callable[[Node], Coroutine[Any, Any, None]]) -> None:
    """Run a test on a node of its own."""

    async def main() -> None:
        async with asyncio.timeout(DEADLINE), containerd_node() as node:
            await body(node)

    asyncio.run(main())


async def started(runtime: Runtime, sandbox_config: SandboxConfig, config: ContainerConfig) -> tuple[str, str]:
    """Run a sandbox with one container; the ids of both."""
    sandbox = await runtime.run_sandbox(sandbox_config)
    container = await runtime.create_container(sandbox, config, sandbox_config)
    await runtime.start_container(container)
    return sandbox, container


def shell(script: str, name: str = 'main', **more: Any) -> ContainerConfig:
    """A container that runs a shell script."""
    return ContainerConfig(
        name=name, attempt=0, image=IMAGE, command=('sh', '-c', script), log_path=f'{name}/0.log', **more
    )
