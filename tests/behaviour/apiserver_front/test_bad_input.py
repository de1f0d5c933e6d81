"""Bad input gets a clear answer, and the server goes on."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from tests.behaviour.apiserver_front.servers import Served, run, served

PODS = '/api/v1/namespaces/default/pods'


async def send(s: Served, method: str, path: str, body: bytes = b'', **headers: str) -> tuple[int, Any, bytes]:
    async with s.session.request(method, s.base + path, data=body, headers=headers) as answer:
        return answer.status, answer.headers, await answer.read()


@pytest.mark.parametrize(
    'path',
    [
        '/nowhere',
        '/apis/none.example/v1',
        '/apis/none.example/v1/things',
        '/api/v1/things',
        '/api/v2/pods',
        '/api/v1/pods/web',
        '/api/v1/namespaces/a/nodes',
        '/apis/apps/v1/namespaces/a/deployments/x/nothing',
    ],
)
def test_unknown_paths_are_upstreams_page(path: str) -> None:
    async def main() -> None:
        async with served('admin') as s:
            status, headers, body = await send(s, 'GET', path)
            assert (status, body) == (404, b'404 page not found\n')
            assert headers['Content-Type'] == 'text/plain; charset=utf-8'

    run(main())


@pytest.mark.parametrize(
    'body', [b'{"kind": "Pod", ', b'', b'[]', b'nonsense', b'{"kind":"Pod","metadata":7}', b'\xff\xfe']
)
def test_malformed_json_is_a_400(body: bytes) -> None:
    async def main() -> None:
        async with served('admin') as s:
            for path in (PODS, '/apis/authentication.k8s.io/v1/tokenreviews'):
                status, _, answer = await send(s, 'POST', path, body, **{'Content-Type': 'application/json'})
                assert status == 400, answer
                assert json.loads(answer)['reason'] == 'BadRequest'
            assert (await s.get(PODS))[0] == 200

    run(main())


def test_malformed_yaml_is_a_400() -> None:
    async def main() -> None:
        async with served('admin') as s:
            for path in (PODS, '/apis/authentication.k8s.io/v1/tokenreviews'):
                status, _, answer = await send(s, 'POST', path, b'a: [1, 2', **{'Content-Type': 'application/yaml'})
                assert status == 400, answer

    run(main())


def test_garbage_protobuf_is_a_400() -> None:
    async def main() -> None:
        async with served('admin') as s:
            kind = {'Content-Type': 'application/vnd.kubernetes.protobuf'}
            for path in (PODS, '/apis/authentication.k8s.io/v1/tokenreviews'):
                for body in (b'garbage', b'k8s\0\xff\xff\xff\xff', b''):
                    status, _, answer = await send(s, 'POST', path, body, **kind)
                    assert status == 400, answer

    run(main())


def test_an_unknown_content_type_is_a_415() -> None:
    async def main() -> None:
        async with served('admin') as s:
            for path in (PODS, '/apis/authentication.k8s.io/v1/tokenreviews'):
                status, _, answer = await send(s, 'POST', path, b'<pod/>', **{'Content-Type': 'text/xml'})
                assert status == 415
                assert json.loads(answer)['reason'] == 'UnsupportedMediaType'

    run(main())


def test_ten_megabytes_are_a_413() -> None:
    async def main() -> None:
        async with served('admin') as s:
            body = b'{"kind":"ConfigMap","data":{"x":"' + b'a' * 10_000_000 + b'"}}'
            try:
                status, _, answer = await send(s, 'POST', '/api/v1/namespaces/default/configmaps', body)
                assert status == 413
                assert json.loads(answer)['reason'] == 'RequestEntityTooLarge'
            except aiohttp.ClientConnectionError:
                pass  # refused while it was still sending
            assert (await s.get(PODS))[0] == 200

    run(main())


def test_a_method_that_is_not_there_is_a_405() -> None:
    async def main() -> None:
        async with served('admin') as s:
            for method, path in (('PUT', PODS), ('GET', '/apis/authentication.k8s.io/v1/tokenreviews')):
                status, _, answer = await send(s, method, path)
                assert status == 405, answer
            for method, path in (
                ('POST', '/version'),
                ('POST', f'{PODS}/web'),
                ('POST', '/api/v1/pods'),
                ('DELETE', '/api/v1/pods'),
                ('PATCH', '/api/v1/nodes'),
            ):
                assert (await send(s, method, path))[0] == 405, path

    run(main())


@pytest.mark.parametrize('timeout', ['abc', '5'])
def test_a_timeout_that_is_none_is_a_400(timeout: str) -> None:
    async def main() -> None:
        async with served('admin') as s:
            status, _, answer = await send(s, 'GET', f'{PODS}?timeout={timeout}')
            assert status == 400
            assert json.loads(answer)['message'].startswith('invalid timeout specified in the request URL')

    run(main())


def test_plain_http_on_the_secure_port_is_told_so() -> None:
    async def main() -> None:
        async with served('admin') as s:
            reader, writer = await asyncio.open_connection('127.0.0.1', s.server.port)
            writer.write(b'GET /version HTTP/1.1\r\nHost: x\r\n\r\n')
            answer = await reader.read()
            writer.close()
            assert answer.startswith(b'HTTP/1.0 400 Bad Request\r\n')
            assert answer.endswith(b'\r\n\r\nClient sent an HTTP request to an HTTPS server.\n')
            assert (await s.get(PODS))[0] == 200

    run(main())


@pytest.mark.parametrize('first', [b'', b'SSH-2.0-OpenSSH\r\n', b'\x16\x03\x01\x00\x04junk'])
def test_what_is_neither_tls_nor_http_is_closed(first: bytes) -> None:
    async def main() -> None:
        async with served('admin') as s:
            reader, writer = await asyncio.open_connection('127.0.0.1', s.server.port)
            writer.write(first)
            writer.write_eof()
            answer = await reader.read()
            assert b'HTTP' not in answer
            writer.close()
            assert (await s.get(PODS))[0] == 200

    run(main())
