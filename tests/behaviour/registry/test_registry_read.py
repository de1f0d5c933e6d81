"""What Kubernetes promises about reading: GET and LIST."""

from __future__ import annotations

import asyncio
import base64
import json

from sampan.api import codec
from sampan.api.generated import core_v1
from sampan.apiserver.cache.cache import HistoryLimits
from sampan.apiserver.registry.config import RegistryConfig
from sampan.apiserver.representation.table import AT_ONCE
from sampan.store.base import Create
from support.registry import Bench, config_map, deployment, pod, run

CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'


async def fill(bench: Bench, count: int) -> None:
    for number in range(count):
        await bench.client.create(config_map(f'c{number}', labels={'odd': str(number % 2)}))


def names(reply: object) -> list[str]:
    return [item['metadata']['name'] for item in reply.json()['items']]  # type: ignore[attr-defined]


def test_a_read_sees_every_write_before_it() -> None:
    async def body(bench: Bench) -> None:
        for number in range(50):
            made = await bench.client.create(config_map(f'c{number}'))
            found = await bench.client.get(core_v1.ConfigMap, f'c{number}', 'default')
            assert found == made

    run(body)


def test_an_object_is_served_as_it_was_written() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.send('POST', CONFIG_MAPS, {'metadata': {'name': 'a'}, 'data': {'k': 'v'}})
        found = await bench.send('GET', CONFIG_MAPS + '/a')
        assert found.body == made.body
        assert found.json()['kind'] == 'ConfigMap'

    run(body)


def test_items_of_a_list_have_no_kind() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 1)
        listed = (await bench.send('GET', CONFIG_MAPS)).json()
        assert (listed['kind'], listed['apiVersion']) == ('ConfigMapList', 'v1')
        assert 'kind' not in listed['items'][0]
        assert listed['metadata']['resourceVersion'] == str(bench.store.revision())

    run(body)


def test_an_empty_list_has_items() -> None:
    async def body(bench: Bench) -> None:
        assert (await bench.send('GET', CONFIG_MAPS)).json()['items'] == []

    run(body)


def test_label_selectors_choose() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 4)
        assert names(await bench.send('GET', CONFIG_MAPS + '?labelSelector=odd%3D1')) == ['c1', 'c3']
        assert names(await bench.send('GET', CONFIG_MAPS + '?labelSelector=odd+notin+(1)')) == ['c0', 'c2']

    run(body)


def test_a_selector_that_cannot_be_read_is_a_bad_request() -> None:
    async def body(bench: Bench) -> None:
        assert (await bench.send('GET', CONFIG_MAPS + '?labelSelector=a+in')).status == 400
        reply = await bench.send('GET', CONFIG_MAPS + '?fieldSelector=data.k%3Dv')
        expected = '"data.k" is not a known field selector: only "metadata.name", "metadata.namespace"'
        assert (reply.status, reply.json()['message']) == (400, expected)
        reply = await bench.send('GET', '/api/v1/pods?fieldSelector=spec.foo%3Dv')
        assert (reply.status, reply.json()['message']) == (400, 'field label not supported: spec.foo')

    run(body)


def test_pods_are_found_by_node() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(pod('a', node_name='n1'))
        await bench.client.create(pod('b', node_name='n2'))
        await bench.client.create(pod('c', node_name='n1'))
        assert names(await bench.send('GET', '/api/v1/pods?fieldSelector=spec.nodeName%3Dn1')) == ['a', 'c']
        both = 'spec.nodeName%3Dn1%2Cmetadata.name%3Dc'
        assert names(await bench.send('GET', f'/api/v1/pods?fieldSelector={both}')) == ['c']
        await bench.client.delete(core_v1.Pod, 'a', 'default', grace_period_seconds=0)
        assert names(await bench.send('GET', '/api/v1/pods?fieldSelector=spec.nodeName%3Dn1')) == ['c']

    run(body)


def test_pages_of_one_list_are_one_snapshot() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 5)
        first = (await bench.send('GET', CONFIG_MAPS + '?limit=2')).json()
        assert first['metadata']['remainingItemCount'] == 3
        await bench.client.delete(core_v1.ConfigMap, 'c2', 'default')
        await bench.client.create(config_map('c21'))
        changed = await bench.client.get(core_v1.ConfigMap, 'c3', 'default')
        changed.data = {'new': 'value'}
        await bench.client.update(changed)
        token = first['metadata']['continue']
        rest = await bench.send('GET', f'{CONFIG_MAPS}?limit=10&continue={token}')
        assert names(rest) == ['c2', 'c3', 'c4']
        assert rest.json()['metadata']['resourceVersion'] == first['metadata']['resourceVersion']
        assert 'data' not in rest.json()['items'][1]
        assert 'continue' not in rest.json()['metadata']

    run(body)


