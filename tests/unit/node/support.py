"""A node on a virtual clock: fake API, hollow runtime, real kubelet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from sampan.api.defaults import set_defaults
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.node.config import KubeletConfig
from sampan.node.host import Host, hollow_host
from sampan.node.kubelet import Kubelet
from sampan.node.runtime.hollow import HollowRuntime, Script
from sampan.testing.world import SimulatedWorld
from support.fake_client import FakeClient

CONFIG = KubeletConfig(node_name='node-a', node_ips=('192.0.2.1',), fail_on_bugs=True)


class Node:
    def __init__(self, scripts: Mapping[str, Script] | None = None, config: KubeletConfig = CONFIG) -> None:
        self.world = SimulatedWorld(1)
        self.client = FakeClient(self.world)
        self.runtime = HollowRuntime(world=self.world, scripts=scripts)
        self.host: Host = hollow_host(self.runtime)
        self.config = config
        self.kubelet = self._new()
        self.task: asyncio.Task[None] | None = None

    def _new(self) -> Kubelet:
        return Kubelet(client=self.client, runtime=self.runtime, world=self.world, config=self.config, host=self.host)

    def start(self) -> None:
        self.task = asyncio.ensure_future(self.kubelet.run())

    async def stop(self) -> None:
        assert self.task is not None
        self.task.cancel()
        done = await asyncio.gather(self.task, return_exceptions=True)
        if isinstance(done[0], Exception):
            raise done[0]

    async def restart(self) -> None:
        """As after kill -9: nothing is left of the old kubelet but the runtime and the files."""
        await self.stop()
        self.kubelet = self._new()
        self.start()


@asynccontextmanager
async def running(scripts: Mapping[str, Script] | None = None, config: KubeletConfig = CONFIG) -> AsyncIterator[Node]:
    node = Node(scripts, config)
    service = core.Service(
        metadata=meta.ObjectMeta(name='kubernetes', namespace='default'),
        spec=core.ServiceSpec(cluster_ip='10.96.0.1', ports=[core.ServicePort(name='https', port=443)]),
    )
    await node.client.create(service)
    node.start()
    try:
        yield node
    finally:
        await node.stop()


def fail(error: Exception) -> None:
    """For what must not happen in the background of a test."""
    raise error


def container(name: str = 'main', image: str = 'web:1', **fields: Any) -> core.Container:
    return core.Container(name=name, image=image, **fields)


def pod(name: str = 'web', *containers: core.Container, node: str = 'node-a', **spec: Any) -> core.Pod:
    made = core.Pod(
        metadata=meta.ObjectMeta(name=name, namespace='default', labels={'app': name}),
        spec=core.PodSpec(containers=list(containers) or [container()], node_name=node, **spec),
    )
    set_defaults(made)
    made.spec.enable_service_links = True
    return made
