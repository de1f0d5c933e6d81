"""Watches over HTTPS: their events, their ends."""

from __future__ import annotations

import asyncio
import time

import msgspec
import pytest
from aiohttp import web

from sampan.api.errors import ApiError
from sampan.api.generated import core_v1
from sampan.client.base import EventType
from sampan.client.config import HttpConfig
from sampan.client.http import HttpClient, ServerUnreachable

from .calls import POD, against, run
from .server import Server, chunks, json, serve


def frame(type: str, name: str, **metadata: str) -> bytes:
    return (
        msgspec.json.encode({'type': type, 'object': {'kind': 'Pod', 'metadata': {'name': name, **metadata}}}) + b'\n'
    )


def test_a_watch_is_its_events_until_the_server_ends_it() -> None:
    async def test(client: HttpClient, server: Server) -> None:
        seen = [
            (event.type, event.object.metadata.name)
            async for event in client.watch(
                core_v1.Pod, 'default', resource_version='5', allow_watch_bookmarks=True, timeout_seconds=9
            )
        ]
        assert [(type.value, name) for type, name in seen] == [
            ('ADDED', 'a' * 200_000),
            ('MODIFIED', 'b'),
            ('DELETED', 'c'),
            ('BOOKMARK', ''),
        ]
        assert server.asked[0].query == {
            'watch': 'true',
            'resourceVersion': '5',
            'allowWatchBookmarks': 'true',
            'timeoutSeconds': '9',
        }

    stream = frame('ADDED', 'a' * 200_000) + frame('MODIFIED', 'b') + frame('DELETED', 'c') + frame('BOOKMARK', '')
    pieces = [stream[:7], stream[7:100_000], stream[100_000:-20], stream[-20:]]
    against(chunks(*pieces), test=test)


def test_an_error_event_ends_the_watch() -> None:
    async def test(client: HttpClient, server: Server) -> None:
        events = client.watch(core_v1.Pod)
        assert (await anext(events)).type is EventType.ADDED
        with pytest.raises(ApiError) as caught:
            await anext(events)
        assert (caught.value.code, caught.value.reason) == (410, 'Expired')

    status = {'kind': 'Status', 'status': 'Failure', 'reason': 'Expired', 'code': 410, 'message': 'too old'}
    error = msgspec.json.encode({'type': 'ERROR', 'object': status}) + b'\n'
    against(chunks(frame('ADDED', 'a') + error), test=test)


def test_a_watch_that_is_refused_raises_the_status() -> None:
    async def test(client: HttpClient, server: Server) -> None:
        with pytest.raises(ApiError) as caught:
            await anext(client.watch(core_v1.Pod))
        assert caught.value.code == 410

    against(json('{"kind":"Status","status":"Failure","reason":"Expired","code":410}', 410), test=test)


def test_a_watch_that_breaks_off_says_so() -> None:
    async def cut(request: web.Request) -> None:
        assert request.transport is not None
        request.transport.abort()

    async def test(client: HttpClient, server: Server) -> None:
        events = client.watch(core_v1.Pod)
        assert (await anext(events)).object.metadata.name == 'a'
        with pytest.raises(ServerUnreachable):
            await anext(events)

    async def wait_then_cut(request: web.Request) -> None:
        await asyncio.sleep(0.05)
        await cut(request)

    against(chunks(frame('ADDED', 'a') + b'{"type":"ADD', then=wait_then_cut), test=test)


def test_close_does_not_wait_for_watches() -> None:
    async def hang(request: web.Request) -> None:
        await asyncio.sleep(60)

    async def test(client: HttpClient, server: Server) -> None:
        events = client.watch(core_v1.Pod)
        await anext(events)
        rest = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0)
        started = time.monotonic()
        await client.close()
        with pytest.raises(ServerUnreachable):
            await rest
        assert time.monotonic() - started < 5

    against(chunks(frame('ADDED', 'a'), then=hang), test=test)


def test_watches_do_not_starve_requests() -> None:
    async def hang(request: web.Request) -> None:
        await asyncio.sleep(60)

    async def body() -> None:
        event = chunks(frame('ADDED', 'a'), then=hang)
        async with (
            serve(event, event, event, json(POD)) as server,
            HttpClient(HttpConfig(server=server.url, requests=1)) as client,
        ):
            watches = [client.watch(core_v1.Pod) for _ in range(3)]
            for watch in watches:
                await anext(watch)
            assert (await client.get(core_v1.Pod, 'web', 'default')).metadata.name == 'web'
            for watch in watches:
                await watch.aclose()  # type: ignore[attr-defined]

    run(body())
