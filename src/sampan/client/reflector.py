"""Mirror one collection of the API: list it, then follow it by watching, for ever.

Upstream: client-go tools/cache Reflector. A `Sink` first gets `replace` with everything, then `apply` for each change.
After a watch ends the next one resumes where it stopped; when the server no longer has that history (410) everything
is listed again. Failures back off from 0.8 s to 30 s with jitter; two quiet minutes reset the back-off.
What the client raises is logged and retried; what the sink raises is a bug and ends `run`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Generic, Protocol, TypeVar

import msgspec

from sampan.api.errors import ApiError
from sampan.client.backoff import BackoffManager
from sampan.client.base import Client, EventType, ListOptions, WatchEvent
from sampan.machinery.world import World

T = TypeVar('T', bound=msgspec.Struct)
T_contra = TypeVar('T_contra', bound=msgspec.Struct, contravariant=True)

logger = logging.getLogger(__name__)

PAGE_SIZE = 500
MIN_WATCH_SECONDS = 300  # upstream draws each watch's time-out from five to ten minutes
SHORT_WATCH_SECONDS = 1.0  # a watch that ends sooner without an event counts as a failure


class Sink(Protocol[T_contra]):
    """Where a reflector puts what it sees."""

    def replace(self, items: Sequence[T_contra], resource_version: str) -> None: ...

    def apply(self, event: EventType, obj: T_contra) -> None: ...


class Expired(Exception):
    """The revision to resume from is gone from the server's history."""


class Reflector(Generic[T]):
    """Keeps a sink in step with one collection."""

    def __init__(
        self,
        *,
        client: Client,
        world: World,
        kind: type[T],
        sink: Sink[T],
        namespace: str = '',
        label_selector: str = '',
        field_selector: str = '',
    ) -> None:
        self._client = client
        self._world = world
        self._kind = kind
        self._sink = sink
        self._namespace = namespace
        self._selectors: ListOptions = {}
        if label_selector:
            self._selectors['label_selector'] = label_selector
        if field_selector:
            self._selectors['field_selector'] = field_selector
        self._backoff = BackoffManager(world)
        self.resource_version = ''

    async def run(self) -> None:
        """List, watch, and begin again, until cancelled."""
        while True:
            if await self._list():
                await self._follow()

    async def _list(self) -> bool:
        """Hand everything to the sink; False after a failure that was waited for."""
        try:
            items, resource_version = await self._all_pages()
        except Exception as error:
            await self._failed('list', error)
            return False
        self._sink.replace(items, resource_version)
        self.resource_version = resource_version
        return True

    async def _all_pages(self) -> tuple[list[T], str]:
        options: ListOptions = {**self._selectors, 'limit': PAGE_SIZE}
        page = await self._client.list(self._kind, self._namespace, **options)
        items = list(page.items)
        while page.continue_:
            options['continue_'] = page.continue_
            page = await self._client.list(self._kind, self._namespace, **options)
            items.extend(page.items)
        return items, page.resource_version

    async def _follow(self) -> None:
        """Watch again and again from where the last watch stopped, until that history is gone."""
        while True:
            started = asyncio.get_running_loop().time()
            try:
                seen = await self._watch_once()
            except Expired:
                logger.info('watch of %s expired at %s; listing again', self._kind.__name__, self.resource_version)
                return
            if seen is None:
                continue
            elapsed = asyncio.get_running_loop().time() - started
            if not seen and elapsed < SHORT_WATCH_SECONDS:
                await self._wait()

    async def _watch_once(self) -> int | None:
        """One watch: the number of events it brought, or None when it failed (and the failure was waited for)."""
        options: ListOptions = {
            **self._selectors,
            'resource_version': self.resource_version,
            'allow_watch_bookmarks': True,
            'timeout_seconds': int(MIN_WATCH_SECONDS + self._world.jitter(MIN_WATCH_SECONDS)),
        }
        stream = self._client.watch(self._kind, self._namespace, **options)
        seen = 0
        try:
            while True:
                event = await self._next(stream)
                if event is None:
                    return seen
                self._apply(event)
                seen += 1
        except _ClientFailure as failure:
            await self._failed('watch', failure.error)
            return None
        finally:
            close = getattr(stream, 'aclose', None)
            if close is not None:
                await close()

    async def _next(self, stream: AsyncIterator[WatchEvent[T]]) -> WatchEvent[T] | None:
        try:
            return await anext(stream, None)
        except ApiError as error:
            if error.code == 410:
                raise Expired from error
            raise _ClientFailure(error) from error
        except Exception as error:
            raise _ClientFailure(error) from error

    def _apply(self, event: WatchEvent[T]) -> None:
        if event.type is not EventType.BOOKMARK:
            self._sink.apply(event.type, event.object)
        self.resource_version = event.object.metadata.resource_version  # type: ignore[attr-defined]

    async def _failed(self, verb: str, error: Exception) -> None:
        expected = isinstance(error, (ApiError, OSError, EOFError))
        logger.warning(
            'cannot %s %s, will try again: %s', verb, self._kind.__name__, error, exc_info=None if expected else error
        )
        await self._wait()

    async def _wait(self) -> None:
        await asyncio.sleep(self._backoff.next(asyncio.get_running_loop().time()))


class _ClientFailure(Exception):
    """What the client raised, told apart from what the sink raises."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error
