"""How watchers are fed: from memory, right after a commit, never by polling.

The hub knows each watcher's prefix and hands every committed change to those it concerns. A
watcher holds what it has not yet been asked for, up to a limit; beyond it the watcher is cut off
with `Compacted` and its buffer is dropped, so a reader that never reads costs nothing.
A watch that starts in the past first drains a replay its store provides, up to the revision at
which it subscribed; what was committed since waits in the buffer meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from sampan.store.base import Change, Compacted, StoreError

Replay = AsyncIterator[Sequence[Change]]


@dataclass(frozen=True, slots=True)
class WatchLimits:
    """What one watcher may have pending. A single commit always fits."""

    changes: int = 32_768
    size: int = 64 << 20  # bytes of values, old and new


class Subscription:
    """One watch. Implements `base.Watch`."""

    def __init__(self, hub: Hub, prefix: str, since: int, replay: Replay | None) -> None:
        self.prefix = prefix
        self._hub = hub
        self._replay = replay
        self._pending: list[Change] = []
        self._size = 0
        self._since = since
        self._position = since  # the newest revision handed out
        self._error: StoreError | None = None
        self._closed = False
        self._wake: asyncio.Future[None] | None = None

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> Sequence[Change]:
        try:
            return await self._next()
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        self._hub.unsubscribe(self)
        self._closed = True
        self._pending = []
        self._replay = None  # holds nothing between its batches
        self._ring()

    def offer(self, changes: Sequence[Change], limits: WatchLimits) -> bool:
        """Take the changes of newer revisions; False if they do not fit, and the watch is over."""
        if changes[0].revision <= self._since:  # committed, but not yet handed out, when the watch began
            changes = [change for change in changes if change.revision > self._since]
        self._size += sum(len(change.value) + len(change.previous) for change in changes)
        if self._pending and (len(self._pending) + len(changes) > limits.changes or self._size > limits.size):
            self.fail(Compacted(self._position, changes[0].revision))
            self._pending = []
            return False
        self._pending.extend(changes)
        if self._pending:
            self._ring()
        return True

    def fail(self, error: StoreError) -> None:
        """End the watch with `error`, behind what is pending."""
        self._error = error
        self._ring()

    async def _next(self) -> Sequence[Change]:
        batch = await self._next_replayed() or await self._next_pending()
        self._position = batch[-1].revision
        return batch

    async def _next_replayed(self) -> Sequence[Change]:
        while self._replay is not None:
            batch = await anext(self._replay, None)
            if self._closed:
                raise StopAsyncIteration
            if batch is None:
                self._replay = None
            elif batch:
                return batch
        return ()

    async def _next_pending(self) -> Sequence[Change]:
        while not self._pending:
            if self._closed:
                raise StopAsyncIteration
            if self._error is not None:
                raise self._error
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake
        batch, self._pending, self._size = self._pending, [], 0
        return batch

    def _ring(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)


class Hub:
    """The watchers of one store, by prefix."""

    def __init__(self, limits: WatchLimits | None = None) -> None:
        self._limits = limits or WatchLimits()
        self._by_prefix: dict[str, dict[int, Subscription]] = {}
        self._closed: StoreError | None = None
        self._lengths: tuple[int, ...] = ()  # of the prefixes: a key is looked up once per length

    def subscribe(self, prefix: str, since: int, replay: Replay | None) -> Subscription:
        subscription = Subscription(self, prefix, since, replay)
        if self._closed is not None:
            subscription.fail(self._closed)
            return subscription
        self._by_prefix.setdefault(prefix, {})[id(subscription)] = subscription
        self._index()
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        watchers = self._by_prefix.get(subscription.prefix)
        if watchers is None or watchers.pop(id(subscription), None) is None:
            return
        if not watchers:
            del self._by_prefix[subscription.prefix]
            self._index()

    def publish(self, changes: Sequence[Change]) -> None:
        """Hand out whole commits, in revision order."""
        for prefix, matching in self._sorted_out(changes).items():
            for subscription in list(self._by_prefix[prefix].values()):
                if not subscription.offer(matching, self._limits):
                    self.unsubscribe(subscription)

    def close(self, error: StoreError) -> None:
        """End every watch, those to come included, with `error`."""
        self._closed = error
        self.cut(error)

    def cut(self, error: StoreError) -> None:
        """End the watches there are, behind what they have pending; later ones are welcome."""
        for watchers in list(self._by_prefix.values()):
            for subscription in list(watchers.values()):
                subscription.fail(error)
                self.unsubscribe(subscription)

    def _sorted_out(self, changes: Sequence[Change]) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for change in changes:
            for length in self._lengths:
                if length > len(change.key):
                    break
                prefix = change.key[:length]
                if prefix in self._by_prefix:
                    found.setdefault(prefix, []).append(change)
        return found

    def _index(self) -> None:
        self._lengths = tuple(sorted({len(prefix) for prefix in self._by_prefix}))
