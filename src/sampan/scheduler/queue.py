"""Which pod is next (upstream: scheduler/internal/queue PriorityQueue).

A pod is in one of three places: active (ordered by priority, then by when it came), backing off
(1 s doubling to 10 s per attempt), or unschedulable, waiting for an event that can help. Events move
unschedulable pods on; after five minutes they are tried again whatever happened.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

from sampan.scheduler.podinfo import PodInfo

FIRST_BACKOFF = 1.0  # seconds
LONGEST_BACKOFF = 10.0
FLUSH_AFTER = 300.0

Key = tuple[str, str]


class Event:
    """What happens in the cluster, as far as waiting pods care."""

    NODE_ADD = 'NodeAdd'
    NODE_UPDATE = 'NodeUpdate'
    POD_ADD = 'AssignedPodAdd'
    POD_UPDATE = 'AssignedPodUpdate'
    POD_DELETE = 'AssignedPodDelete'


@dataclass
class Waiting:
    """A pod that wants a node, with the history of its attempts."""

    info: PodInfo
    arrived: float
    attempts: int = 0
    rejected_by: frozenset[str] = frozenset()
    timer: asyncio.TimerHandle | None = field(default=None, repr=False)

    def backoff(self) -> float:
        """How long after a failed attempt the pod may be tried again."""
        return min(FIRST_BACKOFF * 2 ** (self.attempts - 1), LONGEST_BACKOFF) if self.attempts else 0.0


class SchedulingQueue:
    """`events_of` tells for each plugin which events may help a pod that it rejected."""

    def __init__(self, events_of: Mapping[str, frozenset[str]]) -> None:
        self._events_of = events_of
        self._entries: dict[Key, Waiting] = {}
        self._active: list[tuple[int, float, int, Key]] = []
        self._in_active: dict[Key, int] = {}
        self._unschedulable: dict[Key, float] = {}
        self._in_flight: dict[Key, set[str]] = {}
        self._sequence = itertools.count()
        self._ready = asyncio.Event()

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, info: PodInfo) -> None:
        """A pod without a node appeared, or its spec or labels changed: try it (again)."""
        known = self._entries.get(info.key)
        if known is not None:
            known.info = info
            if info.key in self._in_flight or known.timer is not None:
                return
            self._activate(known)
            return
        entry = Waiting(info, asyncio.get_running_loop().time())
        self._entries[info.key] = entry
        self._activate(entry)

    def remove(self, key: Key) -> None:
        """The pod is gone, bound, or no longer ours."""
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._leave(entry)
        self._in_flight.pop(key, None)

    async def pop(self) -> Waiting:
        """The next pod to try; waits for one."""
        while True:
            while self._active:
                _, _, sequence, key = heapq.heappop(self._active)
                if self._in_active.get(key) == sequence:
                    del self._in_active[key]
                    entry = self._entries[key]
                    entry.attempts += 1
                    self._in_flight[key] = set()
                    return entry
            self._ready.clear()
            await self._ready.wait()

    def done(self, key: Key) -> None:
        """The pod was placed; it leaves the queue for good once its binding is seen."""
        self.remove(key)

    def failed(self, entry: Waiting, rejected_by: frozenset[str]) -> None:
        """The attempt failed. Without plugins that rejected it (an error) it only backs off."""
        key = entry.info.key
        if self._entries.get(key) is not entry:
            return
        missed = self._in_flight.pop(key, set())
        entry.rejected_by = rejected_by
        if not rejected_by or any(self._helps(event, entry) for event in sorted(missed)):
            self._back_off(entry)
            return
        self._unschedulable[key] = asyncio.get_running_loop().time()
        entry.timer = asyncio.get_running_loop().call_later(FLUSH_AFTER, self._move_on, entry)

    def happened(self, event: str) -> None:
        """Something changed in the cluster: move the pods on that it may help."""
        for events in self._in_flight.values():
            events.add(event)
        for key in list(self._unschedulable):
            entry = self._entries[key]
            if self._helps(event, entry):
                self._move_on(entry)

    def _helps(self, event: str, entry: Waiting) -> bool:
        if not self._events_of:
            return True
        return any(event in self._events_of.get(name, frozenset((event,))) for name in entry.rejected_by)

    def _move_on(self, entry: Waiting) -> None:
        failed_at = self._unschedulable.pop(entry.info.key, None)
        elapsed = 0.0 if failed_at is None else asyncio.get_running_loop().time() - failed_at
        self._back_off(entry, elapsed)

    def _back_off(self, entry: Waiting, elapsed: float = 0.0) -> None:
        self._leave(entry)
        remaining = entry.backoff() - elapsed
        if remaining <= 0:
            self._activate(entry)
        else:
            entry.timer = asyncio.get_running_loop().call_later(remaining, self._activate, entry)

    def _activate(self, entry: Waiting) -> None:
        self._leave(entry)
        sequence = next(self._sequence)
        priority = entry.info.pod.spec.priority or 0
        self._in_active[entry.info.key] = sequence
        heapq.heappush(self._active, (-priority, entry.arrived, sequence, entry.info.key))
        self._ready.set()

    def _leave(self, entry: Waiting) -> None:
        """Out of wherever it waits."""
        key = entry.info.key
        self._in_active.pop(key, None)
        self._unschedulable.pop(key, None)
        if entry.timer is not None:
            entry.timer.cancel()
            entry.timer = None
