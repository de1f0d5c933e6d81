"""What Kubernetes promises about deleting."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from sampan.api import errors
from sampan.api.errors import ApiError
from sampan.api.generated import apps_v1, core_v1, meta_v1
from sampan.api.scalars import Time
from support.registry import Bench, config_map, deployment, pod, run

CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
PODS = '/api/v1/namespaces/default/pods'


async def gone(bench: Bench, kind: type, name: str) -> bool:
    try:
        await bench.client.get(kind, name, 'default')
    except ApiError as error:
        return errors.is_not_found(error)
    return False


async def running(bench: Bench, name: str = 'web') -> core_v1.Pod:
    return await bench.client.create(pod(name, node_name='n1'))


def test_deleting_answers_what_was_deleted() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(config_map())
        reply = await bench.send('DELETE', CONFIG_MAPS + '/settings')
        assert reply.status == 200
        assert reply.json() == {
            'kind': 'Status', 'apiVersion': 'v1', 'metadata': {}, 'status': 'Success',
            'details': {'name': 'settings', 'kind': 'configmaps', 'uid': made.metadata.uid},
        }  # fmt: skip
        assert (await bench.send('DELETE', CONFIG_MAPS + '/settings')).status == 404

    run(body)


def test_a_deleted_pod_is_answered_whole() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(pod())
        reply = await bench.send('DELETE', PODS + '/web')
        assert (reply.status, reply.json()['kind'], reply.json()['metadata']['name']) == (200, 'Pod', 'web')
        assert await gone(bench, core_v1.Pod, 'web'), 'a pod that runs nowhere goes at once'

    run(body)


def test_a_running_pod_gets_its_grace() -> None:
    async def body(bench: Bench) -> None:
        await running(bench)
        await bench.client.delete(core_v1.Pod, 'web', 'default')
        found = await bench.client.get(core_v1.Pod, 'web', 'default')
        assert found.metadata.deletion_timestamp == Time.of(bench.world.now() + timedelta(seconds=30))
        assert found.metadata.deletion_grace_period_seconds == 30
        assert found.metadata.generation == 2

    run(body)


def test_a_second_deletion_can_only_shorten_the_grace() -> None:
    async def body(bench: Bench) -> None:
        await running(bench)
        begin = bench.world.now()
        await bench.client.delete(core_v1.Pod, 'web', 'default')
        before = bench.store.revision()
        await bench.client.delete(core_v1.Pod, 'web', 'default', grace_period_seconds=60)
        assert bench.store.revision() == before
        await asyncio.sleep(2)
        await bench.client.delete(core_v1.Pod, 'web', 'default', grace_period_seconds=10)
        found = await bench.client.get(core_v1.Pod, 'web', 'default')
        assert found.metadata.deletion_grace_period_seconds == 10
        assert found.metadata.deletion_timestamp == Time.of(begin + timedelta(seconds=10))
        await bench.client.delete(core_v1.Pod, 'web', 'default', grace_period_seconds=0)
        assert await gone(bench, core_v1.Pod, 'web')

    run(body)


def test_a_finished_pod_needs_no_grace() -> None:
    async def body(bench: Bench) -> None:
        made = await running(bench)
        made.status.phase = 'Succeeded'
        await bench.client.update(made, 'status')
        await bench.client.delete(core_v1.Pod, 'web', 'default')
        assert await gone(bench, core_v1.Pod, 'web')

    run(body)


def test_the_kubelet_ends_a_deletion_with_zero_grace_and_its_uid() -> None:
    async def body(bench: Bench) -> None:
        made = await running(bench)
        await bench.client.delete(core_v1.Pod, 'web', 'default')
        with pytest.raises(ApiError) as caught:
            await bench.client.delete(core_v1.Pod, 'web', 'default', grace_period_seconds=0, uid='another')
        assert errors.is_conflict(caught.value)
        assert caught.value.status.message == (
            'Operation cannot be fulfilled on Pod "web": the UID in the precondition (another) does not match the UID '
            f'in record ({made.metadata.uid}). The object might have been deleted and then recreated'
        )
        await bench.client.delete(core_v1.Pod, 'web', 'default', grace_period_seconds=0, uid=made.metadata.uid)
        assert await gone(bench, core_v1.Pod, 'web')

    run(body)


def test_finalizers_hold_an_object_until_the_last_is_removed() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map(finalizers=['example.test/a', 'example.test/b']))
        reply = await bench.send('DELETE', CONFIG_MAPS + '/settings')
        assert reply.json()['kind'] == 'ConfigMap'
        assert reply.json()['metadata']['deletionGracePeriodSeconds'] == 0
        found = await bench.client.get(core_v1.ConfigMap, 'settings', 'default')
        assert found.metadata.deletion_timestamp is not None
        found.metadata.finalizers = ['example.test/b']
        found = await bench.client.update(found)
        found.metadata.finalizers = []
        last = await bench.client.update(found)
        assert last.metadata.finalizers == []
        assert await gone(bench, core_v1.ConfigMap, 'settings')

    run(body)


def test_a_deletion_timestamp_is_not_taken_back() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map(finalizers=['example.test/a']))
        await bench.client.delete(core_v1.ConfigMap, 'settings', 'default')
        found = await bench.client.get(core_v1.ConfigMap, 'settings', 'default')
        when = found.metadata.deletion_timestamp
        found.metadata.deletion_timestamp = None
        assert (await bench.client.update(found)).metadata.deletion_timestamp == when

    run(body)


def test_a_pod_with_finalizers_and_no_grace_left_stays_for_them() -> None:
    async def body(bench: Bench) -> None:
        asked = pod(node_name='n1')
        asked.metadata.finalizers = ['example.test/a']
        await bench.client.create(asked)
        await bench.client.delete(core_v1.Pod, 'web', 'default', grace_period_seconds=0)
        found = await bench.client.get(core_v1.Pod, 'web', 'default')
        assert found.metadata.deletion_grace_period_seconds == 0
        found.metadata.finalizers = []
        await bench.client.update(found)
        assert await gone(bench, core_v1.Pod, 'web')

    run(body)


@pytest.mark.parametrize(
    ('policy', 'finalizers'), [('Foreground', ['foregroundDeletion']), ('Orphan', ['orphan']), ('Background', None)]
)
def test_the_propagation_policy_becomes_a_finalizer(policy: str, finalizers: list[str] | None) -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(deployment())
        path = '/apis/apps/v1/namespaces/default/deployments/web'
        reply = await bench.send(
            'DELETE', path, {'kind': 'DeleteOptions', 'apiVersion': 'v1', 'propagationPolicy': policy}
        )
        assert reply.status == 200
        if finalizers is None:
            assert await gone(bench, apps_v1.Deployment, 'web')
        else:
            found = await bench.client.get(apps_v1.Deployment, 'web', 'default')
            assert found.metadata.finalizers == finalizers
            assert found.metadata.deletion_timestamp is not None

    run(body)


def test_options_come_in_the_query_too() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(deployment())
        path = '/apis/apps/v1/namespaces/default/deployments/web'
        assert (await bench.send('DELETE', path + '?propagationPolicy=Sideways')).status == 422
        await bench.send('DELETE', path + '?propagationPolicy=Foreground')
        found = await bench.client.get(apps_v1.Deployment, 'web', 'default')
        assert found.metadata.finalizers == ['foregroundDeletion']

    run(body)


def test_a_dry_run_deletes_nothing() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map())
        before = bench.store.revision()
        assert (await bench.send('DELETE', CONFIG_MAPS + '/settings?dryRun=All')).status == 200
        assert bench.store.revision() == before

    run(body)


def test_a_version_precondition_guards_a_deletion() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(config_map())
        old = made.metadata.resource_version
        made.data = {'a': 'b'}
        await bench.client.update(made)
        with pytest.raises(ApiError) as caught:
            await bench.client.delete(core_v1.ConfigMap, 'settings', 'default', resource_version=old)
        assert errors.is_conflict(caught.value)

    run(body)


def test_a_collection_is_deleted_by_selector() -> None:
    async def body(bench: Bench) -> None:
        for number in range(4):
            await bench.client.create(config_map(f'c{number}', labels={'odd': str(number % 2)}))
        reply = await bench.send('DELETE', CONFIG_MAPS + '?labelSelector=odd%3D1')
        assert [item['metadata']['name'] for item in reply.json()['items']] == ['c1', 'c3']
        left = await bench.client.list(core_v1.ConfigMap, 'default')
        assert [item.metadata.name for item in left.items] == ['c0', 'c2']

    run(body)


def test_a_namespace_ends_in_two_steps() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(core_v1.Namespace(metadata=meta_v1.ObjectMeta(name='team')))
        assert (made.status.phase, made.spec.finalizers) == ('Active', ['kubernetes'])
        await bench.client.delete(core_v1.Namespace, 'team')
        found = await bench.client.get(core_v1.Namespace, 'team')
        assert found.status.phase == 'Terminating'
        reply = await bench.send('POST', '/api/v1/namespaces/team/configmaps', {'metadata': {'name': 'a'}})
        assert reply.status == 403
        assert reply.json()['message'] == (
            'configmaps "a" is forbidden: unable to create new content in namespace team because it is being terminated'
        )
        assert reply.json()['details']['causes'][0]['reason'] == 'NamespaceTerminating'
        found.spec.finalizers = []
        assert (await bench.client.update(found)).spec.finalizers == ['kubernetes'], 'only finalize may'
        await bench.client.update(found, 'finalize')
        assert await gone(bench, core_v1.Namespace, 'team')

    run(body)


def test_some_namespaces_may_not_be_deleted() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('DELETE', '/api/v1/namespaces/default')
        assert reply.status == 403
        assert reply.json()['message'] == 'namespaces "default" is forbidden: this namespace may not be deleted'

    run(body)


def test_an_eviction_deletes_with_grace() -> None:
    async def body(bench: Bench) -> None:
        await running(bench)
        eviction = {'apiVersion': 'policy/v1', 'kind': 'Eviction', 'metadata': {'name': 'web'}}
        reply = await bench.send('POST', PODS + '/web/eviction', eviction)
        assert (reply.status, reply.json()['status']) == (201, 'Success')
        found = await bench.client.get(core_v1.Pod, 'web', 'default')
        assert found.metadata.deletion_grace_period_seconds == 30
        other = {**eviction, 'metadata': {'name': 'other'}}
        assert (await bench.send('POST', PODS + '/web/eviction', other)).status == 400

    run(body)


def test_events_are_forgotten_after_an_hour() -> None:
    async def body(bench: Bench) -> None:
        event = core_v1.Event(
            metadata=meta_v1.ObjectMeta(name='e', namespace='default'),
            involved_object=core_v1.ObjectReference(kind='Pod', name='p', namespace='default'),
            last_timestamp=Time.of(bench.world.now()),
            type='Normal',
            reason='Started',
        )
        made = await bench.client.create(event)
        await asyncio.sleep(3000)
        made.last_timestamp = Time.of(bench.world.now())
        made.count = 2
        await bench.client.update(made)
        await asyncio.sleep(3000)
        assert not await gone(bench, core_v1.Event, 'e'), 'an event that is repeated lives on'
        await asyncio.sleep(800)
        assert await gone(bench, core_v1.Event, 'e')

    run(body)
