"""The HTTPS client against a scripted server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest
from aiohttp import web

from sampan.api.errors import ApiError
from sampan.api.generated import apps_v1, autoscaling_v1, core_v1, meta_v1
from sampan.client.base import Patch
from sampan.client.config import HttpConfig
from sampan.client.http import HttpClient, ServerUnreachable

from .calls import OK, POD, against, pod, run
from .server import Server, chunks, json, serve

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
