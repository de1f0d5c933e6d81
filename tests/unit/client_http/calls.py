"""Running calls against a scripted server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from aiohttp import web

from sampan.api.generated import core_v1, meta_v1
from sampan.client.config import HttpConfig
from sampan.client.http import HttpClient

from .server import Handler, Server, serve

POD = '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"default","resourceVersion":"7"}}'
OK = '{"kind":"Status","apiVersion":"v1","status":"Success"}'


def pod(name: str = 'web', **more: Any) -> core_v1.Pod:
    return core_v1.Pod(metadata=meta_v1.ObjectMeta(name=name, namespace='default', **more))


def run(body: Coroutine[Any, Any, None]) -> None:
    async def main() -> None:
        async with asyncio.timeout(20):
            await body

    asyncio.run(main())


def against(*answers: web.Response | Handler, test: Callable[[HttpClient, Server], Awaitable[None]]) -> None:
    """Run `test` with a client of a server that answers so."""

    async def body() -> None:
        async with serve(*answers) as server, HttpClient(HttpConfig(server=server.url)) as client:
            await test(client, server)

    run(body())
