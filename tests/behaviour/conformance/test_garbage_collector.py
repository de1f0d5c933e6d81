"""[sig-api-machinery] Garbage collector.

The suite's replication controllers make their pods; here the test makes them, with the owner they would have.
"""

from __future__ import annotations

import asyncio

from sampan.api.generated import apps_v1, core_v1, meta_v1
from sampan.client.base import Patch
from support.controllers import Cluster, run
from support.registry import deployment

ONLY = ('garbage-collector', 'serviceaccount')
DEPLOYMENTS = (*ONLY, 'deployment', 'replicaset')


def owner(controller: core_v1.ReplicationController | core_v1.Pod) -> meta_v1.OwnerReference:
    meta = controller.metadata
    kind = type(controller).__name__
    return meta_v1.OwnerReference(api_version='v1', kind=kind, name=meta.name, uid=meta.uid, block_owner_deletion=True)


async def rc(c: Cluster, name: str = 'simpletest.rc') -> core_v1.ReplicationController:
    template = core_v1.PodTemplateSpec(
        metadata=meta_v1.ObjectMeta(labels={'name': name}),
        spec=core_v1.PodSpec(containers=[core_v1.Container(name='c', image='example.test/x:1')]),
    )
    spec = core_v1.ReplicationControllerSpec(replicas=0, selector={'name': name}, template=template)
    made = core_v1.ReplicationController(metadata=meta_v1.ObjectMeta(name=name, namespace='default'), spec=spec)
    return await c.client.create(made)


async def pods(c: Cluster, count: int, *owners: core_v1.ReplicationController, prefix: str = 'pod') -> list[str]:
    names = [f'{prefix}-{number}' for number in range(count)]
    for name in names:
        references = [owner(each) for each in owners]
        metadata = meta_v1.ObjectMeta(name=name, namespace='default', owner_references=references)
        spec = core_v1.PodSpec(containers=[core_v1.Container(name='c', image='example.test/x:1')])
        await c.client.create(core_v1.Pod(metadata=metadata, spec=spec))
    return names


async def no_pods(c: Cluster) -> bool:
    return not await c.all(core_v1.Pod)


def test_should_delete_pods_created_by_rc_when_not_orphaning() -> None:
    async def body(c: Cluster) -> None:
        made = await rc(c)
        await pods(c, 2, made)
        await c.client.delete(
            core_v1.ReplicationController, made.metadata.name, 'default', propagation_policy='Background'
        )
        await c.gone(core_v1.ReplicationController, made.metadata.name)
        await c.until(lambda: no_pods(c))

    run(body, controllers=ONLY)


def test_should_orphan_pods_created_by_rc_if_delete_options_say_so() -> None:
    async def body(c: Cluster) -> None:
        made = await rc(c)
        names = await pods(c, 10, made)
        await c.client.delete(core_v1.ReplicationController, made.metadata.name, 'default', propagation_policy='Orphan')
        await c.gone(core_v1.ReplicationController, made.metadata.name)
        await asyncio.sleep(30)
        left = await c.all(core_v1.Pod)
        assert sorted(each.metadata.name for each in left) == sorted(names)
        assert all(not each.metadata.owner_references for each in left)

    run(body, controllers=ONLY)


def test_should_delete_rs_created_by_deployment_when_not_orphaning() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(deployment(replicas=2))
        await c.rolled_out()
        await c.client.delete(apps_v1.Deployment, 'web', 'default', propagation_policy='Background')
        await c.gone(apps_v1.Deployment, 'web')
        await c.until(lambda: no_pods(c))
        assert await c.all(apps_v1.ReplicaSet) == []

    run(body, controllers=DEPLOYMENTS)


def test_should_orphan_rs_created_by_deployment_when_propagation_policy_is_orphan() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(deployment(replicas=2))
        await c.rolled_out()
        await c.client.delete(apps_v1.Deployment, 'web', 'default', propagation_policy='Orphan')
        await c.gone(apps_v1.Deployment, 'web')
        await asyncio.sleep(30)
        (left,) = await c.all(apps_v1.ReplicaSet)
        assert left.metadata.owner_references == []
        assert len(await c.all(core_v1.Pod)) == 2

    run(body, controllers=DEPLOYMENTS)


def test_should_keep_the_rc_around_until_all_its_pods_are_deleted_if_the_delete_options_says_so() -> None:
    async def body(c: Cluster) -> None:
        c.pods.stop = 20
        made = await rc(c)
        await pods(c, 10, made)
        await asyncio.sleep(5)
        name = made.metadata.name
        await c.client.delete(core_v1.ReplicationController, name, 'default', propagation_policy='Foreground')
        await asyncio.sleep(10)
        waiting = await c.client.get(core_v1.ReplicationController, name, 'default')
        assert waiting.metadata.deletion_timestamp is not None and await c.all(core_v1.Pod)
        await c.gone(core_v1.ReplicationController, name)
        assert await c.all(core_v1.Pod) == []

    run(body, controllers=ONLY)


def test_should_not_delete_dependents_that_have_both_valid_owner_and_owner_thats_waiting() -> None:
    """... that have both valid owner and owner that's waiting for dependents to be deleted"""

    async def body(c: Cluster) -> None:
        ending, staying = await rc(c, 'to-be-deleted'), await rc(c, 'to-stay')
        await pods(c, 5, ending, prefix='half')
        shared = await pods(c, 5, ending, staying, prefix='shared')
        await c.client.delete(
            core_v1.ReplicationController, 'to-be-deleted', 'default', propagation_policy='Foreground'
        )
        await c.gone(core_v1.ReplicationController, 'to-be-deleted')
        await asyncio.sleep(30)
        left = await c.all(core_v1.Pod)
        assert sorted(each.metadata.name for each in left) == shared
        for each in left:
            assert each.metadata.deletion_timestamp is None
            assert [reference.name for reference in each.metadata.owner_references] == ['to-stay']

    run(body, controllers=ONLY)


def test_should_not_be_blocked_by_dependency_circle() -> None:
    async def body(c: Cluster) -> None:
        names = await pods(c, 3)
        live = [await c.client.get(core_v1.Pod, name, 'default') for name in names]
        for pod, before in zip(live, [live[2], live[0], live[1]], strict=True):
            reference = {
                'apiVersion': 'v1',
                'kind': 'Pod',
                'name': before.metadata.name,
                'uid': before.metadata.uid,
                'controller': True,
                'blockOwnerDeletion': True,
            }
            patch = Patch.merge({'metadata': {'ownerReferences': [reference]}})
            await c.client.patch(core_v1.Pod, pod.metadata.name, 'default', patch)
        await c.client.delete(core_v1.Pod, names[0], 'default', propagation_policy='Foreground')
        await c.until(lambda: no_pods(c))

    run(body, controllers=ONLY)
