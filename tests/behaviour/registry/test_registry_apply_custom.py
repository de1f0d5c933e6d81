"""Server-side apply of custom resources: their schema says what is a leaf, and versions share their owners."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sampan.apiserver.customresources.definitions import Definitions
from support.registry import Bench, Reply, run

APPLY = 'application/apply-patch+yaml'
DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
ITEM = {'type': 'object', 'required': ['name'], 'properties': {'name': {'type': 'string'}, 'v': {'type': 'string'}}}
SPEC = {
    'type': 'object',
    'properties': {
        'count': {'type': 'integer'},
        'image': {'type': 'string'},
        'whole': {'type': 'object', 'additionalProperties': {'type': 'string'}, 'x-kubernetes-map-type': 'atomic'},
        'free': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': True},
        'items': {
            'type': 'array',
            'items': ITEM,
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['name'],
        },
    },
}
STATUS = {'type': 'object', 'properties': {'count': {'type': 'integer'}}}
SCHEMA = {'type': 'object', 'properties': {'spec': SPEC, 'status': STATUS}}


def definition() -> dict[str, Any]:
    names = {'plural': 'crontabs', 'singular': 'crontab', 'kind': 'CronTab', 'listKind': 'CronTabList'}
    scale = {'specReplicasPath': '.spec.count', 'statusReplicasPath': '.status.count'}
    versions = [
        {
            'name': name,
            'served': True,
            'storage': name == 'v1',
            'subresources': {'status': {}, 'scale': scale},
            'schema': {'openAPIV3Schema': SCHEMA},
        }
        for name in ('v1', 'v2')
    ]
    return {
        'apiVersion': 'apiextensions.k8s.io/v1',
        'kind': 'CustomResourceDefinition',
        'metadata': {'name': 'crontabs.stable.example.com'},
        'spec': {'group': 'stable.example.com', 'scope': 'Namespaced', 'names': names, 'versions': versions},
    }


def path(version: str = 'v1', subresource: str = '') -> str:
    return f'/apis/stable.example.com/{version}/namespaces/default/crontabs/nightly{subresource}'


def tab(version: str = 'v1', **content: Any) -> dict[str, Any]:
    api_version = f'stable.example.com/{version}'
    return {'apiVersion': api_version, 'kind': 'CronTab', 'metadata': {'name': 'nightly'}, **content}


async def apply(bench: Bench, where: str, body: Any, manager: str = 'one', query: str = '') -> Reply:
    reply: Reply = await bench.send('PATCH', f'{where}?fieldManager={manager}{query}', body, content_type=APPLY)
    return reply


def owners(obj: Any) -> dict[tuple[str, str, str], Any]:
    found = obj['metadata'].get('managedFields', [])
    return {(each['manager'], each['apiVersion'], each.get('subresource', '')): each['fieldsV1'] for each in found}


def with_crontabs(body: Callable[[Bench], Awaitable[None]]) -> None:
    """Run a test where CronTabs are served."""

    async def main(bench: Bench) -> None:
        definitions = Definitions(bench.registry, bench.client, _no_webhook)
        await definitions.start()
        try:
            await bench.send('POST', DEFINITIONS, definition(), content_type='application/json')
            async with asyncio.timeout(60):
                while (await bench.send('GET', path().rpartition('/')[0])).status != 200:
                    await asyncio.sleep(0.01)
            await body(bench)
        finally:
            await definitions.stop()

    run(main)


async def _no_webhook(*arguments: Any) -> Any:
    raise AssertionError('nothing here is converted by a webhook')


def test_should_work_for_crds() -> None:
    async def body(bench: Bench) -> None:
        items = [{'name': 'a', 'v': '1'}]
        spec = {'count': 1, 'items': items, 'whole': {'a': 'b'}, 'free': {'x': {'y': [1]}}}
        created = await apply(bench, path(), tab(spec=spec))
        assert created.status == 201
        assert owners(created.json())['one', 'stable.example.com/v1', ''] == {
            'f:spec': {
                'f:count': {},
                'f:free': {'f:x': {'.': {}, 'f:y': {}}},
                'f:items': {'k:{"name":"a"}': {'.': {}, 'f:name': {}, 'f:v': {}}},
                'f:whole': {},
            }
        }
        other = await apply(bench, path(), tab(spec={'items': [{'name': 'b'}]}), 'two')
        assert [each['name'] for each in other.json()['spec']['items']] == ['a', 'b']
        refused = await apply(bench, path(), tab(spec={'whole': {'c': 'd'}}), 'two')
        assert refused.json()['message'] == 'Apply failed with 1 conflict: conflict with "one": .spec.whole'
        less = await apply(bench, path(), tab(spec={'count': 1}))
        assert less.json()['spec'] == {'count': 1, 'items': [{'name': 'b'}]}
        again = await apply(bench, path(), tab(spec={'count': 1}))
        assert again.json() == less.json()

    with_crontabs(body)


def test_versions_share_their_owners() -> None:
    async def body(bench: Bench) -> None:
        await apply(bench, path(), tab(spec={'count': 1, 'image': 'i'}))
        refused = await apply(bench, path('v2'), tab('v2', spec={'count': 2}), 'two')
        assert refused.json()['message'] == 'Apply failed with 1 conflict: conflict with "one": .spec.count'
        obj = (await apply(bench, path('v2'), tab('v2', spec={'count': 2}), 'two', '&force=true')).json()
        assert owners(obj) == {
            ('one', 'stable.example.com/v1', ''): {'f:spec': {'f:image': {}}},
            ('two', 'stable.example.com/v2', ''): {'f:spec': {'f:count': {}}},
        }
        obj = (await apply(bench, path('v1'), tab('v1', spec={}), 'two')).json()
        assert obj['spec'] == {'image': 'i'}

    with_crontabs(body)


def test_a_custom_status_and_scale_have_owners_of_their_own() -> None:
    async def body(bench: Bench) -> None:
        await apply(bench, path(), tab(spec={'count': 1}, status={'count': 9}))
        obj = (
            await apply(bench, path(subresource='/status'), tab(spec={'count': 5}, status={'count': 1}), 'observer')
        ).json()
        assert (obj['spec'], obj['status']) == ({'count': 1}, {'count': 1})
        assert owners(obj) == {
            ('one', 'stable.example.com/v1', ''): {'f:spec': {'f:count': {}}},
            ('observer', 'stable.example.com/v1', 'status'): {'f:status': {'f:count': {}}},
        }
        scale = {
            'apiVersion': 'autoscaling/v1',
            'kind': 'Scale',
            'metadata': {'name': 'nightly'},
            'spec': {'replicas': 7},
        }
        await bench.send(
            'PUT', path(subresource='/scale') + '?fieldManager=scaler', scale, content_type='application/json'
        )
        obj = (await bench.send('GET', path())).json()
        assert obj['spec'] == {'count': 7}
        assert owners(obj)['scaler', 'stable.example.com/v1', 'scale'] == {'f:spec': {'f:count': {}}}
        assert ('one', 'stable.example.com/v1', '') not in owners(obj)

    with_crontabs(body)


def test_an_update_of_a_custom_resource_is_followed() -> None:
    async def body(bench: Bench) -> None:
        where = path().rpartition('/')[0] + '?fieldManager=creator'
        obj = (
            await bench.send('POST', where, tab(spec={'count': 1, 'image': 'i'}), content_type='application/json')
        ).json()
        obj['spec'] = {'count': 2}
        obj = (await bench.send('PUT', path() + '?fieldManager=editor', obj, content_type='application/json')).json()
        assert owners(obj) == {
            ('creator', 'stable.example.com/v1', ''): {'f:spec': {}},
            ('editor', 'stable.example.com/v1', ''): {'f:spec': {'f:count': {}}},
        }

    with_crontabs(body)
