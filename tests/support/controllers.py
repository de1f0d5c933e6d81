"""Controllers over a real registry on virtual time, with a stand-in for scheduler and kubelets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from sampan.api.errors import ApiError, is_conflict, is_not_found
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.scalars import Time
from sampan.apiserver.registry.registry import Registry
from sampan.client.base import Client
from sampan.client.informer import InformerFactory, Key, key_of
from sampan.controllers.config import ControllersConfig
from sampan.controllers.manager import ControllerManager
from sampan.controllers.registry import CONTROLLERS
from sampan.store.memory import MemoryStore
from sampan.testing.loop import run_virtual
from sampan.testing.world import SimulatedWorld
from support.authorization import controller_client
from support.registry import ADMIN, Bench


class Pods:
    """Binds pods to nodes in turn, runs them after `start` seconds, and ends them after `stop` seconds.

    `hold` says of a pod that it never gets ready.
    """

    def __init__(self, bench: Bench, informers: InformerFactory) -> None:
        self.start, self.stop = 1.0, 1.0
        self.hold: Callable[[core.Pod], bool] = lambda pod: False
        self.nodes = ['n1', 'n2', 'n3']
        self._client = bench.client
        self._world = bench.world
        self._informer = informers.informer(core.Pod)
        self._seen: dict[str, str] = {}
        self._count = 0

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:

            def changed(old: core.Pod | None, new: core.Pod | None) -> None:
                if new is None:
                    return
                phase = 'ending' if new.metadata.deletion_timestamp is not None else 'starting'
                if self._seen.get(new.metadata.uid) != phase:
                    self._seen[new.metadata.uid] = phase
                    tasks.create_task(self._end(new) if phase == 'ending' else self._begin(new))

            self._informer.add_handler(changed)
            await asyncio.Event().wait()

    async def _begin(self, pod: core.Pod) -> None:
        self._count += 1
        number = self._count
        node = self.nodes[number % len(self.nodes)]
        name, namespace = pod.metadata.name, pod.metadata.namespace
        binding = core.Binding(
            metadata=meta.ObjectMeta(name=name, namespace=namespace),
            target=core.ObjectReference(kind='Node', name=node),
        )
        try:
            if not pod.spec.node_name:
                await self._client.create_subresource(core.Pod, name, namespace, 'binding', binding)
            await asyncio.sleep(self.start)
            live = await self._client.get(core.Pod, name, namespace)
            if live.metadata.deletion_timestamp is None and not self.hold(live):
                await self.set_ready(live, True, f'10.244.{number // 250}.{number % 250}')
        except ApiError as error:
            if not (is_not_found(error) or is_conflict(error)):
                raise

    async def set_ready(self, pod: core.Pod, ready: bool, ip: str = '') -> None:
        now = Time.of(self._world.now())
        condition = core.PodCondition(type='Ready', status='True' if ready else 'False', last_transition_time=now)
        address = ip or pod.status.pod_ip
        status = msgspec.structs.replace(
            pod.status, phase='Running', conditions=[condition], pod_ip=address, pod_ips=[core.PodIP(ip=address)]
        )
        await self._client.update(msgspec.structs.replace(pod, status=status), 'status')

    async def _end(self, pod: core.Pod) -> None:
        await asyncio.sleep(self.stop)
        try:
            await self._client.delete(
                core.Pod, pod.metadata.name, pod.metadata.namespace, grace_period_seconds=0, uid=pod.metadata.uid
            )
        except ApiError as error:
            if not is_not_found(error):
                raise


class Cluster:
    """What a test works with."""

    def __init__(self, bench: Bench, informers: InformerFactory, manager: ControllerManager) -> None:
        self.bench = bench
        self.client: Client = bench.client
        self.world = bench.world
        self.informers = informers
        self.manager = manager
        self.pods = Pods(bench, informers)

    async def all(self, kind: type[Any], namespace: str = 'default') -> list[Any]:
        return list((await self.client.list(kind, namespace)).items)

    async def names(self, kind: type[Any], namespace: str = 'default') -> list[str]:
        return sorted(obj.metadata.name for obj in await self.all(kind, namespace))

    async def until(self, holds: Callable[[], Awaitable[Any]], seconds: float = 120) -> Any:
        """Poll (on the virtual clock) until something is true; its value. Fails the test after `seconds`."""
        for _ in range(int(seconds * 4)):
            value = await holds()
            if value:
                return value
            await asyncio.sleep(0.25)
        raise AssertionError(f'still not true after {seconds} s: {await holds()!r}')

    async def gone(self, kind: type[Any], name: str, namespace: str = 'default', seconds: float = 120) -> None:
        async def absent() -> bool:
            try:
                await self.client.get(kind, name, namespace)
            except ApiError as error:
                return is_not_found(error)
            return False

        await self.until(absent, seconds)

    async def rolled_out(self, name: str = 'web', seconds: float = 120) -> apps.Deployment:
        """Wait as `kubectl rollout status` does."""

        async def done() -> apps.Deployment | None:
            found = await self.client.get(apps.Deployment, name, 'default')
            want, status = found.spec.replicas, found.status
            complete = (
                status.observed_generation >= found.metadata.generation
                and status.updated_replicas == want
                and status.replicas == want
                and status.available_replicas == want
            )
            return found if complete else None

        found: apps.Deployment = await self.until(done, seconds)
        return found

    async def check_unchanged(self) -> None:
        """Nobody changed a shared copy: each equals what the API has at the same revision."""
        for informer in self.informers._informers.values():
            stored = {key_of(obj): obj for obj in await self.all(informer.kind, '')}
            for cached in informer:
                live = stored.get(key_of(cached))
                if live is not None and live.metadata.resource_version == cached.metadata.resource_version:
                    assert cached == live, f'somebody changed the shared copy of {informer.kind.__name__}'

    async def events(self, reason: str, namespace: str = 'default') -> list[str]:
        await asyncio.sleep(1)  # recorders send in the background
        found = await self.all(core.Event, namespace)
        return [each.message for each in found if each.reason == reason]


@asynccontextmanager
async def cluster(
    *,
    controllers: Sequence[str] = tuple(CONTROLLERS),
    nodes: Sequence[str] = (),
    kubelets: bool = True,
    config: ControllersConfig | None = None,
) -> Any:
    world, store = SimulatedWorld(7), MemoryStore()
    registry = Registry(store=store, world=world)
    await registry.start()
    bench = Bench(registry, store, world)
    informers = InformerFactory(bench.client, world)
    manager = ControllerManager(
        client=bench.client,
        world=world,
        controllers=controllers,
        informers=informers,
        config=config,
        clients=lambda account: controller_client(registry, account),
    )
    made = Cluster(bench, informers, manager)
    tasks = [asyncio.ensure_future(informers.run()), asyncio.ensure_future(manager.run())]
    if kubelets:
        tasks.append(asyncio.ensure_future(made.pods.run()))
    try:
        await _furnish(bench, controllers, nodes)
        yield made
        for task in tasks:
            if task.done():
                task.result()
        await made.check_unchanged()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await registry.stop()


async def _furnish(bench: Bench, controllers: Sequence[str], nodes: Sequence[str]) -> None:
    for name in ('default', 'kube-node-lease'):
        await bench.client.create(core.Namespace(metadata=meta.ObjectMeta(name=name)))
    if 'serviceaccount' not in controllers:
        await bench.client.create(core.ServiceAccount(metadata=meta.ObjectMeta(name='default', namespace='default')))
    for name in nodes:
        await bench.client.create(node(bench, name))
    await asyncio.sleep(1)


def node(bench: Bench, name: str) -> core.Node:
    now = Time.of(bench.world.now())
    ready = core.NodeCondition(type='Ready', status='True', last_heartbeat_time=now, last_transition_time=now)
    return core.Node(metadata=meta.ObjectMeta(name=name), status=core.NodeStatus(conditions=[ready]))


def run(body: Callable[[Cluster], Awaitable[None]], **options: Any) -> None:
    """Run a test's body beside controllers under virtual time."""

    async def main() -> None:
        async with cluster(**options) as made:
            await body(made)

    run_virtual(main())


__all__ = ['ADMIN', 'Cluster', 'Key', 'cluster', 'key_of', 'node', 'run']