def test_with_a_selector_nobody_counts_what_remains() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 6)
        first = await bench.send('GET', CONFIG_MAPS + '?limit=1&labelSelector=odd%3D1')
        assert names(first) == ['c1']
        assert 'remainingItemCount' not in first.json()['metadata']
        token = first.json()['metadata']['continue']
        assert names(await bench.send('GET', f'{CONFIG_MAPS}?labelSelector=odd%3D1&continue={token}')) == ['c3', 'c5']

    run(body)


def test_the_continue_token_is_upstreams() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 3)
        first = (await bench.send('GET', CONFIG_MAPS + '?limit=1')).json()['metadata']
        token = first['continue']
        decoded = json.loads(base64.urlsafe_b64decode(token + '=' * (-len(token) % 4)))
        assert decoded == {'v': 'meta.k8s.io/v1', 'rv': int(first['resourceVersion']), 'start': 'c0\0'}

    run(body)


def test_an_expired_token_comes_with_one_that_goes_on_inconsistently() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 4)
        token = (await bench.send('GET', CONFIG_MAPS + '?limit=2')).json()['metadata']['continue']
        await bench.client.create(config_map('c30'))
        await asyncio.sleep(11)
        await bench.client.create(config_map('c31'))
        await bench.registry.feed.fresh()
        reply = await bench.send('GET', f'{CONFIG_MAPS}?continue={token}')
        assert (reply.status, reply.json()['reason']) == (410, 'Expired')
        fresh = reply.json()['metadata']['continue']
        assert names(await bench.send('GET', f'{CONFIG_MAPS}?continue={fresh}')) == ['c2', 'c3', 'c30', 'c31']

    run(body, config=RegistryConfig(history=HistoryLimits(seconds=10)))


def test_a_broken_token_is_a_bad_request() -> None:
    async def body(bench: Bench) -> None:
        for token in ('x', base64.urlsafe_b64encode(b'{"v":"v2"}').decode(), '!!!'):
            assert (await bench.send('GET', f'{CONFIG_MAPS}?continue={token}')).status == 400
        escape = (
            base64.urlsafe_b64encode(b'{"v":"meta.k8s.io/v1","rv":1,"start":"../../secrets/x"}').rstrip(b'=').decode()
        )
        assert (await bench.send('GET', f'{CONFIG_MAPS}?continue={escape}')).status == 400

    run(body)


def test_an_exact_list_is_the_past() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 2)
        then = bench.store.revision()
        await fill_more(bench)
        exact = await bench.send('GET', f'{CONFIG_MAPS}?resourceVersion={then}&resourceVersionMatch=Exact')
        assert names(exact) == ['c0', 'c1']
        assert exact.json()['metadata']['resourceVersion'] == str(then)
        newer = await bench.send('GET', f'{CONFIG_MAPS}?resourceVersion={then}&resourceVersionMatch=NotOlderThan')
        assert names(newer) == ['c0', 'c1', 'late']

    async def fill_more(bench: Bench) -> None:
        await bench.client.create(config_map('late'))
        await bench.registry.feed.fresh()

    run(body)


def test_a_revision_from_the_future_times_out() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('GET', CONFIG_MAPS + '?resourceVersion=1000000')
        assert (reply.status, reply.json()['reason']) == (504, 'Timeout')
        assert reply.json()['details']['causes'][0]['reason'] == 'ResourceVersionTooLarge'
        assert 'Too large resource version: 1000000, current: ' in reply.json()['message']

    run(body)


def test_options_that_contradict_each_other_are_refused() -> None:
    async def body(bench: Bench) -> None:
        assert (await bench.send('GET', CONFIG_MAPS + '?resourceVersionMatch=Exact')).status == 422
        assert (await bench.send('GET', CONFIG_MAPS + '?resourceVersion=0&resourceVersionMatch=Exact')).status == 422
        assert (await bench.send('GET', CONFIG_MAPS + '?sendInitialEvents=true')).status == 422
        assert (await bench.send('GET', CONFIG_MAPS + '?resourceVersion=abc')).status == 400
        assert (await bench.send('GET', CONFIG_MAPS + '?limit=many')).status == 400
        assert (await bench.send('GET', CONFIG_MAPS + f'?limit={10**30}')).status == 400
        assert (await bench.send('GET', CONFIG_MAPS + '?limit=-1')).status == 200  # upstream: no limit

    run(body)


def test_a_missing_object_is_not_found() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('GET', CONFIG_MAPS + '/nothing')
        assert (reply.status, reply.json()['message']) == (404, 'configmaps "nothing" not found')

    run(body)


