"""WATCH of a collection or one object (upstream: handlers/watch.go, cacher's Watch)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from sampan.api import errors
from sampan.api.errors import ApiError
from sampan.apiserver.cache.cache import TooOld
from sampan.apiserver.cache.change import Event, FrameEncoder
from sampan.apiserver.cache.watcher import Watcher
from sampan.apiserver.registry import options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.freshness import not_older_than
from sampan.apiserver.registry.options import ListOptions
from sampan.apiserver.registry.selection import Selection, search, select
from sampan.apiserver.representation import frames
from sampan.apiserver.representation.negotiate import negotiate
from sampan.apiserver.request import Answer, Stream
from sampan.client.base import EventType

MIN_TIMEOUT = 1800.0  # seconds; an unbounded watch ends after one to two of these
BOOKMARK_PERIOD = 60.0  # seconds


async def handle(call: Call) -> Answer:
    """A stream of events. A bad request is refused; a revision that is gone or not yet there is an ERROR event."""
    request = call.request
    target = negotiate(request, stream=True)
    asked = options.list_options(request, watch=True)
    selection = select(call, asked.label_selector, field_selector(call, asked))
    options.parse_resource_version(asked.resource_version)
    encoder = frames.encoder(call, target)
    watch = Watch(call, asked, selection, encoder)
    if request.typed:
        return Stream(events=watch.run())
    return Stream(chunks=_joined(watch.run()), content_type=frames.content_type(target))


def field_selector(call: Call, asked: ListOptions) -> str:
    """A watch of `/.../pods/name` is a watch with `metadata.name=name`."""
    if 'watch' not in call.request.path.split('/') or not call.name:
        return asked.field_selector
    wanted = f'metadata.name={call.name}'
    if asked.field_selector and asked.field_selector != wanted:
        raise errors.bad_request("fieldSelector metadata.name doesn't match requested name")
    return wanted


async def _joined(batches: AsyncIterator[list[bytes]]) -> AsyncIterator[bytes]:
    async for batch in batches:
        yield b''.join(batch)


class Watch:
    """One open watch from its first event to its end."""

    def __init__(self, call: Call, asked: ListOptions, selection: Selection, encoder: FrameEncoder) -> None:
        self._call = call
        self._asked = asked
        self._selection = selection
        self._encoder: Any = encoder
        self._feed = call.registry.feed
        self._cache = call.endpoint.cache

    async def run(self) -> AsyncIterator[list[Any]]:
        """Batches of frames until the time is up, the reader was too slow, or the history is lost."""
        try:
            watcher = await self._open()
        except (ApiError, TooOld) as error:
            yield [self._encoder.error(_status(error))]
            return
        loop = asyncio.get_running_loop()
        timers = [loop.call_later(self._timeout(), watcher.close)]
        if self._asked.bookmarks:
            timers.append(loop.call_later(BOOKMARK_PERIOD, self._bookmark, watcher, timers))
        try:
            async for batch in watcher.batches():
                yield batch
        finally:
            for timer in timers:
                timer.cancel()
            self._cache.unwatch(watcher, self._selection.scope)

    async def _open(self) -> Watcher:
        asked = self._asked
        revision = options.parse_resource_version(asked.resource_version)
        if asked.send_initial_events:
            revision = await not_older_than(self._call, revision)
        watcher = Watcher(self._selection.prefix, self._encoder, self._selection.match, revision)
        if asked.send_initial_events:
            watcher.since = self._feed.revision
            self._send_initial(watcher)
        self._cache.watch(watcher, self._selection.scope)
        return watcher

    def _send_initial(self, watcher: Watcher) -> None:
        """The present objects as ADDED, and the bookmark that tells where they end."""
        for entry in search(self._call, self._selection, '', None):
            if self._selection.holds(entry):
                watcher.push(Event(EventType.ADDED, entry).frame(self._encoder))
        if self._asked.bookmarks and self._call.request.flag('sendInitialEvents'):
            watcher.push(self._encoder.bookmark(self._feed.revision, initial_events_end=True))

    def _timeout(self) -> float:
        if self._asked.timeout_seconds:
            return float(self._asked.timeout_seconds)
        return MIN_TIMEOUT + self._call.registry.world.jitter(MIN_TIMEOUT)

    def _bookmark(self, watcher: Watcher, timers: list[asyncio.TimerHandle]) -> None:
        """Tell the client how far it is, so that it can resume there although nothing happened to its objects."""
        watcher.push(self._encoder.bookmark(self._feed.revision, initial_events_end=False))
        loop = asyncio.get_running_loop()
        timers[1] = loop.call_later(BOOKMARK_PERIOD, self._bookmark, watcher, timers)


def _status(error: ApiError | TooOld) -> Any:
    return errors.expired(str(error)).status if isinstance(error, TooOld) else error.status
