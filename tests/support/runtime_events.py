"""Listening to a runtime's events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sampan.node.runtime.base import ContainerEvent, ContainerEventType, Runtime


@asynccontextmanager
async def listening(runtime: Runtime) -> AsyncIterator[asyncio.Queue[ContainerEvent]]:
    """The runtime's events in a queue."""
    queue: asyncio.Queue[ContainerEvent] = asyncio.Queue()
    events = runtime.events()

    async def listen() -> None:
        async for event in events:
            queue.put_nowait(event)

    task = asyncio.create_task(listen())
    try:
        yield queue
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(queue: asyncio.Queue[ContainerEvent], kind: ContainerEventType, identifier: str) -> ContainerEvent:
    """The next event of this kind about this container or sandbox."""
    while True:
        event = await queue.get()
        if (event.type, event.container) == (kind, identifier):
            return event
