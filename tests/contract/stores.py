"""The backends under contract, and how a test opens one."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from sampan.store import MemoryStore, Store
from sampan.store.etcd import EtcdStore
from sampan.store.hub import WatchLimits
from sampan.store.sqlite import SqliteConfig, SqliteStore
from support.etcd import etcd

R = TypeVar('R')
BACKENDS = ('memory', 'sqlite', 'etcd')
DEADLINE = 30.0  # seconds a test may take; waiting for what never comes ends here


@asynccontextmanager
async def opened(backend: str, watch_limits: WatchLimits | None = None) -> AsyncIterator[Store]:
    """A new store of the named backend, closed and removed at the end."""
    if backend == 'memory':
        store: Store = MemoryStore(watch_limits=watch_limits)
        yield store
        await store.close()
        return
    if backend == 'etcd':
        async with etcd(1, '--unsafe-no-fsync') as running:
            store = await EtcdStore.open(running.config, watch_limits)
            try:
                yield store
            finally:
                await store.close()
        return
    with tempfile.TemporaryDirectory(prefix='sampan-store-') as folder:
        store = await SqliteStore.open(SqliteConfig(path=Path(folder) / 'state.db'), watch_limits)
        try:
            yield store
        finally:
            await store.close()


def run(backend: str, body: Callable[[Store], Awaitable[R]], watch_limits: WatchLimits | None = None) -> R:
    """Run `body` on a new store."""

    async def main() -> R:
        async with asyncio.timeout(DEADLINE), opened(backend, watch_limits) as store:
            return await body(store)

    return asyncio.run(main())
