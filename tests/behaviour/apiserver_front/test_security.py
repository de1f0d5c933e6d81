"""What the published audits of Kubernetes asked for, and what is promised since."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.behaviour.apiserver_front.servers import Served, add_pod, client_tls, kubelet, run, served

from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.http.server import Front
from sampan.apiserver.http.tls import TlsConfig, server_context
from sampan.apiserver.request import Answer, Request, Response
from sampan.cluster.pki import Leaf, Pki
from sampan.machinery.world import SystemWorld

POD = '/api/v1/namespaces/default/pods/web'
SECRET = 'dGhlIHNlY3JldCBpdHNlbGY='


async def raw(s: Served, target: str, *headers: str, method: str = 'GET') -> tuple[int, bytes]:
    """A request whose target nobody has tidied up."""
    reader, writer = await asyncio.open_connection('127.0.0.1', s.server.port, ssl=client_tls('admin'))
    lines = (f'{method} {target} HTTP/1.1', 'Host: x', 'Connection: close', *headers)
    writer.write('\r\n'.join((*lines, '', '')).encode())
    answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b'\r\n\r\n')
    return int(head.split()[1]), body


async def add_secret(s: Served) -> None:
    client = s.server.client()
    metadata = meta_v1.ObjectMeta(name='hidden', namespace='default')
    await client.create(core_v1.Secret(metadata=metadata, data={'key': SECRET.encode()}))
    await client.create(core_v1.ConfigMap(metadata=meta_v1.ObjectMeta(name='open', namespace='default')))


# -- paths ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('target', 'status', 'text'),
    [
        ('/api/v1/namespaces/default/configmaps/..', 400, 'Name parameter invalid: "..": may not be \'..\''),
        ('/api/v1/namespaces/default/configmaps/%2e%2e', 400, 'Name parameter invalid: "..": may not be \'..\''),
        ('/api/v1/namespaces/default/configmaps/%2E', 400, 'Name parameter invalid: ".": may not be \'.\''),
        ('/api/v1/namespaces/default/configmaps/a%25b', 400, "may not contain '%'"),
        ('/api/v1/namespaces/default/configmaps/..%2f..%2fdefault%2fsecrets%2fhidden', 404, '404 page not found'),
        ('/api/v1/namespaces/default/configmaps/../secrets/hidden', 404, '404 page not found'),
        ('/api/v1/namespaces/default/configmaps/open/../../secrets/hidden', 404, '404 page not found'),
        ('/api/v1/namespaces/..%2fdefault/configmaps/open', 404, '404 page not found'),
        ('/api/v1/namespaces/%2e%2e/configmaps/open', 404, 'configmaps \\"open\\" not found'),
        ('/api/v1/namespaces/%2e%2e/secrets/default', 404, 'secrets \\"default\\" not found'),
        ('/api/v1/namespaces/default/configmaps/%00', 404, 'not found'),
    ],
)
def test_no_path_leads_out_of_its_place(target: str, status: int, text: str) -> None:
    async def main() -> None:
        async with served('admin') as s:
            await add_secret(s)
            found, body = await raw(s, target)
            assert found == status and text.replace('\\"', '"') in body.decode().replace('\\"', '"'), (found, body)
            assert SECRET.encode() not in body

    run(main())


@pytest.mark.parametrize('name', ['..', '.', 'a/b', '../x', '..%2fx', 'UPPER', 'a b'])
def test_no_object_is_called_like_a_path(name: str) -> None:
    async def main() -> None:
        async with served('admin') as s:
            for kind, path in (
                ('ConfigMap', '/api/v1/namespaces/default/configmaps'),
                ('Namespace', '/api/v1/namespaces'),
            ):
                status, answer = await s.post(path, {'kind': kind, 'apiVersion': 'v1', 'metadata': {'name': name}})
                assert (status, answer['reason']) == (422, 'Invalid'), answer

    run(main())


def test_a_namespace_in_a_path_is_not_one_in_the_store() -> None:
    async def main() -> None:
        async with served('admin') as s:
            body = {'kind': 'ConfigMap', 'apiVersion': 'v1', 'metadata': {'name': 'x'}}
            status, answer = await s.post('/api/v1/namespaces/nowhere/configmaps', body)
            assert (status, answer['message']) == (404, 'namespaces "nowhere" not found')

    run(main())


# -- connections to kubelets ---------------------------------------------------------------------------------


class Redirecting:
    """A kubelet that sends whoever asks somewhere else, and remembers who went."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def __call__(self, request: Request) -> Answer:
        self.seen.append(request.path)
        return Response(302, b'elsewhere', 'text/plain', {'Location': f'https://{request.headers["host"]}/elsewhere'})


def with_redirects(story: Callable[[Served, Redirecting], Awaitable[None]]) -> None:
    async def main() -> None:
        fake = Redirecting()
        async with kubelet(fake) as port, served('admin') as s:
            await add_pod(s.server, port)
            await story(s, fake)
            assert '/elsewhere' not in fake.seen and fake.seen

    run(main())


def test_a_kubelets_redirect_is_not_followed_for_logs() -> None:
    async def story(s: Served, fake: Redirecting) -> None:
        status, _, body = await s.get(f'{POD}/log')
        assert status >= 400 and json.loads(body)['kind'] == 'Status'

    with_redirects(story)


