"""What Kubernetes promises about server-side apply. The first tests carry the names of the end-to-end suite's."""

from __future__ import annotations

import asyncio
import copy
from typing import Any

import pytest

from support.registry import Bench, Reply, run

APPLY = 'application/apply-patch+yaml'
DEPLOYMENT = '/apis/apps/v1/namespaces/default/deployments/web'
CONFIG_MAP = '/api/v1/namespaces/default/configmaps/settings'


def deployment(**spec: Any) -> dict[str, Any]:
    container = {'name': 'c', 'image': 'nginx:1', 'ports': [{'containerPort': 80}]}
    template = {'metadata': {'labels': {'app': 'web'}}, 'spec': {'containers': [container]}}
    return {
        'apiVersion': 'apps/v1',
        'kind': 'Deployment',
        'metadata': {'name': 'web'},
        'spec': {'selector': {'matchLabels': {'app': 'web'}}, 'template': template, **spec},
    }


def config_map(data: dict[str, Any] | None = None, **metadata: Any) -> dict[str, Any]:
    found = {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': 'settings', **metadata}}
    return found if data is None else {**found, 'data': data}


async def apply(bench: Bench, path: str, body: Any, manager: str = 'one', query: str = '') -> Reply:
    reply: Reply = await bench.send('PATCH', f'{path}?fieldManager={manager}{query}', body, content_type=APPLY)
    return reply


async def applied(bench: Bench, path: str, body: Any, manager: str = 'one', query: str = '') -> Any:
    reply = await apply(bench, path, body, manager, query)
    assert reply.status in (200, 201), reply.json()
    return reply.json()


def owners(obj: Any) -> dict[tuple[str, str, str], Any]:
    """The fields by manager, operation, subresource."""
    return {
        (each['manager'], each['operation'], each.get('subresource', '')): each['fieldsV1']
        for each in obj['metadata'].get('managedFields', [])
    }


def test_should_create_an_applied_object_if_it_does_not_already_exist() -> None:
    async def body(bench: Bench) -> None:
        first = await apply(bench, CONFIG_MAP, config_map({'key': 'value'}))
        assert first.status == 201
        assert first.json()['data'] == {'key': 'value'}
        again = await apply(bench, CONFIG_MAP, config_map({'key': 'value'}))
        assert again.status == 200
        assert again.json() == first.json()

    run(body)


def test_should_work_for_subresources() -> None:
    """The status is applied through its path, and what else is said there does not count."""

    async def body(bench: Bench) -> None:
        await applied(bench, DEPLOYMENT, deployment())
        said = {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'web'}}
        status = {**said, 'spec': {'replicas': 9}, 'status': {'replicas': 1, 'observedGeneration': 1}}
        obj = await applied(bench, DEPLOYMENT + '/status', status, 'observer')
        assert obj['status'] == {'replicas': 1, 'observedGeneration': 1}
        assert obj['spec']['replicas'] == 1
        assert owners(obj)['observer', 'Apply', 'status'] == {
            'f:status': {'f:observedGeneration': {}, 'f:replicas': {}}
        }
        refused = await apply(bench, DEPLOYMENT + 'x/status', {**status, 'metadata': {'name': 'webx'}})
        assert refused.status == 404

    run(body)


def test_should_remove_a_field_if_it_is_owned_but_removed_in_the_apply_request() -> None:
    async def body(bench: Bench) -> None:
        await applied(bench, DEPLOYMENT, deployment(replicas=3, minReadySeconds=5))
        obj = await applied(bench, DEPLOYMENT, deployment(replicas=3))
        assert 'minReadySeconds' not in obj['spec']
        assert 'f:minReadySeconds' not in owners(obj)['one', 'Apply', '']['f:spec']

    run(body)


def test_should_not_remove_a_field_if_an_owner_unsets_the_field_but_other_managers_still_have_ownership() -> None:
    async def body(bench: Bench) -> None:
        await applied(bench, DEPLOYMENT, deployment(replicas=3))
        await applied(bench, DEPLOYMENT, deployment(replicas=3), 'two')
        obj = await applied(bench, DEPLOYMENT, deployment(), 'one')
        assert obj['spec']['replicas'] == 3
        assert 'f:replicas' not in owners(obj)['one', 'Apply', '']['f:spec']
        assert 'f:replicas' in owners(obj)['two', 'Apply', '']['f:spec']

    run(body)


