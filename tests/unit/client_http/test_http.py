"""The HTTPS client against a scripted server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web

from sampan.api.errors import ApiError
from sampan.api.generated import apps_v1, autoscaling_v1, core_v1, meta_v1
from sampan.client.base import EventType, Patch
from sampan.client.config import ConfigError, HttpConfig
from sampan.client.http import HttpClient, ServerUnreachable

from .server import Authority, Handler, Server, chunks, json, serve

POD = '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"default","resourceVersion":"7"}}'
OK = '{"kind":"Status","apiVersion":"v1","status":"Success"}'


def pod(name: str = 'web', **more: Any) -> core_v1.Pod:
    return core_v1.Pod(metadata=meta_v1.ObjectMeta(name=name, namespace='default', **more))


def run(body: Coroutine[Any, Any, None]) -> None:
    async def main() -> None:
        async with asyncio.timeout(20):
            await body

    asyncio.run(main())


def against(*answers: web.Response | Handler, test: Callable[[HttpClient, Server], Awaitable[None]]) -> None:
    """Run `test` with a client of a server that answers so."""

    async def body() -> None:
        async with serve(*answers) as server, HttpClient(HttpConfig(server=server.url)) as client:
            await test(client, server)

    run(body())


VERBS: list[tuple[str, Callable[[HttpClient], Awaitable[object]], str, str, dict[str, str]]] = [
    ('get', lambda c: c.get(core_v1.Pod, 'web', 'default'), 'GET', '/api/v1/namespaces/default/pods/web', {}),
    ('get cluster-scoped', lambda c: c.get(core_v1.Node, 'n1'), 'GET', '/api/v1/nodes/n1', {}),
    (
        'get status',
        lambda c: c.get(apps_v1.Deployment, 'web', 'x', 'status'),
        'GET',
        '/apis/apps/v1/namespaces/x/deployments/web/status',
        {},
    ),
    (
        'strange name',
        lambda c: c.get(core_v1.Pod, 'a/b?c', 'default'),
        'GET',
        '/api/v1/namespaces/default/pods/a%2Fb%3Fc',
        {},
    ),
    (
        'list',
        lambda c: c.list(
            core_v1.Pod, 'default', label_selector='a=b,c in (d)', limit=5, continue_='tok+/=', resource_version='0'
        ),
        'GET',
        '/api/v1/namespaces/default/pods',
        {'labelSelector': 'a=b,c in (d)', 'limit': '5', 'continue': 'tok+/=', 'resourceVersion': '0'},
    ),
    ('list of all', lambda c: c.list(core_v1.Pod, label_selector='', limit=0), 'GET', '/api/v1/pods', {}),
    (
        'create',
        lambda c: c.create(pod(), dry_run=True, field_manager='me', field_validation='Strict'),
        'POST',
        '/api/v1/namespaces/default/pods',
        {'dryRun': 'All', 'fieldManager': 'me', 'fieldValidation': 'Strict'},
    ),
    (
        'update status',
        lambda c: c.update(pod(), 'status', dry_run=False),
        'PUT',
        '/api/v1/namespaces/default/pods/web/status',
        {},
    ),
    (
        'patch',
        lambda c: c.patch(core_v1.Pod, 'web', 'default', Patch('apply', b'{}'), force=True, field_manager='me'),
        'PATCH',
        '/api/v1/namespaces/default/pods/web',
        {'force': 'true', 'fieldManager': 'me'},
    ),
    ('delete', lambda c: c.delete(core_v1.Pod, 'web', 'default'), 'DELETE', '/api/v1/namespaces/default/pods/web', {}),
    (
        'delete collection',
        lambda c: c.delete_collection(core_v1.Pod, 'default', 'a=b'),
        'DELETE',
        '/api/v1/namespaces/default/pods',
        {'labelSelector': 'a=b'},
    ),
    ('raw', lambda c: c.raw('GET', '/apis?timeout=32s&x=%2F'), 'GET', '/apis', {'timeout': '32s', 'x': '/'}),
]


@pytest.mark.parametrize(('call', 'method', 'path', 'query'), [v[1:] for v in VERBS], ids=[v[0] for v in VERBS])
def test_a_verb_is_this_request(
    call: Callable[[HttpClient], Awaitable[object]], method: str, path: str, query: dict[str, str]
) -> None:
    async def test(client: HttpClient, server: Server) -> None:
        await call(client)
        (asked,) = server.asked
        assert (asked.method, asked.path, asked.query) == (method, path, query)
        assert asked.headers['Accept'] == 'application/json'

    against(json('{"metadata":{"resourceVersion":"5"},"items":null}'), test=test)


def test_objects_travel_both_ways() -> None:
    async def test(client: HttpClient, server: Server) -> None:
        assert (await client.create(pod(labels={'a': 'b'}))).metadata.resource_version == '7'
        sent = msgspec.json.decode(server.asked[0].body)
        assert (sent['kind'], sent['apiVersion'], sent['metadata']['labels']) == ('Pod', 'v1', {'a': 'b'})
        assert server.asked[0].headers['Content-Type'] == 'application/json'

    against(json(POD), test=test)


@pytest.mark.parametrize(
    ('type', 'media'),
    [
        ('json', 'application/json-patch+json'),
        ('merge', 'application/merge-patch+json'),
        ('strategic', 'application/strategic-merge-patch+json'),
        ('apply', 'application/apply-patch+yaml'),
    ],
)
def test_a_patch_says_its_type(type: str, media: str) -> None:
    async def test(client: HttpClient, server: Server) -> None:
        await client.patch(core_v1.Pod, 'web', 'default', Patch(type, b'{"x":1}'))
        assert (server.asked[0].headers['Content-Type'], server.asked[0].body) == (media, b'{"x":1}')

    against(json(POD), test=test)


def test_a_list_has_its_page() -> None:
    async def test(client: HttpClient, server: Server) -> None:
        page = await client.list(core_v1.Pod)
        assert [(p.kind, p.api_version, p.metadata.name) for p in page.items] == [('Pod', 'v1', 'a')]
        assert (page.resource_version, page.continue_, page.remaining) == ('9', 'next', 4)

    body = (
        '{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"a"}}],'
        '"metadata":{"resourceVersion":"9","continue":"next","remainingItemCount":4}}'
    )
    against(json(body), test=test)


def test_a_delete_carries_its_options() -> None:
    async def test(client: HttpClient, server: Server) -> None:
        await client.delete(
            core_v1.Pod,
            'web',
            'default',
            grace_period_seconds=0,
            propagation_policy='Orphan',
            uid='u',
            resource_version='3',
            dry_run=True,
        )
        assert msgspec.json.decode(server.asked[0].body) == {
            'kind': 'DeleteOptions',
            'apiVersion': 'v1',
            'gracePeriodSeconds': 0,
            'propagationPolicy': 'Orphan',
            'preconditions': {'uid': 'u', 'resourceVersion': '3'},
            'dryRun': ['All'],
        }

    against(json(OK), test=test)


def test_subresources_answer_with_their_own_types() -> None:
    async def test(client: HttpClient, server: Server) -> None:
        binding = core_v1.Binding(metadata=meta_v1.ObjectMeta(name='web'))
        assert isinstance(
            await client.create_subresource(core_v1.Pod, 'web', 'default', 'binding', binding), meta_v1.Status
        )
        scale: Any = await client.get(apps_v1.Deployment, 'web', 'default', 'scale')
        assert isinstance(scale, autoscaling_v1.Scale)
        assert scale.spec.replicas == 3

    scale = '{"kind":"Scale","apiVersion":"autoscaling/v1","metadata":{"name":"web"},"spec":{"replicas":3}}'
    against(json(OK, 201), json(scale), test=test)


def test_an_error_is_the_servers_status() -> None:
    async def test(client: HttpClient, server: Server) -> None:
        with pytest.raises(ApiError) as caught:
            await client.get(core_v1.Pod, 'web', 'default')
        assert (caught.value.code, caught.value.reason, str(caught.value)) == (404, 'NotFound', 'pods "web" not found')

    status = '{"kind":"Status","status":"Failure","message":"pods \\"web\\" not found","reason":"NotFound","code":404}'
    against(json(status, 404), test=test)


@pytest.mark.parametrize(('code', 'reason'), [(302, ''), (502, 'InternalError'), (401, 'Unauthorized')])
def test_an_error_without_a_status_is_an_api_error_too(code: int, reason: str) -> None:
    async def test(client: HttpClient, server: Server) -> None:
        with pytest.raises(ApiError) as caught:
            await client.raw('GET', '/x')
        assert (caught.value.code, caught.value.reason) == (code, reason)

    against(web.Response(text='<html>', status=code, headers={'Location': '/y'}), test=test)


def test_try_again_later_is_obeyed() -> None:
    async def test(client: HttpClient, server: Server) -> None:
        assert (await client.create(pod())).metadata.name == 'web'
        assert [a.body for a in server.asked] == [server.asked[0].body] * 3

    against(json('{}', 429, Retry_After='0'), json('{}', 503, Retry_After='0'), json(POD), test=test)


def test_try_again_later_is_not_obeyed_for_ever() -> None:
    async def body() -> None:
        async with serve(json('{}', 429, Retry_After='0')) as server:
            async with HttpClient(HttpConfig(server=server.url, retries=3)) as client:
                with pytest.raises(ApiError) as caught:
                    await client.get(core_v1.Pod, 'web', 'default')
            assert caught.value.code == 429
            assert len(server.asked) == 4

    run(body())


def test_no_retry_is_made_that_was_not_asked_for() -> None:
    async def test(client: HttpClient, server: Server) -> None:
        for _ in range(2):
            with pytest.raises(ApiError):
                await client.get(core_v1.Pod, 'web', 'default')
        assert len(server.asked) == 2

    against(json('{}', 429), json('{}', 500), test=test)


def test_connections_are_used_again() -> None:
    async def test(client: HttpClient, server: Server) -> None:
        for _ in range(5):
            await client.get(core_v1.Pod, 'web', 'default')
        assert len({a.connection for a in server.asked}) == 1

    against(json(POD), test=test)


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


def test_a_stream_comes_as_it_is() -> None:
    async def test(client: HttpClient, server: Server) -> None:
        async with client.stream('GET', '/api/v1/namespaces/default/pods/web/log?follow=true') as lines:
            assert b''.join([part async for part in lines]) == b'one\ntwo\n'
        assert server.asked[0].query == {'follow': 'true'}

    against(chunks(b'one\n', b'two\n'), test=test)


def test_nobody_there() -> None:
    async def body() -> None:
        async with serve(json(POD)) as server:
            url = server.url
        async with HttpClient(HttpConfig(server=url)) as client:
            with pytest.raises(ServerUnreachable, match=f'cannot reach {url}'):
                await client.get(core_v1.Pod, 'web', 'default')

    run(body())


def test_no_answer_in_time() -> None:
    async def hang(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        raise AssertionError

    async def body() -> None:
        async with serve(hang) as server, HttpClient(HttpConfig(server=server.url, timeout=0.1)) as client:
            with pytest.raises(ServerUnreachable, match='no answer in time'):
                await client.get(core_v1.Pod, 'web', 'default')

    run(body())


def test_tls_with_a_client_certificate() -> None:
    async def body() -> None:
        authority = Authority()
        me = authority.issue('system:node:n1')
        async with serve(json(POD), tls=authority.server_context('127.0.0.1')) as server:
            config = HttpConfig(
                server=server.url, ca=authority.pem, client_certificate=me.certificate, client_key=me.key
            )
            async with HttpClient(config) as client:
                await client.get(core_v1.Pod, 'web', 'default')
            peer: Any = server.asked[0].peer
            assert peer['subject'] == ((('commonName', 'system:node:n1'),),)

    run(body())


@pytest.mark.parametrize('case', ['foreign authority', 'other name'])
def test_a_server_that_cannot_prove_itself_is_not_spoken_to(case: str) -> None:
    async def body() -> None:
        authority = Authority()
        hosts = ('127.0.0.1',) if case == 'foreign authority' else ('kubernetes.default.svc',)
        trusted = Authority() if case == 'foreign authority' else authority
        async with serve(json(POD), tls=authority.server_context(*hosts)) as server:
            async with HttpClient(HttpConfig(server=server.url, ca=trusted.pem)) as client:
                with pytest.raises(ServerUnreachable, match='certificate verify failed'):
                    await client.get(core_v1.Pod, 'web', 'default')
            assert server.asked == []

    run(body())


def test_the_name_to_verify_can_be_set_and_verification_left_out() -> None:
    async def body() -> None:
        authority = Authority()
        async with serve(json(POD), tls=authority.server_context('kubernetes.default.svc')) as server:
            named = HttpConfig(server=server.url, ca=authority.pem, tls_server_name='kubernetes.default.svc')
            for config in (named, HttpConfig(server=server.url, insecure_skip_tls_verify=True)):
                async with HttpClient(config) as client:
                    await client.get(core_v1.Pod, 'web', 'default')

    run(body())


def test_a_key_that_does_not_fit_is_a_config_error() -> None:
    authority = Authority()
    one, two = authority.issue('one'), authority.issue('two')

    async def body() -> None:
        with pytest.raises(ConfigError, match='cannot be used'):
            HttpClient(HttpConfig(server='https://x', client_certificate=one.certificate, client_key=two.key))

    run(body())


def test_bearer_tokens_and_their_rotation(tmp_path: Path) -> None:
    token_file = tmp_path / 'token'
    token_file.write_text('first\n')

    async def body() -> None:
        async with serve(json(POD), json('{}', 401), json(POD)) as server:
            async with HttpClient(HttpConfig(server=server.url, token='x', token_file=token_file)) as client:
                await client.get(core_v1.Pod, 'web', 'default')
                token_file.write_text('second\n')
                with pytest.raises(ApiError):
                    await client.get(core_v1.Pod, 'web', 'default')
                await client.get(core_v1.Pod, 'web', 'default')
                token_file.unlink()
                await client.get(core_v1.Pod, 'web', 'default')
            sent = [a.headers['Authorization'] for a in server.asked]
            assert sent == ['Bearer first', 'Bearer first', 'Bearer second', 'Bearer second']

    run(body())


def test_a_missing_token_file_is_a_config_error(tmp_path: Path) -> None:
    async def test(client: HttpClient) -> None:
        with pytest.raises(ConfigError, match='cannot read the token file'):
            await client.get(core_v1.Pod, 'web', 'default')

    async def body() -> None:
        async with HttpClient(HttpConfig(server='http://127.0.0.1:1', token_file=tmp_path / 'none')) as client:
            await test(client)

    run(body())
