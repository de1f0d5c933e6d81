"""Custom resources beside everything else: clients, watches, deletion, owners, namespaces."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sampan.api import custom
from sampan.api.errors import ApiError
from sampan.api.generated import meta_v1
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.request import Stream
from sampan.apiserver.server import ApiServer
from sampan.client.base import EventType, Patch
from sampan.client.config import HttpConfig
from sampan.client.http import HttpClient
from sampan.machinery.world import SystemWorld
from sampan.store.memory import MemoryStore
from sampan.testing.world import SimulatedWorld
from support.customresources import DEFINITIONS, GROUP, TABS, Server, definition, run, tab, version

CronTab: Any = custom.kind(GROUP, 'v1', 'crontabs', 'CronTab')
NAME = f'crontabs.{GROUP}'


def test_the_client_works_with_kinds_nobody_generated() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        client = server.client
        new = CronTab({'spec': {'cronSpec': 'x'}}, metadata=meta_v1.ObjectMeta(name='a', namespace='default'))
        made = await client.create(new)
        assert (made.content['spec'], made.kind) == ({'cronSpec': 'x', 'replicas': 1}, 'CronTab')
        events = client.watch(CronTab, 'default', resource_version=made.metadata.resource_version)
        made.content['spec']['replicas'] = 2
        await client.update(made)
        async with asyncio.timeout(30):
            event = await anext(events)
        assert (event.type, event.object.content['spec']['replicas']) == (EventType.MODIFIED, 2)
        await client.patch(CronTab, 'a', 'default', Patch.merge({'metadata': {'labels': {'x': 'y'}}}))
        [found] = (await client.list(CronTab, label_selector='x=y')).items
        assert found.metadata.generation == 2
        await client.delete(CronTab, 'a', 'default')
        with pytest.raises(ApiError, match='not found'):
            await client.get(CronTab, 'a', 'default')

    run(story)


def test_watches_end_with_the_definition() -> None:
    """'CustomResourceDefinition Watch ...': objects that go are told first."""

    async def story(server: Server) -> None:
        await server.define(definition())
        await server.good('POST', TABS, tab())
        answer = await server.api.handler(server.request('GET', f'{TABS}?watch=1'))
        assert isinstance(answer, Stream) and answer.chunks is not None
        await server.good('DELETE', f'{DEFINITIONS}/{NAME}')
        async with asyncio.timeout(60):
            told = b''.join([chunk async for chunk in answer.chunks])
        assert told.count(b'"type":"ADDED"') == 1 and told.count(b'"type":"DELETED"') == 1

    run(story)


def test_a_definition_waits_for_finalizers_of_its_objects() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        held = tab()
        held['metadata']['finalizers'] = ['example.com/hold']
        await server.good('POST', TABS, held)
        await server.good('DELETE', f'{DEFINITIONS}/{NAME}')
        await server.condition(NAME, 'Terminating')
        reply = await server.send('POST', TABS, tab('late'))
        assert reply.status == 403
        assert 'create not allowed while custom resource definition is terminating' in reply.json()['message']
        release = {'metadata': {'finalizers': None}}
        await server.good('PATCH', f'{TABS}/one', release, content_type='application/merge-patch+json')
        await server.gone(f'{DEFINITIONS}/{NAME}')

    run(story)


def test_names_of_finalizers_are_commented_on() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        held = tab()
        held['metadata']['finalizers'] = ['hold']
        reply = await server.send('POST', TABS, held)
        assert reply.warnings == [
            'metadata.finalizers: "hold": prefer a domain-qualified finalizer name to avoid accidental conflicts with '
            'other finalizer writers'
        ]

    run(story)


def test_unconditional_updates_are_refused() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        await server.good('POST', TABS, tab())
        reply = await server.send('PUT', f'{TABS}/one', tab())
        assert reply.status == 422
        assert 'metadata.resourceVersion: Invalid value: 0: must be specified for an update' in reply.json()['message']

    run(story)


def test_collections_are_deleted_and_cluster_scope_has_no_namespaces() -> None:
    async def story(server: Server) -> None:
        await server.define(definition(version(), scope='Cluster'))
        path = f'/apis/{GROUP}/v1/crontabs'
        await server.good('POST', path, tab('a'))
        await server.good('POST', path, tab('b'))
        assert (await server.send('GET', f'{TABS}/a')).status == 404
        await server.good('DELETE', path)
        assert (await server.good('GET', path))['items'] == []

    run(story)


def test_a_definition_is_served_at_once_after_a_restart() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        await server.good('POST', TABS, tab())
        second = ApiServer(store=server.api._assembly._store, world=SimulatedWorld(2))
        await second.start(listen=False)
        try:
            assert [each['metadata']['name'] for each in (await Server(second).good('GET', TABS))['items']] == ['one']
        finally:
            await second.stop()

    run(story)


def test_the_same_by_http() -> None:
    async def story() -> None:
        config = ApiServerConfig(host='127.0.0.1', port=0)
        server = ApiServer(store=MemoryStore(), world=SystemWorld(), config=config)
        await server.start()
        try:
            own = Server(server)
            await own.define(definition())
            await own.good('POST', BINDINGS, EVERYBODY)
            async with HttpClient(HttpConfig(server=f'http://127.0.0.1:{server.port}')) as client:
                new = CronTab({'spec': {'cronSpec': 'x'}}, metadata=meta_v1.ObjectMeta(name='a', namespace='default'))
                made = await client.create(new)
                [listed] = (await client.list(CronTab)).items
                assert listed == made == await client.get(CronTab, 'a', 'default')
                events = client.watch(CronTab, resource_version='0')
                async with asyncio.timeout(30):
                    event = await anext(events)
                assert (event.type, event.object.metadata.name) == (EventType.ADDED, 'a')
                await events.aclose()  # type: ignore[attr-defined]
        finally:
            await server.stop()

    asyncio.run(story())


BINDINGS = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'
EVERYBODY = {
    'apiVersion': 'rbac.authorization.k8s.io/v1',
    'kind': 'ClusterRoleBinding',
    'metadata': {'name': 'everybody'},
    'roleRef': {'apiGroup': 'rbac.authorization.k8s.io', 'kind': 'ClusterRole', 'name': 'cluster-admin'},
    'subjects': [{'kind': 'User', 'name': 'system:anonymous', 'apiGroup': 'rbac.authorization.k8s.io'}],
}
