"""What Kubernetes promises about ReplicaSets."""

from __future__ import annotations

import asyncio
from typing import Any

from sampan.api.errors import ApiError
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.client.base import Patch
from support.controllers import Cluster, run

ONLY = ('replicaset', 'serviceaccount')


def replica_set(name: str = 'web', replicas: int = 3, **spec: Any) -> apps.ReplicaSet:
    labels = {'app': name}
    return apps.ReplicaSet(
        metadata=meta.ObjectMeta(name=name, namespace='default'),
        spec=apps.ReplicaSetSpec(
            replicas=replicas,
            selector=meta.LabelSelector(match_labels=labels),
            template=core.PodTemplateSpec(
                metadata=meta.ObjectMeta(labels=labels),
                spec=core.PodSpec(containers=[core.Container(name='c', image='example.test/web:1')]),
            ),
            **spec,
        ),
    )


async def settled(c: Cluster, name: str = 'web') -> apps.ReplicaSet:
    async def ready() -> apps.ReplicaSet | None:
        found = await c.client.get(apps.ReplicaSet, name, 'default')
        done = found.status.available_replicas == found.status.replicas == found.spec.replicas
        return found if done and found.status.observed_generation == found.metadata.generation else None

    found: apps.ReplicaSet = await c.until(ready)
    return found


def test_it_makes_exactly_as_many_pods_as_asked_and_says_so() -> None:
    async def body(c: Cluster) -> None:
        made = await c.client.create(replica_set(replicas=40))
        found = await settled(c)
        pods = await c.all(core.Pod)
        assert len(pods) == 40, 'never more, however late the cache is'
        assert (found.status.ready_replicas, found.status.fully_labeled_replicas) == (40, 40)
        assert found.status.terminating_replicas == 0
        (owner,) = pods[0].metadata.owner_references
        assert (owner.kind, owner.uid, owner.controller) == ('ReplicaSet', made.metadata.uid, True)
        assert owner.block_owner_deletion and owner.api_version == 'apps/v1'
        assert pods[0].metadata.generate_name == 'web-' and pods[0].metadata.name.startswith('web-')
        messages = await c.events('SuccessfulCreate')
        assert messages and all(each.startswith(('Created pod: web-', '(combined')) for each in messages)

    run(body, controllers=ONLY)


def test_a_deleted_pod_is_replaced_before_it_is_gone() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(replica_set())
        await settled(c)
        c.pods.stop = 25
        victim = (await c.names(core.Pod))[0]
        await c.client.delete(core.Pod, victim, 'default')
        await asyncio.sleep(5)
        pods = await c.all(core.Pod)
        assert len(pods) == 4, 'three replicas and the one that is ending'
        found = await settled(c)
        assert found.status.terminating_replicas == 1
        await c.gone(core.Pod, victim)
        assert len(await c.all(core.Pod)) == 3

    run(body, controllers=ONLY)


def test_scaling_down_gives_up_the_pods_that_are_not_ready() -> None:
    async def body(c: Cluster) -> None:
        c.pods.hold = lambda pod: pod.spec.node_name == 'n2'
        await c.client.create(replica_set(replicas=6))

        async def four() -> bool:
            return (await c.client.get(apps.ReplicaSet, 'web', 'default')).status.ready_replicas == 4

        await c.until(four)
        await c.client.patch(apps.ReplicaSet, 'web', 'default', Patch.merge({'spec': {'replicas': 4}}))
        found = await settled(c)
        assert found.status.ready_replicas == 4
        await asyncio.sleep(5)
        assert {pod.spec.node_name for pod in await c.all(core.Pod)} == {'n1', 'n3'}

    run(body, controllers=ONLY)


def test_pods_are_available_after_min_ready_seconds_without_any_further_event() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(replica_set(min_ready_seconds=30))

        async def ready() -> apps.ReplicaSet | None:
            found = await c.client.get(apps.ReplicaSet, 'web', 'default')
            return found if found.status.ready_replicas == 3 else None

        assert (await c.until(ready)).status.available_replicas == 0
        before = c.world.now()
        await settled(c)
        assert 25 <= (c.world.now() - before).total_seconds() <= 32

    run(body, controllers=ONLY)


def test_matching_orphans_are_adopted_and_pods_that_stop_matching_are_released() -> None:
    async def body(c: Cluster) -> None:
        template = replica_set().spec.template
        orphan = core.Pod(
            metadata=meta.ObjectMeta(name='orphan', namespace='default', labels={'app': 'web'}), spec=template.spec
        )
        await c.client.create(orphan)
        made = await c.client.create(replica_set())
        await settled(c)
        adopted = await c.client.get(core.Pod, 'orphan', 'default')
        assert [owner.uid for owner in adopted.metadata.owner_references] == [made.metadata.uid]
        assert len(await c.all(core.Pod)) == 3
        await c.client.patch(core.Pod, 'orphan', 'default', Patch.merge({'metadata': {'labels': {'app': 'other'}}}))

        async def released() -> bool:
            return not (await c.client.get(core.Pod, 'orphan', 'default')).metadata.owner_references

        await c.until(released)
        await settled(c)
        assert len(await c.all(core.Pod)) == 4

    run(body, controllers=ONLY)


def test_a_refused_creation_shows_as_a_condition_and_goes_when_it_works() -> None:
    async def body(c: Cluster) -> None:
        refused = replica_set()
        refused.spec.template.spec.service_account_name = 'missing'
        await c.client.create(refused)

        async def failing() -> apps.ReplicaSetCondition | None:
            found = await c.client.get(apps.ReplicaSet, 'web', 'default')
            return found.status.conditions[0] if found.status.conditions else None

        condition = await c.until(failing)
        assert (condition.type, condition.status, condition.reason) == ('ReplicaFailure', 'True', 'FailedCreate')
        assert 'serviceaccount "missing" not found' in condition.message
        assert any(each.startswith('Error creating: pods "web-') for each in await c.events('FailedCreate'))
        await c.client.create(core.ServiceAccount(metadata=meta.ObjectMeta(name='missing', namespace='default')))
        found = await settled(c)
        assert found.status.conditions == []

    run(body, controllers=ONLY)


def test_conflicts_and_failures_of_the_api_never_make_it_create_too_many() -> None:
    async def body(c: Cluster) -> None:
        create, counter = c.client.create, [0]

        async def flaky(obj: Any, **options: Any) -> Any:
            if isinstance(obj, core.Pod):
                counter[0] += 1
                if counter[0] % 3 == 0:
                    raise ApiError(meta.Status(status='Failure', code=500, reason='InternalError', message='boom'))
            return await create(obj, **options)

        c.client.create = flaky  # type: ignore[method-assign]
        await c.client.create(replica_set(replicas=20))
        most = 0
        for _ in range(400):
            most = max(most, len(await c.all(core.Pod)))
            await asyncio.sleep(0.05)
        assert most == 20
        await settled(c)

    run(body, controllers=ONLY)
