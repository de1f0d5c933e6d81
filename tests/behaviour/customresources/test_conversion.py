"""'CustomResourceConversionWebhook [Privileged:ClusterAdmin] should be able to convert ...'"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from sampan.apiserver.customresources import endpoint
from sampan.apiserver.customresources.conversion import Document, WebhookFailed
from sampan.apiserver.request import Stream
from support.customresources import DEFINITIONS, GROUP, TABS, Server, definition, run, tab, version

OLD = TABS.replace('/v1/', '/v2/')
WEBHOOK = {
    'strategy': 'Webhook',
    'webhook': {'clientConfig': {'url': 'https://converter.example.com/'}, 'conversionReviewVersions': ['v1']},
}
SCHEMA = {
    'type': 'object',
    'properties': {
        'hostPort': {'type': 'string'},
        'host': {'type': 'string'},
        'port': {'type': 'string'},
    },
}


class Webhook:
    """Splits and joins `hostPort`, as the suite's example does."""

    def __init__(self, server: Server) -> None:
        self.asked: list[Document] = []
        self.failure = ''
        server.api._assembly.definitions._call = self.call

    async def call(self, config: Any, document: Document) -> Document:
        review = document
        self.asked.append(review)
        if self.failure:
            raise WebhookFailed(self.failure)
        request = review['request']
        made = [self.convert(dict(each), request['desiredAPIVersion']) for each in request['objects']]
        response = {'uid': request['uid'], 'convertedObjects': made, 'result': {'status': 'Success'}}
        return {'kind': 'ConversionReview', 'apiVersion': 'apiextensions.k8s.io/v1', 'response': response}

    def convert(self, obj: Document, wanted: str) -> Document:
        obj['apiVersion'] = wanted
        if wanted.endswith('/v2'):
            obj['host'], _, obj['port'] = obj.pop('hostPort').partition(':')
        else:
            obj['hostPort'] = f'{obj.pop("host")}:{obj.pop("port")}'
        return obj


async def start(server: Server) -> Webhook:
    webhook = Webhook(server)
    versions = (version(schema=SCHEMA), version('v2', storage=False, schema=SCHEMA))
    await server.define(definition(*versions, conversion=WEBHOOK))
    return webhook


def old(name: str) -> dict[str, Any]:
    return {'apiVersion': f'{GROUP}/v1', 'kind': 'CronTab', 'metadata': {'name': name}, 'hostPort': 'localhost:80'}


def test_from_the_stored_version_to_another() -> None:
    """'... should be able to convert from CR v1 to CR v2'"""

    async def story(server: Server) -> None:
        await start(server)
        await server.good('POST', TABS, old('one'))
        found = await server.good('GET', f'{OLD}/one')
        assert (found['apiVersion'], found['host'], found['port']) == (f'{GROUP}/v2', 'localhost', '80')
        assert 'hostPort' not in found

    run(story)


def test_a_list_of_objects_stored_in_different_versions() -> None:
    """'... should be able to convert a non homogeneous list of CRs'"""

    async def story(server: Server) -> None:
        webhook = await start(server)
        await server.good('POST', TABS, old('one'))
        new = {'apiVersion': f'{GROUP}/v2', 'kind': 'CronTab', 'metadata': {'name': 'two'}, 'host': 'a', 'port': '1'}
        assert (await server.good('POST', OLD, new))['host'] == 'a'
        assert (await server.good('GET', f'{TABS}/two'))['hostPort'] == 'a:1'
        webhook.asked.clear()
        listed = await server.good('GET', OLD)
        assert [each['host'] for each in listed['items']] == ['localhost', 'a']
        assert len(webhook.asked) == 1  # everything at once
        changed = await server.good('PATCH', f'{OLD}/two', {'port': '2'}, content_type='application/merge-patch+json')
        assert changed['port'] == '2'
        assert (await server.good('GET', f'{TABS}/two'))['hostPort'] == 'a:2'

    run(story)


def test_a_webhook_that_fails() -> None:
    async def story(server: Server) -> None:
        webhook = await start(server)
        await server.good('POST', TABS, old('one'))
        webhook.failure = 'no time'
        reply = await server.send('GET', f'{OLD}/one')
        assert reply.status == 500
        text = f'conversion webhook for {GROUP}/v1, Kind=CronTab failed: no time'
        assert reply.json()['message'] == f'Internal error occurred: {text}'
        assert (await server.send('GET', f'{TABS}/one')).status == 200

    run(story)


def test_watches_convert_too() -> None:
    async def story(server: Server) -> None:
        await start(server)
        answer = await server.api.handler(server.request('GET', f'{OLD}?watch=1&resourceVersion=0'))
        assert isinstance(answer, Stream) and answer.chunks is not None
        await server.good('POST', TABS, old('one'))
        async with asyncio.timeout(30):
            event = json.loads((await anext(answer.chunks)).splitlines()[0])
        assert (event['type'], event['object']['host']) == ('ADDED', 'localhost')
        await answer.chunks.aclose()  # type: ignore[attr-defined]

    run(story)


def test_other_versions_of_the_tab_are_not_mixed_up() -> None:
    async def story(server: Server) -> None:
        await start(server)
        reply = await server.send('POST', TABS, tab(api_version=f'{GROUP}/v2'))
        assert reply.status == 400
        assert 'does not match the expected API version' in reply.json()['message']

    run(story)


def test_more_objects_than_are_remembered_can_be_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was converted for a list is there until the list has been written, and does not stay for ever."""
    monkeypatch.setattr(endpoint, 'REMEMBERED', 3)

    async def story(server: Server) -> None:
        await start(server)
        for number in range(6):
            await server.good('POST', TABS, old(f'm{number}'))
        await change(server, lambda spec: stored_in(spec, 'v2'))
        for number in range(3):
            new = {'apiVersion': f'{GROUP}/v2', 'kind': 'CronTab', 'metadata': {'name': f'b{number}'}}
            await server.good('POST', OLD, {**new, 'host': 'b', 'port': '81'})
        await change(server, lambda spec: spec['names'].update(categories=['some']))
        for _ in range(2):
            listed = await server.good('GET', OLD)
            assert [each['host'] for each in listed['items']] == ['b'] * 3 + ['localhost'] * 6

    run(story)


def test_renditions_of_what_is_gone_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, 'REMEMBERED', 3)

    async def story(server: Server) -> None:
        await start(server)
        for number in range(20):
            await server.good('POST', TABS, old(f'c{number}'))
            await server.good('GET', f'{OLD}/c{number}')
            await server.good('DELETE', f'{TABS}/c{number}')
        made = server.api._assembly.registry.endpoints[GROUP, 'v2', 'crontabs']._made  # type: ignore[attr-defined]
        assert len(made) <= 3

    run(story)


def stored_in(spec: dict[str, Any], name: str) -> None:
    for each in spec['versions']:
        each['storage'] = each['name'] == name


async def change(server: Server, edit: Callable[[dict[str, Any]], object]) -> None:
    path = f'{DEFINITIONS}/crontabs.{GROUP}'
    crd = await server.good('GET', path)
    edit(crd['spec'])
    await server.good('PUT', path, crd)
    await server.gone_stale()
