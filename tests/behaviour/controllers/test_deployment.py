"""What Kubernetes promises about Deployments."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.client.base import Patch
from sampan.controllers.deployment.revisions import DESIRED_REPLICAS, HASH_LABEL, MAX_REPLICAS, REVISION, make_new
from sampan.controllers.deployment.rolling import limits_of
from support.controllers import Cluster, run
from support.registry import deployment

ONLY = ('deployment', 'replicaset', 'serviceaccount', 'garbage-collector')


def image(name: str) -> Patch:
    return Patch.strategic({'spec': {'template': {'spec': {'containers': [{'name': 'main', 'image': name}]}}}})


async def set_image(c: Cluster, name: str) -> None:
    await c.client.patch(apps.Deployment, 'web', 'default', image(name))


async def scale(c: Cluster, replicas: int) -> None:
    await c.client.patch(apps.Deployment, 'web', 'default', Patch.merge({'spec': {'replicas': replicas}}))


async def sizes(c: Cluster) -> dict[str, int]:
    """Replicas by image."""
    return {each.spec.template.spec.containers[0].image: each.spec.replicas for each in await c.all(apps.ReplicaSet)}


def condition(found: apps.Deployment, type_: str) -> apps.DeploymentCondition:
    return next(each for each in found.status.conditions if each.type == type_)


def test_it_rolls_out_by_a_replica_set_named_by_the_templates_hash() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(deployment(replicas=3))
        found = await c.rolled_out()
        (replica_set,) = await c.all(apps.ReplicaSet)
        fingerprint = replica_set.metadata.labels[HASH_LABEL]
        assert replica_set.metadata.name == f'web-{fingerprint}'
        assert replica_set.metadata.annotations == {REVISION: '1', DESIRED_REPLICAS: '3', MAX_REPLICAS: '4'}
        assert found.metadata.annotations[REVISION] == '1'
        assert all(pod.metadata.labels[HASH_LABEL] == fingerprint for pod in await c.all(core.Pod))
        available, progressing = condition(found, 'Available'), condition(found, 'Progressing')
        assert (available.status, available.reason) == ('True', 'MinimumReplicasAvailable')
        assert (progressing.status, progressing.reason) == ('True', 'NewReplicaSetAvailable')
        assert progressing.message == f'ReplicaSet "web-{fingerprint}" has successfully progressed.'
        assert await c.events('ScalingReplicaSet') == [f'Scaled up replica set web-{fingerprint} from 0 to 3']
        assert found.status.unavailable_replicas == 0 and found.status.terminating_replicas == 0

    run(body, controllers=ONLY)


def test_a_rolling_update_keeps_its_bounds_at_every_moment() -> None:
    async def body(c: Cluster) -> None:
        c.pods.start, c.pods.stop = 2.0, 3.0
        await c.client.create(deployment(replicas=10))  # 25 % each: at most 13 pods, at least 8 available
        await c.rolled_out()
        await set_image(c, 'example.test/web:2')
        task = asyncio.ensure_future(c.rolled_out())
        seen_most = 0
        while not task.done():
            pods = await c.all(core.Pod)
            alive = [pod for pod in pods if pod.metadata.deletion_timestamp is None]
            ready = [pod for pod in alive if any(each.status == 'True' for each in pod.status.conditions)]
            seen_most = max(seen_most, len(alive))
            assert len(alive) <= 13
            assert len(ready) >= 8
            await asyncio.sleep(0.05)
        await task
        assert seen_most > 10
        assert await sizes(c) == {'example.test/web:1': 0, 'example.test/web:2': 10}

    run(body, controllers=ONLY)


def test_rolling_back_reuses_the_old_replica_set_with_a_new_revision() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(deployment(replicas=2))
        await c.rolled_out()
        await set_image(c, 'example.test/web:2')
        await c.rolled_out()
        await set_image(c, 'example.test/web:1')
        found = await c.rolled_out()
        assert found.metadata.annotations[REVISION] == '3'
        by_image = {each.spec.template.spec.containers[0].image: each for each in await c.all(apps.ReplicaSet)}
        assert len(by_image) == 2
        annotations = by_image['example.test/web:1'].metadata.annotations
        assert annotations[REVISION] == '3' and annotations['deployment.kubernetes.io/revision-history'] == '1'

    run(body, controllers=ONLY)


def test_old_replica_sets_beyond_the_history_limit_are_deleted() -> None:
    async def body(c: Cluster) -> None:
        wanted = deployment(replicas=1)
        wanted.spec.revision_history_limit = 2
        await c.client.create(wanted)
        for number in range(1, 6):
            await set_image(c, f'example.test/web:{number}')
            await c.rolled_out()
            await asyncio.sleep(5)
        assert set(await sizes(c)) == {f'example.test/web:{number}' for number in (3, 4, 5)}

    run(body, controllers=ONLY)


def test_recreate_never_runs_two_versions_at_once() -> None:
    async def body(c: Cluster) -> None:
        c.pods.stop = 10.0
        wanted = deployment(replicas=3)
        wanted.spec.strategy = apps.DeploymentStrategy(type='Recreate')
        await c.client.create(wanted)
        await c.rolled_out()
        await set_image(c, 'example.test/web:2')
        task = asyncio.ensure_future(c.rolled_out())
        while not task.done():
            assert len({pod.spec.containers[0].image for pod in await c.all(core.Pod)}) <= 1
            await asyncio.sleep(0.1)
        await task

    run(body, controllers=ONLY)


def test_a_paused_deployment_scales_but_does_not_roll() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(deployment(replicas=2))
        await c.rolled_out()
        await c.client.patch(apps.Deployment, 'web', 'default', Patch.merge({'spec': {'paused': True}}))
        await set_image(c, 'example.test/web:2')
        await scale(c, 4)
        await asyncio.sleep(20)
        assert await sizes(c) == {'example.test/web:1': 4}
        found = await c.client.get(apps.Deployment, 'web', 'default')
        assert condition(found, 'Progressing').reason == 'DeploymentPaused'
        await c.client.patch(apps.Deployment, 'web', 'default', Patch.merge({'spec': {'paused': None}}))
        await c.rolled_out()
        assert await sizes(c) == {'example.test/web:1': 0, 'example.test/web:2': 4}

    run(body, controllers=ONLY)


def test_scaling_in_the_middle_of_a_roll_out_is_shared_out() -> None:
    async def body(c: Cluster) -> None:
        c.pods.hold = lambda pod: pod.spec.containers[0].image.endswith(':2')
        wanted = deployment(replicas=10)
        wanted.spec.strategy = apps.DeploymentStrategy(
            type='RollingUpdate', rolling_update=apps.RollingUpdateDeployment(max_surge=3, max_unavailable=2)
        )
        await c.client.create(wanted)
        await c.rolled_out()
        await set_image(c, 'example.test/web:2')
        await asyncio.sleep(20)
        assert await sizes(c) == {'example.test/web:1': 8, 'example.test/web:2': 5}
        await scale(c, 15)
        await asyncio.sleep(20)
        assert await sizes(c) == {'example.test/web:1': 11, 'example.test/web:2': 7}

    run(body, controllers=ONLY)


def test_a_stuck_roll_out_passes_its_deadline_without_any_event() -> None:
    async def body(c: Cluster) -> None:
        c.pods.hold = lambda pod: True
        wanted = deployment(replicas=1)
        wanted.spec.progress_deadline_seconds = 60
        await c.client.create(wanted)

        async def timed_out() -> apps.Deployment | None:
            found = await c.client.get(apps.Deployment, 'web', 'default')
            ended = any(each.reason == 'ProgressDeadlineExceeded' for each in found.status.conditions)
            return found if ended else None

        before = c.world.now()
        found = await c.until(timed_out, 100)
        assert 60 <= (c.world.now() - before).total_seconds() <= 66
        assert condition(found, 'Progressing').status == 'False'
        assert condition(found, 'Progressing').message.endswith('has timed out progressing.')
        c.pods.hold = lambda pod: False
        (pod,) = await c.all(core.Pod)
        await c.pods.set_ready(pod, True, '10.244.0.9')
        found = await c.rolled_out()
        assert condition(found, 'Progressing').reason == 'NewReplicaSetAvailable'

    run(body, controllers=ONLY)


def test_a_failing_replica_set_shows_on_the_deployment() -> None:
    async def body(c: Cluster) -> None:
        wanted = deployment(replicas=1)
        wanted.spec.template.spec.service_account_name = 'missing'
        await c.client.create(wanted)

        async def failing() -> Any:
            found = await c.client.get(apps.Deployment, 'web', 'default')
            return next((each for each in found.status.conditions if each.type == 'ReplicaFailure'), None)

        found = await c.until(failing)
        assert (found.status, found.reason) == ('True', 'FailedCreate')

    run(body, controllers=ONLY)


def test_a_taken_name_is_a_collision_and_the_next_hash_is_tried() -> None:
    async def body(c: Cluster) -> None:
        wanted = deployment(replicas=1)
        wanted.spec.paused = True
        made = await c.client.create(wanted)
        squatter = make_new(made, 1, limits_of(made))
        squatter.metadata.owner_references = []
        squatter.metadata.labels = squatter.spec.template.metadata.labels = {'app': 'other'}
        squatter.spec.selector = meta.LabelSelector(match_labels={'app': 'other'})
        await c.client.create(squatter)
        await c.client.patch(apps.Deployment, 'web', 'default', Patch.merge({'spec': {'paused': None}}))
        found = await c.rolled_out()
        assert found.status.collision_count == 1
        names = await c.names(apps.ReplicaSet)
        assert len(names) == 2 and squatter.metadata.name in names

    run(body, controllers=ONLY)


@pytest.mark.parametrize('replicas', [0, 1, 5])
def test_it_is_quiet_once_it_is_done(replicas: int) -> None:
    """No controller writes when nothing is left to do."""

    async def body(c: Cluster) -> None:
        await c.client.create(deployment(replicas=replicas))
        await c.rolled_out()
        await asyncio.sleep(10)
        before = c.bench.store.revision()
        await asyncio.sleep(3600)
        assert c.bench.store.revision() == before

    run(body, controllers=ONLY)


def test_a_deployment_that_is_deleted_takes_everything_along() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(deployment(replicas=3))
        await c.rolled_out()
        await c.client.delete(apps.Deployment, 'web', 'default', propagation_policy='Background')

        async def empty() -> bool:
            return not await c.all(apps.ReplicaSet) and not await c.all(core.Pod)

        await c.until(empty)

    run(body, controllers=ONLY)
