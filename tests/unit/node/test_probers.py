"""Probes against real sockets on loopback: what passes, and how failures read."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

import grpc
import grpc.aio
import pytest
from aiohttp import web

from sampan.api.generated import core_v1 as core
from sampan.node.probes.prober import Outcome, ProbeError, Target, port_number
from sampan.node.probes.real import RealProber
from sampan.node.probes.results import FAILURE, SUCCESS
from sampan.node.probes.schedule import Threshold, delay

from .support import container

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
PORTS = [core.ContainerPort(name='http', container_port=8080)]


def target(**fields: object) -> Target:
    return Target('id', container(ports=PORTS, **fields), '127.0.0.1')


def http_probe(handler: Handler, path: str = '/', **fields: object) -> Outcome:
    async def main() -> Outcome:
        server = web.Server(handler)  # type: ignore[arg-type]
        runner = web.ServerRunner(server)
        await runner.setup()
        site = web.TCPSite(runner, '127.0.0.1', 0)
        await site.start()
        port = runner.addresses[0][1]
        action = core.HTTPGetAction(path=path, port=port, **fields)  # type: ignore[arg-type]
        try:
            return await RealProber().probe(core.Probe(http_get=action, timeout_seconds=1), target())
        finally:
            await runner.cleanup()

    return asyncio.run(main())


def free_port() -> int:
    with socket.socket() as found:
        found.bind(('127.0.0.1', 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize(('status', 'result'), [(200, SUCCESS), (399, SUCCESS), (404, FAILURE), (503, FAILURE)])
def test_http_goes_by_the_status_code(status: int, result: object) -> None:
    async def answer(request: web.BaseRequest) -> web.Response:
        return web.Response(status=status, text='body')

    outcome = http_probe(answer)
    assert outcome.result is result
    assert outcome.output == ('body' if result is SUCCESS else f'HTTP probe failed with statuscode: {status}')


def test_http_sends_the_headers_it_was_told() -> None:
    seen: dict[str, str] = {}

    async def answer(request: web.BaseRequest) -> web.Response:
        seen.update(request.headers)
        return web.Response()

    header = core.HTTPHeader(name='X-Mine', value='1')
    assert http_probe(answer, http_headers=[header]).result is SUCCESS
    assert seen['X-Mine'] == '1'
    assert seen['User-Agent'] == 'kube-probe/1.36'
    assert seen['Accept'] == '*/*'


def test_http_follows_redirects_on_the_same_host_only() -> None:
    async def answer(request: web.BaseRequest) -> web.Response:
        if request.path == '/':
            raise web.HTTPFound('/there')
        if request.path == '/away':
            raise web.HTTPFound('http://192.0.2.1/')
        return web.Response(status=500 if request.path == '/there' else 200)

    assert http_probe(answer).output == 'HTTP probe failed with statuscode: 500'
    away = http_probe(answer, '/away')
    assert away.result is SUCCESS and away.warning


def test_http_that_is_slow_or_not_there_fails_as_go_says_it() -> None:
    async def slow(request: web.BaseRequest) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    assert http_probe(slow).output.endswith('(Client.Timeout exceeded while awaiting headers)')
    port = free_port()
    probe = core.Probe(http_get=core.HTTPGetAction(path='/x', port=port), timeout_seconds=1)
    outcome = asyncio.run(_probe(probe))
    reason = f'dial tcp 127.0.0.1:{port}: connect: connection refused'
    assert outcome.output == f'Get "http://127.0.0.1:{port}/x": {reason}'


async def _probe(probe: core.Probe) -> Outcome:
    return await RealProber().probe(probe, target())


def test_tcp_goes_by_the_connection() -> None:
    async def main() -> None:
        server = await asyncio.start_server(lambda r, w: w.close(), '127.0.0.1', 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            probe = core.Probe(tcp_socket=core.TCPSocketAction(port=port), timeout_seconds=1)
            assert (await _probe(probe)).result is SUCCESS
        outcome = await _probe(probe)
        assert outcome == Outcome(FAILURE, f'dial tcp 127.0.0.1:{port}: connect: connection refused')

    asyncio.run(main())


class Health(grpc.GenericRpcHandler):
    """Answers like a health server: 'well' is SERVING, everything else is not."""

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        if details.method != '/grpc.health.v1.Health/Check':
            return None
        return grpc.unary_unary_rpc_method_handler(self._check)

    async def _check(self, request: bytes, context: object) -> bytes:
        return b'\x08\x01' if request.endswith(b'well') else b'\x08\x02'


def test_grpc_asks_the_health_service() -> None:
    async def main() -> None:
        server = grpc.aio.server()
        server.add_generic_rpc_handlers([Health()])
        port = server.add_insecure_port('127.0.0.1:0')
        await server.start()
        try:
            well = core.Probe(grpc=core.GRPCAction(port=port, service='well'), timeout_seconds=1)
            assert (await _probe(well)).result is SUCCESS
            ill = core.Probe(grpc=core.GRPCAction(port=port), timeout_seconds=1)
            assert await _probe(ill) == Outcome(FAILURE, 'service unhealthy (responded with "NOT_SERVING")')
        finally:
            await server.stop(None)
        gone = await _probe(well)
        assert gone.output == (
            f'timeout: failed to connect service "127.0.0.1:{port}" within 1s: context deadline exceeded'
        )

    asyncio.run(main())


def test_ports_have_names_and_numbers() -> None:
    assert port_number('http', target().spec) == 8080
    assert port_number('81', target().spec) == 81
    with pytest.raises(ProbeError, match='parsing "none": invalid syntax'):
        port_number('none', target().spec)
    with pytest.raises(ProbeError, match='invalid port number: 70000'):
        port_number(70000, target().spec)


def test_thresholds_count_results_in_a_row() -> None:
    threshold = Threshold(core.Probe(failure_threshold=3, success_threshold=2))
    outcomes = [FAILURE, FAILURE, SUCCESS, FAILURE, FAILURE, FAILURE, SUCCESS, SUCCESS]
    expected = [None, None, None, None, None, FAILURE, None, SUCCESS]
    assert [threshold.add(o) for o in outcomes] == expected


def test_the_first_attempt_waits_for_the_initial_delay_or_a_moment() -> None:
    assert delay(core.Probe(), 0.0) == pytest.approx(0.1)
    assert delay(core.Probe(), 5.0) == 0
    assert delay(core.Probe(initial_delay_seconds=3), 1.0) == 2
