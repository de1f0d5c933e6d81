"""ResourceQuota: what a namespace may use, counted and enforced. Names are the conformance suite's."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sampan.api.errors import ApiError, is_forbidden
from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Quantity
from sampan.client.informer import InformerFactory
from sampan.controllers.manager import ControllerManager
from support import customresources
from support.controllers import Cluster, run
from support.registry import config_map, deployment, pod, service

CONTROLLERS = ('resourcequota', 'replicaset', 'deployment')


def quota(name: str = 'test-quota', scopes: Any = (), **hard: str) -> core_v1.ResourceQuota:
    limits = {key.replace('__', '/').replace('_', '.'): Quantity(value) for key, value in hard.items()}
    return core_v1.ResourceQuota(
        metadata=meta_v1.ObjectMeta(name=name, namespace='default'),
        spec=core_v1.ResourceQuotaSpec(hard=limits, scopes=list(scopes)),
    )


def asking(name: str, cpu: str = '', memory: str = '', limits: bool = False, **spec: Any) -> core_v1.Pod:
    amounts = {key: Quantity(value) for key, value in (('cpu', cpu), ('memory', memory)) if value}
    needs = core_v1.ResourceRequirements(requests=amounts, limits=amounts if limits else {})
    return pod(name, containers=[core_v1.Container(name='c', image='example.test/x:1', resources=needs)], **spec)


async def used(cluster: Cluster, name: str = 'test-quota') -> dict[str, str]:
    found = await cluster.client.get(core_v1.ResourceQuota, name, 'default')
    return {key: str(value) for key, value in found.status.used.items()}


async def settled(cluster: Cluster, name: str = 'test-quota', **wanted: str) -> None:
    """Wait until the quota shows these numbers."""
    names = {key.replace('__', '/').replace('_', '.'): value for key, value in wanted.items()}

    async def shows() -> bool:
        found = await used(cluster, name)
        return {key: found.get(key) for key in names} == names

    await cluster.until(shows)


async def made(cluster: Cluster, wanted: core_v1.ResourceQuota) -> None:
    """Create a quota and wait until it has been counted."""
    await cluster.client.create(wanted)

    async def counted() -> bool:
        found = await cluster.client.get(core_v1.ResourceQuota, wanted.metadata.name, 'default')
        return found.status.hard == wanted.spec.hard and set(found.status.used) == set(wanted.spec.hard)

    await cluster.until(counted)


async def refused(attempt: Any) -> str:
    with pytest.raises(ApiError) as found:
        await attempt
    assert is_forbidden(found.value)
    return str(found.value)


def test_should_create_a_resource_quota_and_ensure_its_status_is_promptly_calculated() -> None:
    async def body(cluster: Cluster) -> None:
        await cluster.client.create(config_map('before'))
        await made(cluster, quota(pods='5', cpu='1', configmaps='2', count__configmaps='2'))
        assert await used(cluster) == {'configmaps': '1', 'count/configmaps': '1', 'cpu': '0', 'pods': '0'}

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_should_create_a_resource_quota_and_capture_the_life_of_a_pod() -> None:
    async def body(cluster: Cluster) -> None:
        await made(cluster, quota(pods='1', cpu='1', memory='500Mi', requests_example_com__gpu='3'))
        await cluster.client.create(asking('first', '500m', '252Mi'))
        assert await used(cluster) == {'cpu': '500m', 'memory': '252Mi', 'pods': '1', 'requests.example.com/gpu': '0'}
        text = await refused(cluster.client.create(asking('second', '600m', '100Mi')))
        assert text == (
            'pods "second" is forbidden: exceeded quota: test-quota, requested: cpu=600m,pods=1, '
            'used: cpu=500m,pods=1, limited: cpu=1,pods=1'
        )
        await cluster.client.delete(core_v1.Pod, 'first', 'default', grace_period_seconds=0)
        await settled(cluster, cpu='0', memory='0', pods='0')

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_a_quota_of_compute_makes_containers_say_what_they_need() -> None:
    async def body(cluster: Cluster) -> None:
        await made(cluster, quota(requests_cpu='1', limits_memory='1Gi'))
        assert await refused(cluster.client.create(asking('mute'))) == (
            'pods "mute" is forbidden: failed quota: test-quota: must specify limits.memory for: c; requests.cpu for: c'
        )

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_a_pod_that_has_ended_gives_back_what_it_used() -> None:
    async def body(cluster: Cluster) -> None:
        await made(cluster, quota(pods='1', count__pods='2'))
        await cluster.client.create(pod('job'))
        running = await cluster.client.get(core_v1.Pod, 'job', 'default')
        running.status.phase = 'Succeeded'
        await cluster.client.update(running, 'status')
        await settled(cluster, pods='0', count__pods='1')

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_should_create_a_resource_quota_and_capture_the_life_of_a_service() -> None:
    async def body(cluster: Cluster) -> None:
        await made(cluster, quota(services='2', services_nodeports='1', services_loadbalancers='0'))
        await cluster.client.create(service('plain'))
        await cluster.client.create(service('ports', 'NodePort'))
        assert await used(cluster) == {'services': '2', 'services.loadbalancers': '0', 'services.nodeports': '1'}
        assert 'exceeded quota: test-quota, requested: services=1' in await refused(
            cluster.client.create(service('third'))
        )
        plain = await cluster.client.get(core_v1.Service, 'plain', 'default')
        plain.spec.type = 'LoadBalancer'
        assert 'services.loadbalancers=1' in await refused(cluster.client.update(plain))
        await cluster.client.delete(core_v1.Service, 'ports', 'default')
        await settled(cluster, services='1', services_nodeports='0')

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_should_create_a_resource_quota_and_capture_the_life_of_a_replica_set() -> None:
    async def body(cluster: Cluster) -> None:
        await made(cluster, quota(count__replicasets_apps='1', count__deployments_apps='1'))
        await cluster.client.create(deployment(replicas=0))
        await settled(cluster, count__replicasets_apps='1', count__deployments_apps='1')
        assert await refused(cluster.client.create(deployment('another', replicas=0))) == (
            'deployments.apps "another" is forbidden: exceeded quota: test-quota, requested: count/deployments.apps=1, '
            'used: count/deployments.apps=1, limited: count/deployments.apps=1'
        )

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_should_verify_resource_quota_with_terminating_scopes() -> None:
    async def body(cluster: Cluster) -> None:
        await made(cluster, quota('ending', ['Terminating'], pods='5'))
        await made(cluster, quota('lasting', ['NotTerminating'], pods='5'))
        await cluster.client.create(pod('long'))
        await cluster.client.create(pod('short', active_deadline_seconds=3600))
        assert (await used(cluster, 'ending'), await used(cluster, 'lasting')) == ({'pods': '1'}, {'pods': '1'})

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_should_verify_resource_quota_with_best_effort_scope() -> None:
    async def body(cluster: Cluster) -> None:
        await made(cluster, quota('best', ['BestEffort'], pods='5'))
        await made(cluster, quota('better', ['NotBestEffort'], pods='5'))
        await cluster.client.create(pod('humble'))
        await cluster.client.create(asking('proud', '100m', limits=True))
        assert (await used(cluster, 'best'), await used(cluster, 'better')) == ({'pods': '1'}, {'pods': '1'})

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_should_be_able_to_update_and_delete_resource_quota() -> None:
    async def body(cluster: Cluster) -> None:
        await made(cluster, quota(configmaps='1'))
        await cluster.client.create(config_map('one'))
        await refused(cluster.client.create(config_map('two')))
        live = await cluster.client.get(core_v1.ResourceQuota, 'test-quota', 'default')
        live.spec.hard = {'configmaps': Quantity('2')}
        await cluster.client.update(live)

        async def counted() -> bool:
            found = await cluster.client.get(core_v1.ResourceQuota, 'test-quota', 'default')
            return str(found.status.hard['configmaps']) == '2'

        await cluster.until(counted)
        await cluster.client.create(config_map('two'))
        await cluster.client.delete(core_v1.ResourceQuota, 'test-quota', 'default')
        await cluster.client.create(config_map('three'))

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_a_quota_is_not_exceeded_by_many_who_create_at_once() -> None:
    async def body(cluster: Cluster) -> None:
        await made(cluster, quota(configmaps='10'))
        attempts = (cluster.client.create(config_map(f'c-{number}')) for number in range(40))
        results = await asyncio.gather(*attempts, return_exceptions=True)
        assert sum(isinstance(result, core_v1.ConfigMap) for result in results) == 10
        assert all(is_forbidden(result) for result in results if isinstance(result, Exception))
        assert await used(cluster) == {'configmaps': '10'}

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_a_dry_run_is_checked_and_not_charged() -> None:
    async def body(cluster: Cluster) -> None:
        await made(cluster, quota(configmaps='1'))
        path = '/api/v1/namespaces/default/configmaps?dryRun=All'
        assert (await cluster.bench.send('POST', path, {'metadata': {'name': 'x'}})).status == 201
        assert await used(cluster) == {'configmaps': '0'}
        await cluster.client.create(config_map('one'))
        assert (await cluster.bench.send('POST', path, {'metadata': {'name': 'x'}})).status == 403

    run(body, controllers=CONTROLLERS, kubelets=False)


def test_should_create_a_resource_quota_and_capture_the_life_of_a_custom_resource() -> None:
    async def story(server: customresources.Server) -> None:
        await server.define(customresources.definition())
        informers = InformerFactory(server.client, server.api._world)
        manager = ControllerManager(
            client=server.client, world=server.api._world, controllers=['resourcequota'], informers=informers
        )
        tasks = [asyncio.ensure_future(informers.run()), asyncio.ensure_future(manager.run())]
        counted = f'count/crontabs.{customresources.GROUP}'
        limit = quota()
        limit.spec.hard = {counted: Quantity('1')}
        await server.client.create(limit)

        async def until_used(number: str) -> None:
            async with asyncio.timeout(60):
                while True:
                    found = await server.client.get(core_v1.ResourceQuota, 'test-quota', 'default')
                    if {key: str(value) for key, value in found.status.used.items()} == {counted: number}:
                        return
                    await asyncio.sleep(0.1)

        await until_used('0')
        await server.good('POST', customresources.TABS, customresources.tab('one'))
        await until_used('1')
        reply = await server.send('POST', customresources.TABS, customresources.tab('two'))
        assert reply.status == 403 and 'exceeded quota: test-quota' in reply.json()['message']
        await server.good('DELETE', f'{customresources.TABS}/one')
        await until_used('0')
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    customresources.run(story)
