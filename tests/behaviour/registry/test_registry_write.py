"""What Kubernetes promises about updates and patches."""

from __future__ import annotations

import asyncio

import pytest

from sampan.api import errors
from sampan.api.errors import ApiError
from sampan.api.generated import apps_v1, coordination_v1, core_v1, meta_v1
from sampan.client.base import Patch
from support.registry import Bench, config_map, deployment, pod, run

CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'
MERGE = 'application/merge-patch+json'
STRATEGIC = 'application/strategic-merge-patch+json'
JSON_PATCH = 'application/json-patch+json'


def test_an_update_of_an_old_version_is_a_conflict() -> None:
    async def body(bench: Bench) -> None:
        old = await bench.client.create(config_map())
        newer = await bench.client.get(core_v1.ConfigMap, 'settings', 'default')
        newer.data = {'k': 'v'}
        await bench.client.update(newer)
        with pytest.raises(ApiError) as caught:
            await bench.client.update(old)
        assert caught.value.code == 409
        assert caught.value.status.message == (
            'Operation cannot be fulfilled on configmaps "settings": the object has been modified; '
            'please apply your changes to the latest version and try again'
        )

    run(body)


def test_an_update_without_a_version_wins() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(config_map())
        made.metadata.resource_version = ''
        made.data = {'k': 'v'}
        assert (await bench.client.update(made)).data == {'k': 'v'}

    run(body)


def test_a_lease_is_not_updated_blindly() -> None:
    async def body(bench: Bench) -> None:
        lease = await bench.client.create(
            coordination_v1.Lease(metadata=meta_v1.ObjectMeta(name='l', namespace='default'))
        )
        lease.metadata.resource_version = ''
        with pytest.raises(ApiError) as caught:
            await bench.client.update(lease)
        assert caught.value.code == 422
        assert (
            'metadata.resourceVersion: Invalid value: 0: must be specified for an update' in caught.value.status.message
        )

    run(body)


def test_an_update_that_changes_nothing_writes_nothing() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(config_map(data={'k': 'v'}))
        before = bench.store.revision()
        again = await bench.client.update(made)
        patched = await bench.client.patch(core_v1.ConfigMap, 'settings', 'default', Patch.merge({'data': {'k': 'v'}}))
        assert bench.store.revision() == before
        assert again == patched == made

    run(body)


def test_identity_and_birth_survive_an_update() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(config_map())
        reply = await bench.send(
            'PUT', CONFIG_MAPS + '/settings', {'metadata': {'name': 'settings'}, 'data': {'a': 'b'}}
        )
        metadata = reply.json()['metadata']
        assert metadata['uid'] == made.metadata.uid
        assert metadata['creationTimestamp'] == str(made.metadata.creation_timestamp)

    run(body)


def test_an_update_for_another_uid_is_a_conflict() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(config_map())
        made.metadata.uid = 'another'
        made.metadata.resource_version = ''
        with pytest.raises(ApiError) as caught:
            await bench.client.update(made)
        assert errors.is_conflict(caught.value)
        assert 'Precondition failed: UID in precondition: another' in caught.value.status.message

    run(body)


def test_the_names_of_body_and_path_must_agree() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map())
        reply = await bench.send('PUT', CONFIG_MAPS + '/settings', {'metadata': {'name': 'other'}})
        expected = 'the name of the object (other) does not match the name on the URL (settings)'
        assert (reply.status, reply.json()['message']) == (400, expected)

    run(body)


def test_updating_what_is_not_there_is_not_found() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('PUT', CONFIG_MAPS + '/settings', {'metadata': {'name': 'settings'}})
        assert reply.status == 404

    run(body)


def test_endpoints_may_be_created_by_an_update() -> None:
    async def body(bench: Bench) -> None:
        path = '/api/v1/namespaces/default/endpoints/web'
        assert (await bench.send('PUT', path, {'metadata': {'name': 'web'}})).status == 201
        assert (await bench.send('PUT', path, {'metadata': {'name': 'web', 'labels': {'a': 'b'}}})).status == 200

    run(body)


def test_spec_and_status_have_different_writers() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(deployment())
        made.status.replicas = 7
        made.spec.replicas = 3
        spec_written = await bench.client.update(made)
        assert (spec_written.spec.replicas, spec_written.status.replicas) == (3, 0)
        spec_written.status.replicas = 7
        spec_written.spec.replicas = 9
        status_written = await bench.client.update(spec_written, 'status')
        assert (status_written.spec.replicas, status_written.status.replicas) == (3, 7)

    run(body)


