"""What Kubernetes promises about owners and dependents."""

from __future__ import annotations

import asyncio

import pytest

from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.client.base import Patch
from support.controllers import Cluster, run

ONLY = ('garbage-collector', 'serviceaccount')


def config_map(name: str, *owners: core.ConfigMap, block: bool = True, **metadata: object) -> core.ConfigMap:
    references = [
        meta.OwnerReference(
            api_version='v1',
            kind='ConfigMap',
            name=owner.metadata.name,
            uid=owner.metadata.uid,
            block_owner_deletion=block,
        )
        for owner in owners
    ]
    return core.ConfigMap(
        metadata=meta.ObjectMeta(name=name, namespace='default', owner_references=references, **metadata)  # type: ignore[arg-type]
    )


async def present(c: Cluster) -> list[str]:
    return await c.names(core.ConfigMap)


def test_background_the_owner_goes_at_once_and_dependents_follow() -> None:
    async def body(c: Cluster) -> None:
        owner = await c.client.create(config_map('owner'))
        middle = await c.client.create(config_map('middle', owner))
        await c.client.create(config_map('leaf', middle))
        await c.client.create(config_map('bystander'))
        await c.client.delete(core.ConfigMap, 'owner', 'default', propagation_policy='Background')
        assert 'owner' not in await present(c)
        await c.gone(core.ConfigMap, 'leaf')
        assert await present(c) == ['bystander']

    run(body, controllers=ONLY)


def test_foreground_the_owner_goes_last() -> None:
    async def body(c: Cluster) -> None:
        owner = await c.client.create(config_map('owner'))
        held = await c.client.create(config_map('held', owner, finalizers=['example.test/hold']))
        await c.client.create(config_map('free', owner))
        await c.client.create(config_map('unblocking', owner, block=False, finalizers=['example.test/hold']))
        await c.client.delete(core.ConfigMap, 'owner', 'default', propagation_policy='Foreground')
        await c.gone(core.ConfigMap, 'free')
        await asyncio.sleep(5)
        assert await present(c) == ['held', 'owner', 'unblocking']
        live = await c.client.get(core.ConfigMap, 'owner', 'default')
        assert live.metadata.finalizers == ['foregroundDeletion'] and live.metadata.deletion_timestamp is not None
        await c.client.patch(core.ConfigMap, 'held', 'default', Patch.merge({'metadata': {'finalizers': None}}))
        await c.gone(core.ConfigMap, 'owner')
        assert held.metadata.name not in await present(c)
        assert await present(c) == ['unblocking'], 'it does not block, so its finalizer holds only itself'

    run(body, controllers=ONLY)


def test_orphan_dependents_stay_without_their_owner() -> None:
    async def body(c: Cluster) -> None:
        owner = await c.client.create(config_map('owner'))
        other = await c.client.create(config_map('other'))
        await c.client.create(config_map('a', owner))
        await c.client.create(config_map('b', owner, other))
        await c.client.delete(core.ConfigMap, 'owner', 'default', propagation_policy='Orphan')
        await c.gone(core.ConfigMap, 'owner')
        await asyncio.sleep(5)
        assert await present(c) == ['a', 'b', 'other']
        assert (await c.client.get(core.ConfigMap, 'a', 'default')).metadata.owner_references == []
        left = (await c.client.get(core.ConfigMap, 'b', 'default')).metadata.owner_references
        assert [each.name for each in left] == ['other']

    run(body, controllers=ONLY)


def test_one_living_owner_is_enough_and_the_gone_one_is_taken_off() -> None:
    async def body(c: Cluster) -> None:
        one, other = await c.client.create(config_map('one')), await c.client.create(config_map('other'))
        await c.client.create(config_map('shared', one, other))
        await c.client.delete(core.ConfigMap, 'one', 'default')

        async def released() -> bool:
            left = (await c.client.get(core.ConfigMap, 'shared', 'default')).metadata.owner_references
            return [each.name for each in left] == ['other']

        await c.until(released)
        await c.client.delete(core.ConfigMap, 'other', 'default')
        await c.gone(core.ConfigMap, 'shared')

    run(body, controllers=ONLY)


def test_an_owner_that_never_was_is_found_absent_by_uid() -> None:
    async def body(c: Cluster) -> None:
        owner = await c.client.create(config_map('owner'))
        impostor = config_map('owner')
        impostor.metadata.uid = '11111111-1111-4111-8111-111111111111'
        await c.client.create(config_map('kept', owner))
        await c.client.create(config_map('lost', impostor))
        await c.gone(core.ConfigMap, 'lost')
        await asyncio.sleep(60)
        assert await present(c) == ['kept', 'owner']

    run(body, controllers=ONLY)


def test_a_circle_of_owners_can_be_deleted_in_the_foreground() -> None:
    async def body(c: Cluster) -> None:
        one = await c.client.create(config_map('one'))
        other = await c.client.create(config_map('other', one))
        back = config_map('one', other).metadata.owner_references
        one.metadata.owner_references = back
        await c.client.update(one)
        await c.client.delete(core.ConfigMap, 'one', 'default', propagation_policy='Foreground')
        await c.gone(core.ConfigMap, 'one')
        await c.gone(core.ConfigMap, 'other')

    run(body, controllers=ONLY)


def test_an_object_of_the_cluster_never_goes_for_a_namespaced_owner() -> None:
    async def body(c: Cluster) -> None:
        owner = await c.client.create(config_map('owner'))
        references = config_map('x', owner).metadata.owner_references
        await c.client.create(core.Node(metadata=meta.ObjectMeta(name='n1', owner_references=references)))
        await c.client.delete(core.ConfigMap, 'owner', 'default')
        await asyncio.sleep(600)
        assert await c.names(core.Node, '') == ['n1']

    run(body, controllers=ONLY)


@pytest.mark.parametrize('policy', ['Foreground', 'Background'])
def test_deployment_replica_sets_and_pods_go_together(policy: str) -> None:
    async def body(c: Cluster) -> None:
        from support.registry import deployment

        await c.client.create(deployment(replicas=3))
        await c.rolled_out()
        await c.client.delete(apps.Deployment, 'web', 'default', propagation_policy=policy)
        if policy == 'Foreground':
            await asyncio.sleep(0.5)
            assert await c.names(apps.Deployment) == ['web'], 'the owner waits for its pods'
        await c.gone(apps.Deployment, 'web')

        async def empty() -> bool:
            return not await c.all(apps.ReplicaSet) and not await c.all(core.Pod)

        await c.until(empty)

    run(body, controllers=(*ONLY, 'deployment', 'replicaset'))


def test_orphaned_replica_sets_are_adopted_by_a_new_deployment() -> None:
    async def body(c: Cluster) -> None:
        from support.registry import deployment

        await c.client.create(deployment(replicas=2))
        await c.rolled_out()
        pods = await c.names(core.Pod)
        await c.client.delete(apps.Deployment, 'web', 'default', propagation_policy='Orphan')
        await c.gone(apps.Deployment, 'web')
        await asyncio.sleep(5)
        assert await c.names(core.Pod) == pods
        made = await c.client.create(deployment(replicas=2))
        await c.rolled_out()
        (replica_set,) = await c.all(apps.ReplicaSet)
        assert replica_set.metadata.owner_references[0].uid == made.metadata.uid
        assert await c.names(core.Pod) == pods

    run(body, controllers=(*ONLY, 'deployment', 'replicaset'))
