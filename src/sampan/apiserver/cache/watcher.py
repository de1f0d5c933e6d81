"""One open watch: what it looks at, what waits to be sent, and when it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sampan.apiserver.cache.change import Change, Event, FrameEncoder
from sampan.apiserver.cache.entry import Entry

PENDING_LIMIT = 8 * 1024 * 1024  # bytes a watcher may leave unread before it is dropped
PENDING_EVENTS = 100_000

Match = Callable[[Entry], bool]


class Watcher:
    """Collects the frames of the changes that concern it until its reader takes them.

    `match` is None for a watch without selectors. Frames are whatever the encoder makes: bytes for the
    wire, typed events in the process. What a watch begins with (initial events, replayed history) does not count
    against the limit: it begins to count with `limit`.
    """

    __slots__ = (
        '_limited',
        '_match',
        '_pending',
        '_size',
        '_waiter',
        'closed',
        'dropped',
        'encoder',
        'prefix',
        'since',
    )

    def __init__(self, prefix: str, encoder: FrameEncoder, match: Match | None, since: int) -> None:
        self.prefix = prefix  # keys outside do not concern it
        self.encoder = encoder
        self.since = since  # changes up to this revision are known to the client
        self.closed = False
        self.dropped = False  # closed because the reader was too slow
        self._match = match
        self._pending: list[Any] = []
        self._size = 0
        self._limited = False
        self._waiter: asyncio.Future[None] | None = None

    def offer(self, change: Change) -> None:
        """Queue the change's event if it concerns this watcher."""
        if change.revision <= self.since or not change.key.startswith(self.prefix):
            return
        event = self._event(change)
        if event is not None:
            self.push(event.frame(self.encoder))

    def _event(self, change: Change) -> Event | None:
        if self._match is None:
            return change.plain()
        matched = change.before is not None and self._match(change.before)
        return change.event(matched, not change.after.deleted and self._match(change.after))

    def limit(self) -> None:
        """From here on the reader has to keep up."""
        self._limited, self._size = True, 0

    def push(self, frame: Any) -> None:
        """Queue a ready frame; a reader that is too far behind is dropped."""
        if self.closed:
            return
        self._pending.append(frame)
        self._size += len(frame) if isinstance(frame, bytes) else 1
        if self._limited and self._size > (PENDING_LIMIT if isinstance(frame, bytes) else PENDING_EVENTS):
            self.dropped = True
            self.close()
        self.wake()

    def take(self) -> list[Any]:
        """Everything that waits, at once."""
        pending, self._pending, self._size = self._pending, [], 0
        return pending

    def close(self) -> None:
        """End the watch: the reader gets nothing more, what waits is forgotten if it was dropped."""
        self.closed = True
        if self.dropped:
            self._pending = []
        self.wake()

    def wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def next_batch(self) -> list[Any] | None:
        """The frames that wait, in order, as soon as there are any; None when the watch is over. One reader only."""
        while not self._pending:
            if self.closed:
                return None
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self.take()
