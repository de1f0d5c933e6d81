"""`sampan apiserver`: the API server alone, with kube-apiserver's flags."""

from __future__ import annotations

import argparse
import asyncio
import signal
import ssl
from typing import Any

from sampan.apiserver.server import ApiServer
from sampan.cluster import ports
from sampan.cluster.apiserver_flags import config_of
from sampan.cluster.errors import ClusterError
from sampan.cluster.storage import open_store
from sampan.machinery.world import SystemWorld
from sampan.store.base import Store, StoreUnavailable
from sampan.store.memory import MemoryStore


async def serve(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code. Raises ClusterError for what cannot be meant."""
    store = await store_of(options)
    try:
        server = server_of(options, store)
        try:
            await server.start()
        except StoreUnavailable as error:
            raise ClusterError(str(error)) from error
        except OSError as error:
            raise ports.explain(error, options.secure_port, '--secure-port') from error
        scheme = 'http' if server.config.tls is None else 'https'
        print(f'serving on {scheme}://{server.config.host}:{server.port}', flush=True)
        try:
            await stopped(asyncio.ensure_future(server.wait()))
        finally:
            await server.stop()
    finally:
        await store.close()
    return 0


def server_of(options: argparse.Namespace, store: Store) -> ApiServer:
    """Raises ClusterError for configurations that cannot be meant, and files that cannot be read."""
    try:
        return ApiServer(store=store, world=SystemWorld(), config=config_of(options))
    except (ValueError, OSError, ssl.SSLError) as error:
        raise ClusterError(str(error)) from error


async def store_of(options: argparse.Namespace) -> Store:
    if options.database is None and not options.etcd_servers:
        return MemoryStore()
    tls = (options.etcd_cafile, options.etcd_certfile, options.etcd_keyfile)
    return await open_store(options.database, ','.join(options.etcd_servers), tls)


async def stopped(server: asyncio.Future[None]) -> None:
    """Until a signal asks to stop, or the server cannot go on (raises what ended it)."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    both: list[asyncio.Future[Any]] = [server, asyncio.ensure_future(asked.wait())]
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if server.done():
            server.result()
    finally:
        for each in both:
            each.cancel()
        await asyncio.wait(both)
