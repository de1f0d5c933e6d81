"""A watch can be had over a WebSocket, which is how browsers watch."""

from __future__ import annotations

import asyncio
import json

import aiohttp
from tests.behaviour.apiserver_front.servers import run, served

from sampan.api import protobuf
from sampan.api.generated import core_v1, meta_v1

WATCH = '/api/v1/namespaces/default/configmaps?watch=true'


def config_map(name: str) -> core_v1.ConfigMap:
    return core_v1.ConfigMap(metadata=meta_v1.ObjectMeta(name=name, namespace='default'))


def test_each_event_is_a_message() -> None:
    async def main() -> None:
        async with served('admin') as s, s.session.ws_connect(s.base + WATCH) as socket:
            client = s.server.client()
            await client.create(config_map('a'))
            await client.delete(core_v1.ConfigMap, 'a', 'default')
            messages = [await socket.receive(5) for _ in range(2)]
            assert {message.type for message in messages} == {aiohttp.WSMsgType.TEXT}
            events = [json.loads(message.data) for message in messages]
            assert [(event['type'], event['object']['metadata']['name']) for event in events] == [
                ('ADDED', 'a'),
                ('DELETED', 'a'),
            ]

    run(main())


def test_protobuf_events_are_binary_messages() -> None:
    async def main() -> None:
        accept = {'Accept': 'application/vnd.kubernetes.protobuf;stream=watch'}
        async with served('admin') as s, s.session.ws_connect(s.base + WATCH, headers=accept) as socket:
            await s.server.client().create(config_map('a'))
            message = await socket.receive(5)
            assert message.type is aiohttp.WSMsgType.BINARY
            event = protobuf.decode_raw(meta_v1.WatchEvent, message.data)
            assert event.type == 'ADDED'
            assert protobuf.decode(core_v1.ConfigMap, bytes(event.object)).metadata.name == 'a'

    run(main())


def test_it_ends_with_the_watch() -> None:
    async def main() -> None:
        async with served('admin') as s, s.session.ws_connect(f'{s.base}{WATCH}&timeoutSeconds=1') as socket:
            assert (await socket.receive(5)).type is aiohttp.WSMsgType.CLOSE

    run(main())


def test_it_ends_with_the_client() -> None:
    async def main() -> None:
        async with served('admin') as s:
            cache = s.server._assembly.registry.endpoints['', 'v1', 'configmaps'].cache
            while not cache.watching:  # the server itself watches the one that says whom to believe
                await asyncio.sleep(0.01)
            before = cache.watching
            async with s.session.ws_connect(s.base + WATCH) as socket:
                await s.server.client().create(config_map('a'))
                await socket.receive(5)
                assert cache.watching == before + 1
            async with asyncio.timeout(5):
                while cache.watching != before:
                    await asyncio.sleep(0.01)

    run(main())


def test_what_is_wrong_with_the_request_is_said_before_the_upgrade() -> None:
    async def main() -> None:
        async with served('admin') as s:
            headers = {'Connection': 'Upgrade', 'Upgrade': 'websocket', 'Sec-WebSocket-Version': '13'}
            status, _, body = await s.get(WATCH + '&resourceVersion=x', **headers)
            assert (status, json.loads(body)['reason']) == (400, 'BadRequest')

    run(main())
