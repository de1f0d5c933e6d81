"""A kubelet with hollow containers on a real registry."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.node.config import KubeletConfig
from sampan.node.host import hollow_host
from sampan.node.kubelet import Kubelet
from sampan.node.runtime.hollow import HollowRuntime, Script
from support.registry import Bench, registry
from support.registry import pod as unbound_pod


class Node:
    def __init__(self, bench: Bench, scripts: Mapping[str, Script]) -> None:
        self.client = bench.client
        self.runtime = HollowRuntime(bench.world, scripts=scripts)
        self.kubelet = Kubelet(
            client=bench.client,
            runtime=self.runtime,
            world=bench.world,
            config=KubeletConfig(node_name='node-a', node_ips=('192.0.2.1',), fail_on_bugs=True),
            host=hollow_host(self.runtime),
        )

    async def bind(self, pod: core.Pod) -> core.Pod:
        """Create it and do what the scheduler does."""
        pod.spec.automount_service_account_token = False
        made = await self.client.create(pod)
        target = core.ObjectReference(kind='Node', name='node-a')
        name, namespace = made.metadata.name, made.metadata.namespace
        binding = core.Binding(metadata=meta.ObjectMeta(name=name, namespace=namespace), target=target)
        await self.client.create_subresource(core.Pod, name, namespace, 'binding', binding)
        return made

    async def get(self, name: str) -> core.Pod:
        return await self.client.get(core.Pod, name, 'default')

    async def until(self, name: str, predicate: Callable[[core.Pod], Any], timeout: float = 600.0) -> core.Pod:
        async with asyncio.timeout(timeout):
            while True:
                pod = await self.get(name)
                if predicate(pod):
                    return pod
                await asyncio.sleep(0.1)

    async def until_gone(self, name: str, timeout: float = 600.0) -> None:
        async with asyncio.timeout(timeout):
            while True:
                try:
                    await self.get(name)
                except errors.ApiError as e:
                    assert errors.is_not_found(e)
                    return
                await asyncio.sleep(0.1)

    async def events(self, name: str) -> list[tuple[str, str, str]]:
        await self.kubelet.recorder.drain()
        found = await self.client.list(core.Event)
        return [(e.type, e.reason, e.message) for e in found.items if e.involved_object.name == name]


@asynccontextmanager
async def node(scripts: Mapping[str, Script] | None = None) -> AsyncIterator[Node]:
    async with registry(namespaces=('default', 'kube-node-lease')) as bench:
        made = Node(bench, scripts or {})
        task = asyncio.ensure_future(made.kubelet.run())
        try:
            await made.kubelet.registration.ready.wait()
            yield made
        finally:
            task.cancel()
            done = await asyncio.gather(task, return_exceptions=True)
            if isinstance(done[0], Exception):
                raise done[0]


def pod(name: str = 'web', *containers: core.Container, **spec: Any) -> core.Pod:
    if containers:
        spec['containers'] = list(containers)
    return unbound_pod(name, **spec)


def container(name: str = 'main', image: str = 'example.test/web:1', **fields: Any) -> core.Container:
    return core.Container(name=name, image=image, **fields)


def ready(pod: core.Pod) -> bool:
    return any(c.type == 'Ready' and c.status == 'True' for c in pod.status.conditions)


def restarts(pod: core.Pod) -> int:
    return sum(s.restart_count for s in pod.status.container_statuses)
