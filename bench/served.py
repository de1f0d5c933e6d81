"""An API server and bare servers beside it, in a process of their own, for the benches of the front.

The bare ones send ready bytes: one is aiohttp's, one is the API server's own HTTP front with nothing behind it.
All speak TLS with the same certificate on the same loop. The bench talks to the process over a pipe: it sends the
name of something to do and gets the answer back when it is done.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import multiprocessing.connection
import ssl
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import uvloop
from aiohttp import web

from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.http.server import Front
from sampan.apiserver.http.tls import TlsConfig, server_context
from sampan.apiserver.request import Answer, Request, Response
from sampan.apiserver.server import ApiServer
from sampan.cluster.pki import Leaf, Pki
from sampan.cluster.process import settle
from sampan.machinery.world import SystemWorld
from sampan.store import MemoryStore

LEAVES = (
    Leaf('apiserver', 'kube-apiserver', server=True, addresses=('127.0.0.1',)),
    Leaf('admin', 'kubernetes-admin', ('system:masters',)),
)
POD_SIZE = 2600
MARK = b'"sent":"'  # in front of the time at which a change was sent, in nanoseconds


def a_pod(number: int) -> core_v1.Pod:
    """A pod of a realistic size; one of a hundred is labelled `chosen`."""
    padding = {'padding': 'x' * (POD_SIZE - 1200), 'sent': f'{0:020}'}
    labels = {'app': 'bench', 'chosen': 'yes' if number % 100 == 0 else 'no'}
    return core_v1.Pod(
        metadata=meta_v1.ObjectMeta(name=f'pod-{number:05}', namespace='default', annotations=padding, labels=labels),
        spec=core_v1.PodSpec(
            node_name=f'node-{number:05}',
            containers=[core_v1.Container(name='c', image='busybox', command=['httpd', '-f'])],
        ),
    )


class Bare:
    """What aiohttp itself does: the same bytes from memory, and a broadcast to whoever listens."""

    def __init__(self) -> None:
        self.body = b''
        self.one = b''
        self.listeners: list[web.StreamResponse] = []

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == '/list':
            return web.Response(body=self.body, content_type='application/json')
        response = web.StreamResponse(headers={'Content-Type': 'application/json'})
        response.enable_chunked_encoding()
        await response.prepare(request)
        self.listeners.append(response)
        try:
            await asyncio.Event().wait()
        finally:
            self.listeners.remove(response)
        return response

    async def front(self, request: Request) -> Answer:
        """The handler behind the API server's own front: one object."""
        return Response(200, self.one)

    async def broadcast(self, data: bytes) -> None:
        for listener in self.listeners:
            await listener.write(data)


def serve(folder: Path, line: multiprocessing.connection.Connection) -> None:
    """The process: answers commands until the line is closed."""
    uvloop.run(_serve(folder, line))


async def _serve(folder: Path, line: multiprocessing.connection.Connection) -> None:
    pki = Pki(folder, SystemWorld())
    pair = pki.pair('apiserver')
    tls = TlsConfig(pair.certificate, pair.key, pki.ca)
    server = ApiServer(store=MemoryStore(), world=SystemWorld(), config=ApiServerConfig(port=0, tls=tls))
    await server.start()
    client = server.client()
    await client.create(core_v1.ServiceAccount(metadata=meta_v1.ObjectMeta(name='default', namespace='default')))
    bare = Bare()
    runner = web.ServerRunner(web.Server(bare.handle))
    await runner.setup()
    site = web.TCPSite(runner, '127.0.0.1', 0, ssl_context=server_context(tls), backlog=2048)
    await site.start()
    front = Front(bare.front, tls=server_context(tls), now=SystemWorld().now)
    settle()  # as the control plane's process does
    line.send((server.port, runner.addresses[0][1], await front.start()))
    commands = _Commands(client, bare)
    while True:
        try:
            name, argument = await asyncio.to_thread(line.recv)
        except EOFError:
            break
        line.send(await getattr(commands, name)(argument))
    await front.stop()
    await runner.cleanup()
    await server.stop()


class _Commands:
    def __init__(self, client: Any, bare: Bare) -> None:
        self._client = client
        self._bare = bare
        self._round = 0
        self._count = 0

    async def fill(self, count: int) -> int:
        """Create pods, and let the bare handler serve the same list."""
        self._count = count
        for number in range(count):
            await self._client.create(a_pod(number))
        self._bare.body = await self._client.raw('GET', '/api/v1/pods')
        self._bare.one = await self._client.raw('GET', '/api/v1/namespaces/default/pods/pod-00000')
        return len(self._bare.body)

    async def change(self, count: int) -> int:
        """Change one pod so many times; the size of a frame."""
        for _ in range(count):
            self._round += 1
            labels = {'metadata': {'labels': {'round': str(self._round)}}}
            body = msgspec.json.encode(labels)
            path = '/api/v1/namespaces/default/pods/pod-00000'
            await self._client.raw('PATCH', path, body, 'application/merge-patch+json')
        return len(await self._client.raw('GET', path)) + 30

    async def send(self, rate_and_seconds: tuple[int, int]) -> float:
        """Change so many pods a second, one after the other, each with the time it is sent; the seconds it took."""
        rate, seconds = rate_and_seconds
        begin = time.monotonic()
        for number in range(rate * seconds):
            delay = begin + number / rate - time.monotonic()
            if delay > 0:
                await asyncio.sleep(delay)
            sent = {'metadata': {'annotations': {'sent': f'{time.monotonic_ns():020}'}}}
            path = f'/api/v1/namespaces/default/pods/pod-{number % self._count:05}'
            await self._client.raw('PATCH', path, msgspec.json.encode(sent), 'application/merge-patch+json')
        return time.monotonic() - begin

    async def broadcast(self, size_and_count: tuple[int, int]) -> int:
        size, count = size_and_count
        frame = b'{"type":"MODIFIED","object":"' + b'x' * (size - 33) + b'"}\n'
        for _ in range(count):
            await self._bare.broadcast(frame)
            await asyncio.sleep(0)
        return len(self._bare.listeners)


class Served:
    """The running process as the bench sees it."""

    def __init__(self, process: int, ports: tuple[int, int, int], tls: ssl.SSLContext, line: Any) -> None:
        self.process = process
        self.port, self.bare_port, self.front_port = ports
        self.tls = tls
        self._line = line

    async def do(self, command: str, argument: Any) -> Any:
        self._line.send((command, argument))
        return await asyncio.to_thread(self._line.recv)


@contextmanager
def served() -> Iterator[Served]:
    """Start the process, and end it."""
    with tempfile.TemporaryDirectory(prefix='sampan-bench-') as folder:
        pki = Pki(Path(folder), SystemWorld())
        pki.ensure(LEAVES)
        admin = pki.pair('admin')
        tls = ssl.create_default_context(cafile=str(pki.ca))
        tls.load_cert_chain(admin.certificate, admin.key)
        context = multiprocessing.get_context('spawn')
        here, there = context.Pipe()
        process = context.Process(target=serve, args=(Path(folder), there))
        process.start()
        there.close()
        try:
            yield Served(process.pid or 0, here.recv(), tls, here)
        finally:
            here.close()
            process.join()
