"""What can go wrong between a component and the API, on demand: wrap a client and turn a fault on.

- partitioned: requests fail as if the server could not be reached, watches break off
- delay: every answer and every watch event comes up to so many seconds later
- watch_delay: every watch event comes up to so many seconds later still, so that caches lag behind
- conflicts: this share of updates and patches meets a conflict, as if somebody had been faster
- errors: this share of requests fails on the way there with a 500; nothing was done
- lost: this share of requests is carried out, and the connection breaks before the answer arrives
- breaks: this share of watch events ends the watch instead of being delivered; the watcher resumes
- expires: this share of watch events is a 410 Expired instead; the watcher lists again

The draws come from the client's world, so a seed repeats them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar, Unpack

import msgspec

from sampan.api import errors, resources
from sampan.client.base import Client, DeleteOptions, Listing, ListOptions, Patch, WatchEvent, WriteOptions
from sampan.machinery.world import World

T = TypeVar('T', bound=msgspec.Struct)
R = TypeVar('R')


@dataclass
class Faults:
    """What is wrong now. Shares are between 0 and 1, delays are in seconds."""

    partitioned: bool = False
    delay: float = 0.0
    watch_delay: float = 0.0
    conflicts: float = 0.0
    errors: float = 0.0
    lost: float = 0.0
    breaks: float = 0.0
    expires: float = 0.0


class FaultyClient:
    """A `Client` in front of another one. Without faults it changes nothing.

    `drawn` counts the faults that fell to a share, so that a test can see that it proved something.
    """

    def __init__(self, client: Client, world: World) -> None:
        self.faults = Faults()
        self.drawn = 0
        self._client = client
        self._world = world
        self._broken = asyncio.Event()

    def partition(self) -> None:
        """Cut the component off: watches that are open end, requests fail."""
        self.faults.partitioned = True
        self._broken.set()

    def heal(self) -> None:
        """No faults any more."""
        self.faults = Faults()
        self._broken = asyncio.Event()

    async def get(self, kind: type[T], name: str, namespace: str = '', subresource: str = '') -> T:
        return await self._pass(self._client.get(kind, name, namespace, subresource))

    async def list(self, kind: type[T], namespace: str = '', **options: Unpack[ListOptions]) -> Listing[T]:
        return await self._pass(self._client.list(kind, namespace, **options))

    async def create(self, obj: T, **options: Unpack[WriteOptions]) -> T:
        return await self._pass(self._client.create(obj, **options))

    async def create_subresource(
        self, kind: type[T], name: str, namespace: str, subresource: str, body: msgspec.Struct
    ) -> msgspec.Struct:
        return await self._pass(self._client.create_subresource(kind, name, namespace, subresource, body))

    async def update(self, obj: T, subresource: str = '', **options: Unpack[WriteOptions]) -> T:
        return await self._write(obj, self._client.update(obj, subresource, **options))

    async def patch(
        self,
        kind: type[T],
        name: str,
        namespace: str,
        patch: Patch,
        subresource: str = '',
        **options: Unpack[WriteOptions],
    ) -> T:
        return await self._pass(self._client.patch(kind, name, namespace, patch, subresource, **options))

    async def delete(self, kind: type[T], name: str, namespace: str = '', **options: Unpack[DeleteOptions]) -> None:
        await self._pass(self._client.delete(kind, name, namespace, **options))

    async def delete_collection(
        self, kind: type[T], namespace: str, label_selector: str = '', **options: Unpack[DeleteOptions]
    ) -> None:
        await self._pass(self._client.delete_collection(kind, namespace, label_selector, **options))

    async def watch(
        self, kind: type[T], namespace: str = '', **options: Unpack[ListOptions]
    ) -> AsyncIterator[WatchEvent[T]]:
        await self._pass(asyncio.sleep(0))
        broken = asyncio.ensure_future(self._broken.wait())
        watch: Any = self._client.watch(kind, namespace, **options)
        try:
            async with aclosing(watch):
                while (event := await self._next(watch, broken)) is not None:
                    if self._falls(self.faults.breaks):
                        return
                    if self._falls(self.faults.expires):
                        raise errors.expired('too old resource version')
                    await self._delay(self.faults.delay + self.faults.watch_delay)
                    yield event
        finally:
            broken.cancel()

    async def raw(self, method: str, path: str, body: bytes = b'', content_type: str = 'application/json') -> bytes:
        return await self._pass(self._client.raw(method, path, body, content_type))

    async def close(self) -> None:
        await self._client.close()

    async def _next(self, watch: AsyncIterator[WatchEvent[T]], broken: asyncio.Future[Any]) -> WatchEvent[T] | None:
        """The next event; None at the watch's end; ConnectionError when the component is cut off meanwhile."""
        coming = asyncio.ensure_future(_or_none(watch))
        try:
            await asyncio.wait((coming, broken), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await _cancelled(coming)
            raise
        if broken.done():
            await _cancelled(coming)
            raise ConnectionError('the connection to the API server broke off')
        return coming.result()

    async def _write(self, obj: Any, call: Coroutine[Any, Any, R]) -> R:
        if self._falls(self.faults.conflicts):
            call.close()
            resource = resources.by_kind(type(obj))
            message = 'the object has been modified; please apply your changes to the latest version and try again'
            raise errors.conflict(resource.group, resource.plural, obj.metadata.name, message)
        return await self._pass(call)

    async def _pass(self, call: Coroutine[Any, Any, R]) -> R:
        if self.faults.partitioned:
            call.close()
            raise ConnectionError('the API server cannot be reached')
        try:
            await self._delay(self.faults.delay)
        except asyncio.CancelledError:
            call.close()
            raise
        if self._falls(self.faults.errors):
            call.close()
            raise errors.internal_error('the request was lost on its way')
        answer = await call
        if self._falls(self.faults.lost):
            raise ConnectionResetError('the answer was lost on its way')
        return answer

    async def _delay(self, most: float) -> None:
        if most:
            await asyncio.sleep(self._world.jitter(most))

    def _falls(self, share: float) -> bool:
        falls = share > 0 and self._world.jitter(1.0) < share
        self.drawn += falls
        return falls


async def _or_none(watch: AsyncIterator[WatchEvent[T]]) -> WatchEvent[T] | None:
    try:
        return await anext(watch)
    except StopAsyncIteration:
        return None


async def _cancelled(task: asyncio.Future[Any]) -> None:
    """Cancel and wait: the watch must not be read by two at once."""
    task.cancel()
    await asyncio.wait((task,))
