"""A second API server on one etcd: reads per second of two, beside one.

    python bench/servers.py [--connections 16] [--seconds 3] [--rounds 3]

GET of one pod over HTTPS, every read as fresh as etcd; each server has a process of its own, and so have its clients.
Two servers, their clients and etcd want five cores. With fewer the rates say little, and the CPU time that each part
spends on a read says what more cores would give: servers scale as long as it stays the same.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import multiprocessing.connection
import os
import ssl
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import uvloop
from creates import LEAVES, NAMESPACE, cpu
from load import Gets, drive
from store import etcd_server

from sampan.api.generated import core_v1, meta_v1, rbac_v1
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.http.tls import TlsConfig
from sampan.apiserver.server import ApiServer
from sampan.cluster.pki import Pki
from sampan.cluster.process import settle
from sampan.machinery.world import SystemWorld
from sampan.store.etcd import EtcdConfig, EtcdStore

RBAC = 'rbac.authorization.k8s.io'
ROLE = 'system:aggregate-to-view'
NAME = 'one'
PATH = f'/api/v1/namespaces/{NAMESPACE}/pods/{NAME}'


def serve(folder: Path, etcd: int, line: multiprocessing.connection.Connection) -> None:
    """A server's process: tells its port, serves until its line is closed."""

    async def main() -> None:
        store = await EtcdStore.open(EtcdConfig(endpoints=[f'127.0.0.1:{etcd}']))
        pki = Pki(folder / 'pki', SystemWorld())
        pair = pki.pair('apiserver')
        tls = TlsConfig(pair.certificate, pair.key, pki.ca)
        server = ApiServer(store=store, world=SystemWorld(), config=ApiServerConfig(port=0, tls=tls))
        await server.start()
        settle()
        line.send(server.port)
        if await asyncio.to_thread(line.recv):
            client, metadata = server.client(), meta_v1.ObjectMeta(name='default', namespace=NAMESPACE)
            await client.create(core_v1.ServiceAccount(metadata=metadata))
            await client.create(
                rbac_v1.RoleBinding(
                    metadata=metadata,
                    role_ref=rbac_v1.RoleRef(api_group=RBAC, kind='ClusterRole', name=ROLE),
                    subjects=[rbac_v1.Subject(kind='Group', api_group=RBAC, name='loaders')],
                )
            )
            container = core_v1.Container(name='c', image='busybox')
            one = meta_v1.ObjectMeta(name=NAME, namespace=NAMESPACE)
            await client.create(core_v1.Pod(metadata=one, spec=core_v1.PodSpec(containers=[container])))
        line.send(None)
        await asyncio.to_thread(line.poll, None)
        await server.stop()
        await store.close()

    uvloop.run(main())


@contextmanager
def running(folder: Path, etcd: int, *, first: bool) -> Iterator[tuple[int, int]]:
    """(process, port) of a server; the first writes what is read."""
    context = multiprocessing.get_context('spawn')
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(folder, etcd, there))
    process.start()
    there.close()
    try:
        port = here.recv()
        here.send(first)
        here.recv()
        yield process.pid or 0, port
    finally:
        here.close()
        process.join()


def load(
    folder: Path, port: int, connections: int, seconds: float, line: multiprocessing.connection.Connection
) -> None:
    """The clients' process: tells reads and the seconds they took."""
    pki = Pki(folder / 'pki', SystemWorld())
    user = pki.pair('load')
    tls = ssl.create_default_context(cafile=str(pki.ca))
    tls.load_cert_chain(user.certificate, user.key)
    line.send(drive([Gets(port, tls, PATH) for _ in range(connections)], seconds)[:2])


def rate(folder: Path, ports: list[int], connections: int, seconds: float) -> tuple[float, int]:
    """(reads per second of all, reads) with so many connections to each."""
    context = multiprocessing.get_context('spawn')
    lines: list[Any] = []
    for port in ports:
        here, there = context.Pipe()
        context.Process(target=load, args=(folder, port, connections, seconds, there)).start()
        there.close()
        lines.append(here)
    answers = [line.recv() for line in lines]
    return sum(done / took for done, took in answers), sum(done for done, _ in answers)


def main(connections: int, seconds: float, rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix='sampan-bench-') as own, ExitStack() as stack:
        folder = Path(own)
        Pki(folder / 'pki', SystemWorld()).ensure(LEAVES)
        etcd, etcd_port = stack.enter_context(etcd_server(folder))
        servers = [stack.enter_context(running(folder, etcd_port, first=number == 0)) for number in range(2)]
        found: dict[int, list[tuple[float, float, float]]] = {1: [], 2: []}
        for _ in range(rounds):
            for count in (1, 2):
                parts = [process for process, _ in servers[:count]]
                before, etcd_before = sum(map(cpu, parts)), cpu(etcd)
                reads_per_second, reads = rate(folder, [port for _, port in servers[:count]], connections, seconds)
                busy, etcd_busy = sum(map(cpu, parts)) - before, cpu(etcd) - etcd_before
                found[count].append((reads_per_second, busy / reads * 1e6, etcd_busy / reads * 1e6))
    print(f'reads over HTTPS from servers on one etcd, {os.cpu_count()} cores, median of {rounds} x {seconds:g} s')
    for count, results in found.items():
        middle = [statistics.median(each) for each in zip(*results, strict=True)]
        print(
            f'  {count}: {middle[0]:>7,.0f}/s, CPU per read: {middle[1]:.0f} µs of a server, {middle[2]:.0f} µs of etcd'
        )
    one, two = (statistics.median(each[0] for each in found[count]) for count in (1, 2))
    print(f'  {two / one:.2f}x')


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--connections', type=int, default=16)
    parser.add_argument('--seconds', type=float, default=3)
    parser.add_argument('--rounds', type=int, default=3)
    given = parser.parse_args()
    main(given.connections, given.seconds, given.rounds)
