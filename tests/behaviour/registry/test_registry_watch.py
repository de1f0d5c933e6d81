"""What Kubernetes promises about watching."""

from __future__ import annotations

import asyncio

import pytest

from sampan.api.errors import ApiError
from sampan.api.generated import core_v1
from sampan.api.resources import RESOURCES, Resource
from sampan.apiserver.cache.cache import HistoryLimits
from sampan.apiserver.registry.config import RegistryConfig
from sampan.client.base import EventType, WatchEvent
from support.registry import Bench, config_map, pod, run

CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
WATCH = CONFIG_MAPS + '?watch=true'


def seen(events: list[dict]) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    return [(event['type'], event['object']['metadata'].get('name', '')) for event in events]


async def revision_of_list(bench: Bench) -> str:
    return (await bench.send('GET', CONFIG_MAPS)).json()['metadata']['resourceVersion']  # type: ignore[no-any-return]


def test_a_watch_from_a_list_misses_nothing_and_repeats_nothing() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map('old'))
        since = await revision_of_list(bench)
        made = await bench.client.create(config_map('a'))
        async with bench.watching(f'{WATCH}&resourceVersion={since}') as watch:
            made.data = {'k': 'v'}
            await bench.client.update(made)
            await bench.client.delete(core_v1.ConfigMap, 'a', 'default')
            events = await watch.take(3)
        assert seen(events) == [('ADDED', 'a'), ('MODIFIED', 'a'), ('DELETED', 'a')]
        revisions = [int(event['object']['metadata']['resourceVersion']) for event in events]
        assert revisions == sorted(revisions) and revisions[-1] == bench.store.revision()
        assert events[2]['object']['data'] == {'k': 'v'}, 'a deletion shows the last state'
        assert events[0]['object']['kind'] == 'ConfigMap'

    run(body)


def test_a_watch_without_a_revision_begins_with_what_is_there() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map('a'))
        await bench.client.create(config_map('b'))
        async with bench.watching(WATCH) as watch:
            assert seen(await watch.take(2)) == [('ADDED', 'a'), ('ADDED', 'b')]
            await bench.client.create(config_map('c'))
            assert seen(await watch.take(1)) == [('ADDED', 'c')]

    run(body)


def test_initial_events_end_with_a_marked_bookmark() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map('a'))
        query = '&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan'
        async with bench.watching(WATCH + query) as watch:
            added, bookmark = await watch.take(2)
            assert (added['type'], bookmark['type']) == ('ADDED', 'BOOKMARK')
            metadata = bookmark['object']['metadata']
            assert metadata['annotations'] == {'k8s.io/initial-events-end': 'true'}
            assert metadata['resourceVersion'] == str(bench.store.revision())

    run(body)


def test_bookmarks_come_every_minute_to_those_who_asked() -> None:
    async def body(bench: Bench) -> None:
        since = await revision_of_list(bench)
        async with bench.watching(f'{WATCH}&resourceVersion={since}&allowWatchBookmarks=true') as watch:
            await bench.client.create(pod())  # elsewhere: only a bookmark tells of it
            started = asyncio.get_running_loop().time()
            event, second = await watch.take(2)
            assert (event['type'], second['type']) == ('BOOKMARK', 'BOOKMARK')
            assert asyncio.get_running_loop().time() - started == pytest.approx(120, abs=1)
            assert event['object']['metadata']['resourceVersion'] == str(bench.store.revision())

    run(body)


def test_a_watch_ends_when_its_time_is_over() -> None:
    async def body(bench: Bench) -> None:
        started = asyncio.get_running_loop().time()
        async with bench.watching(WATCH + '&timeoutSeconds=7') as watch:
            assert await watch.rest() == []
        assert asyncio.get_running_loop().time() - started == pytest.approx(7)

    run(body)


def test_selectors_turn_changes_into_coming_and_going() -> None:
    async def body(bench: Bench) -> None:
        since = await revision_of_list(bench)
        async with bench.watching(f'{WATCH}&resourceVersion={since}&labelSelector=show%3Dyes') as watch:
            made = await bench.client.create(config_map('a', data={'v': '1'}))
            made.metadata.labels = {'show': 'yes'}
            made = await bench.client.update(made)
            made.data = {'v': '2'}
            made = await bench.client.update(made)
            made.metadata.labels = {}
            made.data = {'v': '3'}
            made = await bench.client.update(made)
            events = await watch.take(3)
        assert seen(events) == [('ADDED', 'a'), ('MODIFIED', 'a'), ('DELETED', 'a')]
        assert events[2]['object']['data'] == {'v': '2'}, 'the last state that matched'
        assert events[2]['object']['metadata']['resourceVersion'] == made.metadata.resource_version

    run(body)


def test_one_object_can_be_watched_by_name() -> None:
    async def body(bench: Bench) -> None:
        since = await revision_of_list(bench)
        selector = 'fieldSelector=metadata.name%3Dmine'
        async with bench.watching(f'{WATCH}&resourceVersion={since}&{selector}') as watch:
            await bench.client.create(config_map('mine2'))
            await bench.client.create(config_map('mine'))
            await bench.client.delete(core_v1.ConfigMap, 'mine', 'default')
            assert seen(await watch.take(2)) == [('ADDED', 'mine'), ('DELETED', 'mine')]

    run(body)


