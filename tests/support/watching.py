"""Watches over the wire of a whole server in the process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sampan.apiserver.request import Stream
from support.customresources import Server
from support.registry import _Lines


@asynccontextmanager
async def watching(server: Server, path: str, **headers: str) -> AsyncIterator[Any]:
    """Yields something with `take(count)`, the next events, and `rest()`, all until the server ends the watch."""
    answer = await server.api.handler(server.request('GET', path, **headers))
    assert isinstance(answer, Stream), answer
    assert answer.chunks is not None
    try:
        yield _Lines(answer.chunks)
    finally:
        await answer.chunks.aclose()  # type: ignore[attr-defined]


def seen(events: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What happened to whom."""
    return [(event['type'], event['object']['metadata']['name']) for event in events]
