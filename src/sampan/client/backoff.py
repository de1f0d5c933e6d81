"""Pauses between attempts of one thing (upstream: wait.BackoffManager).

Pauses by key are elsewhere, because upstream has them in two other ways: `workqueue.ExponentialBackoff` counts the
failures of a queue's items, `sampan.node.pods.backoff.Backoff` looks at when a container or an image failed last.
"""

from __future__ import annotations

from sampan.machinery.world import World


class BackoffManager:
    """Exponential back-off with jitter that forgets after a quiet while."""

    def __init__(self, world: World, base: float = 0.8, ceiling: float = 30.0, reset: float = 120.0) -> None:
        """Seconds: the first pause, the longest, and how long nothing may fail for the pauses to start over."""
        self._world = world
        self._base = base
        self._ceiling = ceiling
        self._reset = reset
        self._delay = base
        self._last = float('-inf')

    def next(self, now: float) -> float:
        """The next delay in seconds: evenly drawn from [d, 2d)."""
        if now - self._last > self._reset:
            self._delay = self._base
        self._last = now
        delay = self._delay
        self._delay = min(self._delay * 2, self._ceiling)
        return delay + self._world.jitter(delay)
