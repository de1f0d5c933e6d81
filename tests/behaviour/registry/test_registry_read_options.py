"""What the options of lists and watches promise beyond the ordinary, and what is refused, in upstream's words."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest

from sampan.api.generated import core_v1
from sampan.apiserver.cache.cache import HistoryLimits
from sampan.apiserver.registry.config import RegistryConfig
from support.registry import Bench, config_map, run

CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
WATCH = CONFIG_MAPS + '?watch=true'


async def fill(bench: Bench, count: int) -> None:
    for number in range(count):
        await bench.client.create(config_map(f'c{number}', labels={'odd': str(number % 2)}))
    await bench.registry.feed.fresh()


def seen(events: list[dict]) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    return [(event['type'], event['object']['metadata'].get('name', '')) for event in events]


async def message(bench: Bench, path: str) -> tuple[int, str]:
    reply = await bench.send('GET', path)
    return reply.status, reply.json()['message'] if reply.status != 200 else ''


# -- lists ---------------------------------------------------------------------------------------------------


def test_a_continue_token_is_upstreams() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 3)
        metadata = (await bench.send('GET', CONFIG_MAPS + '?limit=2')).json()['metadata']
        token = metadata['continue']
        assert '=' not in token
        data = base64.urlsafe_b64decode(token + '=' * (-len(token) % 4))
        assert data == b'{"v":"meta.k8s.io/v1","rv":%d,"start":"c1\\u0000"}' % int(metadata['resourceVersion'])

    run(body)


def test_the_number_of_those_that_remain_is_told_only_without_selectors() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 5)
        plain = (await bench.send('GET', CONFIG_MAPS + '?limit=2')).json()['metadata']
        assert plain['remainingItemCount'] == 3
        chosen = (await bench.send('GET', CONFIG_MAPS + '?limit=2&labelSelector=odd%3D0')).json()['metadata']
        assert chosen['continue'] and 'remainingItemCount' not in chosen
        last = (await bench.send('GET', f'{CONFIG_MAPS}?limit=9&continue={plain["continue"]}')).json()['metadata']
        assert 'continue' not in last and 'remainingItemCount' not in last

    run(body)


def test_a_list_of_any_revision_ignores_its_limit() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 3)
        listed = (await bench.send('GET', CONFIG_MAPS + '?limit=1&resourceVersion=0')).json()
        assert len(listed['items']) == 3 and 'continue' not in listed['metadata']

    run(body)


def test_revisions_match_as_asked() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 2)
        then = (await bench.send('GET', CONFIG_MAPS)).json()['metadata']['resourceVersion']
        await bench.client.create(config_map('later'))
        await bench.registry.feed.fresh()  # resourceVersion=0 takes what is there
        for query, count in (
            (f'?resourceVersion={then}&resourceVersionMatch=Exact', 2),
            (f'?resourceVersion={then}&limit=9', 2),
            (f'?resourceVersion={then}', 3),
            (f'?resourceVersion={then}&resourceVersionMatch=NotOlderThan', 3),
            (f'?resourceVersion={then}&resourceVersionMatch=NotOlderThan&limit=9', 3),
            ('?resourceVersion=0', 3),
            ('', 3),
        ):
            listed = (await bench.send('GET', CONFIG_MAPS + query)).json()
            assert len(listed['items']) == count, query
            exact = count == 2
            assert (listed['metadata']['resourceVersion'] == then) is exact, query

    run(body)


@pytest.mark.parametrize(
    ('query', 'status', 'text'),
    [
        ('resourceVersionMatch=Exact', 422, 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
        (
            'resourceVersionMatch=Exact&resourceVersion=0',
            422,
            'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
        ),
        (
            'resourceVersionMatch=Newest&resourceVersion=1',
            422,
            'Unsupported value: "Newest": supported values: "Exact", "NotOlderThan", ""',
        ),
        ('sendInitialEvents=true', 422, 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list'),
        ('resourceVersion=x', 400, 'strconv.ParseUint: parsing "x": invalid syntax'),
        ('continue=%21', 400, 'invalid continue token: continue key is not valid: illegal base64 data at input byte 0'),
        ('continue=eHl6', 400, "continue key is not valid: invalid character 'x' looking for beginning of value"),
        ('continue=eyJ2IjoieCIsInJ2IjoxLCJzdGFydCI6ImEifQ', 400, 'server does not recognize this encoded version x'),
        (
            'continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MCwic3RhcnQiOiJhIn0',
            400,
            'incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
        ),
        ('limit=many', 400, 'strconv.ParseInt: parsing "many": invalid syntax'),
        ('labelSelector=%3D%3D', 400, "found '==', expected: !, identifier, or 'end of string'"),
        ('fieldSelector=spec.x%3Dy', 400, '"spec.x" is not a known field selector'),
    ],
)
def test_lists_that_cannot_be_meant(query: str, status: int, text: str) -> None:
    async def body(bench: Bench) -> None:
        found = await message(bench, f'{CONFIG_MAPS}?{query}')
        assert found[0] == status and text in found[1], found

    run(body)


def test_a_continue_token_cannot_lead_elsewhere() -> None:
    async def body(bench: Bench) -> None:
        for start in ('../secrets/default/x', '/../..', 'a/./b', 'a//b'):
            data = json.dumps({'v': 'meta.k8s.io/v1', 'rv': 5, 'start': start}).encode()
            token = base64.urlsafe_b64encode(data).rstrip(b'=').decode()
            status, text = await message(bench, f'{CONFIG_MAPS}?continue={token}')
            assert (status, text) == (400, f'invalid continue token: continue key is not valid: {start}')

    run(body)


def test_a_revision_that_has_not_happened_is_waited_for_and_then_refused() -> None:
    async def body(bench: Bench) -> None:
        for match in ('', '&resourceVersionMatch=NotOlderThan', '&resourceVersionMatch=Exact'):
            reply = await bench.send('GET', f'{CONFIG_MAPS}?resourceVersion=999{match}')
            status = reply.json()
            assert (reply.status, status['reason']) == (504, 'Timeout')
            assert status['message'].startswith('Timeout: Too large resource version: 999, current: ')
            assert status['details']['causes'] == [
                {'reason': 'ResourceVersionTooLarge', 'message': 'Too large resource version'}
            ]
            assert status['details']['retryAfterSeconds'] == 1

    run(body)


def test_an_exact_revision_that_is_forgotten_is_gone() -> None:
    async def body(bench: Bench) -> None:
        then = (await bench.send('GET', CONFIG_MAPS)).json()['metadata']['resourceVersion']
        await fill(bench, 2)
        await asyncio.sleep(11)
        await bench.client.create(config_map('late'))
        await bench.registry.feed.fresh()
        reply = await bench.send('GET', f'{CONFIG_MAPS}?resourceVersion={then}&resourceVersionMatch=Exact')
        assert (reply.status, reply.json()['reason']) == (410, 'Expired')
        assert reply.json()['message'] == 'The resourceVersion for the provided list is too old.'

    run(body, config=RegistryConfig(history=HistoryLimits(seconds=10)))


# -- watches -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('revision', ['', '&resourceVersion=0'])
def test_who_wants_no_initial_events_watches_from_now_on(revision: str) -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map('old'))
        await bench.registry.feed.fresh()
        query = f'&sendInitialEvents=false&resourceVersionMatch=NotOlderThan{revision}'
        async with bench.watching(WATCH + query) as watch:
            await bench.client.create(config_map('new'))
            assert seen(await watch.take(1)) == [('ADDED', 'new')]

    run(body)


def test_a_watch_without_a_revision_marks_the_end_of_what_was_there() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map('a'))
        async with bench.watching(WATCH + '&allowWatchBookmarks=true') as watch:
            added, bookmark = await watch.take(2)
        assert (added['type'], bookmark['type']) == ('ADDED', 'BOOKMARK')
        assert bookmark['object']['metadata']['annotations'] == {'k8s.io/initial-events-end': 'true'}

    run(body)


def test_the_last_bookmark_comes_right_before_the_end() -> None:
    async def body(bench: Bench) -> None:
        since = (await bench.send('GET', CONFIG_MAPS)).json()['metadata']['resourceVersion']
        started = asyncio.get_running_loop().time()
        query = f'&resourceVersion={since}&allowWatchBookmarks=true&timeoutSeconds=70'
        async with bench.watching(WATCH + query) as watch:
            first, last = await watch.take(2)
            assert asyncio.get_running_loop().time() - started == pytest.approx(68)
            assert await watch.rest() == []
        assert (first['type'], last['type']) == ('BOOKMARK', 'BOOKMARK')
        assert 'annotations' not in last['object']['metadata']

    run(body)


def test_a_revision_that_has_not_happened_is_an_error_event_for_who_wants_initial_events() -> None:
    async def body(bench: Bench) -> None:
        query = '&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=999'
        async with bench.watching(WATCH + query) as watch:
            (event,) = await watch.rest()
        assert (event['type'], event['object']['code']) == ('ERROR', 504)
        assert event['object']['details']['causes'][0]['reason'] == 'ResourceVersionTooLarge'

    run(body)


@pytest.mark.parametrize(
    ('query', 'text'),
    [
        ('sendInitialEvents=true', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
        (
            'resourceVersionMatch=NotOlderThan',
            'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
        ),
        (
            'resourceVersionMatch=Exact&sendInitialEvents=true',
            'Unsupported value: "Exact": supported values: "NotOlderThan"',
        ),
        (
            'resourceVersionMatch=NotOlderThan&sendInitialEvents=true&continue=x',
            'resourceVersionMatch is forbidden when continue is provided',
        ),
    ],
)
def test_watches_that_cannot_be_meant(query: str, text: str) -> None:
    async def body(bench: Bench) -> None:
        status, found = await message(bench, f'{WATCH}&{query}')
        assert status == 422 and text in found

    run(body)


def test_one_object_can_be_watched_by_its_own_path() -> None:
    async def body(bench: Bench) -> None:
        path = '/api/v1/watch/namespaces/default/configmaps/mine'
        await bench.client.create(config_map('other'))
        for query in ('', '?fieldSelector=metadata.name%3Dmine', '?fieldSelector=metadata.name%3D%3Dmine'):
            async with bench.watching(path + query) as watch:
                await bench.client.create(config_map('mine'))
                await bench.client.delete(core_v1.ConfigMap, 'mine', 'default')
                assert seen(await watch.take(2)) == [('ADDED', 'mine'), ('DELETED', 'mine')]
        reply = await bench.send('GET', path + '?fieldSelector=metadata.name%3Dother')
        assert reply.status == 400
        assert reply.json()['message'] == "fieldSelector metadata.name doesn't match requested name"

    run(body)
