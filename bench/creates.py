"""Durable Pod creates per second over HTTPS, beside bare puts of the same bytes into Debian's etcd.

    python bench/creates.py [--seconds 3] [--folder /var/tmp]

The server is a whole API server over the SQLite store in a process of its own; the clients share one
other process and send prepared bodies with a client certificate, over TLS. etcd's clients are those of store.py.
Upstream's API server is not in this run: it needs etcd below it, so etcd's bare rate is its ceiling.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import multiprocessing.connection
import tempfile
from pathlib import Path

import msgspec
import uvloop
from store import WRITERS, etcd, rate

from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.http.tls import TlsConfig
from sampan.apiserver.server import ApiServer
from sampan.client.config import HttpConfig
from sampan.client.http import HttpClient
from sampan.cluster.pki import Leaf, Pki
from sampan.machinery.world import SystemWorld
from sampan.store.sqlite import SqliteConfig, SqliteStore

SIZE = 2600  # bytes of a Pod, about
NAMESPACE = 'default'
LEAVES = (
    Leaf('apiserver', 'kube-apiserver', server=True, addresses=('127.0.0.1',)),
    Leaf('admin', 'kubernetes-admin', ('system:masters',)),
)


def pod(name: str) -> bytes:
    """A Pod as a client sends it, padded to the size of a real one as stored."""
    spec = {'containers': [{'name': 'c', 'image': 'busybox', 'command': ['httpd', '-f']}]}
    metadata = {'name': name, 'annotations': {'padding': ''}}
    manifest = {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': metadata, 'spec': spec}
    metadata['annotations'] = {'padding': 'x' * (SIZE - len(msgspec.json.encode(manifest)))}
    return msgspec.json.encode(manifest)


def serve(folder: Path, line: multiprocessing.connection.Connection) -> None:
    """The server's process: tells its port, serves until the line is closed."""

    async def main() -> None:
        world, pki = SystemWorld(), Pki(folder / 'pki', SystemWorld())
        store = await SqliteStore.open(SqliteConfig(path=folder / 'state.db'))
        pair = pki.pair('apiserver')
        config = ApiServerConfig(
            port=0, tls=TlsConfig(pair.certificate, pair.key, pki.ca), advertise_address='192.0.2.1'
        )
        server = ApiServer(store=store, world=world, config=config)
        await server.start()
        account = core_v1.ServiceAccount(metadata=meta_v1.ObjectMeta(name='default', namespace=NAMESPACE))
        await server.client().create(account)
        line.send(server.port)
        await asyncio.to_thread(line.poll, None)  # until the other end is closed
        await server.stop()
        await store.close()

    uvloop.run(main())


async def creates(folder: Path, seconds: float) -> dict[int, float]:
    """Creates per second, by number of clients."""
    pki = Pki(folder / 'pki', SystemWorld())
    pki.ensure(LEAVES)
    here, there = multiprocessing.get_context('spawn').Pipe()
    server = multiprocessing.get_context('spawn').Process(target=serve, args=(folder, there))
    server.start()
    there.close()  # so that the end of the server is the end of the line
    try:
        port = await asyncio.to_thread(here.recv)
        admin = pki.pair('admin')
        config = HttpConfig(
            server=f'https://127.0.0.1:{port}',
            ca=pki.ca.read_bytes(),
            client_certificate=admin.certificate.read_bytes(),
            client_key=admin.key.read_bytes(),
            requests=max(WRITERS),
        )
        async with HttpClient(config) as client:

            def put(key: str, value: bytes) -> asyncio.Future[bytes]:
                name = key.removeprefix('/registry/pods/').replace('/', '-')
                body = value.replace(b'NAME', name.encode())
                return asyncio.ensure_future(client.raw('POST', f'/api/v1/namespaces/{NAMESPACE}/pods', body))

            return {writers: await rate(put, writers, seconds, pod('NAME')) for writers in WRITERS}
    finally:
        here.close()
        await asyncio.to_thread(server.join)


async def main(seconds: float, folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix='sampan-bench-', dir=folder) as own:
        ours = await creates(Path(own), seconds)
        async with etcd(Path(own)) as put:
            theirs = {writers: await rate(put, writers, seconds, pod('NAME')) for writers in WRITERS}
    print(f'durable Pod creates/s of {SIZE} bytes on {folder}, {seconds:g} s each')
    print(f'{"clients":>8}{"HTTPS create":>14}{"etcd put":>10}{"ratio":>8}')
    for writers in WRITERS:
        print(f'{writers:>8}{ours[writers]:>14.0f}{theirs[writers]:>10.0f}{ours[writers] / theirs[writers]:>7.2f}x')


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--seconds', type=float, default=3)
    parser.add_argument('--folder', type=Path, default=Path('/var/tmp'), help='on the disk to measure')
    given = parser.parse_args()
    uvloop.run(main(given.seconds, given.folder))
