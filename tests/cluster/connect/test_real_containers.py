"""exec, port-forward and logs of a real container: client, API server, kubelet, containerd."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1
from sampan.apiserver.config import ApiServerConfig, KubeletClientConfig
from sampan.apiserver.http.tls import TlsConfig
from sampan.apiserver.server import ApiServer
from sampan.cluster.pki import Leaf, Pki
from sampan.machinery import spdy
from sampan.machinery.world import SystemWorld
from sampan.node.runtime.base import ContainerConfig
from sampan.node.server import KubeletHandler, KubeletServer, ServerConfig
from sampan.store.memory import MemoryStore
from support.containerd import Node, on_node, shell, started

pytestmark = pytest.mark.root

POD = '/api/v1/namespaces/default/pods/pod'
IDLE = 'while true; do sleep 1; done'
V4, V5 = 'v4.channel.k8s.io', 'v5.channel.k8s.io'


@dataclass
class OnePod:
    """A kubelet that knows one pod."""

    known: core.Pod

    def pod(self, namespace: str, name: str) -> core.Pod | None:
        return self.known if name == 'pod' else None

    def pods(self) -> list[core.Pod]:
        return [self.known]


@dataclass
class Client:
    session: aiohttp.ClientSession
    base: str

    def socket(self, target: str, *protocols: str) -> aiohttp.client._WSRequestContextManager:
        return self.session.ws_connect(self.base + POD + target, protocols=protocols)

    async def exec(self, words: list[str], sent: list[bytes], protocol: str = V5, **streams: bool) -> dict[int, bytes]:
        """Run a command; what came on each channel."""
        command = '&'.join(f'command={quote(word)}' for word in words)
        flags = ''.join(f'&{name}=true' for name, wanted in streams.items() if wanted)
        async with self.socket(f'/exec?{command}{flags}', protocol) as socket:
            assert socket.protocol == protocol
            for message in sent:
                await socket.send_bytes(message)
            return await until_closed(socket)


async def until_closed(socket: aiohttp.ClientWebSocketResponse) -> dict[int, bytes]:
    channels: dict[int, bytes] = {}
    async for message in socket:
        data = message.data if isinstance(message.data, bytes) else message.data.encode()
        channels[data[0]] = channels.get(data[0], b'') + data[1:]
    return channels


def certificates(folder: Path) -> Pki:
    pki = Pki(folder, SystemWorld())
    server = {'server': True, 'addresses': ('127.0.0.1',)}
    pki.ensure(
        [
            Leaf('kubelet', 'system:node:n1', **server),
            Leaf('apiserver', 'kube-apiserver', **server),
            Leaf('kubelet-client', 'kube-apiserver-kubelet-client', ('system:masters',)),
        ]
    )
    (folder / 'tokens.csv').write_text('admin-token,admin,1,"system:masters"\n')
    return pki


@asynccontextmanager
async def through_the_api_server(node: Node, config: ContainerConfig) -> AsyncIterator[Client]:
    """A running container, its kubelet's server, an API server that knows the pod, and a client of it."""
    world, pki = SystemWorld(), certificates(node.folder / 'pki')
    sandbox = node.sandbox_config()
    _, container = await started(node.runtime, sandbox, config)
    pod = one_pod(sandbox.uid, config.name, container)
    handler = KubeletHandler(node_name='n1', pods=OnePod(pod), runtime=node.runtime, world=world)
    kubelet = KubeletServer(handler, ServerConfig(tls(pki, 'kubelet'), '127.0.0.1', 0))
    client = pki.pair('kubelet-client')
    server = ApiServer(
        store=MemoryStore(),
        world=world,
        config=ApiServerConfig(
            port=0,
            tls=tls(pki, 'apiserver'),
            token_file=pki.folder / 'tokens.csv',
            kubelet_client=KubeletClientConfig(client.certificate, client.key, pki.ca),
        ),
    )
    port = await kubelet.start()
    await server.start()
    await register(server, port, config.name)
    headers = {'Authorization': 'Bearer admin-token'}
    try:
        async with aiohttp.ClientSession(headers=headers, connector=aiohttp.TCPConnector(ssl=trusting(pki))) as session:
            yield Client(session, f'https://127.0.0.1:{server.port}')
    finally:
        await server.stop()
        await kubelet.stop()


def tls(pki: Pki, name: str) -> TlsConfig:
    pair = pki.pair(name)
    return TlsConfig(pair.certificate, pair.key, pki.ca)


def trusting(pki: Pki) -> object:
    import ssl

    return ssl.create_default_context(cafile=str(pki.ca))


