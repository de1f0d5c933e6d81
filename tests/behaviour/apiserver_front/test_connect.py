"""Logs, exec, attach and port-forward reach the pod's kubelet, in each protocol clients speak."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import aiohttp
from tests.behaviour.apiserver_front.fakes import FakeKubelet
from tests.behaviour.apiserver_front.servers import Served, add_pod, client_tls, kubelet, run, served

from sampan.machinery import spdy

POD = '/api/v1/namespaces/default/pods/web'


def with_pod(story: Callable[[Served, FakeKubelet], Awaitable[None]], containers: tuple[str, ...] = ('c',)) -> None:
    async def main() -> None:
        fake = FakeKubelet()
        async with kubelet(fake) as port, served('admin') as s:
            await add_pod(s.server, port, containers=containers)
            await story(s, fake)

    run(main())


def test_logs_are_what_the_kubelet_has() -> None:
    async def story(s: Served, fake: FakeKubelet) -> None:
        status, headers, body = await s.get(f'{POD}/log?tailLines=5&timestamps=true')
        assert status == 200
        assert headers['Content-Type'].startswith('text/plain')
        assert body == b"/containerLogs/default/web/c ['tailLines', 'timestamps']\nsecond line\n"
        assert fake.seen[0].peer_certificate is not None

    with_pod(story)


def test_a_kubelets_refusal_becomes_a_status() -> None:
    async def story(s: Served, fake: FakeKubelet) -> None:
        status, _, body = await s.get(f'{POD}/log?container=waiting')
        assert status == 400
        message = json.loads(body)['message']
        assert message == 'container "waiting" in pod "web" is waiting to start: ContainerCreating'

    with_pod(story, ('c', 'waiting'))


def test_the_container_must_be_clear_and_exist() -> None:
    async def story(s: Served, fake: FakeKubelet) -> None:
        _, _, body = await s.get(f'{POD}/log')
        expected = 'a container name must be specified for pod web, choose one of: [c waiting]'
        assert json.loads(body)['message'] == expected
        _, _, body = await s.get(f'{POD}/log?container=nope')
        assert json.loads(body)['message'] == 'container nope is not valid for pod web'
        status, _, body = await s.get(f'{POD}/log?container=c&tailLines=-1')
        assert status == 422
        assert json.loads(body)['details']['causes'][0]['field'] == 'tailLines'

    with_pod(story, ('c', 'waiting'))


async def until_closed(socket: aiohttp.ClientWebSocketResponse) -> dict[int, bytes]:
    """What arrived on each channel."""
    channels: dict[int, bytes] = {}
    async for message in socket:
        channels[message.data[0]] = channels.get(message.data[0], b'') + message.data[1:]
    return channels


def test_exec_over_websocket_carries_input_output_and_the_exit_code() -> None:
    async def story(s: Served, fake: FakeKubelet) -> None:
        url = f'{s.base}{POD}/exec?command=cat&stdin=true&stdout=true&stderr=true'
        async with s.session.ws_connect(url, protocols=['v5.channel.k8s.io']) as socket:
            assert socket.protocol == 'v5.channel.k8s.io'
            await socket.send_bytes(b'\x00hello')
            await socket.send_bytes(b'\x00' + b'x' * 100_000)
            await socket.send_bytes(b'\xff\x00')
            channels = await until_closed(socket)
            assert socket.close_code == 1000
        assert channels[1] == b'HELLO' + b'X' * 100_000
        assert json.loads(channels[3])['details']['causes'] == [{'reason': 'ExitCode', 'message': '7'}]
        assert dict(fake.seen[0].query) == {'command': ['cat'], 'input': ['1'], 'output': ['1'], 'error': ['1']}

    with_pod(story)


def test_a_terminal_is_told_its_size() -> None:
    async def story(s: Served, fake: FakeKubelet) -> None:
        url = f'{s.base}{POD}/exec?command=sh&stdin=true&stdout=true&tty=true'
        async with s.session.ws_connect(url, protocols=['v5.channel.k8s.io']) as socket:
            await socket.send_bytes(b'\x04{"Width":80,"Height":24}')
            await socket.send_bytes(b'\xff\x00')
            channels = await until_closed(socket)
        assert channels[1] == b'size {"Width":80,"Height":24}'
        assert fake.seen[0].first('tty') == '1'

    with_pod(story)


def test_a_client_that_leaves_ends_the_session_at_the_kubelet() -> None:
    async def story(s: Served, fake: FakeKubelet) -> None:
        url = f'{s.base}{POD}/attach?stdin=true&stdout=true'
        async with s.session.ws_connect(url, protocols=['v5.channel.k8s.io']) as socket:
            await socket.send_bytes(b'\x00hello')
            while (await socket.receive_bytes()) != b'\x01HELLO':
                continue
        assert fake.seen[0].path == '/attach/default/web/c'

    with_pod(story)


def test_exec_needs_a_command_a_stream_and_an_upgrade() -> None:
    async def story(s: Served, fake: FakeKubelet) -> None:
        for query, message in (
            ('stdout=true', 'you must specify at least 1 command for the container'),
            ('command=ls', 'you must specify at least 1 of stdin, stdout, stderr'),
            ('command=ls&stdout=true', 'Upgrade request required'),
        ):
            status, _, body = await s.get(f'{POD}/exec?{query}')
            assert (status, json.loads(body)['message']) == (400, message)
        assert not fake.seen

    with_pod(story)


def test_port_forward_is_tunnelled_through_a_websocket() -> None:
    async def story(s: Served, fake: FakeKubelet) -> None:
        url = f'{s.base}{POD}/portforward'
        async with s.session.ws_connect(url, protocols=['SPDY/3.1+portforward.k8s.io']) as socket:
            assert socket.protocol == 'SPDY/3.1+portforward.k8s.io'
            session = spdy.Session(client=True)
            _, opened = session.open({'streamType': 'error', 'port': '80', 'requestID': '0'}, fin=True)
            await socket.send_bytes(opened)
            data, opened = session.open({'streamType': 'data', 'port': '80', 'requestID': '0'})
            await socket.send_bytes(opened + session.data(data, b'ping', fin=True))
            received = b''
            while received != b'80:ping':
                for event in session.receive(await socket.receive_bytes()):
                    if isinstance(event, spdy.Data) and event.stream == data:
                        received += event.data

    with_pod(story)


def test_spdy_clients_are_passed_on_byte_for_byte() -> None:
    async def story(s: Served, fake: FakeKubelet) -> None:
        reader, writer = await asyncio.open_connection('127.0.0.1', s.server.port, ssl=client_tls('admin'))
        head = f'POST {POD}/exec?command=cat&stdin=1&stdout=1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n'
        head += 'Upgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\nContent-Length: 0\r\n\r\n'
        writer.write(head.encode())
        answer = await reader.readuntil(b'\r\n\r\n')
        assert answer.startswith(b'HTTP/1.1 101')
        assert b'x-stream-protocol-version: v4.channel.k8s.io' in answer.lower()
        session = spdy.Session(client=True)
        for kind in ('error', 'stdout'):
            writer.write(session.open({'streamType': kind})[1])
        stdin, opened = session.open({'streamType': 'stdin'})
        writer.write(opened + session.data(stdin, b'abc', fin=True))
        seen: dict[int, bytes] = {}
        while data := await reader.read(65536):
            for event in session.receive(data):
                if isinstance(event, spdy.Data):
                    seen[event.stream] = seen.get(event.stream, b'') + event.data
        assert seen[3] == b'ABC'
        assert json.loads(seen[1])['reason'] == 'NonZeroExitCode'
        writer.close()

    with_pod(story)


def test_a_kubelet_that_is_not_there_is_said() -> None:
    async def main() -> None:
        async with served('admin') as s:
            await add_pod(s.server, 1)
            status, _, body = await s.get(f'{POD}/log')
            assert status == 503
            assert json.loads(body)['message'].startswith('error trying to reach service: ')
            url = f'{s.base}{POD}/exec?command=ls&stdout=true'
            async with s.session.ws_connect(url, protocols=['v5.channel.k8s.io']) as socket:
                channels = await until_closed(socket)
            assert json.loads(channels[3])['status'] == 'Failure'

    run(main())


def test_nodes_and_pods_are_proxied() -> None:
    async def story(s: Served, fake: FakeKubelet) -> None:
        status, _, body = await s.get('/api/v1/nodes/n1/proxy/healthz')
        assert (status, body) == (200, b'GET /healthz')
        status, _, _ = await s.get(f'{POD}/proxy/')
        assert status == 400  # it has no address yet

    with_pod(story)