def test_generation_counts_changes_of_the_desired_state() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(deployment())
        assert made.metadata.generation == 1
        made.metadata.labels = {'a': 'b'}
        made = await bench.client.update(made)
        assert made.metadata.generation == 1
        made.spec.replicas = 5
        made = await bench.client.update(made)
        assert made.metadata.generation == 2
        made.status.replicas = 5
        assert (await bench.client.update(made, 'status')).metadata.generation == 2

    run(body)


def test_patches_of_three_kinds() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(deployment())
        path = '/apis/apps/v1/namespaces/default/deployments/web'
        merged = await bench.send('PATCH', path, {'spec': {'replicas': 4}}, content_type=MERGE)
        assert merged.json()['spec']['replicas'] == 4
        change = {'spec': {'template': {'spec': {'containers': [{'name': 'side', 'image': 'example.test/side'}]}}}}
        strategic = await bench.send('PATCH', path, change, content_type=STRATEGIC)
        containers = strategic.json()['spec']['template']['spec']['containers']
        assert sorted(container['name'] for container in containers) == ['main', 'side']
        operations = [{'op': 'test', 'path': '/spec/replicas', 'value': 4}, {'op': 'remove', 'path': '/spec/replicas'}]
        patched = await bench.send('PATCH', path, operations, content_type=JSON_PATCH)
        assert patched.json()['spec']['replicas'] == 1, 'defaults fill what a patch removes'

    run(body)


def test_a_failed_test_operation_changes_nothing() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map(data={'k': 'v'}))
        operations = [{'op': 'test', 'path': '/data/k', 'value': 'other'}, {'op': 'remove', 'path': '/data'}]
        reply = await bench.send('PATCH', CONFIG_MAPS + '/settings', operations, content_type=JSON_PATCH)
        assert (reply.status, reply.json()['reason']) == (422, 'Invalid')
        assert (await bench.client.get(core_v1.ConfigMap, 'settings', 'default')).data == {'k': 'v'}

    run(body)


def test_patches_of_one_object_at_once_are_all_kept() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map())
        await asyncio.gather(
            *(
                bench.client.patch(core_v1.ConfigMap, 'settings', 'default', Patch.merge({'data': {f'k{n}': str(n)}}))
                for n in range(20)
            )
        )
        found = await bench.client.get(core_v1.ConfigMap, 'settings', 'default')
        assert found.data == {f'k{n}': str(n) for n in range(20)}

    run(body)


def test_a_patch_with_an_old_version_is_a_conflict() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(config_map())
        made.data = {'a': 'b'}
        await bench.client.update(made)
        change = {'metadata': {'resourceVersion': made.metadata.resource_version}, 'data': {'c': 'd'}}
        reply = await bench.send('PATCH', CONFIG_MAPS + '/settings', change, content_type=MERGE)
        assert reply.status == 409

    run(body)


def test_a_pods_spec_is_not_the_kubelets_to_write() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(pod())
        change = Patch.strategic({'spec': {'nodeName': 'n1'}, 'status': {'phase': 'Running'}})
        patched = await bench.client.patch(core_v1.Pod, 'web', 'default', change, 'status')
        assert (patched.spec.node_name, patched.status.phase) == ('', 'Running')
        assert patched.spec == made.spec

    run(body)


def test_scale_is_the_number_of_replicas() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(deployment())
        path = '/apis/apps/v1/namespaces/default/deployments/web/scale'
        scale = (await bench.send('GET', path)).json()
        assert (scale['kind'], scale['spec'], scale['status']) == (
            'Scale', {'replicas': 2}, {'replicas': 0, 'selector': 'app=web'},
        )  # fmt: skip
        scale['spec']['replicas'] = 5
        assert (await bench.send('PUT', path, scale)).json()['spec']['replicas'] == 5
        assert (await bench.send('PUT', path, scale)).status == 409, 'the scale was read before the last write'
        patched = await bench.send('PATCH', path, {'spec': {'replicas': 0}}, content_type=MERGE)
        assert patched.json()['spec'] == {}, 'zero replicas are not written, as upstream'
        found = await bench.client.get(apps_v1.Deployment, 'web', 'default')
        assert (found.spec.replicas, found.metadata.generation) == (0, 3)
        wrong = await bench.send('PATCH', path, {'spec': {'replicas': -1}}, content_type=MERGE)
        assert wrong.status == 422

    run(body)


