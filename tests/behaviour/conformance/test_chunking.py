"""[sig-api-machinery] Servers with support for API chunking, and for Table transformation."""

from __future__ import annotations

import asyncio
from typing import Any

from sampan.apiserver.cache.cache import HistoryLimits
from sampan.apiserver.registry.config import RegistryConfig
from support import customresources
from support.registry import Bench, run

TEMPLATES = '/api/v1/namespaces/default/podtemplates'
COUNT, PAGE = 40, 7


async def fill(bench: Bench) -> None:
    for number in range(COUNT):
        spec = {'containers': [{'name': 'test', 'image': 'example.test/image'}]}
        body = {'metadata': {'name': f'template-{number:04}'}, 'template': {'spec': spec}}
        assert (await bench.send('POST', TEMPLATES, body)).status == 201


async def page(bench: Bench, token: str = '') -> dict[str, Any]:
    found: dict[str, Any] = (await bench.send('GET', f'{TEMPLATES}?limit={PAGE}&continue={token}')).json()
    return found


async def rest(bench: Bench, first: dict[str, Any]) -> list[str]:
    """The names of a page and of all that follow; each page says truly how many remain, of one revision."""
    names, at, left = [], first, COUNT
    while True:
        found, metadata = [each['metadata']['name'] for each in at['items']], at['metadata']
        assert 0 < len(found) <= PAGE
        assert metadata['resourceVersion'] == first['metadata']['resourceVersion']
        names += found
        if not metadata.get('continue'):
            assert 'remainingItemCount' not in metadata
            return names
        left = COUNT - int(found[-1].rpartition('-')[2]) - 1
        assert metadata['remainingItemCount'] == left
        at = await page(bench, metadata['continue'])


def test_should_return_chunks_of_results_for_list_calls() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench)
        assert await rest(bench, await page(bench)) == [f'template-{number:04}' for number in range(COUNT)]
        whole = (await bench.send('GET', TEMPLATES)).json()
        assert len(whole['items']) == COUNT

    run(body)


def test_should_support_continue_listing_from_the_last_key_though_the_list_is_inconsistent() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench)
        first = await page(bench)
        await bench.send('DELETE', f'{TEMPLATES}/template-0000')
        await asyncio.sleep(61)
        await bench.send('DELETE', f'{TEMPLATES}/template-0001')
        await bench.registry.feed.fresh()
        gone = await bench.send('GET', f'{TEMPLATES}?limit={PAGE}&continue={first["metadata"]["continue"]}')
        assert (gone.status, gone.json()['reason']) == (410, 'Expired')
        assert gone.json()['message'].startswith('The provided continue parameter is too old')
        second = await page(bench, gone.json()['metadata']['continue'])
        assert second['metadata']['resourceVersion'] != first['metadata']['resourceVersion']
        assert await rest(bench, second) == [f'template-{number:04}' for number in range(PAGE, COUNT)]

    run(body, config=RegistryConfig(history=HistoryLimits(seconds=60)))


def test_should_return_a_406_for_a_backend_which_does_not_implement_metadata() -> None:
    async def story(server: customresources.Server) -> None:
        review = {
            'kind': 'SelfSubjectAccessReview',
            'apiVersion': 'authorization.k8s.io/v1',
            'spec': {'resourceAttributes': {'namespace': 'default', 'verb': 'list', 'resource': 'services'}},
        }
        path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
        reply = await server.send('POST', path, review, accept='application/json;as=Table;v=v1;g=meta.k8s.io')
        assert (reply.status, reply.json()['reason']) == (406, 'NotAcceptable')

    customresources.run(story)
