"""[sig-api-machinery] CustomResourceDefinition, CustomResourcePublishOpenAPI, CustomResourceFieldSelectors."""

from __future__ import annotations

import copy
from typing import Any

from support.customresources import DEFINITIONS, GROUP, SCHEMA, TABS, Server, definition, run, tab, version
from support.watching import seen, watching

NAME = f'crontabs.{GROUP}'
MERGE = {'content_type': 'application/merge-patch+json'}


def named(plural: str, kind: str, group: str = GROUP, *versions: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    """A definition of another kind."""
    made = definition(*versions)
    made['metadata'] = {'name': f'{plural}.{group}', **metadata}
    names = {'plural': plural, 'singular': kind.lower(), 'kind': kind, 'listKind': f'{kind}List'}
    made['spec'] |= {'group': group, 'names': names}
    return made


async def published(server: Server) -> dict[str, Any]:
    """The definitions of version 2."""
    found: dict[str, Any] = (await server.good('GET', '/openapi/v2'))['definitions']
    return found


def schema_name(group: str, version: str, kind: str) -> str:
    return '.'.join([*reversed(group.split('.')), version, kind])


# -- definitions ---------------------------------------------------------------------------------------------


def test_watch_on_custom_resource_definition_objects() -> None:
    async def story(server: Server) -> None:
        query = f'?watch=true&fieldSelector=metadata.name%3D{NAME}'
        async with watching(server, DEFINITIONS + query) as events:
            await server.define(definition())
            await server.good('PATCH', f'{DEFINITIONS}/{NAME}', {'metadata': {'labels': {'a': 'b'}}}, **MERGE)
            await server.good('DELETE', f'{DEFINITIONS}/{NAME}')
            happened = []
            while not happened or happened[-1] != ('DELETED', NAME):
                happened += seen(await events.take(1))
        assert happened[0] == ('ADDED', NAME)
        assert set(happened[1:-1]) == {('MODIFIED', NAME)}

    run(story)


def test_listing_custom_resource_definition_objects_works() -> None:
    async def story(server: Server) -> None:
        for number in range(10):
            await server.define(named(f'things{number}', f'Thing{number}', labels={'e2e-list-test': 'yes'}))
        await server.define(named('others', 'Other'))
        listed = await server.good('GET', f'{DEFINITIONS}?labelSelector=e2e-list-test%3Dyes')
        assert len(listed['items']) == 10
        assert (await server.send('DELETE', f'{DEFINITIONS}?labelSelector=e2e-list-test%3Dyes')).status == 200
        for number in range(10):
            await server.gone(f'{DEFINITIONS}/things{number}.{GROUP}')
        left = (await server.good('GET', DEFINITIONS))['items']
        assert [each['metadata']['name'] for each in left] == [f'others.{GROUP}']

    run(story)


def test_getting_updating_patching_custom_resource_definition_status_sub_resource_works() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        path = f'{DEFINITIONS}/{NAME}/status'
        found = await server.good('GET', path)
        condition = {'type': 'StatusUpdate', 'status': 'True', 'reason': 'E2E', 'message': 'Set from an e2e test'}
        found['status']['conditions'].append(condition)
        changed = await server.good('PUT', path, found)
        assert 'StatusUpdate' in [each['type'] for each in changed['status']['conditions']]
        conditions = [*changed['status']['conditions'], condition | {'type': 'StatusPatched'}]
        patched = await server.good('PATCH', path, {'status': {'conditions': conditions}}, **MERGE)
        assert 'StatusPatched' in [each['type'] for each in patched['status']['conditions']]

    run(story)


def test_custom_resource_defaulting_for_requests_and_from_storage_works() -> None:
    async def story(server: Server) -> None:
        plain = copy.deepcopy(SCHEMA)
        plain['properties']['spec']['properties']['replicas'].pop('default')  # type: ignore[index]
        await server.define(definition(version(schema=plain)))
        assert 'replicas' not in (await server.good('POST', TABS, tab('first')))['spec']

        async def default(name: str, value: Any) -> None:
            crd = await server.good('GET', f'{DEFINITIONS}/{NAME}')
            properties = crd['spec']['versions'][0]['schema']['openAPIV3Schema']['properties']['spec']['properties']
            for each in properties.values():
                each.pop('default', None)
            properties[name]['default'] = value
            await server.good('PUT', f'{DEFINITIONS}/{NAME}', crd)
            await server.gone_stale()

        await default('replicas', 3)
        assert (await server.good('GET', f'{TABS}/first'))['spec']['replicas'] == 3
        assert (await server.good('POST', TABS, tab('second')))['spec']['replicas'] == 3
        await default('color', 'red')
        found = (await server.good('GET', f'{TABS}/second'))['spec']
        assert (found['color'], found['replicas']) == ('red', 3), 'what was stored with a default stays'
        assert 'replicas' not in (await server.good('GET', f'{TABS}/first'))['spec'], 'what was only shown does not'

    run(story)


# -- field selectors ------------------------------------------------------------------------------------------


def test_custom_resource_field_selectors_must_list_and_watch_custom_resources_matching_the_field_selector() -> None:
    async def story(server: Server) -> None:
        chosen = [{'jsonPath': '.spec.color'}, {'jsonPath': '.spec.replicas'}]
        first, second = (version(name, storage=name == 'v1', selectableFields=chosen) for name in ('v1', 'v2'))
        await server.define(definition(first, second))
        since = (await server.good('GET', TABS))['metadata']['resourceVersion']
        query = f'fieldSelector=spec.color%3Dblue&watch=true&resourceVersion={since}'
        async with (
            watching(server, f'{TABS}?{query}') as old,
            watching(server, f'{TABS.replace("/v1/", "/v2/")}?{query}') as new,
        ):
            for name, color in (('one', 'blue'), ('two', 'red'), ('three', 'blue')):
                await server.good('POST', TABS, tab(name, {'color': color, 'replicas': 2}))
            for path in (TABS, TABS.replace('/v1/', '/v2/')):
                listed = await server.good('GET', f'{path}?fieldSelector=spec.color%3Dblue,spec.replicas%3D2')
                assert [each['metadata']['name'] for each in listed['items']] == ['one', 'three']
            await server.good('PATCH', f'{TABS}/one', {'spec': {'color': 'red'}}, **MERGE)
            await server.good('PATCH', f'{TABS}/two', {'spec': {'color': 'blue'}}, **MERGE)
            await server.good('DELETE', f'{TABS}/three')
            wanted = [
                ('ADDED', 'one'),
                ('ADDED', 'three'),
                ('DELETED', 'one'),
                ('ADDED', 'two'),
                ('DELETED', 'three'),
            ]
            for events in (old, new):
                assert seen(await events.take(5)) == wanted

    run(story)


# -- published schemas ----------------------------------------------------------------------------------------


async def accepts(server: Server, spec: Any) -> bool:
    """Whether an object is taken as kubectl sends it."""
    reply = await server.send('POST', f'{TABS}?dryRun=All&fieldValidation=Strict', tab('tried', spec))
    return reply.status == 201


def test_works_for_crd_with_validation_schema() -> None:
    async def story(server: Server) -> None:
        schema = copy.deepcopy(SCHEMA)
        schema['properties']['spec']['required'] = ['cronSpec']  # type: ignore[index]
        await server.define(definition(version(schema=schema)))
        name = schema_name(GROUP, 'v1', 'CronTab')
        found = (await published(server))[name]
        assert found['properties']['spec']['properties']['replicas']['type'] == 'integer'
        assert found['x-kubernetes-group-version-kind'] == [{'group': GROUP, 'version': 'v1', 'kind': 'CronTab'}]
        third = await server.good('GET', f'/openapi/v3/apis/{GROUP}/v1')
        assert third['components']['schemas'][name]['properties']['spec']['required'] == ['cronSpec']
        assert await accepts(server, {'cronSpec': 'a', 'steps': [{'name': 'x', 'weight': 1}]})
        assert not await accepts(server, {'cronSpec': 'a', 'unknown': 1})
        assert not await accepts(server, {'replicas': 1})

    run(story)


def test_works_for_crd_without_validation_schema() -> None:
    """Its schema says only that it keeps what it does not know."""

    async def story(server: Server) -> None:
        await server.define(
            definition(version(schema={'type': 'object', 'x-kubernetes-preserve-unknown-fields': True}))
        )
        assert schema_name(GROUP, 'v1', 'CronTab') in await published(server)
        assert await accepts(server, {'anything': {'at': ['all']}})

    run(story)


def test_works_for_crd_preserving_unknown_fields_at_the_schema_root() -> None:
    async def story(server: Server) -> None:
        schema = {**copy.deepcopy(SCHEMA), 'x-kubernetes-preserve-unknown-fields': True}
        await server.define(definition(version(schema=schema)))
        third = await server.good('GET', f'/openapi/v3/apis/{GROUP}/v1')
        found = third['components']['schemas'][schema_name(GROUP, 'v1', 'CronTab')]
        assert found['x-kubernetes-preserve-unknown-fields'] is True
        reply = await server.send('POST', f'{TABS}?fieldValidation=Strict', tab('x', {'cronSpec': 'a'}, more={'a': 1}))
        assert reply.status == 201 and reply.json()['more'] == {'a': 1}

    run(story)


def test_works_for_crd_preserving_unknown_fields_in_an_embedded_object() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        third = await server.good('GET', f'/openapi/v3/apis/{GROUP}/v1')
        spec = third['components']['schemas'][schema_name(GROUP, 'v1', 'CronTab')]['properties']['spec']
        assert spec['properties']['any']['x-kubernetes-preserve-unknown-fields'] is True
        assert await accepts(server, {'cronSpec': 'a', 'any': {'whatever': [1, 2]}})
        assert not await accepts(server, {'cronSpec': 'a', 'whatever': [1, 2]})

    run(story)


def test_works_for_multiple_crds_of_different_groups() -> None:
    async def story(server: Server) -> None:
        for group in ('one.example.com', 'two.example.com'):
            await server.define(named('waldos', 'Waldo', group))
        found = await published(server)
        for group in ('one.example.com', 'two.example.com'):
            assert schema_name(group, 'v1', 'Waldo') in found
            assert f'apis/{group}/v1' in (await server.good('GET', '/openapi/v3'))['paths']

    run(story)


def test_works_for_multiple_crds_of_same_group_but_different_versions() -> None:
    async def story(server: Server) -> None:
        await server.define(definition(version('v2'), version('v3', storage=False)))
        await server.define(named('waldos', 'Waldo', GROUP, version('v4')))
        found = await published(server)
        assert {schema_name(GROUP, each, 'CronTab') for each in ('v2', 'v3')} <= set(found)
        assert schema_name(GROUP, 'v4', 'Waldo') in found

    run(story)


def test_works_for_multiple_crds_of_same_group_and_version_but_different_kinds() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        await server.define(named('waldos', 'Waldo'))
        assert {schema_name(GROUP, 'v1', kind) for kind in ('CronTab', 'Waldo')} <= set(await published(server))

    run(story)


def test_updates_the_published_spec_when_one_version_gets_renamed() -> None:
    async def story(server: Server) -> None:
        crd = await server.define(definition(version('v2'), version('v3', storage=False)))
        before = (await server.send('GET', '/openapi/v2')).headers['ETag']
        crd['spec']['versions'][1]['name'] = 'v4'
        await server.good('PUT', f'{DEFINITIONS}/{NAME}', crd)
        await server.gone_stale()
        after = await server.send('GET', '/openapi/v2')
        found = set(after.json()['definitions'])
        assert after.headers['ETag'] != before
        assert schema_name(GROUP, 'v4', 'CronTab') in found and schema_name(GROUP, 'v2', 'CronTab') in found
        assert schema_name(GROUP, 'v3', 'CronTab') not in found

    run(story)


def test_removes_definition_from_spec_when_one_version_gets_changed_to_not_be_served() -> None:
    async def story(server: Server) -> None:
        crd = await server.define(definition(version('v5'), version('v6alpha1', storage=False)))
        assert schema_name(GROUP, 'v6alpha1', 'CronTab') in await published(server)
        crd['spec']['versions'][1]['served'] = False
        await server.good('PUT', f'{DEFINITIONS}/{NAME}', crd)
        await server.gone_stale()
        found = await published(server)
        assert schema_name(GROUP, 'v6alpha1', 'CronTab') not in found
        assert schema_name(GROUP, 'v5', 'CronTab') in found

    run(story)
