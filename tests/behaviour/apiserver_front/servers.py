"""A whole API server with certificates of its own, for tests that go over the wire."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import uvloop

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1
from sampan.apiserver.config import ApiServerConfig, KubeletClientConfig
from sampan.apiserver.http.server import Front
from sampan.apiserver.http.tls import TlsConfig, server_context
from sampan.apiserver.request import Handler
from sampan.apiserver.server import ApiServer
from sampan.cluster.pki import Leaf, Pki
from sampan.machinery.world import SystemWorld
from sampan.store.memory import MemoryStore

TOKENS = 'admin-token,admin,1,"system:masters"\nbob-token,bob,2,"builders"\n'


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    """On the loop that production uses."""

    async def main() -> None:
        await asyncio.wait_for(coroutine, 30)

    uvloop.run(main())


@cache
def folder_of_run() -> TemporaryDirectory[str]:
    """Removed with the process."""
    return TemporaryDirectory(prefix='sampan-front-pki-')


@cache
def pki() -> Path:
    """One folder of certificates for the whole test run."""
    folder = Path(folder_of_run().name)
    server = {'server': True, 'names': ('localhost',), 'addresses': ('127.0.0.1',)}
    Pki(folder, SystemWorld()).ensure(
        [
            Leaf('apiserver', 'kube-apiserver', **server),
            Leaf('admin', 'kubernetes-admin', ('system:masters',)),
            Leaf('alice', 'alice', ('builders',)),
            Leaf('kubelet-client', 'kube-apiserver-kubelet-client', ('system:masters',)),
        ]
    )
    (folder / 'tokens.csv').write_text(TOKENS)
    return folder


def tls() -> TlsConfig:
    return TlsConfig(pki() / 'apiserver.crt', pki() / 'apiserver.key', pki() / 'ca.crt')


def config() -> ApiServerConfig:
    folder = pki()
    return ApiServerConfig(
        port=0,
        tls=tls(),
        signing_key=folder / 'sa.key',
        token_file=folder / 'tokens.csv',
        kubelet_client=KubeletClientConfig(
            folder / 'kubelet-client.crt', folder / 'kubelet-client.key', folder / 'ca.crt'
        ),
    )


@dataclass
class Served:
    """A running server and a client's session to it."""

    server: ApiServer
    session: aiohttp.ClientSession
    base: str

    async def get(self, path: str, **headers: str) -> tuple[int, aiohttp.typedefs.LooseHeaders, bytes]:
        async with self.session.get(self.base + path, headers=headers) as answer:
            return answer.status, answer.headers, await answer.read()

    async def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        async with self.session.post(self.base + path, json=body, headers=headers) as answer:
            return answer.status, await answer.json()


def client_tls(identity: str = '', ca: Path | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(ca or pki() / 'ca.crt'))
    if identity:
        context.load_cert_chain(pki() / f'{identity}.crt', pki() / f'{identity}.key')
    return context


@asynccontextmanager
async def served(identity: str = '', token: str = '', **changes: Any) -> AsyncIterator[Served]:
    """A server, and a session with a client certificate or a bearer token; `changes` are of the server's settings."""
    settings = replace(config(), **changes)
    server = ApiServer(store=MemoryStore(), world=SystemWorld(), config=settings)
    await server.start()
    headers = {'Authorization': f'Bearer {token}'} if token else {}
    connector = aiohttp.TCPConnector(ssl=client_tls(identity))
    try:
        async with aiohttp.ClientSession(connector=connector, headers=headers) as session:
            yield Served(server, session, f'https://127.0.0.1:{server.port}')
    finally:
        await server.stop()


@asynccontextmanager
async def kubelet(handler: Handler) -> AsyncIterator[int]:
    """A kubelet's server; yields its port."""
    front = Front(handler, tls=server_context(tls()))
    port = await front.start()
    try:
        yield port
    finally:
        await front.stop()


async def add_pod(server: ApiServer, port: int, name: str = 'web', containers: tuple[str, ...] = ('c',)) -> None:
    """A node whose kubelet listens on `port`, and a running pod on it."""
    client = server.client()
    await client.create(core.ServiceAccount(metadata=meta_v1.ObjectMeta(name='default', namespace='default')))
    node = await client.create(core.Node(metadata=meta_v1.ObjectMeta(name='n1')))
    node.status = core.NodeStatus(
        addresses=[core.NodeAddress(type='InternalIP', address='127.0.0.1')],
        daemon_endpoints=core.NodeDaemonEndpoints(kubelet_endpoint=core.DaemonEndpoint(port=port)),
    )
    await client.update(node, subresource='status')
    spec = core.PodSpec(node_name='n1', containers=[core.Container(name=c, image='x') for c in containers])
    await client.create(core.Pod(metadata=meta_v1.ObjectMeta(name=name, namespace='default'), spec=spec))
