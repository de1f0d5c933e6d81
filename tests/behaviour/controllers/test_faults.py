"""Controllers arrive, and keep their bounds on the way, while calls fail, watches break and processes die."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.client.base import Patch
from sampan.client.informer import InformerFactory
from sampan.controllers.manager import ControllerManager
from sampan.controllers.registry import CONTROLLERS
from sampan.testing.faults import Faults, FaultyClient
from support.controllers import Cluster, run
from support.registry import deployment, service

SEEDS = range(4)
NODES = ('n1', 'n2', 'n3')
WITHOUT_NODES = tuple(name for name in CONTROLLERS if name not in ('node-lifecycle', 'taint-eviction'))


def image(name: str) -> Patch:
    return Patch.strategic({'spec': {'template': {'spec': {'containers': [{'name': 'main', 'image': name}]}}}})


class Manager:
    """A controller manager behind a bad network, that can be killed."""

    def __init__(self, c: Cluster, seed: int, rate: float = 0.1) -> None:
        self.client = FaultyClient(c.bench.client, c.world.fork(f'network {seed}'))
        self.client.faults = Faults(
            delay=0.02, watch_delay=0.5, errors=rate, lost=rate, breaks=rate / 2, expires=rate / 2
        )
        informers = InformerFactory(self.client, c.world.fork(f'manager {seed}'))
        manager = ControllerManager(
            client=self.client,
            world=c.world.fork(f'manager {seed}'),
            controllers=WITHOUT_NODES,
            informers=informers,
        )
        self._tasks = [asyncio.ensure_future(informers.run()), asyncio.ensure_future(manager.run())]

    async def kill(self) -> None:
        for task in self._tasks:
            assert not task.done(), task
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def watch_bounds(c: Cluster, most: int) -> None:
    """Fails when ReplicaSets together ever want too many pods, or one of them has more than it ever wanted."""
    largest: dict[str, int] = {}
    while True:
        replica_sets = await c.all(apps.ReplicaSet)
        wanted = {each.metadata.uid: each.spec.replicas for each in replica_sets}
        assert sum(wanted.values()) <= most, wanted
        largest.update({uid: max(largest.get(uid, 0), size) for uid, size in wanted.items()})
        alive = Counter(
            pod.metadata.owner_references[0].uid
            for pod in await c.all(core.Pod)
            if pod.metadata.deletion_timestamp is None
        )
        assert all(count <= largest[uid] for uid, count in alive.items()), (alive, largest)
        await asyncio.sleep(0.05)


@pytest.mark.parametrize('seed', SEEDS)
def test_roll_outs_under_faults(seed: int) -> None:
    async def body(c: Cluster) -> None:
        manager = Manager(c, seed)
        guard = asyncio.ensure_future(watch_bounds(c, most=10))
        await c.client.create(service(selector={'app': 'web'}))
        await c.client.create(deployment(replicas=8))
        await c.rolled_out(seconds=1500)
        for number in (2, 3):
            await c.client.patch(apps.Deployment, 'web', 'default', image(f'example.test/web:{number}'))
            await c.rolled_out(seconds=1500)
        assert not guard.done(), guard
        guard.cancel()
        assert manager.client.drawn > 10, 'or the test proves nothing'

        async def agreed() -> bool:
            ips = sorted(p.status.pod_ip for p in await c.all(core.Pod) if p.metadata.deletion_timestamp is None)
            slices = await c.all(discovery.EndpointSlice)
            ready = sorted(e.addresses[0] for each in slices for e in each.endpoints if e.conditions.ready)
            return ips == ready and len(await c.all(core.Pod)) == 8

        await c.until(agreed, 1500)
        assert len(await c.all(apps.ReplicaSet)) == 3
        await c.client.delete(apps.Deployment, 'web', 'default', propagation_policy='Foreground')

        async def nothing() -> bool:
            return not any([*await c.all(core.Pod), *await c.all(apps.ReplicaSet), *await c.all(apps.Deployment)])

        await c.until(nothing, 1500)
        await manager.kill()

    run(body, controllers=(), nodes=NODES)


@pytest.mark.parametrize('seed', SEEDS)
def test_roll_outs_while_the_controllers_are_killed_again_and_again(seed: int) -> None:
    async def body(c: Cluster) -> None:
        async def murder() -> None:
            for number in range(10_000):
                manager = Manager(c, seed * 10_000 + number, rate=0.02)
                await asyncio.sleep(0.3 + c.world.jitter(8))
                await manager.kill()

        guard = asyncio.ensure_future(watch_bounds(c, most=8))
        killer = asyncio.ensure_future(murder())
        await c.client.create(deployment(replicas=6))
        await c.rolled_out(seconds=1500)
        await c.client.patch(apps.Deployment, 'web', 'default', image('example.test/web:2'))
        await c.rolled_out(seconds=1500)
        for task in (guard, killer):
            assert not task.done(), task
            task.cancel()
        await asyncio.gather(guard, killer, return_exceptions=True)
        assert len(await c.all(apps.ReplicaSet)) == 2

    run(body, controllers=(), nodes=NODES)
