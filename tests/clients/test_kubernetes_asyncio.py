"""kubernetes_asyncio, the official client's sister for asyncio, against a cluster in this process."""

import asyncio

import pytest
from kubernetes_asyncio import client, config, watch
from kubernetes_asyncio.client import ApiException
from kubernetes_asyncio.dynamic import DynamicClient


def run(served, story):
    async def whole():
        made = await config.new_client_from_config(str(served.kubeconfig))
        async with made as api, asyncio.timeout(60):
            await story(api)

    asyncio.run(whole())


def test_pods_are_created_watched_and_deleted(served):
    async def story(api):
        core = client.CoreV1Api(api)
        spec = {'containers': [{'name': 'a', 'image': 'b'}]}
        await core.create_namespaced_pod('default', {'metadata': {'name': 'asyncio'}, 'spec': spec})
        phases = []
        async with watch.Watch().stream(
            core.list_namespaced_pod, 'default', field_selector='metadata.name=asyncio', timeout_seconds=30
        ) as events:
            async for event in events:
                phases.append(event['object'].status.phase)
                if phases[-1] == 'Running':
                    break
        assert phases[0] in {'Pending', 'Running'}
        await core.delete_namespaced_pod('asyncio', 'default', grace_period_seconds=0)
        with pytest.raises(ApiException) as failure:
            await core.read_namespaced_pod('asyncio', 'default')
        assert failure.value.status == 404

    run(served, story)


def test_many_requests_at_once(served):
    async def story(api):
        core = client.CoreV1Api(api)
        bodies = [{'metadata': {'name': f'many-{n}', 'labels': {'many': 'yes'}}} for n in range(50)]
        made = await asyncio.gather(*(core.create_namespaced_config_map('default', body) for body in bodies))
        assert len({each.metadata.resource_version for each in made}) == 50
        listed = await core.list_namespaced_config_map('default', label_selector='many=yes')
        assert len(listed.items) == 50
        await core.delete_collection_namespaced_config_map('default', label_selector='many=yes')

    run(served, story)


def test_the_dynamic_client_discovers_kinds(served):
    async def story(api):
        dynamic = await DynamicClient(api)
        maps = await dynamic.resources.get(api_version='v1', kind='ConfigMap')
        made = await dynamic.create(maps, {'metadata': {'name': 'dynamic'}, 'data': {'a': 'b'}}, namespace='default')
        assert made.data.a == 'b'
        await dynamic.delete(maps, 'dynamic', 'default')

    run(served, story)
