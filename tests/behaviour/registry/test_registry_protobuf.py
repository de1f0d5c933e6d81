"""What Kubernetes promises to clients that speak protobuf."""

from __future__ import annotations

import json

from sampan.api import protobuf
from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.request import Stream
from support.registry import Bench, config_map, run

CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
PROTOBUF = 'application/vnd.kubernetes.protobuf'


def test_bodies_are_understood_and_answered_in_kind() -> None:
    async def body(bench: Bench) -> None:
        data = protobuf.encode(config_map(data={'k': 'v'}))
        plain = await bench.send('POST', CONFIG_MAPS, data, content_type=PROTOBUF)
        assert (plain.status, plain.content_type, plain.json()['data']) == (201, 'application/json', {'k': 'v'})
        found = await bench.send('GET', CONFIG_MAPS + '/settings', accept=f'{PROTOBUF},application/json')
        assert protobuf.decode(core_v1.ConfigMap, found.body).data == {'k': 'v'}
        assert found.body.startswith(b'k8s\0')

    run(body)


def test_delete_options_may_be_protobuf() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map())
        options = meta_v1.DeleteOptions(kind='DeleteOptions', api_version='v1', propagation_policy='Foreground')
        reply = await bench.send('DELETE', CONFIG_MAPS + '/settings', protobuf.encode(options), content_type=PROTOBUF)
        assert reply.json()['metadata']['finalizers'] == ['foregroundDeletion']

    run(body)


def test_garbage_is_a_bad_request() -> None:
    async def body(bench: Bench) -> None:
        for data in (b'', b'k8s\0', b'k8s\0\xff\xff\xff', b'{"metadata":{}}'):
            reply = await bench.send('POST', CONFIG_MAPS, data, content_type=PROTOBUF)
            assert (reply.status, reply.json()['reason']) == (400, 'BadRequest'), data

    run(body)


def test_errors_to_protobuf_clients_are_statuses() -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('GET', CONFIG_MAPS + '/nothing', accept=PROTOBUF)
        assert reply.status == 404
        status = (
            protobuf.decode(meta_v1.Status, reply.body).message
            if reply.content_type == PROTOBUF
            else json.loads(reply.body)['message']
        )
        assert status == 'configmaps "nothing" not found'

    run(body)


def test_a_watch_is_a_stream_of_sized_frames() -> None:
    async def body(bench: Bench) -> None:
        accept = f'{PROTOBUF};stream=watch'
        answer = await bench.handler(bench.request('GET', CONFIG_MAPS + '?watch=true', accept=accept))
        assert isinstance(answer, Stream) and answer.chunks is not None
        assert answer.content_type == accept
        await bench.client.create(config_map('a'))
        await bench.client.create(config_map('b'))
        names: list[str] = []
        while len(names) < 2:
            data = await anext(answer.chunks)
            while data:
                size = int.from_bytes(data[:4], 'big')
                frame, data = data[4 : 4 + size], data[4 + size :]
                event = protobuf.decode_raw(meta_v1.WatchEvent, frame)
                assert event.type == 'ADDED'
                names.append(protobuf.decode(core_v1.ConfigMap, bytes(event.object)).metadata.name)
        assert names == ['a', 'b']
        await answer.chunks.aclose()  # type: ignore[attr-defined]

    run(body)


def test_metadata_alone_is_protobuf_too() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map('a', labels={'l': 'm'}))
        accept = f'{PROTOBUF};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
        listed = await bench.send('GET', CONFIG_MAPS, accept=accept)
        decoded = protobuf.decode(meta_v1.PartialObjectMetadataList, listed.body)
        assert decoded.items[0].metadata.labels == {'l': 'm'}
        table = f'{PROTOBUF};as=Table;g=meta.k8s.io;v=v1,application/json;as=Table;g=meta.k8s.io;v=v1'
        assert (await bench.send('GET', CONFIG_MAPS, accept=table)).json()['kind'] == 'Table'

    run(body)
