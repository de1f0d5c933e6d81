"""exec, attach, port-forward and logs of real containers through the kubelet's HTTPS server."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1
from sampan.apiserver.http.tls import TlsConfig
from sampan.cluster.pki import Leaf, Pki
from sampan.machinery.world import SystemWorld
from sampan.node.runtime.base import ContainerConfig
from sampan.node.server import KubeletHandler, KubeletServer, ServerConfig
from support.containerd import Node, on_node, shell, started
from support.spdy import SpdyClient, upgrade

pytestmark = pytest.mark.root

PROTOCOLS = ('v5.channel.k8s.io', 'v4.channel.k8s.io')
PORT_FORWARD = ('portforward.k8s.io',)


@dataclass
class OnePod:
    """A kubelet that knows one pod."""

    known: core.Pod

    def pod(self, namespace: str, name: str) -> core.Pod | None:
        meta = self.known.metadata
        return self.known if (meta.namespace, meta.name) == (namespace, name) else None

    def pods(self) -> Sequence[core.Pod]:
        return [self.known]


@dataclass
class Kubelet:
    port: int
    tls: ssl.SSLContext
    container: str

    async def connect(self, target: str, protocols: Sequence[str] = PROTOCOLS) -> SpdyClient:
        return await upgrade('127.0.0.1', self.port, target, protocols, self.tls)

    def url(self, target: str) -> str:
        return f'https://127.0.0.1:{self.port}{target}'


def certificates(folder: Path) -> tuple[TlsConfig, ssl.SSLContext]:
    """The server's files, and a client context with the API server's kubelet certificate."""
    pki = Pki(folder, SystemWorld())
    pki.ensure(
        [
            Leaf('server', 'system:node:n1', server=True, addresses=('127.0.0.1',)),
            Leaf('client', 'kube-apiserver-kubelet-client', ('system:masters',)),
        ]
    )
    client = ssl.create_default_context(cafile=str(pki.ca))
    client.load_cert_chain(pki.pair('client').certificate, pki.pair('client').key)
    server = pki.pair('server')
    return TlsConfig(server.certificate, server.key, pki.ca), client


@asynccontextmanager
async def serving(node: Node, config: ContainerConfig) -> AsyncIterator[Kubelet]:
    """A kubelet's server with one running pod, default/pod."""
    sandbox_config = node.sandbox_config()
    _, container = await started(node.runtime, sandbox_config, config)
    status = core.ContainerStatus(
        name=config.name,
        container_id=f'containerd://{container}',
        state=core.ContainerState(running=core.ContainerStateRunning()),
    )
    pod = core.Pod(
        metadata=meta_v1.ObjectMeta(name='pod', namespace='default', uid=sandbox_config.uid),
        spec=core.PodSpec(containers=[core.Container(name=config.name)]),
        status=core.PodStatus(container_statuses=[status]),
    )
    server_tls, client_tls = certificates(node.folder / 'pki')
    handler = KubeletHandler(node_name='n1', pods=OnePod(pod), runtime=node.runtime, world=SystemWorld())
    server = KubeletServer(handler, ServerConfig(server_tls, '127.0.0.1', 0))
    try:
        yield Kubelet(await server.start(), client_tls, container)
    finally:
        await server.stop()


def command(*words: str) -> str:
    return '&'.join(f'command={quote(word)}' for word in words)


IDLE = 'while true; do sleep 1; done'


def test_exec_carries_input_output_errors_and_the_exit_code() -> None:
    async def body(node: Node) -> None:
        async with serving(node, shell(IDLE)) as kubelet:
            script = 'read line; echo "got $line"; echo oops >&2; exit 7'
            target = f'/exec/default/pod/main?{command("sh", "-c", script)}&input=1&output=1&error=1'
            client = await kubelet.connect(target)
            assert client.protocol == 'v4.channel.k8s.io'  # the newest containerd 1.6 speaks
            errors = client.open(streamType='error')
            stdin, stdout, stderr = (client.open(streamType=name) for name in ('stdin', 'stdout', 'stderr'))
            client.send(stdin, b'hello\n')
            await client.until_finished(errors, stdout, stderr)
            assert client.received[stdout] == b'got hello\n'
            assert client.received[stderr] == b'oops\n'
            status = json.loads(client.received[errors])
            assert (status['status'], status['reason']) == ('Failure', 'NonZeroExitCode')
            assert status['details']['causes'] == [{'reason': 'ExitCode', 'message': '7'}]
            client.close()

    on_node(body)


def test_exec_passes_much_data_both_ways() -> None:
    async def body(node: Node) -> None:
        async with serving(node, shell(IDLE)) as kubelet:
            client = await kubelet.connect(f'/exec/default/pod/main?{command("md5sum")}&input=1&output=1')
            errors = client.open(streamType='error')
            stdin, stdout = client.open(streamType='stdin'), client.open(streamType='stdout')
            for _ in range(64):
                client.send(stdin, bytes(64 * 1024))
                await client.writer.drain()
            client.send(stdin, b'', fin=True)
            await client.until_finished(errors, stdout)
            assert client.received[stdout] == b'b5cfa9d6c8febd618f91ac2843d50a1c  -\n'  # 4 MiB of zeros
            assert json.loads(client.received[errors])['status'] == 'Success'
            client.close()
            client = await kubelet.connect(
                f'/exec/default/pod/main?{command("head", "-c", "4194304", "/dev/zero")}&output=1'
            )
            errors, stdout = client.open(streamType='error'), client.open(streamType='stdout')
            await client.until_finished(errors, stdout)
            assert len(client.received[stdout]) == 4 << 20
            client.close()

    on_node(body)