def test_a_kubelets_redirect_is_not_followed_for_exec() -> None:
    async def story(s: Served, fake: Redirecting) -> None:
        upgrade = ('Connection: Upgrade', 'Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: v4.channel.k8s.io')
        status, _ = await raw(s, f'{POD}/exec?command=id&stdout=true', *upgrade, method='POST')
        assert status != 101

    with_redirects(story)


def test_a_kubelets_redirect_is_the_clients_affair_in_a_proxied_request() -> None:
    async def story(s: Served, fake: Redirecting) -> None:
        async with s.session.get(s.base + '/api/v1/nodes/n1/proxy/pods', allow_redirects=False) as answer:
            assert answer.status == 302

    with_redirects(story)


def test_a_kubelet_with_a_foreign_certificate_is_not_spoken_to() -> None:
    """Not for logs, not for exec, not by the proxy verb; for logs, who asks may say otherwise."""

    async def main() -> None:
        with TemporaryDirectory() as folder:
            foreign = Path(folder)
            leaf = Leaf('kubelet', 'kubelet', server=True, names=('localhost',), addresses=('127.0.0.1',))
            Pki(foreign, SystemWorld()).ensure([leaf])
            seen: list[str] = []

            async def answer(request: Request) -> Answer:
                seen.append(request.path)
                return Response(body=b'from an impostor\n', content_type='text/plain')

            tls = TlsConfig(foreign / 'kubelet.crt', foreign / 'kubelet.key', foreign / 'ca.crt')
            front = Front(answer, tls=server_context(tls))
            port = await front.start()
            try:
                async with served('admin') as s:
                    await add_pod(s.server, port)
                    for path in (f'{POD}/log', '/api/v1/nodes/n1/proxy/pods'):
                        status, _, body = await s.get(path)
                        assert status >= 500 and b'certificate' in body and b'impostor' not in body, body
                    upgrade = (
                        'Connection: Upgrade',
                        'Upgrade: SPDY/3.1',
                        'X-Stream-Protocol-Version: v4.channel.k8s.io',
                    )
                    status, _ = await raw(s, f'{POD}/exec?command=id&stdout=true', *upgrade, method='POST')
                    assert status >= 500
                    assert seen == []
                    status, _, body = await s.get(f'{POD}/log?insecureSkipTLSVerifyBackend=true')
                    assert (status, body) == (200, b'from an impostor\n')
            finally:
                await front.stop()

    run(main())


def test_a_proxied_request_does_not_carry_the_clients_credentials() -> None:
    async def main() -> None:
        seen: list[Request] = []

        async def answer(request: Request) -> Answer:
            seen.append(request)
            return Response(body=b'ok', content_type='text/plain')

        async with kubelet(answer) as port, served(token='admin-token') as s:
            await add_pod(s.server, port)
            headers = {'X-Remote-User': 'root', 'X-Remote-Group': 'system:masters'}
            assert (await s.get('/api/v1/nodes/n1/proxy/pods', **headers))[0] == 200
            (request,) = seen
            names = {name.lower() for name, _ in request.headers.items()}
            assert not names & {'authorization', 'x-remote-user', 'x-remote-group'}

    run(main())


# -- what is written down -------------------------------------------------------------------------------------


def test_logs_tell_no_secrets(caplog: pytest.LogCaptureFixture) -> None:
    """Neither what is in Secrets nor the tokens of who asks, at any level, in success and failure."""
    caplog.set_level(logging.DEBUG)

    async def main() -> None:
        async with served(token='admin-token') as s:
            path = '/api/v1/namespaces/default/secrets'
            body = {'kind': 'Secret', 'apiVersion': 'v1', 'metadata': {'name': 'hidden'}, 'data': {'key': SECRET}}
            assert (await s.post(path, body))[0] == 201
            assert (await s.post(path, body))[0] == 409
            broken = {**body, 'metadata': {'name': 'NOT A NAME'}}
            status, answer = await s.post(path, broken)
            assert status == 422 and SECRET not in json.dumps(answer)
            assert (await s.get(path))[0] == 200
            wrong = {'Authorization': 'Bearer a-token-nobody-knows'}
            assert (await s.get(path, **wrong))[0] == 401
        assert caplog.text, 'nothing was logged at all: this test would see nothing'
        for told in (SECRET, 'the secret itself', 'admin-token', 'a-token-nobody-knows'):
            assert told not in caplog.text

    run(main())


# -- requests within requests ---------------------------------------------------------------------------------


def test_there_is_no_second_request_in_a_body() -> None:
    """Whoever names two lengths, or a length and chunks, gets a 400 and no further answer on the connection."""
    inner = b'GET /api/v1/secrets HTTP/1.1\r\nHost: x\r\n\r\n'

    async def main() -> None:
        async with served('admin') as s:
            for framing in (
                b'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
                b'Content-Length: 0\r\nContent-Length: %d\r\n\r\n' % len(inner),
                b'Transfer-Encoding: xchunked\r\n\r\n',
                b'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n',
            ):
                reader, writer = await asyncio.open_connection('127.0.0.1', s.server.port, ssl=client_tls('admin'))
                writer.write(b'POST /version HTTP/1.1\r\nHost: x\r\n' + framing + inner)
                answer = await reader.read()
                writer.close()
                assert answer.count(b'HTTP/1.1 ') == 1 and answer.split()[1] in (b'400', b'501'), answer

    run(main())
