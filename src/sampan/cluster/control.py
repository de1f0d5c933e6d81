"""Talking to the supervisor from a command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from sampan.cluster.errors import ClusterError
from sampan.cluster.supervisor import Request, State


class NotRunning(Exception):
    """Nobody answers on the control socket."""


async def status(socket: Path) -> State:
    """The supervisor's state now; raises NotRunning."""
    async for state in _ask(socket, Request('status')):
        return msgspec.json.decode(state, type=State)
    raise NotRunning


async def follow(socket: Path) -> AsyncIterator[State]:
    """The state now and after every change, until the supervisor ends."""
    async for line in _ask(socket, Request('follow')):
        yield msgspec.json.decode(line, type=State)


async def stop(socket: Path) -> AsyncIterator[State]:
    """Ask it to stop, and watch it doing so."""
    async for line in _ask(socket, Request('stop')):
        yield msgspec.json.decode(line, type=State)


@asynccontextmanager
async def hold(socket: Path) -> AsyncIterator[None]:
    """The control plane is stopped inside the block, and started again behind it. Raises NotRunning."""
    async with _connection(socket) as (reader, writer):
        writer.write(msgspec.json.encode(Request('hold')) + b'\n')
        if not await reader.readline():
            raise ClusterError('the supervisor does not stop the control plane', 'look at `sampan logs supervisor`')
        yield


async def _ask(socket: Path, request: Request) -> AsyncIterator[bytes]:
    async with _connection(socket) as (reader, writer):
        writer.write(msgspec.json.encode(request) + b'\n')
        async for line in reader:
            yield line


@asynccontextmanager
async def _connection(socket: Path) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    try:
        reader, writer = await asyncio.open_unix_connection(socket, limit=4 * 1024 * 1024)
    except (FileNotFoundError, ConnectionRefusedError) as error:
        raise NotRunning(str(error)) from error
    except PermissionError as error:
        raise ClusterError(
            f'{socket} cannot be opened: {error.strerror}', 'run this as the user who started the cluster'
        ) from error
    try:
        yield reader, writer
    finally:
        writer.close()