def test_a_terminal_has_a_size_that_can_change() -> None:
    async def body(node: Node) -> None:
        async with serving(node, shell(IDLE)) as kubelet:
            target = f'/exec/default/pod/main?{command("sh")}&input=1&output=1&tty=1'
            client = await kubelet.connect(target)
            client.open(streamType='error')
            stdin, stdout, resize = (client.open(streamType=name) for name in ('stdin', 'stdout', 'resize'))
            client.send(resize, b'{"Width":111,"Height":22}')
            await client.until_received(stdout, b'# ')
            await asyncio.sleep(0.2)  # the size goes another way than the input
            client.send(stdin, b'stty size\n')
            await client.until_received(stdout, b'22 111')
            client.close()

    on_node(body)


def test_attach_speaks_with_the_container_itself() -> None:
    async def body(node: Node) -> None:
        echo = shell('while read line; do echo "main got $line"; done', stdin=True)
        async with serving(node, echo) as kubelet:
            client = await kubelet.connect('/attach/default/pod/main?input=1&output=1')
            client.open(streamType='error')
            stdin, stdout = client.open(streamType='stdin'), client.open(streamType='stdout')
            client.send(stdin, b'this\n')
            await client.until_received(stdout, b'main got this\n')
            client.close()

    on_node(body)


def test_ports_of_the_pod_are_forwarded() -> None:
    async def body(node: Node) -> None:
        server = shell('mkdir /tmp/www; echo page > /tmp/www/index.html; exec httpd -f -p 127.0.0.1:8080 -h /tmp/www')
        async with serving(node, server) as kubelet:
            await node.runtime.exec_sync(
                kubelet.container,
                ['sh', '-c', 'until wget -qO- http://127.0.0.1:8080 >/dev/null; do sleep 0.05; done'],
                10,
            )
            for uid in ('', '/uid-pod'):
                client = await kubelet.connect(f'/portForward/default/pod{uid}', PORT_FORWARD)
                assert client.protocol == 'portforward.k8s.io'
                for number in range(2):
                    headers = {'port': '8080', 'requestID': str(number)}
                    errors = client.open(streamType='error', **headers)
                    client.send(errors, b'', fin=True)
                    data = client.open(streamType='data', **headers)
                    client.send(data, b'GET / HTTP/1.0\r\n\r\n')
                    await client.until_received(data, b'page\n')
                client.close()

    on_node(body)


def test_a_port_nobody_listens_at_is_told() -> None:
    async def body(node: Node) -> None:
        async with serving(node, shell(IDLE)) as kubelet:
            client = await kubelet.connect('/portForward/default/pod', PORT_FORWARD)
            errors = client.open(streamType='error', port='81', requestID='0')
            client.open(streamType='data', port='81', requestID='0')
            await client.until_received(errors, b'connection refused')
            client.close()

    on_node(body)


def test_logs_are_followed_until_the_container_ends() -> None:
    async def body(node: Node) -> None:
        talking = shell('i=0; while [ $i -lt 5 ]; do echo line $i; i=$((i+1)); sleep 0.1; done')
        async with serving(node, talking) as kubelet, aiohttp.ClientSession() as session:
            url = kubelet.url('/containerLogs/default/pod/main?follow=true')
            loop = asyncio.get_running_loop()
            async with session.get(url, ssl=kubelet.tls) as answer:
                assert answer.status == 200
                first = await answer.content.readline()
                rest = await answer.content.read()
            ended = loop.time()
            assert first + rest == b''.join(b'line %d\n' % number for number in range(5))
            finished = (await node.runtime.container_status(kubelet.container)).finished_at
            assert finished is not None
            assert (SystemWorld().now() - finished).total_seconds() < 1 + (loop.time() - ended)
            async with session.get(
                kubelet.url('/containerLogs/default/pod/main?tailLines=2'), ssl=kubelet.tls
            ) as answer:
                assert await answer.read() == b'line 3\nline 4\n'

    on_node(body)


def test_strangers_are_turned_away(tmp_path: Path) -> None:
    async def body(node: Node) -> None:
        async with serving(node, shell(IDLE)) as kubelet, aiohttp.ClientSession() as session:
            anonymous = ssl.create_default_context(cafile=str(node.folder / 'pki' / 'ca.crt'))
            async with session.get(kubelet.url('/pods'), ssl=anonymous) as answer:
                assert (answer.status, await answer.text()) == (401, 'Unauthorized')
            async with session.get(kubelet.url('/healthz'), ssl=anonymous) as answer:
                assert answer.status == 200
            _, foreign = certificates(tmp_path)
            foreign.load_verify_locations(node.folder / 'pki' / 'ca.crt')
            with pytest.raises(aiohttp.ClientError):
                async with session.get(kubelet.url('/pods'), ssl=foreign) as answer:
                    assert answer.status == 401
                    raise aiohttp.ClientError('refused with 401')

    on_node(body)
