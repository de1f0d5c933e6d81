"""Cluster DNS: answers per second over UDP, beside a bare echo of datagrams on the same loop.

    python bench/cluster_dns.py [--queries 50000] [--window 64]

The server runs in a process of its own on uvloop, with 1,000 Services in its view; the client, in this process, keeps
a window of queries under way. Client and server share the machine, so half of what is measured is the client.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import socket
import statistics
import time
from multiprocessing.connection import Connection

import uvloop

from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.generated import meta_v1 as meta
from sampan.client.informer import InformerFactory
from sampan.machinery.world import SystemWorld
from sampan.network.dns import wire
from sampan.network.dns.config import DnsConfig
from sampan.network.dns.server import DnsServer

SERVICES = 1000
ROUNDS = 5
FRESH = 20_000


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._transport.sendto(data, addr)  # type: ignore[arg-type]


def service(number: int) -> core.Service:
    ip = f'10.96.{number // 250}.{number % 250 + 1}'
    return core.Service(
        metadata=meta.ObjectMeta(name=f's{number}', namespace='default'),
        spec=core.ServiceSpec(cluster_ip=ip, cluster_ips=[ip], ports=[core.ServicePort(port=80, protocol='TCP')]),
    )


async def serve(pipe: Connection) -> None:
    informers = InformerFactory(None, SystemWorld())  # type: ignore[arg-type]  # nothing is asked of a client
    informers.informer(core.Service).replace([service(number) for number in range(SERVICES)], '1')
    informers.informer(discovery.EndpointSlice).replace([], '1')
    informers.informer(core.Namespace).replace([core.Namespace(metadata=meta.ObjectMeta(name='default'))], '1')
    config = DnsConfig(domain='cluster.local', service_ip='127.0.0.1', listen=('127.0.0.1',), port=0)
    server = DnsServer(world=SystemWorld(), informers=informers, config=config)
    task = asyncio.create_task(server.run())
    await server.ready.wait()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Echo, local_addr=('127.0.0.1', 0))
    pipe.send((server.ports[0], transport.get_extra_info('sockname')[1]))
    await task


def server_process(pipe: Connection) -> None:
    uvloop.run(serve(pipe))


def rate(port: int, queries: list[bytes], count: int, window: int) -> float:
    """Answers per second."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.connect(('127.0.0.1', port))
        client.settimeout(2)
        begin = time.perf_counter()
        for number in range(window):
            client.send(queries[number % len(queries)])
        for number in range(count):
            client.recv(1500)
            client.send(queries[number % len(queries)])
        return count / (time.perf_counter() - begin)


def main(count: int, window: int) -> None:
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context('spawn').Process(target=server_process, args=(theirs,), daemon=True)
    process.start()
    try:
        port, echo = mine.recv()
        known = [wire.question(n, f's{n}.default.svc.cluster.local', wire.Type.A) for n in range(SERVICES)]
        floors, remembered, new = [], [], []
        for turn in range(ROUNDS):  # in turns, so that a noisy minute hits all
            floors.append(rate(echo, known, count, window))
            remembered.append(rate(port, known, count, window))
            begin = turn * FRESH
            fresh = [
                wire.question(n % 65536, f'x{n}.default.svc.cluster.local', wire.Type.A)
                for n in range(begin, begin + FRESH)
            ]
            new.append(rate(port, fresh, FRESH - window, window))
        floor = statistics.median(floors)
        for what, rates in (('remembered answers', remembered), ('names never asked before', new)):
            ours = statistics.median(rates)
            print(f'{what}: {ours:,.0f}/s, bare echo {floor:,.0f}/s: {ours / floor:.2f}x')
    finally:
        process.terminate()
        process.join()


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--queries', type=int, default=50_000)
    parser.add_argument('--window', type=int, default=64)
    given = parser.parse_args()
    main(given.queries, given.window)
