"""Durable Pod creates per second over HTTPS, beside bare puts of the same bytes into Debian's etcd.

    python bench/creates.py [--seconds 3] [--rounds 3] [--folder /var/tmp]

The server is a whole API server over the SQLite store in a process of its own, with every stage at work: the user may
by a role (RBAC), priority and fairness, admission with a quota that counts pods, cpu and memory, managedFields, and
an audit that writes every request to a file. Its clients and etcd's are of the
same cheap kind (load.py) and run in this process. The two sides take turns; medians are printed, with
the CPU time each server spent per operation and what the clients spent.
Upstream's API server is not in this run: it needs etcd below it, so etcd's bare rate is its ceiling.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import multiprocessing
import multiprocessing.connection
import os
import ssl
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import uvloop
from load import NAME, WARM_UP, Connection, Creates, Puts, drive
from store import etcd_server

from sampan.api.generated import core_v1, meta_v1, rbac_v1
from sampan.apiserver.audit.config import AuditConfig, LogConfig
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.http.tls import TlsConfig
from sampan.apiserver.server import ApiServer
from sampan.cluster.pki import Leaf, Pki
from sampan.cluster.process import settle
from sampan.machinery.world import SystemWorld
from sampan.store.sqlite import SqliteConfig, SqliteStore

SIZE = 2600  # bytes of a Pod, about
CLIENTS = (1, 16, 128)
CHANNELS = 4  # HTTP/2 connections etcd's clients share, at most
NAMESPACE = 'default'
ROLE = 'system:aggregate-to-edit'  # what the controller that is not here would put into `edit`
TICK = os.sysconf('SC_CLK_TCK')
LEAVES = (
    Leaf('apiserver', 'kube-apiserver', server=True, addresses=('127.0.0.1',)),
    Leaf('load', 'load', ('loaders',)),
)
AUDIT = """\
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules: [{level: Metadata}]
"""


def pod() -> bytes:
    """A Pod as a client sends it, padded to the size of a real one as stored."""
    spec = {'containers': [{'name': 'c', 'image': 'busybox', 'command': ['httpd', '-f']}]}
    spec['containers'][0]['resources'] = {'requests': {'cpu': '10m'}, 'limits': {'memory': '16Mi'}}
    metadata = {'name': NAME.decode(), 'annotations': {'padding': ''}}
    manifest = {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': metadata, 'spec': spec}
    metadata['annotations'] = {'padding': 'x' * (SIZE - len(msgspec.json.encode(manifest)))}
    return msgspec.json.encode(manifest)


def surroundings() -> Iterator[msgspec.Struct]:
    """What makes every stage work: who may by a role, and a quota that counts."""
    metadata = meta_v1.ObjectMeta(name='default', namespace=NAMESPACE)
    yield core_v1.ServiceAccount(metadata=metadata)
    hard = {'pods': '1000000000', 'requests.cpu': '1000000000', 'limits.memory': '1000000000Gi'}
    yield core_v1.ResourceQuota(metadata=metadata, spec=core_v1.ResourceQuotaSpec(hard=hard))
    yield rbac_v1.RoleBinding(
        metadata=metadata,
        role_ref=rbac_v1.RoleRef(api_group='rbac.authorization.k8s.io', kind='ClusterRole', name=ROLE),
        subjects=[rbac_v1.Subject(kind='Group', api_group='rbac.authorization.k8s.io', name='loaders')],
    )


def serve(folder: Path, line: multiprocessing.connection.Connection) -> None:
    """The server's process: tells its port, serves until the line is closed."""
    policy = folder / 'audit.yaml'
    policy.write_text(AUDIT)

    async def main() -> None:
        world, pki = SystemWorld(), Pki(folder / 'pki', SystemWorld())
        store = await SqliteStore.open(SqliteConfig(path=folder / 'state.db'))
        pair = pki.pair('apiserver')
        config = ApiServerConfig(
            port=0,
            tls=TlsConfig(pair.certificate, pair.key, pki.ca),
            advertise_address='192.0.2.1',
            audit=AuditConfig(policy_file=policy, log=LogConfig(str(folder / 'audit.log'))),
        )
        server = ApiServer(store=store, world=world, config=config)
        await server.start()
        client = server.client()
        for obj in surroundings():
            stored = await client.create(obj)
            if isinstance(stored, core_v1.ResourceQuota):  # as the controller that is not here would
                stored.status = core_v1.ResourceQuotaStatus(
                    hard=stored.spec.hard, used=dict.fromkeys(stored.spec.hard, '0')
                )
                await client.update(stored, 'status')
        settle()  # as the control plane's process does
        line.send(server.port)
        await asyncio.to_thread(line.poll, None)  # until the other end is closed
        await server.stop()
        await store.close()

    uvloop.run(main())


