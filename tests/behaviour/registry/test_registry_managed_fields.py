"""What Kubernetes promises about managedFields of writes that are not applies."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sampan.api.generated import core_v1
from support.registry import Bench, pod, run

PODS = '/api/v1/namespaces/default/pods'
CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
JSON = 'application/json'
MERGE = 'application/merge-patch+json'


def config_map(name: str = 'settings', **data: str) -> dict[str, Any]:
    return {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': name}, 'data': data}


def simple_pod(**metadata: Any) -> dict[str, Any]:
    spec = {'containers': [{'name': 'c', 'image': 'busybox'}]}
    return {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': 'web', **metadata}, 'spec': spec}


def entry(obj: Any, manager: str, subresource: str = '') -> Any:
    """The one entry of a manager."""
    found = [
        each
        for each in obj['metadata'].get('managedFields', [])
        if each['manager'] == manager and each.get('subresource', '') == subresource
    ]
    assert len(found) == 1, obj
    return found[0]


def test_a_creator_owns_what_it_said_and_what_was_defaulted() -> None:
    async def body(bench: Bench) -> None:
        obj = (
            await bench.send('POST', PODS + '?fieldManager=me', simple_pod(labels={'a': 'b'}), content_type=JSON)
        ).json()
        assert entry(obj, 'me') == {
            'manager': 'me',
            'operation': 'Update',
            'apiVersion': 'v1',
            'time': obj['metadata']['creationTimestamp'],
            'fieldsType': 'FieldsV1',
            'fieldsV1': {
                'f:metadata': {'f:labels': {'.': {}, 'f:a': {}}},
                'f:spec': {
                    'f:containers': {
                        'k:{"name":"c"}': {
                            '.': {},
                            'f:image': {},
                            'f:imagePullPolicy': {},
                            'f:name': {},
                            'f:resources': {},
                            'f:terminationMessagePath': {},
                            'f:terminationMessagePolicy': {},
                        }
                    },
                    'f:dnsPolicy': {},
                    'f:enableServiceLinks': {},
                    'f:restartPolicy': {},
                    'f:schedulerName': {},
                    'f:securityContext': {},
                    'f:terminationGracePeriodSeconds': {},
                },
            },
        }

    run(body)


@pytest.mark.parametrize(
    ('query', 'agent', 'manager'),
    [
        ('?fieldManager=me', 'kubectl/v1.36.0', 'me'),
        ('', 'kubectl/v1.36.0 (linux/amd64) kubernetes/abc', 'kubectl'),
        ('', 'a\tb\u00e9/1', 'ab\u00e9'),
        ('', 'x' * 200, 'x' * 128),
        ('', '', 'unknown'),
    ],
)
def test_a_manager_is_named_by_the_parameter_or_the_user_agent(query: str, agent: str, manager: str) -> None:
    async def body(bench: Bench) -> None:
        headers = {'user_agent': agent} if agent else {}
        reply = await bench.send('POST', CONFIG_MAPS + query, config_map(a='1'), content_type=JSON, **headers)
        assert entry(reply.json(), manager)['operation'] == 'Update'

    run(body)


@pytest.mark.parametrize(
    ('manager', 'detail'),
    [
        ('x' * 129, 'Too long: may not be more than 128 bytes'),
        ('a%07b', 'Invalid value: "a\\ab": invalid character U+0007 (at position 1)'),
    ],
)
def test_a_manager_has_a_printable_name_of_128_bytes_at_most(manager: str, detail: str) -> None:
    async def body(bench: Bench) -> None:
        path = f'{CONFIG_MAPS}?fieldManager={manager}'
        reply = await bench.send('POST', path, config_map(), content_type=JSON)
        assert reply.status == 422
        assert reply.json()['message'].endswith(f'fieldManager: {detail}')

    run(body)


def test_an_update_takes_what_it_changes_from_others_and_leaves_them_the_rest() -> None:
    async def body(bench: Bench) -> None:
        obj = (
            await bench.send(
                'POST', CONFIG_MAPS + '?fieldManager=one', config_map(a='1', b='1', c='1'), content_type=JSON
            )
        ).json()
        obj['data'] = {'a': '2', 'c': '1', 'd': '1'}
        obj = (await bench.send('PUT', CONFIG_MAPS + '/settings?fieldManager=two', obj, content_type=JSON)).json()
        assert entry(obj, 'one')['fieldsV1'] == {'f:data': {'.': {}, 'f:c': {}}}
        assert entry(obj, 'two')['fieldsV1'] == {'f:data': {'f:a': {}, 'f:d': {}}}

    run(body)


def test_each_kind_of_patch_is_followed() -> None:
    async def body(bench: Bench) -> None:
        await bench.send('POST', CONFIG_MAPS + '?fieldManager=one', config_map(a='1'), content_type=JSON)
        for name, (kind, patch) in {
            'merge': (MERGE, {'data': {'m': '1'}}),
            'json': ('application/json-patch+json', [{'op': 'add', 'path': '/data/j', 'value': '1'}]),
            'strategic': ('application/strategic-merge-patch+json', {'data': {'s': '1'}}),
        }.items():
            path = f'{CONFIG_MAPS}/settings?fieldManager={name}'
            obj = (await bench.send('PATCH', path, patch, content_type=kind)).json()
            assert entry(obj, name)['fieldsV1'] == {'f:data': {f'f:{name[0]}': {}}}

    run(body)


def test_a_status_has_entries_of_its_own_and_cannot_own_the_spec() -> None:
    async def body(bench: Bench) -> None:
        created = await bench.client.create(pod())
        created.status.phase = 'Running'
        created.spec.containers[0].image = 'ignored'
        await bench.client.update(created, 'status', field_manager='kubelet')
        obj = (await bench.send('GET', PODS + '/web')).json()
        assert entry(obj, 'kubelet', 'status')['fieldsV1'] == {'f:status': {'f:phase': {}}}

    run(body)


def test_an_object_cannot_be_created_with_its_status_owned() -> None:
    async def body(bench: Bench) -> None:
        said = {**simple_pod(), 'status': {'phase': 'Running'}}
        obj = (await bench.send('POST', PODS + '?fieldManager=me', said, content_type=JSON)).json()
        assert 'f:status' not in entry(obj, 'me')['fieldsV1']

    run(body)


def test_a_write_that_changes_nothing_leaves_times_and_version_alone() -> None:
    async def body(bench: Bench) -> None:
        obj = (await bench.send('POST', CONFIG_MAPS + '?fieldManager=one', config_map(a='1'), content_type=JSON)).json()
        await asyncio.sleep(60)
        again = await bench.send('PUT', CONFIG_MAPS + '/settings?fieldManager=two', obj, content_type=JSON)
        assert again.json() == obj

    run(body)


def test_managed_fields_can_be_written_directly() -> None:
    async def body(bench: Bench) -> None:
        obj = (await bench.send('POST', CONFIG_MAPS + '?fieldManager=one', config_map(a='1'), content_type=JSON)).json()
        obj['metadata']['managedFields'][0]['manager'] = 'renamed'
        obj = (await bench.send('PUT', CONFIG_MAPS + '/settings', obj, content_type=JSON)).json()
        assert [each['manager'] for each in obj['metadata']['managedFields']] == ['renamed']
        obj['metadata']['managedFields'][0]['fieldsType'] = 'FieldsV9'
        obj = (await bench.send('PUT', CONFIG_MAPS + '/settings', obj, content_type=JSON)).json()
        assert [each['fieldsType'] for each in obj['metadata']['managedFields']] == ['FieldsV1']

    run(body)


def test_more_than_ten_updaters_become_ancient_changes() -> None:
    async def body(bench: Bench) -> None:
        await bench.send('POST', CONFIG_MAPS + '?fieldManager=m00', config_map(a='1'), content_type=JSON)
        for number in range(1, 13):
            path = f'{CONFIG_MAPS}/settings?fieldManager=m{number:02}'
            obj = (await bench.send('PATCH', path, {'data': {f'k{number}': '1'}}, content_type=MERGE)).json()
        managers = [each['manager'] for each in obj['metadata']['managedFields']]
        assert len(managers) == 10
        assert managers[0] == 'ancient-changes'
        assert entry(obj, 'ancient-changes')['fieldsV1'] == {
            'f:data': {'.': {}, 'f:a': {}, 'f:k1': {}, 'f:k2': {}, 'f:k3': {}}
        }

    run(body)


def test_events_of_both_groups_share_their_owners() -> None:
    """An entry in another version of the object is compared in that version."""

    async def body(bench: Bench) -> None:
        event = {
            'apiVersion': 'v1',
            'kind': 'Event',
            'metadata': {'name': 'e', 'namespace': 'default'},
            'involvedObject': {'namespace': 'default', 'name': 'x', 'kind': 'Pod'},
            'message': 'old',
            'reason': 'Testing',
            'type': 'Normal',
            'series': {'count': 1, 'lastObservedTime': '2026-01-01T00:00:00.000000Z'},
        }
        path = '/api/v1/namespaces/default/events'
        obj = (await bench.send('POST', path + '?fieldManager=core', event, content_type=JSON)).json()
        assert entry(obj, 'core')['fieldsV1']['f:message'] == {}
        newer = '/apis/events.k8s.io/v1/namespaces/default/events/e?fieldManager=new'
        obj = (await bench.send('PATCH', newer, {'series': {'count': 2}}, content_type=MERGE)).json()
        assert entry(obj, 'new')['apiVersion'] == 'events.k8s.io/v1'
        assert entry(obj, 'new')['fieldsV1'] == {'f:series': {'f:count': {}}}
        assert entry(obj, 'core')['apiVersion'] == 'v1'
        assert entry(obj, 'core')['fieldsV1']['f:series'] == {'.': {}, 'f:lastObservedTime': {}}
        assert entry(obj, 'core')['fieldsV1']['f:message'] == {}

    run(body)


def test_a_component_of_the_process_is_known_by_its_upstream_name() -> None:
    async def body(bench: Bench) -> None:
        created = await bench.client.create(pod())
        assert [each.manager for each in created.metadata.managed_fields] == ['admin']
        stored = await bench.client.get(core_v1.Pod, 'web', 'default')
        assert stored.metadata.managed_fields == created.metadata.managed_fields

    run(body)
