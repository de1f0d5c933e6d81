"""Whatever goes wrong on the way, the cluster gets where it should: seeded faults, then calm, then the promises."""

import asyncio
import random
from contextlib import suppress

import pytest

from sampan.api.errors import ApiError
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.client.base import Patch
from sampan.testing.loop import run_virtual
from sampan.testing.simulated import Settings, running

SEEDS = range(12)
REPLICAS = 6


def deployment():
    labels = {'app': 'web'}
    return apps.Deployment(
        metadata=meta.ObjectMeta(name='web', namespace='default'),
        spec=apps.DeploymentSpec(
            replicas=REPLICAS,
            selector=meta.LabelSelector(match_labels=labels),
            template=core.PodTemplateSpec(
                metadata=meta.ObjectMeta(labels=labels),
                spec=core.PodSpec(containers=[core.Container(name='web', image='web:1')]),
            ),
        ),
    )


async def trouble(simulation, chance):
    """Two minutes of it: crashes, partitions, slow and broken watches, conflicts, changes of the template."""
    clients = [node.client for node in simulation.nodes.values()]
    for step in range(24):
        client = chance.choice(clients)
        match chance.randrange(6):
            case 0:
                await simulation.restart(chance.choice(['controllers', 'scheduler', 'node-0', 'node-1', 'node-2']))
            case 1:
                client.partition()
            case 2:
                client.faults.delay = chance.random() * 3
            case 3:
                client.faults.breaks = 0.3
            case 4:
                client.faults.conflicts = 0.5
            case 5:
                change = {'spec': {'template': {'metadata': {'annotations': {'step': str(step)}}}}}
                with suppress(ApiError):
                    await simulation.client.patch(apps.Deployment, 'web', 'default', Patch.merge(change))
        await asyncio.sleep(5)
        for each in clients:
            if chance.random() < 0.5:
                each.heal()
    for each in clients:
        each.heal()


async def story(seed):
    async with running(seed=seed, settings=Settings(nodes=3)) as simulation:
        await simulation.client.create(deployment())
        await trouble(simulation, random.Random(seed))
        await asyncio.sleep(900)
        web = await simulation.client.get(apps.Deployment, 'web', 'default')
        pods = (await simulation.client.list(core.Pod, 'default')).items
        sets = (await simulation.client.list(apps.ReplicaSet, 'default')).items
        return web, pods, sets, simulation.history.check(), simulation.history.digest()


@pytest.mark.parametrize('seed', SEEDS)
def test_the_cluster_converges_after_faults(seed):
    web, pods, sets, violations, _ = run_virtual(story(seed))
    assert web.status.observed_generation == web.metadata.generation
    assert (web.status.ready_replicas, web.status.updated_replicas, web.status.replicas) == (REPLICAS,) * 3
    assert len([pod for pod in pods if pod.status.phase == 'Running']) == REPLICAS
    owners = {replica_set.metadata.uid for replica_set in sets}
    assert all(pod.metadata.owner_references[0].uid in owners for pod in pods)
    assert not violations


def test_faults_repeat_with_the_seed():
    assert run_virtual(story(5))[-1] == run_virtual(story(5))[-1]