@contextmanager
def sampan_server(folder: Path) -> Iterator[tuple[int, int, ssl.SSLContext]]:
    """(process, port, TLS of a client with a certificate)."""
    pki = Pki(folder / 'pki', SystemWorld())
    pki.ensure(LEAVES)
    here, there = multiprocessing.get_context('spawn').Pipe()
    server = multiprocessing.get_context('spawn').Process(target=serve, args=(folder, there))
    server.start()
    there.close()  # so that the end of the server is the end of the line
    try:
        user = pki.pair('load')
        tls = ssl.create_default_context(cafile=str(pki.ca))
        tls.load_cert_chain(user.certificate, user.key)
        yield server.pid or 0, here.recv(), tls
    finally:
        here.close()
        server.join()


@dataclass(slots=True)
class Round:
    """What one side did in one turn."""

    rate: float  # operations per second
    server: float  # CPU seconds per operation
    client: float


def measure(process: int, connections: list[Connection], seconds: float) -> Round:
    """Both CPU times are per operation; the server's includes the warm-up, which counts as so much of the run."""
    busy = cpu(process)
    done, took, client = drive(connections, seconds)
    return Round(done / took, (cpu(process) - busy) * took / (took + WARM_UP) / done, client / done)


def cpu(process: int) -> float:
    """CPU seconds a process has used, all its threads."""
    fields = Path(f'/proc/{process}/stat').read_text().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident(process: int) -> float:
    """Resident memory in MB."""
    return int(Path(f'/proc/{process}/statm').read_text().split()[1]) * os.sysconf('SC_PAGESIZE') / 1e6


def namer(opening: str) -> Callable[[], bytes]:
    """Names that were not there before, all of the same length."""
    count = itertools.count()
    return lambda: b'%b-%07d' % (opening.encode(), next(count))


def request(port: int) -> bytes:
    """What a client sends."""
    body = pod()
    head = (
        f'POST /api/v1/namespaces/{NAMESPACE}/pods HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n'
        'User-Agent: bench\r\nAccept: application/json\r\nContent-Type: application/json\r\n'
        f'Content-Length: {len(body)}\r\n\r\n'
    )
    return head.encode() + body


def main(seconds: float, rounds: int, folder: Path) -> None:
    with (
        tempfile.TemporaryDirectory(prefix='sampan-bench-', dir=folder) as own,
        sampan_server(Path(own)) as (ours, port, tls),
        etcd_server(Path(own)) as (theirs, etcd_port),
    ):
        creating, name, key = request(port), namer('load'), namer(f'/registry/pods/{NAMESPACE}/load')
        results: dict[tuple[str, int], list[Round]] = {}
        for _, clients in itertools.product(range(rounds), CLIENTS):
            connections: list[Connection] = [Creates(port, tls, creating, name) for _ in range(clients)]
            results.setdefault(('create', clients), []).append(measure(ours, connections, seconds))
            channels = min(CHANNELS, clients)
            connections = [Puts(etcd_port, clients // channels, pod(), key) for _ in range(channels)]
            results.setdefault(('put', clients), []).append(measure(theirs, connections, seconds))
        memory = resident(ours), resident(theirs)
    show(results, f'durable Pod creates/s of {SIZE} bytes on {folder}, median of {rounds} x {seconds:g} s', memory)


def show(results: dict[tuple[str, int], list[Round]], title: str, memory: tuple[float, float]) -> None:
    print(title)
    print(f'{"":>8}{"per second":^24}{"server CPU µs":^18}{"client CPU µs":^18}')
    print(f'{"clients":>8}{"create":>8}{"put":>8}{"ratio":>8}{"create":>10}{"put":>8}{"create":>10}{"put":>8}')
    for clients in CLIENTS:
        create, put = (middle(results[side, clients]) for side in ('create', 'put'))
        rates = f'{create.rate:>8.0f}{put.rate:>8.0f}{create.rate / put.rate:>7.2f}x'
        servers = f'{create.server * 1e6:>10.0f}{put.server * 1e6:>8.0f}'
        print(f'{clients:>8}{rates}{servers}{create.client * 1e6:>10.0f}{put.client * 1e6:>8.0f}')
    print(f'resident at the end: {memory[0]:.0f} MB, etcd {memory[1]:.0f} MB')


def middle(rounds: list[Round]) -> Round:
    return Round(*(statistics.median(getattr(each, name) for each in rounds) for name in ('rate', 'server', 'client')))


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--seconds', type=float, default=3)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--folder', type=Path, default=Path('/var/tmp'), help='on the disk to measure')
    given = parser.parse_args()
    sys.exit(main(given.seconds, given.rounds, given.folder))
