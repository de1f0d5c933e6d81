"""Durable commits per second: the SQLite store beside Debian's etcd, same bytes, same disk, same run.

    python bench/store.py [--seconds 3] [--size 2600] [--folder /var/tmp]

Each figure is a number of concurrent writers creating distinct keys of the given size as fast as they
are answered. Both are durable at the answer. The peer is one etcd server on loopback in a folder of its own,
spoken to over one HTTP/2 channel; `memory` is the in-memory store, the floor of the call itself.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import grpc
import grpc.aio
import uvloop
from load import varint

from sampan.store import Create, MemoryStore
from sampan.store.sqlite import SqliteConfig, SqliteStore

WRITERS = (1, 16, 128)
WARM_UP = 0.3  # seconds
Put = Callable[[str, bytes], Awaitable[object]]


@asynccontextmanager
async def memory(folder: Path) -> AsyncIterator[Put]:
    store = MemoryStore()
    yield lambda key, value: store.commit(Create(key, value))
    await store.close()


@asynccontextmanager
async def sqlite(folder: Path) -> AsyncIterator[Put]:
    store = await SqliteStore.open(SqliteConfig(path=folder / 'sqlite' / 'state.db'))
    yield lambda key, value: store.commit(Create(key, value))
    await store.close()


@contextmanager
def etcd_server(folder: Path) -> Iterator[tuple[int, int]]:
    """(process, port) of an etcd of our own on loopback, ready for clients."""
    program = shutil.which('etcd')
    if program is None:
        sys.exit('etcd is not installed: apt-get install etcd-server')
    client_port, peer_port = _free_port(), _free_port()
    client, peer = f'http://127.0.0.1:{client_port}', f'http://127.0.0.1:{peer_port}'
    server = subprocess.Popen(
        [
            program, '--data-dir', str(folder / 'etcd'), '--listen-client-urls', client,
            '--advertise-client-urls', client, '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer,
            '--initial-cluster', f'default={peer}', '--quota-backend-bytes', str(8 << 30),
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, 'ETCD_UNSUPPORTED_ARCH': os.uname().machine},
    )  # fmt: skip
    try:
        with grpc.insecure_channel(f'127.0.0.1:{client_port}') as channel:
            grpc.channel_ready_future(channel).result(30)
        yield server.pid, client_port
    finally:
        server.kill()
        server.wait()


@asynccontextmanager
async def etcd(folder: Path) -> AsyncIterator[Put]:
    with etcd_server(folder) as (_, port):
        async with grpc.aio.insecure_channel(f'127.0.0.1:{port}') as channel:
            await asyncio.wait_for(channel.channel_ready(), 30)
            call = channel.unary_unary('/etcdserverpb.KV/Put')
            yield lambda key, value: call(_put_request(key.encode(), value), wait_for_ready=True)


def _put_request(key: bytes, value: bytes) -> bytes:
    """etcdserverpb.PutRequest: key is field 1, value field 2."""
    return b'\x0a' + varint(len(key)) + key + b'\x12' + varint(len(value)) + value


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return int(probe.getsockname()[1])


async def rate(put: Put, writers: int, seconds: float, value: bytes) -> float:
    """Commits per second, after a warm-up."""
    loop = asyncio.get_running_loop()
    begin = loop.time() + WARM_UP
    end = begin + seconds
    done = [0]

    async def write(writer: int) -> None:
        n = 0
        while (now := loop.time()) < end:
            await put(f'/registry/pods/bench-{writers}/{writer}-{n}', value)
            n += 1
            done[0] += now >= begin

    await asyncio.gather(*(write(writer) for writer in range(writers)))
    return done[0] / (loop.time() - begin)


async def main(seconds: float, size: int, folder: Path) -> None:
    value = (b'{"kind":"Pod","apiVersion":"v1"}' * (size // 32 + 1))[:size]
    backends = {'memory': memory, 'sqlite': sqlite, 'etcd': etcd}
    rates: dict[tuple[str, int], float] = {}
    for writers in WRITERS:  # the backends take turns, so that a noisy minute hits them all
        for name, backend in backends.items():
            with tempfile.TemporaryDirectory(prefix='sampan-bench-', dir=folder) as own:
                async with backend(Path(own)) as put:
                    rates[name, writers] = await rate(put, writers, seconds, value)
    print(f'durable commits/s of {size} bytes on {folder}, {seconds:g} s each')
    print(f'{"writers":>8}' + ''.join(f'{name:>10}' for name in backends) + f'{"sqlite/etcd":>14}')
    for writers in WRITERS:
        figures = ''.join(f'{rates[name, writers]:>10.0f}' for name in backends)
        print(f'{writers:>8}{figures}{rates["sqlite", writers] / rates["etcd", writers]:>13.1f}x')


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--seconds', type=float, default=3)
    parser.add_argument('--size', type=int, default=2600)
    parser.add_argument('--folder', type=Path, default=Path('/var/tmp'), help='on the disk to measure')
    given = parser.parse_args()
    uvloop.run(main(given.seconds, given.size, given.folder))
