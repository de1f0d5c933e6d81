"""What Kubernetes promises about creating objects."""

from __future__ import annotations

import pytest

from sampan.api import errors
from sampan.api.errors import ApiError
from sampan.api.generated import core_v1, meta_v1
from support.registry import Bench, config_map, pod, run

CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'


def test_the_server_gives_identity_and_birth_time() -> None:
    async def body(bench: Bench) -> None:
        asked = config_map()
        asked.metadata.uid = 'chosen-by-the-client'
        made = await bench.client.create(asked)
        assert made.metadata.uid not in ('', 'chosen-by-the-client')
        assert made.metadata.creation_timestamp == bench.world.now()
        assert int(made.metadata.resource_version) == bench.store.revision()
        assert asked.metadata.uid == 'chosen-by-the-client', 'the caller keeps its own object'

    run(body)


def test_a_name_is_taken_once() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map())
        reply = await bench.send('POST', CONFIG_MAPS, {'metadata': {'name': 'settings'}})
        assert reply.status == 409
        assert reply.json()['reason'] == 'AlreadyExists'
        assert reply.json()['message'] == 'configmaps "settings" already exists'

    run(body)


@pytest.mark.parametrize('query', ['', '?dryRun=All'])
@pytest.mark.parametrize('asked', ['7', '0', 'none'])
def test_what_is_created_has_no_version_yet(asked: str, query: str) -> None:
    async def body(bench: Bench) -> None:
        obj = {'metadata': {'name': 'settings', 'resourceVersion': asked}}
        reply = await bench.send('POST', CONFIG_MAPS + query, obj)
        if asked != '7' or query:
            assert (reply.status, reply.json()['metadata'].get('resourceVersion') == asked) == (201, False)
            return
        said = reply.json()
        assert (reply.status, said.get('reason')) == (500, None)
        assert said['message'] == 'resourceVersion should not be set on objects to be created'
        assert (await bench.send('GET', f'{CONFIG_MAPS}/settings')).status == 404

    run(body)


def test_generate_name_adds_five_characters() -> None:
    async def body(bench: Bench) -> None:
        first = await bench.client.create(
            core_v1.ConfigMap(metadata=meta_v1.ObjectMeta(generate_name='run-', namespace='default'))
        )
        assert first.metadata.name.startswith('run-')
        assert len(first.metadata.name) == 9

    run(body)


def test_a_generated_name_that_is_taken_is_tried_again() -> None:
    async def body(bench: Bench) -> None:
        suffixes = iter(['aaaaa', 'aaaaa', 'aaaaa', 'bbbbb'])
        bench.world.suffix = lambda length=5: next(suffixes)  # type: ignore[method-assign]
        named = core_v1.ConfigMap(metadata=meta_v1.ObjectMeta(generate_name='run-', namespace='default'))
        names = [(await bench.client.create(named)).metadata.name for _ in range(2)]
        assert names == ['run-aaaaa', 'run-bbbbb']

    run(body)


def test_after_eight_taken_names_the_client_is_told_to_retry() -> None:
    async def body(bench: Bench) -> None:
        bench.world.suffix = lambda length=5: 'aaaaa'  # type: ignore[method-assign]
        named = core_v1.ConfigMap(metadata=meta_v1.ObjectMeta(generate_name='run-', namespace='default'))
        await bench.client.create(named)
        with pytest.raises(ApiError) as caught:
            await bench.client.create(named)
        assert caught.value.reason == 'AlreadyExists'
        assert 'the server was not able to generate a unique name for the object' in caught.value.status.message
        assert caught.value.status.details is not None
        assert caught.value.status.details.retry_after_seconds == 1

    run(body)


def test_nothing_is_created_in_a_namespace_that_is_not_there() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('POST', '/api/v1/namespaces/nowhere/configmaps', {'metadata': {'name': 'a'}})
        assert (reply.status, reply.json()['message']) == (404, 'namespaces "nowhere" not found')

    run(body)


def test_body_and_path_must_agree_on_the_namespace() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('POST', CONFIG_MAPS, {'metadata': {'name': 'a', 'namespace': 'other'}})
        assert reply.status == 400
        expected = 'the namespace of the provided object does not match the namespace sent on the request'
        assert reply.json()['message'] == expected

    run(body)


