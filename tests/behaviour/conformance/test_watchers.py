"""[sig-api-machinery] Watchers."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from sampan.api.generated import core_v1
from support.registry import Bench, config_map, run
from support.watching import seen

WATCH = '/api/v1/namespaces/default/configmaps?watch=true'


def labelled(label: str) -> str:
    return f'{WATCH}&labelSelector=watch-this-configmap%3D{label}'


def test_should_observe_add_update_and_delete_watch_notifications_on_configmaps() -> None:
    async def body(bench: Bench) -> None:
        both = f'{WATCH}&labelSelector=watch-this-configmap+in+(a,b)'
        async with bench.watching(labelled('a')) as a, bench.watching(labelled('b')) as b, bench.watching(both) as ab:
            made = await bench.client.create(config_map('of-a', labels={'watch-this-configmap': 'a'}))
            made.data = {'mutation': '1'}
            made = await bench.client.update(made)
            await bench.client.delete(core_v1.ConfigMap, 'of-a', 'default')
            await bench.client.create(config_map('of-b', labels={'watch-this-configmap': 'b'}))
            await bench.client.delete(core_v1.ConfigMap, 'of-b', 'default')
            life_of_a = [('ADDED', 'of-a'), ('MODIFIED', 'of-a'), ('DELETED', 'of-a')]
            life_of_b = [('ADDED', 'of-b'), ('DELETED', 'of-b')]
            assert seen(await a.take(3)) == life_of_a
            assert seen(await b.take(2)) == life_of_b
            assert seen(await ab.take(5)) == life_of_a + life_of_b

    run(body)


def test_should_be_able_to_start_watching_from_a_specific_resource_version() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(config_map('it'))
        made.data = {'mutation': '1'}
        first = await bench.client.update(made)
        since = first.metadata.resource_version
        first.data = {'mutation': '2'}
        await bench.client.update(first)
        await bench.client.delete(core_v1.ConfigMap, 'it', 'default')
        async with bench.watching(f'{WATCH}&resourceVersion={since}') as watch:
            modified, deleted = await watch.take(2)
        assert seen([modified, deleted]) == [('MODIFIED', 'it'), ('DELETED', 'it')]
        assert modified['object']['data'] == {'mutation': '2'}

    run(body)


def test_should_be_able_to_restart_watching_from_the_last_resource_version_observed() -> None:
    async def body(bench: Bench) -> None:
        async with bench.watching(WATCH) as watch:
            made = await bench.client.create(config_map('it'))
            made.data = {'mutation': '1'}
            made = await bench.client.update(made)
            events = await watch.take(2)
        last = events[-1]['object']['metadata']['resourceVersion']
        made.data = {'mutation': '2'}
        await bench.client.update(made)
        await bench.client.delete(core_v1.ConfigMap, 'it', 'default')
        async with bench.watching(f'{WATCH}&resourceVersion={last}') as watch:
            assert seen(await watch.take(2)) == [('MODIFIED', 'it'), ('DELETED', 'it')]

    run(body)


def test_should_observe_an_object_deletion_if_it_stops_meeting_the_requirements_of_the_selector() -> None:
    async def body(bench: Bench) -> None:
        async with bench.watching(labelled('yes')) as watch:
            made = await bench.client.create(config_map('it', labels={'watch-this-configmap': 'yes'}))
            made.metadata.labels = {'watch-this-configmap': 'no'}
            made = await bench.client.update(made)
            assert seen(await watch.take(2)) == [('ADDED', 'it'), ('DELETED', 'it')]
            made.data = {'mutation': 'unseen'}
            made = await bench.client.update(made)
            made.metadata.labels = {'watch-this-configmap': 'yes'}
            made = await bench.client.update(made)
            made.data = {'mutation': 'seen'}
            await bench.client.update(made)
            await bench.client.delete(core_v1.ConfigMap, 'it', 'default')
            events = await watch.take(3)
        assert seen(events) == [('ADDED', 'it'), ('MODIFIED', 'it'), ('DELETED', 'it')]
        assert events[0]['object']['data'] == {'mutation': 'unseen'}

    run(body)


def test_should_receive_events_on_concurrent_watches_in_same_order() -> None:
    async def body(bench: Bench) -> None:
        async def write() -> None:
            for number in range(40):
                made = await bench.client.create(config_map(f'c{number}'))
                if number % 3 == 0:
                    made.data = {'n': str(number)}
                    await bench.client.update(made)
                if number % 4 == 0:
                    await bench.client.delete(core_v1.ConfigMap, f'c{number}', 'default')

        writing = asyncio.create_task(write())
        async with AsyncExitStack() as stack:
            first = await stack.enter_async_context(bench.watching(WATCH))
            others: list[Any] = []
            events = []
            for _ in range(50):
                (event,) = await first.take(1)
                events.append(event)
                since = event['object']['metadata']['resourceVersion']
                others.append(await stack.enter_async_context(bench.watching(f'{WATCH}&resourceVersion={since}')))
            revisions = [event['object']['metadata']['resourceVersion'] for event in events]
            for position, other in enumerate(others):
                later = await other.take(len(events) - position - 1)
                assert [e['object']['metadata']['resourceVersion'] for e in later] == revisions[position + 1 :]
        await writing

    run(body)