def one_pod(uid: str, name: str, container: str) -> core.Pod:
    """The pod as its kubelet knows it."""
    status = core.ContainerStatus(
        name=name,
        container_id=f'containerd://{container}',
        state=core.ContainerState(running=core.ContainerStateRunning()),
    )
    return core.Pod(
        metadata=meta_v1.ObjectMeta(name='pod', namespace='default', uid=uid),
        spec=core.PodSpec(containers=[core.Container(name=name)]),
        status=core.PodStatus(container_statuses=[status]),
    )


async def register(server: ApiServer, port: int, container: str) -> None:
    """The node and the pod in the API."""
    client = server.client()
    await client.create(core.ServiceAccount(metadata=meta_v1.ObjectMeta(name='default', namespace='default')))
    node = await client.create(core.Node(metadata=meta_v1.ObjectMeta(name='n1')))
    node.status = core.NodeStatus(
        addresses=[core.NodeAddress(type='InternalIP', address='127.0.0.1')],
        daemon_endpoints=core.NodeDaemonEndpoints(kubelet_endpoint=core.DaemonEndpoint(port=port)),
    )
    await client.update(node, subresource='status')
    spec = core.PodSpec(node_name='n1', containers=[core.Container(name=container, image='x')])
    await client.create(core.Pod(metadata=meta_v1.ObjectMeta(name='pod', namespace='default'), spec=spec))


def story(tell: Callable[[Client], Awaitable[None]], config: ContainerConfig) -> None:
    async def body(node: Node) -> None:
        async with through_the_api_server(node, config) as client:
            await tell(client)

    on_node(body)


def test_exec_in_a_container_by_each_protocol() -> None:
    async def tell(client: Client) -> None:
        script = 'read line; echo "got $line"; echo oops >&2; exit 7'
        for protocol in (V5, V4):
            channels = await client.exec(
                ['sh', '-c', script], [b'\x00hello\n'], protocol, stdin=True, stdout=True, stderr=True
            )
            assert channels[1] == b'got hello\n', protocol
            assert channels[2] == b'oops\n', protocol
            assert json.loads(channels[3])['details']['causes'] == [{'reason': 'ExitCode', 'message': '7'}]
        # The end of input is a message of its own, and much data keeps its order.
        sent = [b'\x00' + bytes(50_000)] * 40 + [b'\xff\x00']
        channels = await client.exec(['wc', '-c'], sent, stdin=True, stdout=True)
        assert channels[1].strip() == b'2000000'
        assert json.loads(channels[3])['status'] == 'Success'
        # A terminal learns its size, which travels beside the input.
        wait = 'until [ "$(stty size)" = "33 90" ]; do sleep 0.1; done; echo right'
        sent = [b'\x04{"Width":90,"Height":33}']
        channels = await client.exec(['sh', '-c', wait], sent, stdin=True, stdout=True, tty=True)
        assert channels[1].endswith(b'right\r\n')
        channels = await client.exec(['/no/such/thing'], [], stdout=True)
        assert json.loads(channels[3])['status'] == 'Failure'

    story(tell, shell(IDLE))


def test_a_port_of_a_pod_is_forwarded() -> None:
    async def tell(client: Client) -> None:
        async with client.socket('/portforward', 'SPDY/3.1+portforward.k8s.io') as socket:
            session = spdy.Session(client=True)
            _, opened = session.open({'streamType': 'error', 'port': '8080', 'requestID': '0'}, fin=True)
            await socket.send_bytes(opened)
            data, opened = session.open({'streamType': 'data', 'port': '8080', 'requestID': '0'})
            await socket.send_bytes(opened + session.data(data, b'GET / HTTP/1.0\r\n\r\n'))
            answer = b''
            while b'\r\n\r\n' not in answer:
                for event in session.receive(await asyncio.wait_for(socket.receive_bytes(), 10)):
                    if isinstance(event, spdy.Data) and event.stream == data:
                        answer += event.data
            assert answer.startswith(b'HTTP/1.1 404')

    story(tell, shell('httpd -f -p 8080 -h /tmp'))


def test_logs_come_through_the_kubelet() -> None:
    async def tell(client: Client) -> None:
        for _ in range(100):
            async with client.session.get(f'{client.base}{POD}/log') as answer:
                assert answer.status == 200
                if await answer.read() == b'one\ntwo\n':
                    break
            await asyncio.sleep(0.05)
        async with client.session.get(f'{client.base}{POD}/log?tailLines=1') as answer:
            assert await answer.read() == b'two\n'
        async with client.session.get(f'{client.base}{POD}/log?follow=true') as answer:
            assert await answer.content.readline() == b'one\n'

    story(tell, shell(f'echo one; echo two; {IDLE}'))
