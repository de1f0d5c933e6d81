"""What the API server promises when it asks others: real servers on loopback, real TLS."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from sampan.api.generated import core_v1, discovery_v1, meta_v1
from sampan.apiserver.outgoing.exchange import Exchange, Unanswered
from sampan.apiserver.outgoing.services import Services
from sampan.apiserver.outgoing.target import Target
from sampan.apiserver.outgoing.trust import LIMIT, Contexts
from sampan.machinery.world import SystemWorld
from support.webhooks import NAMES, SERVICE, ca_bundle, server_context

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """An HTTPS server that answers as the test says, and counts."""

    def __init__(self) -> None:
        self.answer: Handler = self.hello
        self.requests: list[web.Request] = []
        self.connections: set[Any] = set()
        self.names: list[str | None] = []
        self.port = 0

    async def hello(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=b'{"hello": 1}')

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        self.connections.add(request.transport)
        await request.read()
        return await self.answer(request)

    def target(self, path: str = '/') -> Target:
        return Target(f'https://127.0.0.1:{self.port}{path}', ca_bundle())


@asynccontextmanager
async def site() -> AsyncIterator[Site]:
    made = Site()
    tls = server_context()
    tls.sni_callback = lambda _, name, __: made.names.append(name)
    application = web.Application()
    application.router.add_route('*', '/{path:.*}', made.handle)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, '127.0.0.1', 0, ssl_context=tls).start()
    made.port = runner.addresses[0][1]
    try:
        yield made
    finally:
        await runner.cleanup()


def run(story: Callable[[Site, Exchange], Awaitable[None]], services: Any = None) -> None:
    async def main() -> None:
        exchange = Exchange(services)
        async with asyncio.timeout(30), site() as made:
            try:
                await story(made, exchange)
            finally:
                await exchange.close()

    asyncio.run(main())


async def unanswered(attempt: Awaitable[Any]) -> str:
    with pytest.raises(Unanswered) as found:
        await attempt
    return str(found.value)


def test_one_connection_serves_many_requests() -> None:
    async def story(made: Site, exchange: Exchange) -> None:
        for _ in range(3):
            reply = await exchange.post(made.target(), b'{}', 10)
            assert (reply.status, reply.body, reply.good) == (200, b'{"hello": 1}', True)
        assert len(made.connections) == 1
        request = made.requests[0]
        assert request.query_string == 'timeout=10s'
        assert request.headers['Content-Type'] == 'application/json'
        assert request.headers['Accept'] == 'application/json, */*'

    run(story)


def test_an_answer_that_comes_in_pieces_is_whole() -> None:
    async def pieces(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for piece in range(50):
            await answer.write(b'%d,' % piece * 2000)
            await asyncio.sleep(0)
        return answer

    async def story(made: Site, exchange: Exchange) -> None:
        made.answer = pieces
        reply = await exchange.post(made.target(), b'{}', 10)
        assert reply.body == b''.join(b'%d,' % piece * 2000 for piece in range(50))

    run(story)


def test_an_answer_beyond_the_limit_is_none() -> None:
    async def long(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b'x' * 2000)

    async def story(made: Site, exchange: Exchange) -> None:
        made.answer = long
        url = made.target().within(10)
        found = await unanswered(exchange.post(made.target(), b'{}', 10, limit=1999))
        assert found == f'Post "{url}": the answer is larger than 1999 bytes'
        assert len((await exchange.post(made.target(), b'{}', 10, limit=2000)).body) == 2000

    run(story)


def test_redirects_are_answers_and_not_followed() -> None:
    async def elsewhere(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound('/elsewhere')

    async def story(made: Site, exchange: Exchange) -> None:
        made.answer = elsewhere
        reply = await exchange.post(made.target(), b'{}', 10)
        assert (reply.status, reply.good, len(made.requests)) == (302, False, 1)

    run(story)


def test_a_certificate_of_another_authority_is_not_believed() -> None:
    async def story(made: Site, exchange: Exchange) -> None:
        target = Target(made.target().url)
        found = await unanswered(exchange.post(target, b'{}', 10))
        reason = 'tls: failed to verify certificate: x509: certificate signed by unknown authority'
        assert found == f'Post "{target.within(10)}": {reason}'
        assert not made.requests

    run(story)


def test_a_certificate_for_another_name_is_not_believed() -> None:
    async def story(made: Site, exchange: Exchange) -> None:
        url = f'https://127.0.0.1:{made.port}/'
        sent = exchange.send('POST', url, b'{}', 10, headers={}, tls=ca_bundle(), server_name='other.default.svc')
        found = await unanswered(sent)
        assert found.startswith(f'Post "{url}": tls: failed to verify certificate: x509: certificate is not valid for ')
        assert not made.requests

    run(story)


def test_a_bundle_that_is_none_is_told() -> None:
    async def story(made: Site, exchange: Exchange) -> None:
        target = Target(made.target().url, b'no certificate')
        found = await unanswered(exchange.post(target, b'{}', 10))
        assert found.endswith('unable to load root certificates: unable to parse bytes as PEM block')

    run(story)


def test_nobody_listens() -> None:
    async def story(made: Site, exchange: Exchange) -> None:
        found = await unanswered(exchange.post(Target('https://127.0.0.1:1/x', ca_bundle()), b'{}', 5))
        assert found == 'Post "https://127.0.0.1:1/x?timeout=5s": dial tcp 127.0.0.1:1: connect: connection refused'

    run(story)


def test_a_server_without_tls() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')
        await writer.drain()
        writer.close()

    async def story(made: Site, exchange: Exchange) -> None:
        server = await asyncio.start_server(plain, '127.0.0.1', 0)
        async with server:
            target = Target(f'https://127.0.0.1:{server.sockets[0].getsockname()[1]}/', ca_bundle())
            found = await unanswered(exchange.post(target, b'{}', 5))
            assert found == f'Post "{target.within(5)}": tls: first record does not look like a TLS handshake'

    run(story)


def test_a_connection_that_ends_without_an_answer() -> None:
    async def gone(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async def story(made: Site, exchange: Exchange) -> None:
        made.answer = gone
        assert await unanswered(exchange.post(made.target(), b'{}', 5)) == f'Post "{made.target().within(5)}": EOF'

    run(story)


def test_no_answer_in_time() -> None:
    async def never(request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    async def story(made: Site, exchange: Exchange) -> None:
        made.answer = never
        found = await unanswered(exchange.post(made.target(), b'{}', 0.2))
        assert found.endswith('": context deadline exceeded')

    run(story)


def test_a_server_that_asks_to_wait_is_asked_again() -> None:
    async def later(request: web.Request) -> web.StreamResponse:
        return web.Response(status=503, headers={'Retry-After': '1'}, body=b'later')

    async def story(made: Site, exchange: Exchange) -> None:
        async def at_last(request: web.Request) -> web.StreamResponse:
            return await (made.hello(request) if len(made.requests) > 1 else later(request))

        made.answer = at_last
        assert (await exchange.post(made.target(), b'{}', 20)).body == b'{"hello": 1}'
        assert len(made.requests) == 2

    run(story)


def test_errors_without_that_are_answers() -> None:
    async def broken(request: web.Request) -> web.StreamResponse:
        return web.Response(status=500, body=b'broken')

    async def story(made: Site, exchange: Exchange) -> None:
        made.answer = broken
        reply = await exchange.post(made.target(), b'{}', 20)
        assert (reply.status, reply.body, len(made.requests)) == (500, b'broken', 1)

    run(story)


class Cluster:
    """A Service with one ready and one unready endpoint, or an external one, as caches show it."""

    def __init__(self) -> None:
        self.port = 0
        self.external = ''

    async def get(self, kind: type[Any], name: str, namespace: str = '') -> Any:
        if name != SERVICE:
            return None
        if self.external:
            return core_v1.Service(spec=core_v1.ServiceSpec(type='ExternalName', external_name=self.external))
        port = core_v1.ServicePort(name='https', port=8443)
        return core_v1.Service(spec=core_v1.ServiceSpec(ports=[port]))

    async def wait(self, kind: type[Any], name: str, namespace: str, seconds: float) -> Any:
        return await self.get(kind, name, namespace)

    async def list(self, kind: type[Any], namespace: str = '') -> Sequence[Any]:
        return list(self.peek(kind, namespace))

    def peek(self, kind: type[Any], namespace: str = '') -> Sequence[Any]:
        unready = discovery_v1.EndpointConditions(ready=False)
        return [
            discovery_v1.EndpointSlice(
                metadata=meta_v1.ObjectMeta(labels={'kubernetes.io/service-name': SERVICE}),
                ports=[discovery_v1.EndpointPort(name='https', port=self.port)],
                endpoints=[
                    discovery_v1.Endpoint(addresses=['192.0.2.1'], conditions=unready),
                    discovery_v1.Endpoint(addresses=['127.0.0.1']),
                ],
            )
        ]


def test_a_service_is_one_of_its_ready_endpoints_under_its_own_name() -> None:
    cluster = Cluster()

    async def story(made: Site, exchange: Exchange) -> None:
        cluster.port = made.port
        host = f'{SERVICE}.default.svc'
        target = Target(f'https://{host}:8443/hook', ca_bundle(), service=True)
        assert (await exchange.post(target, b'{}', 10)).good
        assert made.requests[0].headers['Host'] == f'{host}:8443' and made.requests[0].path == '/hook'
        assert made.names == [host] and host in NAMES

    run(story, Services(cluster, SystemWorld()))


def test_an_external_name_is_asked_of_dns_and_has_the_certificate_of_the_service() -> None:
    cluster = Cluster()
    cluster.external = 'localhost'

    async def story(made: Site, exchange: Exchange) -> None:
        target = Target(f'https://{SERVICE}.default.svc:{made.port}/', ca_bundle(), service=True)
        assert (await exchange.post(target, b'{}', 10)).good
        assert made.names == [f'{SERVICE}.default.svc']
        cluster.external = 'nowhere.invalid'
        await exchange.close()
        found = await unanswered(exchange.post(target, b'{}', 10))
        assert found.endswith(f'dial tcp: lookup {SERVICE}.default.svc: no such host')

    run(story, Services(cluster, SystemWorld()))


@pytest.mark.parametrize(
    ('name', 'port', 'reason'),
    [
        ('nothing', 8443, 'service "nothing" not found'),
        (SERVICE, 443, f'no service port 443 found for service "{SERVICE}"'),
    ],
)
def test_a_service_that_leads_nowhere(name: str, port: int, reason: str) -> None:
    async def story(made: Site, exchange: Exchange) -> None:
        target = Target(f'https://{name}.default.svc:{port}/', ca_bundle(), service=True)
        assert await unanswered(exchange.post(target, b'{}', 10)) == f'Post "{target.within(10)}": {reason}'

    run(story, Services(Cluster(), SystemWorld()))


def test_contexts_are_kept_and_bounded() -> None:
    contexts = Contexts()
    first = contexts.of(ca_bundle())
    assert first is contexts.of(ca_bundle())
    assert first.verify_mode is ssl.CERT_REQUIRED and first.check_hostname
    for number in range(LIMIT):
        contexts.of(ca_bundle() + b'\n' * number + b'\n')
    assert contexts.of(ca_bundle()) is not first
