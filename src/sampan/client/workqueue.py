"""A queue of keys to look at again: per-key serial, de-duplicated, delayed, rate-limited, bounded.

Upstream: client-go util/workqueue. What is promised:

- A key that is added several times before it is taken is taken once.
- A key is never handed to two workers at once: added while somebody works on it, it comes back after `done`.
- `add_after` keeps the earliest of several wishes for one key.
- `add_rate_limited` waits the longer of the key's own exponential back-off and a token bucket for all keys.
- The queue never holds more than `limit` keys. What is refused is not forgotten: once the queue has drained to half,
  `on_drained` is called, and the owner adds everything again from its cache (level, not edge).

All times are the loop's, so on a virtual loop everything here is deterministic.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar('K', bound=Hashable)


class QueueClosed(Exception):
    """The queue was shut down and holds nothing more."""


class ExponentialBackoff(Generic[K]):
    """Per-key delays: base, 2 base, 4 base ... up to a ceiling (upstream: ItemExponentialFailureRateLimiter)."""

    def __init__(self, base: float = 0.005, ceiling: float = 1000.0) -> None:
        self._base = base
        self._ceiling = ceiling
        self._failures: dict[K, int] = {}

    def when(self, key: K) -> float:
        failures = self._failures.get(key, 0)
        self._failures[key] = failures + 1
        # 2 ** 60 seconds is beyond any ceiling; the cap keeps the arithmetic in floats' range.
        return min(self._base * 2.0 ** min(failures, 60), self._ceiling)

    def failures(self, key: K) -> int:
        return self._failures.get(key, 0)

    def forget(self, key: K) -> None:
        self._failures.pop(key, None)


class TokenBucket:
    """Reservations at `rate` a second after a burst (upstream: golang.org/x/time/rate, Reserve)."""

    def __init__(self, rate: float = 10.0, burst: int = 100) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = float(burst)
        self._updated: float | None = None

    def reserve(self, now: float) -> float:
        """Take one token; the seconds to wait until it is there."""
        if self._updated is not None:
            self._tokens = min(float(self._burst), self._tokens + (now - self._updated) * self._rate)
        self._updated = now
        self._tokens -= 1.0
        return 0.0 if self._tokens >= 0 else -self._tokens / self._rate


class WorkQueue(Generic[K]):
    """The queue between an informer's handlers and a controller's workers. Use it inside a running loop."""

    def __init__(
        self,
        *,
        limit: int = 500_000,
        backoff: ExponentialBackoff[K] | None = None,
        bucket: TokenBucket | None = None,
        on_drained: Callable[[], None] | None = None,
    ) -> None:
        self._limit = limit
        self._backoff: ExponentialBackoff[K] = backoff or ExponentialBackoff()
        self._bucket = bucket or TokenBucket()
        self._on_drained = on_drained
        self._ready: deque[K] = deque()
        self._dirty: set[K] = set()  # waiting, or to come back after `done`
        self._processing: set[K] = set()
        self._delayed: dict[K, asyncio.TimerHandle] = {}
        self._takers: deque[asyncio.Future[None]] = deque()
        self._idle: deque[asyncio.Future[None]] = deque()
        self._overflowed = False
        self._closed = False

    def __len__(self) -> int:
        """Keys ready to be taken."""
        return len(self._ready)

    @property
    def delayed(self) -> int:
        """Keys waiting for their time."""
        return len(self._delayed)

    @property
    def overflowed(self) -> bool:
        """Whether something was refused since the queue was last half empty."""
        return self._overflowed

    def add(self, key: K) -> None:
        if self._closed or key in self._dirty:
            return
        if not self._has_room():
            return
        self._dirty.add(key)
        if key not in self._processing:
            self._ready.append(key)
            self._wake_one()

    def add_after(self, key: K, delay: float) -> None:
        """Add the key in `delay` seconds, or earlier if that was asked for already."""
        if self._closed:
            return
        if delay <= 0:
            self.add(key)
            return
        loop = asyncio.get_running_loop()
        when = loop.time() + delay
        earlier = self._delayed.get(key)
        if earlier is not None:
            if earlier.when() <= when:
                return
            earlier.cancel()
        elif not self._has_room():
            return
        self._delayed[key] = loop.call_at(when, self._due, key)

    def add_rate_limited(self, key: K) -> None:
        """Add the key after its back-off; call `forget` when it has succeeded."""
        now = asyncio.get_running_loop().time()
        self.add_after(key, max(self._backoff.when(key), self._bucket.reserve(now)))

    def forget(self, key: K) -> None:
        """The key is fine: its next failure starts the back-off anew."""
        self._backoff.forget(key)

    def failures(self, key: K) -> int:
        """How often the key was added by `add_rate_limited` since it was last forgotten."""
        return self._backoff.failures(key)

    async def get(self) -> K:
        """Take the next key; `done` must follow. Raises QueueClosed once shut down and empty."""
        while not self._ready:
            if self._closed:
                raise QueueClosed
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._takers.append(waiter)
            try:
                await waiter
            except asyncio.CancelledError:
                if waiter in self._takers:
                    self._takers.remove(waiter)
                elif self._ready:
                    self._wake_one()  # our wake-up belongs to somebody else now
                raise
        key = self._ready.popleft()
        self._dirty.discard(key)
        self._processing.add(key)
        return key

    def done(self, key: K) -> None:
        """The worker has finished with the key; if it was added meanwhile it is ready again."""
        self._processing.discard(key)
        if key in self._dirty:
            self._ready.append(key)
            self._wake_one()
        self._after_drain()
        if not self._ready and not self._processing:
            while self._idle:
                waiter = self._idle.popleft()
                if not waiter.done():
                    waiter.set_result(None)

    async def idle(self) -> None:
        """Wait until nothing is ready and nobody works (delayed keys may remain)."""
        while self._ready or self._processing:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._idle.append(waiter)
            await waiter

    def shut_down(self) -> None:
        """Refuse new keys, drop delayed ones, and let `get` raise once the ready ones are taken."""
        self._closed = True
        for handle in self._delayed.values():
            handle.cancel()
        self._delayed.clear()
        while self._takers:
            self._wake_one()

    def _has_room(self) -> bool:
        if len(self._dirty) + len(self._delayed) < self._limit:
            return True
        self._overflowed = True
        return False

    def _after_drain(self) -> None:
        if not self._overflowed or len(self._dirty) + len(self._delayed) > self._limit // 2:
            return
        self._overflowed = False
        if self._on_drained is not None:
            self._on_drained()

    def _due(self, key: K) -> None:
        del self._delayed[key]
        self.add(key)

    def _wake_one(self) -> None:
        while self._takers:
            waiter = self._takers.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