def test_a_dry_run_changes_nothing_and_answers_as_if() -> None:
    async def body(bench: Bench) -> None:
        before = bench.store.revision()
        reply = await bench.send('POST', CONFIG_MAPS + '?dryRun=All', {'metadata': {'name': 'a'}, 'data': {'k': 'v'}})
        assert reply.status == 201
        assert reply.json()['data'] == {'k': 'v'}
        assert 'resourceVersion' not in reply.json()['metadata']
        assert bench.store.revision() == before

    run(body)


def test_only_all_is_a_dry_run() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('POST', CONFIG_MAPS + '?dryRun=Some', {'metadata': {'name': 'a'}})
        assert reply.status == 422
        assert reply.json()['details']['causes'][0]['field'] == 'dryRun'

    run(body)


@pytest.mark.parametrize('mode', ['', 'Warn'])
def test_unknown_fields_are_warned_about_by_default(mode: str) -> None:
    async def body(bench: Bench) -> None:
        query = f'?fieldValidation={mode}' if mode else ''
        reply = await bench.send('POST', CONFIG_MAPS + query, {'metadata': {'name': 'a'}, 'dta': {'k': 'v'}})
        assert reply.status == 201
        assert reply.warnings == ['unknown field "dta"']

    run(body)


def test_strict_field_validation_refuses_unknown_and_duplicate_fields() -> None:
    async def body(bench: Bench) -> None:
        data = (
            b'{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"},"dta":{},"data":{"k":"v"},"data":{"k":"w"}}'
        )
        reply = await bench.send('POST', CONFIG_MAPS + '?fieldValidation=Strict', data)
        assert reply.status == 400
        message = reply.json()['message']
        assert message.startswith('ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: ')
        assert 'unknown field "dta"' in message
        assert 'duplicate field "data"' in message

    run(body)


def test_ignoring_field_validation_is_silent() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send(
            'POST', CONFIG_MAPS + '?fieldValidation=Ignore', {'metadata': {'name': 'a'}, 'dta': {'k': 'v'}}
        )
        assert (reply.status, reply.warnings) == (201, [])

    run(body)


def test_another_kind_in_the_body_is_refused() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('POST', CONFIG_MAPS, {'kind': 'Secret', 'apiVersion': 'v1', 'metadata': {'name': 'a'}})
        assert reply.status == 400
        assert 'Secret in version "v1" cannot be handled as a ConfigMap' in reply.json()['message']

    run(body)


def test_another_version_in_the_body_is_refused() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send(
            'POST', CONFIG_MAPS, {'kind': 'ConfigMap', 'apiVersion': 'apps/v1', 'metadata': {'name': 'a'}}
        )
        assert reply.status == 400
        expected = 'the API version in the data (apps/v1) does not match the expected API version (v1)'
        assert reply.json()['message'] == expected

    run(body)


def test_equal_owner_references_are_one() -> None:
    async def body(bench: Bench) -> None:
        owner = {'apiVersion': 'v1', 'kind': 'Pod', 'name': 'p', 'uid': 'u1'}
        reply = await bench.send('POST', CONFIG_MAPS, {'metadata': {'name': 'a', 'ownerReferences': [owner, owner]}})
        assert reply.json()['metadata']['ownerReferences'] == [owner]
        assert 'duplicate UID(s) observed: u1' in reply.warnings[0]

    run(body)


def test_an_unknown_media_type_is_refused() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('POST', CONFIG_MAPS, b'x', content_type='text/plain')
        assert reply.status == 415
        assert reply.json()['reason'] == 'UnsupportedMediaType'

    run(body)


def test_yaml_is_accepted() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send(
            'POST', CONFIG_MAPS, b'metadata: {name: a}\ndata: {k: "1"}', content_type='application/yaml'
        )
        assert (reply.status, reply.json()['data']) == (201, {'k': '1'})

    run(body)


def test_a_pods_status_is_the_servers() -> None:
    async def body(bench: Bench) -> None:
        asked = pod()
        asked.status.phase = 'Running'
        made = await bench.client.create(asked)
        assert (made.status.phase, made.status.qos_class) == ('Pending', 'BestEffort')
        assert made.metadata.generation == 1

    run(body)


def test_creating_what_is_being_deleted_says_so() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map(finalizers=['example.test/keep']))
        await bench.client.delete(core_v1.ConfigMap, 'settings', 'default')
        with pytest.raises(ApiError) as caught:
            await bench.client.create(config_map())
        assert errors.is_already_exists(caught.value)
        assert caught.value.status.message == 'object is being deleted: configmaps "settings" already exists'

    run(body)