def test_a_node_sees_its_own_pods() -> None:
    async def body(bench: Bench) -> None:
        path = '/api/v1/pods?watch=true&fieldSelector=spec.nodeName%3Dn1'
        async with bench.watching(path) as watch:
            await bench.client.create(pod('elsewhere', node_name='n2'))
            waiting = await bench.client.create(pod('mine'))
            binding = core_v1.Binding(metadata=waiting.metadata, target=core_v1.ObjectReference(kind='Node', name='n1'))
            await bench.client.create_subresource(core_v1.Pod, 'mine', 'default', 'binding', binding)
            await bench.client.delete(core_v1.Pod, 'mine', 'default', grace_period_seconds=0)
            assert seen(await watch.take(2)) == [('ADDED', 'mine'), ('DELETED', 'mine')]

    run(body)


def test_a_watch_of_one_namespace_sees_no_other() -> None:
    async def body(bench: Bench) -> None:
        async with bench.watching('/api/v1/namespaces/default/serviceaccounts?watch=true') as watch:
            assert seen(await watch.take(1)) == [('ADDED', 'default')]
            await bench.client.create(core_v1.ServiceAccount(metadata=_meta('x', 'default2')))
            await bench.client.create(core_v1.ServiceAccount(metadata=_meta('y', 'default')))
            assert seen(await watch.take(1)) == [('ADDED', 'y')]

    run(body, namespaces=('default', 'default2'))


def _meta(name: str, namespace: str) -> object:
    from sampan.api.generated import meta_v1

    return meta_v1.ObjectMeta(name=name, namespace=namespace)


def test_history_that_is_gone_is_an_expired_error() -> None:
    async def body(bench: Bench) -> None:
        since = await revision_of_list(bench)
        await bench.client.create(config_map('a'))
        await asyncio.sleep(11)
        await bench.client.create(config_map('b'))
        await bench.registry.feed.fresh()
        async with bench.watching(f'{WATCH}&resourceVersion={since}') as watch:
            (event,) = await watch.rest()
        assert (event['type'], event['object']['code'], event['object']['reason']) == ('ERROR', 410, 'Expired')
        assert event['object']['message'].startswith(f'too old resource version: {since} (')
        with pytest.raises(ApiError) as caught:
            async for _ in bench.client.watch(core_v1.ConfigMap, 'default', resource_version=since):
                pass
        assert caught.value.code == 410

    run(body, config=RegistryConfig(history=HistoryLimits(seconds=10)))


def test_tables_define_their_columns_once() -> None:
    async def body(bench: Bench) -> None:
        accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
        async with bench.watching('/api/v1/pods?watch=true', accept=accept) as watch:
            made = await bench.client.create(pod())
            made.metadata.labels = {'a': 'b'}
            await bench.client.update(made)
            first, second = await watch.take(2)
        assert first['object']['columnDefinitions'] and not second['object']['columnDefinitions']
        assert second['object']['rows'][0]['cells'][0] == 'web'

    run(body)


def test_watchers_in_the_process_share_the_objects() -> None:
    async def body(bench: Bench) -> None:
        got: list[list[WatchEvent[core_v1.ConfigMap]]] = [[], []]

        async def follow(events: list[WatchEvent[core_v1.ConfigMap]]) -> None:
            async for event in bench.client.watch(core_v1.ConfigMap, 'default'):
                events.append(event)

        tasks = [asyncio.create_task(follow(events)) for events in got]
        await asyncio.sleep(0.1)
        made = await bench.client.create(config_map())
        await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()
        assert got[0][0].type is EventType.ADDED
        assert got[0][0].object is got[1][0].object
        assert got[0][0].object == made
        assert got[0][0].object is not made

    run(body)


def test_stopping_the_registry_ends_the_watches() -> None:
    async def body(bench: Bench) -> None:
        async with bench.watching(WATCH) as watch:
            rest = asyncio.create_task(watch.rest())
            await asyncio.sleep(0.1)
            await bench.registry.stop()
            assert await rest == []

    run(body)


def test_watch_options_that_contradict_are_refused() -> None:
    async def body(bench: Bench) -> None:
        assert (await bench.send('GET', WATCH + '&sendInitialEvents=true')).status == 422
        assert (await bench.send('GET', WATCH + '&resourceVersionMatch=Exact&resourceVersion=1')).status == 422
        assert (await bench.send('GET', WATCH, accept='application/yaml')).status == 406

    run(body)


@pytest.mark.parametrize(
    'resource', [each for each in RESOURCES if each.stored], ids=lambda each: f'{each.api_version}/{each.plural}'
)
def test_every_resource_can_be_watched_in_every_shape(resource: Resource) -> None:
    async def body(bench: Bench) -> None:
        query = '?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan'
        shapes = ('', ';as=Table;v=v1;g=meta.k8s.io', ';as=PartialObjectMetadata;v=v1;g=meta.k8s.io')
        for shape in shapes:
            async with bench.watching(resource.path() + query, accept='application/json' + shape) as watch:
                while (event := (await watch.take(1))[0])['type'] != 'BOOKMARK':
                    assert event['type'] == 'ADDED'
            listed = await bench.send(
                'GET', resource.path(), accept='application/json' + shape.replace('data', 'dataList')
            )
            assert listed.status == 200

    run(body, runtime_config={'api/all': 'true'})
