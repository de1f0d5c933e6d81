"""[sig-api-machinery] ResourceQuota: what the tests of quotas beside the controllers do not tell."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Quantity
from sampan.client.base import Patch
from support.controllers import Cluster, run
from support.customresources import Server
from support.customresources import run as run_server
from support.registry import config_map

CONTROLLERS = ('resourcequota',)
QUOTAS = '/api/v1/namespaces/default/resourcequotas'
MERGE = {'content_type': 'application/merge-patch+json'}


def secret(name: str) -> core_v1.Secret:
    return core_v1.Secret(metadata=meta_v1.ObjectMeta(name=name, namespace='default'))


def controller(name: str) -> core_v1.ReplicationController:
    template = core_v1.PodTemplateSpec(
        metadata=meta_v1.ObjectMeta(labels={'a': name}),
        spec=core_v1.PodSpec(containers=[core_v1.Container(name='c', image='example.test/x:1')]),
    )
    spec = core_v1.ReplicationControllerSpec(replicas=0, selector={'a': name}, template=template)
    return core_v1.ReplicationController(metadata=meta_v1.ObjectMeta(name=name, namespace='default'), spec=spec)


async def settled(c: Cluster, resource: str, wanted: str) -> None:
    async def shows() -> bool:
        found = await c.client.get(core_v1.ResourceQuota, 'test-quota', 'default')
        return str(found.status.used.get(resource, '')) == wanted

    await c.until(shows)


async def life(c: Cluster, resource: str, obj: Any) -> None:
    """A quota counts an object while it is there, and no longer."""
    spec = core_v1.ResourceQuotaSpec(hard={resource: Quantity('10')})
    await c.client.create(
        core_v1.ResourceQuota(metadata=meta_v1.ObjectMeta(name='test-quota', namespace='default'), spec=spec)
    )
    await settled(c, resource, '0')
    await c.client.create(obj)
    await settled(c, resource, '1')
    await c.client.delete(type(obj), obj.metadata.name, 'default')
    await settled(c, resource, '0')


def test_should_create_a_resource_quota_and_capture_the_life_of_a_config_map() -> None:
    run(lambda c: life(c, 'configmaps', config_map('test')), controllers=CONTROLLERS, kubelets=False)


def test_should_create_a_resource_quota_and_capture_the_life_of_a_secret() -> None:
    run(lambda c: life(c, 'secrets', secret('test')), controllers=CONTROLLERS, kubelets=False)


@pytest.mark.parametrize('resource', ['replicationcontrollers', 'count/replicationcontrollers'])
def test_should_create_a_resource_quota_and_capture_the_life_of_a_replication_controller(resource: str) -> None:
    run(lambda c: life(c, resource, controller('test')), controllers=CONTROLLERS, kubelets=False)


def test_should_manage_the_lifecycle_of_a_resource_quota() -> None:
    async def story(server: Server) -> None:
        body = {'metadata': {'name': 'e2e', 'labels': {'e2e': 'yes'}}, 'spec': {'hard': {'cpu': '500m'}}}
        await server.good('POST', QUOTAS, body)
        listed = await server.good('GET', '/api/v1/resourcequotas?labelSelector=e2e%3Dyes')
        assert len(listed['items']) == 1
        patch = {'metadata': {'labels': {'patched': 'true'}}, 'spec': {'hard': {'memory': '750Mi'}}}
        patched = await server.good('PATCH', f'{QUOTAS}/e2e', patch, **MERGE)
        assert patched['spec']['hard'] == {'cpu': '500m', 'memory': '750Mi'}
        assert (await server.send('DELETE', f'{QUOTAS}?labelSelector=patched%3Dtrue')).status == 200
        assert (await server.good('GET', QUOTAS))['items'] == []

    run_server(story)


def test_should_apply_changes_to_a_resource_quota_status() -> None:
    async def body(c: Cluster) -> None:
        spec = core_v1.ResourceQuotaSpec(hard={'cpu': Quantity('500m'), 'memory': Quantity('500Mi')})
        metadata = meta_v1.ObjectMeta(name='e2e', namespace='default')
        await c.client.create(core_v1.ResourceQuota(metadata=metadata, spec=spec))

        async def read() -> core_v1.ResourceQuota:
            return await c.client.get(core_v1.ResourceQuota, 'e2e', 'default')

        async def agree() -> bool:
            found = await read()
            return found.status.hard == found.spec.hard

        await c.until(agree)
        found = await read()
        found.status.hard = {'cpu': Quantity('1'), 'memory': Quantity('1Gi')}
        changed = await c.client.update(found, 'status')
        assert str(changed.status.hard['cpu']) == '1' and str(changed.spec.hard['cpu']) == '500m'
        patch = Patch.merge({'spec': {'hard': {'cpu': '750m'}}})
        await c.client.patch(core_v1.ResourceQuota, 'e2e', 'default', patch)
        await c.until(agree)
        assert str((await read()).status.hard['cpu']) == '750m'
        status = Patch.merge({'status': {'hard': {'cpu': '2'}}, 'spec': {'hard': {'cpu': '3'}}})
        changed = await c.client.patch(core_v1.ResourceQuota, 'e2e', 'default', status, 'status')
        assert str(changed.status.hard['cpu']) == '2' and str(changed.spec.hard['cpu']) == '750m'

    run(body, controllers=CONTROLLERS, kubelets=False)
