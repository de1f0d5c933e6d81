"""A user, an operator and misfortune at once, from a seed: in the end the cluster is what was asked for last."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest

from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.client.base import Patch
from sampan.testing.loop import run_virtual
from sampan.testing.simulated import CONTROLLERS, SCHEDULER, Simulation, running
from support.registry import deployment, service

SEEDS = range(4)
STEPS = 12


class Actors:
    """What may happen to the Deployment `web` and to the cluster below it."""

    def __init__(self, s: Simulation, seed: int) -> None:
        self._s = s
        self._chance = random.Random(seed)
        self._step = 0
        self._acts: list[Callable[[], Awaitable[None]]] = [
            lambda: s.restart(CONTROLLERS),
            lambda: s.restart(SCHEDULER),
            self._restart_kubelet,
            self._kill_node,
            self._new_image,
            self._scale,
            self._delete_pod,
        ]

    async def act(self) -> None:
        self._step += 1
        await asyncio.sleep(self._chance.random() * 10)
        await self._chance.choice(self._acts)()

    async def _restart_kubelet(self) -> None:
        await self._s.restart(self._chance.choice(list(self._s.nodes)))

    async def _kill_node(self) -> None:
        if len(self._s.nodes) > 3:
            await self._s.kill_node(self._chance.choice(list(self._s.nodes)))

    async def _new_image(self) -> None:
        container = {'name': 'main', 'image': f'example.test/web:{self._step}'}
        await self._patch(Patch.strategic({'spec': {'template': {'spec': {'containers': [container]}}}}))

    async def _scale(self) -> None:
        await self._patch(Patch.merge({'spec': {'replicas': self._chance.randrange(12)}}))

    async def _patch(self, patch: Patch) -> None:
        await self._s.client.patch(apps.Deployment, 'web', 'default', patch)

    async def _delete_pod(self) -> None:
        pods = (await self._s.client.list(core.Pod, 'default')).items
        if not pods:
            return
        try:
            await self._s.client.delete(core.Pod, self._chance.choice(pods).metadata.name, 'default')
        except ApiError as error:
            if not is_not_found(error):
                raise


async def remove_dead_nodes(s: Simulation) -> None:
    """What an operator does about machines that will not come back; only then may their pods be given up."""
    for node in (await s.client.list(core.Node)).items:
        if node.metadata.name not in s.nodes:
            await s.client.delete(core.Node, node.metadata.name)


async def is_as_asked(s: Simulation) -> bool:
    wanted = await s.client.get(apps.Deployment, 'web', 'default')
    pods = (await s.client.list(core.Pod, 'default')).items
    slices = (await s.client.list(discovery.EndpointSlice, 'default')).items
    serving = [e.addresses[0] for each in slices for e in each.endpoints if e.target_ref and e.conditions.ready]
    status, template = wanted.status, wanted.spec.template.spec.containers[0].image
    return (
        status.replicas == status.updated_replicas == status.available_replicas == wanted.spec.replicas == len(pods)
        and {pod.spec.containers[0].image for pod in pods} <= {template}
        and {pod.spec.node_name for pod in pods} <= set(s.nodes)
        and sorted(serving) == sorted(pod.status.pod_ip for pod in pods)
    )


async def history_of(seed: int) -> str:
    async with running(nodes=5, seed=seed) as s:
        await asyncio.sleep(20)
        await s.client.create(service(selector={'app': 'web'}))
        await s.client.create(deployment(replicas=8))
        actors = Actors(s, seed)
        for _ in range(STEPS):
            await actors.act()
        await asyncio.sleep(60)
        await remove_dead_nodes(s)
        async with asyncio.timeout(600):
            while not await is_as_asked(s):
                await asyncio.sleep(5)
        assert s.history.check() == []
        return s.history.digest()


@pytest.mark.parametrize('seed', SEEDS)
def test_the_cluster_becomes_what_was_asked_for_last(seed: int) -> None:
    run_virtual(history_of(seed))


def test_the_same_seed_gives_the_same_history() -> None:
    assert run_virtual(history_of(0)) == run_virtual(history_of(0)) != run_virtual(history_of(1))