def test_should_ignore_conflict_errors_if_force_apply_is_used() -> None:
    async def body(bench: Bench) -> None:
        await applied(bench, DEPLOYMENT, deployment(replicas=3))
        refused = await apply(bench, DEPLOYMENT, deployment(replicas=5), 'two')
        assert refused.status == 409
        assert refused.json()['message'] == 'Apply failed with 1 conflict: conflict with "one": .spec.replicas'
        assert refused.json()['details']['causes'] == [
            {'reason': 'FieldManagerConflict', 'message': 'conflict with "one"', 'field': '.spec.replicas'}
        ]
        obj = await applied(bench, DEPLOYMENT, deployment(replicas=5), 'two', '&force=true')
        assert obj['spec']['replicas'] == 5

    run(body)


def test_should_give_up_ownership_of_a_field_if_forced_applied_by_a_controller() -> None:
    async def body(bench: Bench) -> None:
        await applied(bench, DEPLOYMENT, deployment(replicas=3))
        obj = await applied(bench, DEPLOYMENT, deployment(replicas=5), 'controller', '&force=true')
        assert 'f:replicas' not in owners(obj)['one', 'Apply', '']['f:spec']
        obj = await applied(bench, DEPLOYMENT, deployment(), 'one')
        assert obj['spec']['replicas'] == 5

    run(body)


def test_conflicts_with_several_managers_are_listed_by_manager() -> None:
    async def body(bench: Bench) -> None:
        await applied(bench, CONFIG_MAP, config_map({'a': '1'}), 'one')
        patch = {'data': {'b': '1', 'c': '1'}}
        await bench.send('PATCH', CONFIG_MAP + '?fieldManager=two', patch, content_type='application/merge-patch+json')
        refused = await apply(bench, CONFIG_MAP, config_map({'a': '2', 'b': '2', 'c': '2'}), 'three')
        assert refused.json()['message'] == (
            'Apply failed with 3 conflicts: conflicts with "one":\n- .data.a\nconflicts with "two" using v1:\n'
            '- .data.b\n- .data.c'
        )
        assert [each['message'] for each in refused.json()['details']['causes']] == [
            'conflict with "one"',
            'conflict with "two" using v1',
            'conflict with "two" using v1',
        ]

    run(body)


def test_who_applies_the_same_value_shares_the_field() -> None:
    async def body(bench: Bench) -> None:
        await applied(bench, CONFIG_MAP, config_map({'a': '1'}), 'one')
        obj = await applied(bench, CONFIG_MAP, config_map({'a': '1', 'b': '1'}), 'two')
        assert owners(obj)['one', 'Apply', ''] == {'f:data': {'f:a': {}}}
        assert owners(obj)['two', 'Apply', ''] == {'f:data': {'f:a': {}, 'f:b': {}}}

    run(body)


def test_an_apply_that_changes_nothing_writes_nothing() -> None:
    async def body(bench: Bench) -> None:
        before = await applied(bench, DEPLOYMENT, deployment(replicas=3))
        await asyncio.sleep(60)
        after = await applied(bench, DEPLOYMENT, deployment(replicas=3))
        assert after == before

    run(body)


def test_items_of_lists_by_key_have_owners_of_their_own() -> None:
    async def body(bench: Bench) -> None:
        await applied(bench, DEPLOYMENT, deployment())
        other = deployment()
        other['spec']['template']['spec']['containers'] = [{'name': 'sidecar', 'image': 'proxy'}]
        obj = await applied(bench, DEPLOYMENT, other, 'mesh')
        assert [each['name'] for each in obj['spec']['template']['spec']['containers']] == ['c', 'sidecar']
        less = copy.deepcopy(other)
        del less['spec']['template']['spec']['containers']
        obj = await applied(bench, DEPLOYMENT, less, 'mesh')
        assert [each['name'] for each in obj['spec']['template']['spec']['containers']] == ['c']

    run(body)


def test_a_port_without_a_protocol_is_known_by_the_default_one() -> None:
    async def body(bench: Bench) -> None:
        obj = await applied(bench, DEPLOYMENT, deployment())
        containers = owners(obj)['one', 'Apply', '']['f:spec']['f:template']['f:spec']['f:containers']
        ports = containers['k:{"name":"c"}']['f:ports']
        assert list(ports) == ['k:{"containerPort":80,"protocol":"TCP"}']

    run(body)


def test_what_was_there_before_the_first_apply_belongs_to_before_first_apply() -> None:
    """Only when nobody was followed: the object comes from a time, or a reset, without managedFields."""

    async def body(bench: Bench) -> None:
        created = config_map({'a': '1', 'b': '1'})
        await bench.send('POST', CONFIG_MAP.rpartition('/')[0], created, content_type='application/json')
        reset = {'metadata': {'managedFields': [{}]}}
        obj = (await bench.send('PATCH', CONFIG_MAP, reset, content_type='application/merge-patch+json')).json()
        assert 'managedFields' not in obj['metadata']
        refused = await apply(bench, CONFIG_MAP, config_map({'a': '2'}))
        assert refused.json()['message'] == (
            'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a'
        )
        obj = await applied(bench, CONFIG_MAP, config_map({'a': '2'}), query='&force=true')
        assert owners(obj)['before-first-apply', 'Update', ''] == {'f:data': {'.': {}, 'f:b': {}}}

    run(body)


