"""Two connections joined: bytes pass both ways until one side ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sampan.apiserver.http.connection import RawConnection

PIECE = 64 * 1024


async def pipe(client: RawConnection, backend: RawConnection) -> None:
    """Returns when either side has closed; the backend is closed then, the client by whoever owns it."""
    ways = {
        asyncio.create_task(copy(client.reader, backend.writer)),
        asyncio.create_task(copy(backend.reader, client.writer)),
    }
    await until_one_ends(ways, backend)


async def until_one_ends(tasks: set[asyncio.Task[None]], backend: RawConnection) -> None:
    """Wait for the first task, cancel the rest, close the backend. Raises what the first one raised."""
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await backend.close()


async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Until the source ends. A broken connection is an end like any other."""
    try:
        while data := await source.read(PIECE):
            sink.write(data)
            await sink.drain()
    except OSError:
        return