def test_tables_are_for_people() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(pod())
        accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
        table = (await bench.send('GET', '/api/v1/namespaces/default/pods', accept=accept)).json()
        assert (table['kind'], table['apiVersion']) == ('Table', 'meta.k8s.io/v1')
        assert [column['name'] for column in table['columnDefinitions']][:3] == ['Name', 'Ready', 'Status']
        assert table['rows'][0]['cells'][:3] == ['web', '0/1', 'Pending']
        assert table['rows'][0]['object']['kind'] == 'PartialObjectMetadata'
        whole = await bench.send('GET', '/api/v1/namespaces/default/pods/web?includeObject=Object', accept=accept)
        assert whole.json()['rows'][0]['object']['spec']['containers'][0]['name'] == 'main'
        none = await bench.send('GET', '/api/v1/namespaces/default/pods/web?includeObject=None', accept=accept)
        assert none.json()['rows'][0]['object'] is None

    run(body)


def test_a_scale_is_a_table_with_columns_of_its_own() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(deployment(replicas=3))
        accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
        path = '/apis/apps/v1/namespaces/default/deployments/web/scale'
        table = (await bench.send('GET', path, accept=accept)).json()
        assert [column['name'] for column in table['columnDefinitions']] == ['Name', 'Desired', 'Available', 'Age']
        assert table['rows'][0]['cells'][:3] == ['web', 3, 0]

    run(body)


def test_metadata_alone_can_be_asked_for() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 1)
        accept = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'
        listed = (await bench.send('GET', CONFIG_MAPS, accept=accept)).json()
        assert listed['kind'] == 'PartialObjectMetadataList'
        assert listed['items'][0]['kind'] == 'PartialObjectMetadata'
        wrong = await bench.send('GET', CONFIG_MAPS + '/c0', accept=accept)
        assert wrong.status == 406

    run(body)


def test_what_cannot_be_written_is_not_acceptable() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('GET', CONFIG_MAPS, accept='text/html')
        assert (reply.status, reply.json()['reason']) == (406, 'NotAcceptable')
        listed = 'application/json, application/yaml, application/vnd.kubernetes.protobuf'
        assert reply.json()['message'] == f'only the following media types are accepted: {listed}'

    run(body)


def test_yaml_and_protobuf_say_the_same() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 2)
        from sampan.api import protobuf
        from sampan.machinery import yaml

        plain = (await bench.send('GET', CONFIG_MAPS)).json()
        assert yaml.load((await bench.send('GET', CONFIG_MAPS, accept='application/yaml')).body.decode()) == plain
        binary = await bench.send('GET', CONFIG_MAPS, accept='application/vnd.kubernetes.protobuf')
        assert binary.content_type == 'application/vnd.kubernetes.protobuf'
        decoded = protobuf.decode(core_v1.ConfigMapList, binary.body)
        assert [item.metadata.name for item in decoded.items] == ['c0', 'c1']

    run(body)


def test_paths_have_the_methods_upstream_routes() -> None:
    async def body(bench: Bench) -> None:
        await fill(bench, 1)
        for method, path, status in (
            ('POST', CONFIG_MAPS + '/c0', 405),
            ('PUT', CONFIG_MAPS, 405),
            ('PATCH', CONFIG_MAPS, 405),
            ('POST', '/api/v1/configmaps', 405),
            ('DELETE', '/api/v1/configmaps', 405),
            ('DELETE', '/api/v1/namespaces', 405),
            ('GET', '/api/v1/namespaces/default/bindings', 405),
            ('GET', '/api/v1/namespaces/default/nodes', 404),
            ('GET', CONFIG_MAPS + '/c0/status', 404),
            ('GET', '/api/v1/gadgets', 404),
            ('GET', '/apis/apps/v1/pods', 404),
        ):
            reply = await bench.send(method, path, {'metadata': {'name': 'c0'}})
            assert reply.status == status, (method, path, reply.body)

    run(body)


def test_a_long_table_is_made_in_pieces_and_others_are_served_in_between() -> None:
    count = 3 * AT_ONCE + 7

    async def body(bench: Bench) -> None:
        prefix = '/registry/configmaps/default/'
        objects = [config_map(f'c{n:05}') for n in range(count)]
        await bench.store.commit(*(Create(prefix + obj.metadata.name, codec.encode(obj)) for obj in objects))
        turns = 0

        async def other() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        busy = asyncio.create_task(other())
        accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
        await bench.send('GET', f'{CONFIG_MAPS}?limit=1', accept=accept)  # what is needed is loaded
        before = turns
        whole = (await bench.send('GET', CONFIG_MAPS, accept=accept)).json()
        assert turns - before >= 3
        busy.cancel()
        assert [row['cells'][0] for row in whole['rows']] == [obj.metadata.name for obj in objects]
        assert [column['name'] for column in whole['columnDefinitions']] == ['Name', 'Data', 'Age']

    run(body)