@pytest.mark.parametrize('empty', [[], [{}]])
def test_managed_fields_are_forgotten_by_an_empty_list(empty: list[Any]) -> None:
    async def body(bench: Bench) -> None:
        obj = await applied(bench, CONFIG_MAP, config_map({'a': '1'}))
        obj['metadata']['managedFields'] = empty
        reply = await bench.send('PUT', CONFIG_MAP, obj, content_type='application/json')
        assert 'managedFields' not in reply.json()['metadata']

    run(body)


def test_a_client_that_does_not_know_managed_fields_does_not_delete_them() -> None:
    async def body(bench: Bench) -> None:
        obj = await applied(bench, CONFIG_MAP, config_map({'a': '1'}))
        before = obj['metadata'].pop('managedFields')
        reply = await bench.send('PUT', CONFIG_MAP, obj, content_type='application/json')
        assert reply.json()['metadata']['managedFields'] == before

    run(body)


def test_kubectl_takes_over_what_it_applied_client_side() -> None:
    async def body(bench: Bench) -> None:
        client_side = config_map({'a': '1', 'b': '1'})
        text = '{"apiVersion":"v1","data":{"a":"1","b":"1"},"kind":"ConfigMap","metadata":{"name":"settings"}}'
        annotation = 'kubectl.kubernetes.io/last-applied-configuration'
        client_side['metadata']['annotations'] = {annotation: text}
        path = CONFIG_MAP.rpartition('/')[0] + '?fieldManager=kubectl-client-side-apply'
        await bench.send('POST', path, client_side, content_type='application/json')
        refused = await apply(bench, CONFIG_MAP, config_map({'a': '2'}), 'another')
        assert refused.status == 409
        obj = await applied(bench, CONFIG_MAP, config_map({'a': '2'}), 'kubectl')
        assert obj['data'] == {'a': '2', 'b': '1'}
        assert obj['metadata']['annotations'][annotation] == (
            '{"apiVersion":"v1","data":{"a":"2"},"kind":"ConfigMap","metadata":{"name":"settings"}}\n'
        )

    run(body)


@pytest.mark.parametrize(
    ('query', 'said', 'status', 'message'),
    [
        (
            '',
            {},
            422,
            'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
        ),
        ('?fieldManager=x', {'kind': 'Secret'}, 400, 'invalid object type: /v1, Kind=Secret'),
        ('?fieldManager=x', {'apiVersion': 'v2'}, 400, 'invalid object type: /v2, Kind=ConfigMap'),
        (
            '?fieldManager=x',
            {'metadata': {'name': 'other'}},
            400,
            'the name of the object (other) does not match the name on the URL (settings)',
        ),
        (
            '?fieldManager=x',
            {'metadata': {}},
            400,
            'the name of the object (settings based on URL) was undeterminable: name must be provided',
        ),
        (
            '?fieldManager=x',
            {'metadata': {'name': 'settings', 'namespace': 'other'}},
            400,
            'the namespace of the provided object does not match the namespace sent on the request',
        ),
        (
            '?fieldManager=x',
            {'metadata': {'name': 'settings', 'managedFields': []}},
            400,
            'metadata.managedFields must be nil',
        ),
        (
            '?fieldManager=x',
            {'metadata': {'name': 'settings', 'uid': 'u'}},
            409,
            'Operation cannot be fulfilled on configmaps "settings": uid mismatch: the provided object specified uid '
            'u, and no existing object was found',
        ),
        (
            '?fieldManager=x',
            {'unknown': 1},
            500,
            'failed to create typed patch object (/settings; /v1, Kind=ConfigMap): .unknown: '
            'field not declared in schema',
        ),
        (
            '?fieldManager=x',
            {'data': {'a': 1}},
            500,
            'failed to create typed patch object (/settings; /v1, Kind=ConfigMap): .data.a: '
            'expected string, got &value.valueUnstructured{Value:1}',
        ),
    ],
)
def test_applies_that_cannot_be_are_refused_in_upstreams_words(
    query: str, said: dict[str, Any], status: int, message: str
) -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('PATCH', CONFIG_MAP + query, {**config_map(), **said}, content_type=APPLY)
        assert (reply.status, reply.json()['message']) == (status, message)

    run(body)


