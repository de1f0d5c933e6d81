"""Cluster DNS on the node's sockets: UDP and TCP."""

from __future__ import annotations

import asyncio
import errno
import logging
from contextlib import AsyncExitStack
from typing import Any

from sampan.client.informer import InformerFactory
from sampan.machinery.world import World
from sampan.network.dns.config import DnsConfig
from sampan.network.dns.forward import Forwarder
from sampan.network.dns.resolver import Outside, Resolver
from sampan.network.dns.view import View

logger = logging.getLogger(__name__)


class DnsFailed(Exception):
    """Cluster DNS cannot listen."""


class DnsServer:
    """`ready` is set when it knows the cluster's objects and listens. Raises `DnsFailed` when it cannot listen."""

    def __init__(self, *, world: World, informers: InformerFactory, config: DnsConfig) -> None:
        self._config = config
        self._view = View(informers)
        self._resolver = Resolver(self._view, world, config, Forwarder(world, config).ask)
        self.ready = asyncio.Event()
        self.ports: list[int] = []  # as bound; of interest when the configured one is 0

    async def run(self) -> None:
        """Serve until cancelled."""
        await self._view.synced()
        async with AsyncExitStack() as stack:
            stack.callback(self._view.follow(self._resolver.forget))
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            for address in self._config.listen:
                await self._listen(address, tasks, stack)
            self.ready.set()
            await asyncio.get_running_loop().create_future()

    async def _listen(self, address: str, tasks: asyncio.TaskGroup, stack: AsyncExitStack) -> None:
        loop = asyncio.get_running_loop()
        connections = _Connections(self._resolver, self._config)
        try:
            server = await asyncio.start_server(connections.serve, address, self._config.port)
            stack.callback(server.close)
            port = server.sockets[0].getsockname()[1]
            transport, _ = await loop.create_datagram_endpoint(
                lambda: _Datagrams(self._resolver, tasks, self._config.max_concurrent), local_addr=(address, port)
            )
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise DnsFailed(f'cluster DNS cannot listen on {address}: {error}') from error
            raise DnsFailed(
                f'port {self._config.port} of {address} is taken by another DNS server: '
                'tell that one to listen on its own addresses only'
            ) from error
        stack.callback(transport.close)
        self.ports.append(port)


class _Datagrams(asyncio.DatagramProtocol):
    """UDP. What is known is answered at once, in the callback; only what has to be asked outside gets a task."""

    def __init__(self, resolver: Resolver, tasks: asyncio.TaskGroup, limit: int) -> None:
        self._resolver = resolver
        self._tasks = tasks
        self._limit = limit
        self._waiting = 0

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        answer = self._resolver.quick(data)
        if answer is None:
            try:
                answer = self._resolver.answer(data, udp=True)
            except Outside:
                self._ask(data, addr)
                return
        if answer is not None:
            self._transport.sendto(answer, addr)

    def error_received(self, exc: Exception) -> None:
        """A client that did not wait for its answer."""
        logger.debug('DNS client: %s', exc)

    def _ask(self, data: bytes, addr: Any) -> None:
        if self._waiting >= 2 * self._limit:  # a flood of equal questions; unequal ones the forwarder refuses
            return
        self._waiting += 1
        self._tasks.create_task(self._answer_later(data, addr))

    async def _answer_later(self, data: bytes, addr: Any) -> None:
        try:
            self._transport.sendto(await self._resolver.resolve(data, udp=True), addr)
        finally:
            self._waiting -= 1


class _Connections:
    """TCP: queries of a connection one after the other, each with its length before it."""

    def __init__(self, resolver: Resolver, config: DnsConfig) -> None:
        self._resolver = resolver
        self._config = config
        self._open = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._open >= self._config.max_connections:
            writer.close()
            return
        self._open += 1
        try:
            while data := await self._next(reader):
                answer = await self._answer(data)
                if answer is not None:
                    writer.write(len(answer).to_bytes(2) + answer)
                    await writer.drain()
        except OSError as error:
            logger.debug('DNS client: %s', error)
        finally:
            self._open -= 1
            writer.close()

    async def _next(self, reader: asyncio.StreamReader) -> bytes:
        """The next query; nothing when the client is done or silent for too long."""
        try:
            async with asyncio.timeout(self._config.idle_timeout):
                length = int.from_bytes(await reader.readexactly(2))
                return await reader.readexactly(length)
        except (TimeoutError, asyncio.IncompleteReadError):
            return b''

    async def _answer(self, data: bytes) -> bytes | None:
        try:
            return self._resolver.answer(data, udp=False)
        except Outside:
            return await self._resolver.resolve(data, udp=False)
