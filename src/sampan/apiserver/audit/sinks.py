"""From events to backends: truncation, then the mode (batch, blocking, blocking-strict).

Upstream: plugin/pkg/audit/{buffered,truncate} and pkg/server/options/audit.go.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from sampan.api import codec
from sampan.apiserver.audit.config import BATCH, BLOCKING_STRICT, Batching, Truncation
from sampan.apiserver.audit.levels import Level

if TYPE_CHECKING:
    from sampan.apiserver.audit.recording import Recording

log = logging.getLogger(__name__)

TRUNCATED = 'audit.k8s.io/truncated'
TOLD_EVERY = 1000  # lost events between two complaints


class BackendFailed(Exception):
    """Events could not be handed over; the text says why."""


class Backend(Protocol):
    """Where events end up."""

    name: str
    joins: bool  # whether it takes any number of events at once

    def encode(self, recording: Recording, line: bytes) -> bytes:
        """The event in this backend's form; `line` is its JSON."""
        ...

    async def write(self, events: Sequence[bytes]) -> None:
        """Hand over. Raises BackendFailed."""
        ...

    async def close(self) -> None: ...


class Sink:
    """One backend and how events reach it. `start` before the first event, `stop` writes what waits."""

    def __init__(self, backend: Backend, mode: str, batching: Batching, truncation: Truncation) -> None:
        self._backend = backend
        self._strict = mode == BLOCKING_STRICT
        self._truncation = truncation
        self._queue = Queue(backend, batching) if mode == BATCH else None
        self._lost = 0

    def start(self) -> None:
        if self._queue is not None:
            self._queue.start()

    async def stop(self) -> None:
        if self._queue is not None:
            await self._queue.stop()
        await self._backend.close()

    async def offer(self, recording: Recording, line: bytes) -> bool:
        """Take an event; False only in strict mode, when it could not be written."""
        if self._truncation.enabled and len(line) > self._truncation.max_event_size:
            line = shortened(recording) if recording.level >= Level.REQUEST else line
            if len(line) > self._truncation.max_event_size:
                self._lose('event is too large even after truncating')
                return True
        event = self._backend.encode(recording, line)
        if self._queue is not None:
            if not self._queue.put(event):
                self._lose('audit buffer queue blocked')
            return True
        try:
            await self._backend.write((event,))
        except BackendFailed as failed:
            self._lose(str(failed))
            return not self._strict
        return True

    def _lose(self, why: str) -> None:
        self._lost += 1
        if self._lost == 1 or self._lost % TOLD_EVERY == 0:
            log.error('audit %s: %s; %d events lost so far', self._backend.name, why, self._lost)


def shortened(recording: Recording) -> bytes:
    """The event without its bodies."""
    event = recording.event
    bodies = event.request_object, event.response_object
    annotations = event.annotations
    event.request_object = event.response_object = None
    event.annotations = {**annotations, TRUNCATED: 'true'}
    try:
        return codec.encode(event)
    finally:
        event.request_object, event.response_object = bodies
        event.annotations = annotations


class Queue:
    """Events that wait to be written together, at most `buffer_size`; one task writes them in order."""

    def __init__(self, backend: Backend, batching: Batching) -> None:
        self._backend = backend
        self._batching = batching
        self._waiting: deque[bytes] = deque()
        self._arrived = asyncio.Event()
        self._full = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._bucket = Bucket(batching.qps, batching.burst) if batching.throttle else None

    def put(self, event: bytes) -> bool:
        """False when there is no room."""
        if len(self._waiting) >= self._batching.buffer_size or self._stopping:
            return False
        self._waiting.append(event)
        self._arrived.set()
        if len(self._waiting) >= self._batching.max_size:
            self._full.set()
        return True

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run(), name=f'audit-{self._backend.name}')

    async def stop(self) -> None:
        """Write what waits, then end."""
        self._stopping = True
        self._arrived.set()
        self._full.set()
        if self._task is not None:
            await asyncio.wait([self._task])
            self._task = None

    async def _run(self) -> None:
        while self._waiting or not self._stopping:
            await self._arrived.wait()
            await self._gather()
            batch = self._take()
            if not batch:
                continue
            if self._bucket is not None and not self._stopping:
                await self._bucket.take()
            try:
                await self._backend.write(batch)
            except BackendFailed as failed:
                log.error('audit %s: %s; %d events lost', self._backend.name, failed, len(batch))

    async def _gather(self) -> None:
        """Wait for a full batch, but not for ever."""
        if self._batching.max_size > 1 and not self._stopping:
            try:
                async with asyncio.timeout(self._batching.max_wait):
                    await self._full.wait()
            except TimeoutError:
                return

    def _take(self) -> list[bytes]:
        size = len(self._waiting) if self._backend.joins else min(len(self._waiting), self._batching.max_size)
        batch = [self._waiting.popleft() for _ in range(size)]
        if len(self._waiting) < self._batching.max_size and not self._stopping:
            self._full.clear()
        if not self._waiting and not self._stopping:
            self._arrived.clear()
        return batch


class Bucket:
    """`qps` batches a second on average, `burst` at once."""

    def __init__(self, qps: float, burst: int) -> None:
        self._qps = qps
        self._burst = burst
        self._tokens = float(burst)
        self._at = 0.0

    async def take(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._at:
            self._tokens = min(float(self._burst), self._tokens + (now - self._at) * self._qps)
        self._at = now
        self._tokens -= 1
        if self._tokens < 0:
            await asyncio.sleep(-self._tokens / self._qps)