def test_an_applied_version_must_be_the_newest() -> None:
    async def body(bench: Bench) -> None:
        obj = await applied(bench, CONFIG_MAP, config_map({'a': '1'}))
        version = obj['metadata']['resourceVersion']
        await applied(bench, CONFIG_MAP, config_map({'a': '2'}, resourceVersion=version))
        refused = await apply(bench, CONFIG_MAP, config_map({'a': '3'}, resourceVersion=version))
        assert refused.status == 409
        assert 'the object has been modified' in refused.json()['message']

    run(body)


def test_yaml_is_applied_and_doubled_keys_are_warned_about_or_refused() -> None:
    async def body(bench: Bench) -> None:
        text = b'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  a: "1"\n  a: "2"\n'
        reply = await apply(bench, CONFIG_MAP, text)
        assert reply.status == 201
        assert reply.json()['data'] == {'a': '2'}
        complaint = 'error converting YAML to JSON: yaml: unmarshal errors:\n  line 7: key "a" already set in map'
        assert reply.warnings == [complaint]
        refused = await apply(bench, CONFIG_MAP, text, query='&fieldValidation=Strict')
        assert (refused.status, refused.json()['message']) == (400, f'error strict decoding YAML: {complaint}')
        assert (await apply(bench, CONFIG_MAP, text, query='&fieldValidation=Ignore')).warnings == []

    run(body)


def test_what_is_not_yaml_is_refused() -> None:
    async def body(bench: Bench) -> None:
        reply = await apply(bench, CONFIG_MAP, b'{')
        assert reply.status == 400
        assert reply.json()['message'].startswith('error decoding YAML: error converting YAML to JSON: yaml: ')
        assert (await apply(bench, CONFIG_MAP, b'[]')).status == 400

    run(body)


def test_a_dry_run_of_an_apply_changes_nothing() -> None:
    async def body(bench: Bench) -> None:
        created = await apply(bench, CONFIG_MAP, config_map({'a': '1'}), query='&dryRun=All')
        assert created.status == 201
        assert owners(created.json())
        assert (await bench.send('GET', CONFIG_MAP)).status == 404
        before = await applied(bench, CONFIG_MAP, config_map({'a': '1'}))
        changed = await applied(bench, CONFIG_MAP, config_map({'a': '2'}), query='&dryRun=All')
        assert changed['data'] == {'a': '2'}
        assert (await bench.send('GET', CONFIG_MAP)).json() == before

    run(body)


def test_an_applied_object_is_defaulted_admitted_and_validated_like_any() -> None:
    async def body(bench: Bench) -> None:
        obj = await applied(bench, DEPLOYMENT, deployment())
        assert obj['spec']['strategy']['type'] == 'RollingUpdate'
        refused = await apply(bench, DEPLOYMENT, deployment(replicas=-1))
        assert refused.status == 422
        assert refused.json()['details']['causes'][0]['field'] == 'spec.replicas'

    run(body)


def test_the_scale_takes_the_replicas_and_an_applier_gets_a_conflict() -> None:
    async def body(bench: Bench) -> None:
        await applied(bench, DEPLOYMENT, deployment(replicas=3))
        scale = {'apiVersion': 'autoscaling/v1', 'kind': 'Scale', 'metadata': {'name': 'web'}, 'spec': {'replicas': 7}}
        path = DEPLOYMENT + '/scale?fieldManager=scaler'
        assert (await bench.send('PUT', path, scale, content_type='application/json')).status == 200
        obj = (await bench.send('GET', DEPLOYMENT)).json()
        assert owners(obj)['scaler', 'Update', 'scale'] == {'f:spec': {'f:replicas': {}}}
        assert 'f:replicas' not in owners(obj)['one', 'Apply', '']['f:spec']
        refused = await apply(bench, DEPLOYMENT, deployment(replicas=3))
        assert refused.json()['message'] == (
            'Apply failed with 1 conflict: conflict with "scaler" with subresource "scale" using apps/v1: '
            '.spec.replicas'
        )
        refused = await apply(bench, DEPLOYMENT + '/scale', {**scale, 'spec': {'replicas': 8}}, 'another')
        assert refused.status == 409
        forced = await applied(
            bench, DEPLOYMENT + '/scale', {**scale, 'spec': {'replicas': 8}}, 'another', '&force=true'
        )
        assert forced['spec'] == {'replicas': 8}
        obj = (await bench.send('GET', DEPLOYMENT)).json()
        assert owners(obj)['another', 'Apply', 'scale'] == {'f:spec': {'f:replicas': {}}}
        assert ('scaler', 'Update', 'scale') not in owners(obj)

    run(body)
