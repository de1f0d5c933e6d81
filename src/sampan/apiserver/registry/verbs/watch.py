"""WATCH of a collection or one object (upstream: handlers/watch.go, cacher's Watch)."""

from __future__ import annotations

import asyncio
from typing import Any

from sampan.api import errors
from sampan.api.errors import ApiError
from sampan.apiserver.cache.cache import TooOld
from sampan.apiserver.cache.change import Event
from sampan.apiserver.cache.watcher import Watcher
from sampan.apiserver.registry import options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.freshness import not_older_than
from sampan.apiserver.registry.options import ListOptions
from sampan.apiserver.registry.selection import Selection, exact_values, parse_fields, search, select
from sampan.apiserver.representation import frames
from sampan.apiserver.representation.late import Late
from sampan.apiserver.representation.negotiate import PROTOBUF, negotiate
from sampan.apiserver.request import Answer, Stream
from sampan.client.base import EventType

MIN_TIMEOUT = 1800.0  # seconds; an unbounded watch ends after one to two of these
BOOKMARK_PERIOD = 60.0  # seconds
FAREWELL = 2.0  # seconds before the end of a watch at which a last bookmark tells where to go on


async def handle(call: Call) -> Answer:
    """A stream of events. A bad request is refused; a revision that is gone or not yet there is an ERROR event."""
    request = call.request
    target = negotiate(request, stream=True, binary=call.endpoint.binary)
    asked = options.list_options(request, watch=True)
    selection = select(call, asked.label_selector, field_selector(call, asked))
    options.parse_resource_version(asked.resource_version)
    watch = Watch(call, asked, selection, frames.encoder(call, target))
    if request.upgrade is not None:
        from sampan.apiserver.registry.verbs import watch_socket

        if watch_socket.asked_for(request):
            return watch_socket.upgrade(request, watch, binary=target.media_type == PROTOBUF)
    await watch.open()
    if request.typed:
        return Stream(events=watch)
    return Stream(chunks=_Joined(watch), content_type=frames.content_type(target))


def field_selector(call: Call, asked: ListOptions) -> str:
    """A watch of `/.../pods/name` is a watch with `metadata.name=name`."""
    if 'watch' not in call.request.path.split('/') or not call.name:
        return asked.field_selector
    wanted = f'metadata.name={call.name}'
    if not asked.field_selector:
        return wanted
    if exact_values(parse_fields(call, asked.field_selector)).get('metadata.name') != call.name:
        raise errors.bad_request("fieldSelector metadata.name doesn't match requested name")
    return asked.field_selector


class _Joined:
    """Batches of frames as one piece of bytes each."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def __aiter__(self) -> _Joined:
        return self

    async def __anext__(self) -> bytes:
        return b''.join(await self._watch.__anext__())

    async def aclose(self) -> None:
        await self._watch.aclose()


class Watch:
    """One open watch: an iterator of batches of frames that is open before it is first read.

    It ends when its time is up, its reader was too slow, or the history is lost; `aclose` ends it early.
    """

    def __init__(self, call: Call, asked: ListOptions, selection: Selection, encoder: frames.Encoder) -> None:
        self._call = call
        self._asked = asked
        self._selection = selection
        self._late = Late(call, encoder) if call.endpoint.remote else None
        self._encoder: Any = encoder if self._late is None else self._late
        self._feed = call.registry.feed
        self._cache = call.endpoint.cache
        self._watcher = Watcher(selection.prefix, self._encoder, selection.match, 0)
        self._deadline: asyncio.TimerHandle | None = None
        self._next_bookmark: asyncio.TimerHandle | None = None

    def __aiter__(self) -> Watch:
        return self

    async def __anext__(self) -> list[Any]:
        batch = await self._watcher.next_batch()
        if batch is None:
            await self.aclose()
            raise StopAsyncIteration
        return batch if self._late is None else await self._late.resolve(batch)

    async def aclose(self) -> None:
        """Forget the watch; closing twice is fine."""
        for timer in (self._deadline, self._next_bookmark):
            if timer is not None:
                timer.cancel()
        self._cache.unwatch(self._watcher, self._selection.scope)

    async def open(self) -> None:
        """Begin to listen. What is wrong with the revision becomes the only event."""
        try:
            await self._listen()
        except (ApiError, TooOld) as error:
            self._watcher.push(self._encoder.error(_status(error)))
            self._watcher.close()
            return
        self._watcher.limit()
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(self._timeout(), self._watcher.close)
        if self._asked.bookmarks:
            self._schedule_bookmark()

    async def _listen(self) -> None:
        asked, watcher = self._asked, self._watcher
        watcher.since = options.parse_resource_version(asked.resource_version)
        if asked.send_initial_events:
            await not_older_than(self._call, watcher.since)
            watcher.since = self._feed.revision
            self._send_initial()
        elif not watcher.since:
            # Expressly no initial events and no revision: what happens from now on.
            watcher.since = await not_older_than(self._call, 0)
        self._cache.watch(watcher, self._selection.scope)

    def _send_initial(self) -> None:
        """The present objects as ADDED, and the bookmark that tells where they end."""
        for entry in search(self._call, self._selection, '', None):
            if self._selection.holds(entry):
                self._watcher.push(Event(EventType.ADDED, entry).frame(self._encoder))
        if self._asked.bookmarks:
            self._watcher.push(self._encoder.bookmark(self._feed.revision, initial_events_end=True))

    def _timeout(self) -> float:
        if self._asked.timeout_seconds:
            return float(self._asked.timeout_seconds)
        return MIN_TIMEOUT + self._call.registry.world.jitter(MIN_TIMEOUT)

    def _bookmark(self) -> None:
        """Tell the client how far it is, so that it can resume there although nothing happened to its objects."""
        self._watcher.push(self._encoder.bookmark(self._feed.revision, initial_events_end=False))
        self._schedule_bookmark()

    def _schedule_bookmark(self) -> None:
        """Once a period, and once more right before the end, so that the client resumes as close to it as can be."""
        assert self._deadline is not None
        loop = asyncio.get_running_loop()
        at = min(loop.time() + BOOKMARK_PERIOD, self._deadline.when() - FAREWELL)
        self._next_bookmark = loop.call_at(at, self._bookmark) if at > loop.time() else None


def _status(error: ApiError | TooOld) -> Any:
    return errors.expired(str(error)).status if isinstance(error, TooOld) else error.status
