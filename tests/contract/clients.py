"""The two roads to one API server, for the suite that walks both."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.http.tls import TlsConfig
from sampan.apiserver.server import ApiServer
from sampan.client.base import Client
from sampan.client.config import HttpConfig
from sampan.client.http import HttpClient
from sampan.cluster.pki import Leaf, Pki
from sampan.machinery.world import SystemWorld
from sampan.store import MemoryStore

ROADS = ('in-process', 'https')
DEADLINE = 30.0  # seconds a test may take


@asynccontextmanager
async def serving(road: str) -> AsyncIterator[Client]:
    """A new cluster's API server, and a client of it with every right."""
    store, world = MemoryStore(), SystemWorld()
    with tempfile.TemporaryDirectory(prefix='sampan-client-') as folder:
        pki = Pki(Path(folder), world)
        tls = None
        if road == 'https':
            server_leaf = Leaf('apiserver', 'kube-apiserver', server=True, addresses=('127.0.0.1',))
            pki.ensure((server_leaf, Leaf('admin', 'kubernetes-admin', ('system:masters',))))
            pair = pki.pair('apiserver')
            tls = TlsConfig(pair.certificate, pair.key, pki.ca)
        server = ApiServer(
            store=store,
            world=world,
            config=ApiServerConfig(port=0 if tls else 6443, tls=tls, advertise_address='192.0.2.1'),
        )
        await server.start(listen=road == 'https')
        client = server.client() if road == 'in-process' else _https(pki, server.port)
        try:
            yield client
        finally:
            await client.close()
            await server.stop()
            await store.close()


def _https(pki: Pki, port: int) -> Client:
    admin = pki.pair('admin')
    return HttpClient(
        HttpConfig(
            server=f'https://127.0.0.1:{port}',
            ca=pki.ca.read_bytes(),
            client_certificate=admin.certificate.read_bytes(),
            client_key=admin.key.read_bytes(),
            retries=0,  # the in-process road has none either
        )
    )


def run(road: str, body: Callable[[Client], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(DEADLINE), serving(road) as client:
            await body(client)

    asyncio.run(main())