def test_secrets_take_text_and_keep_bytes() -> None:
    async def body(bench: Bench) -> None:
        path = '/api/v1/namespaces/default/secrets'
        made = (await bench.send('POST', path, {'metadata': {'name': 's'}, 'stringData': {'k': 'v'}})).json()
        assert (made['data'], made['type']) == ({'k': 'dg=='}, 'Opaque')
        assert 'stringData' not in made

    run(body)


def test_events_of_both_groups_are_the_same_objects() -> None:
    async def body(bench: Bench) -> None:
        core_event = {
            'metadata': {'name': 'e'}, 'involvedObject': {'kind': 'Pod', 'name': 'p', 'namespace': 'default'},
            'reason': 'Started', 'message': 'hello', 'type': 'Normal',
        }  # fmt: skip
        await bench.send('POST', '/api/v1/namespaces/default/events', core_event)
        found = (await bench.send('GET', '/apis/events.k8s.io/v1/namespaces/default/events/e')).json()
        assert (found['kind'], found['apiVersion'], found['note']) == ('Event', 'events.k8s.io/v1', 'hello')
        assert found['regarding']['name'] == 'p'
        listed = (await bench.send('GET', '/apis/events.k8s.io/v1/events?fieldSelector=regarding.name%3Dp')).json()
        assert listed['items'][0]['note'] == 'hello'
        assert 'kind' not in listed['items'][0]

    run(body)


def test_what_a_strategic_patch_makes_must_be_such_an_object() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(deployment())
        path = DEPLOYMENTS + '/web'
        wrong = {'spec': {'replicas': 'x', 'template': {'metadata': {'labels': {'b': '1', 'a': None}}}}}
        answer = await bench.send('PATCH', path, wrong, content_type=STRATEGIC)
        shown = 'map[spec:map[replicas:x template:map[metadata:map[labels:map[a:<nil> b:1]]]]]'
        assert answer.status == 422
        assert answer.json()['message'] == f' "" is invalid: patch: Invalid value: "{shown}": unrecognized type: int32'
        unknown = await bench.send('PATCH', path + '?fieldValidation=Strict', {'a': [1, True]}, content_type=STRATEGIC)
        text = 'patch: Invalid value: "map[a:[1 true]]": strict decoding error: unknown field "a"'
        assert unknown.json()['message'] == f' "" is invalid: {text}'
        merged = await bench.send('PATCH', path, {'spec': {'replicas': 'x'}}, content_type=MERGE)
        assert merged.json()['message'].endswith(
            '": json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'
        )

    run(body)


@pytest.mark.parametrize(
    ('content_type', 'message'),
    [
        (STRATEGIC, "invalid character 'b' looking for beginning of object key string"),
        (MERGE, "error decoding patch: invalid character 'b' looking for beginning of object key string"),
    ],
)
def test_a_malformed_patch_is_told_in_the_words_of_go(content_type: str, message: str) -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(deployment())
        answer = await bench.send('PATCH', DEPLOYMENTS + '/web', b'{bad', content_type=content_type)
        assert (answer.status, answer.json()['message']) == (400, message)

    run(body)


@pytest.mark.parametrize('content_type', [STRATEGIC, MERGE, 'application/apply-patch+yaml'])
@pytest.mark.parametrize('depth', [400, 900, 5000])
def test_a_patch_of_too_many_levels_is_the_clients_mistake(content_type: str, depth: int) -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(deployment())
        patch = b'{"metadata":' + b'{"a":' * depth + b'1' + b'}' * depth + b'}'
        answer = await bench.send('PATCH', DEPLOYMENTS + '/web?fieldManager=me', patch, content_type=content_type)
        assert answer.status in (200, 400, 422)

    run(body)


def test_a_patch_that_is_no_utf_8_is_read_as_go_reads_it() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(deployment())
        patch = b'{"metadata":{"annotations":{"a":"\xff"}}}'
        answer = await bench.send('PATCH', DEPLOYMENTS + '/web', patch, content_type=MERGE)
        assert (answer.status, answer.json()['metadata']['annotations']['a']) == (200, '\ufffd')

    run(body)


def test_a_directive_nobody_knows_is_answered_with_its_text() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map('a'))
        path = '/api/v1/namespaces/default/configmaps/a'
        refused = await bench.send('PATCH', path, {'$patch': 'explode'}, content_type=STRATEGIC)
        assert (refused.status, refused.json()['kind']) == (500, 'Status')  # upstream has no better status for it
        assert 'unknown patch type: explode in map' in refused.json()['message']

    run(body)
