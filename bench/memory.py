"""Resident memory for each stored pod of 3 KB, beside its bytes.

    python bench/memory.py [--pods 20000] [--folder /var/tmp]

An API server over the SQLite store in a process of its own. Measured twice: after so many creates, when the watch cache
remembers them all as recent changes too, and in a new process that has loaded them.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import multiprocessing.connection
import tempfile
from pathlib import Path

import uvloop
from creates import resident

from sampan.api import codec
from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.server import ApiServer
from sampan.cluster.process import settle
from sampan.machinery.world import SystemWorld
from sampan.store.sqlite import SqliteConfig, SqliteStore

SIZE = 3000  # bytes of a stored pod, about
OWN = 2096  # of them, without the padding
AT_ONCE = 100


def a_pod(number: int) -> core_v1.Pod:
    metadata = meta_v1.ObjectMeta(
        name=f'pod-{number:06}',
        namespace='default',
        labels={'app': f'app-{number // 10}'},
        annotations={'padding': 'x' * (SIZE - OWN)},
    )
    container = core_v1.Container(name='c', image='busybox', command=['httpd', '-f'])
    return core_v1.Pod(metadata=metadata, spec=core_v1.PodSpec(containers=[container]))


def serve(folder: Path, line: multiprocessing.connection.Connection) -> None:
    """The process: ready, then so many creates and the bytes of one pod, until its line is closed."""

    async def main() -> None:
        store = await SqliteStore.open(SqliteConfig(path=folder / 'state.db'))
        server = ApiServer(store=store, world=SystemWorld(), config=ApiServerConfig(port=0))
        await server.start(listen=False)
        settle()
        line.send(None)
        client = server.client()
        while True:
            try:
                pods = await asyncio.to_thread(line.recv)
            except EOFError:
                break
            account = meta_v1.ObjectMeta(name='default', namespace='default')
            await client.create(core_v1.ServiceAccount(metadata=account))
            for first in range(0, pods, AT_ONCE):
                await asyncio.gather(*(client.create(a_pod(number)) for number in range(first, first + AT_ONCE)))
            line.send(len(codec.encode(await client.get(core_v1.Pod, 'pod-000000', 'default'))))
        await server.stop()
        await store.close()

    uvloop.run(main())


def measured(folder: Path, pods: int) -> tuple[float, float, int]:
    """(MB when started, MB after so many creates, bytes of a pod) of a process of its own."""
    context = multiprocessing.get_context('spawn')
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(folder, there))
    process.start()
    there.close()
    try:
        here.recv()
        before, size = resident(process.pid or 0), 0
        if pods:
            here.send(pods)
            size = here.recv()
        return before, resident(process.pid or 0), size
    finally:
        here.close()
        process.join()


def main(pods: int, folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix='sampan-bench-', dir=folder) as own:
        empty, full, size = measured(Path(own), pods)
        loaded, _, _ = measured(Path(own), 0)
    print(f'{pods} pods of {size} bytes; an empty server has {empty:.0f} MB')
    for name, megabytes in (('created here', full), ('loaded', loaded)):
        each = (megabytes - empty) * 1e6 / pods
        print(f'  {name:<16}{megabytes:>6.0f} MB{each:>8.0f} bytes a pod{each / size:>7.2f}x')


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--pods', type=int, default=20_000)
    parser.add_argument('--folder', type=Path, default=Path('/var/tmp'), help='where the database is made')
    given = parser.parse_args()
    main(given.pods, given.folder)
