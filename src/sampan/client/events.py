"""Recording events as upstream's recorder does: counted, aggregated, and never in the way.

`EventRecorder.event` only queues; `run` sends. The same event about the same object again within ten
minutes raises the count of the first one; more than ten alike that differ only in their message
become one `(combined from similar events)`; a source that goes on and on about one object is cut
down to one event in five minutes. A full queue drops events with a log line: events are best effort.

Upstream: client-go tools/record (event.go, events_cache.go).
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.scalars import Time
from sampan.client.base import Client, Patch
from sampan.machinery.world import World

logger = logging.getLogger(__name__)

QUEUE = 1000
CACHE = 4096  # keys remembered per table
SIMILAR = 10  # more events than this that differ in their message only are combined
WINDOW = timedelta(minutes=10)
BURST = 25  # events about one object at once,
REFILL = 300.0  # then one in so many seconds
TRIES = 12
RETRY_SECONDS = 10.0
COMBINED = '(combined from similar events): '

NORMAL = 'Normal'
WARNING = 'Warning'


def reference(obj: Any, field_path: str = '') -> core.ObjectReference:
    """What an event says it is about. Takes a typed object, or an ObjectReference as it is."""
    if isinstance(obj, core.ObjectReference):
        return obj
    return core.ObjectReference(
        kind=obj.kind,
        namespace=obj.metadata.namespace,
        name=obj.metadata.name,
        uid=obj.metadata.uid,
        api_version=obj.api_version,
        resource_version=obj.metadata.resource_version,
        field_path=field_path,
    )


@dataclass(slots=True)
class _Seen:
    """An event that was sent: what repeats of it patch."""

    name: str
    namespace: str
    count: int
    first: datetime
    last: datetime


@dataclass(slots=True)
class _Similar:
    messages: set[str]
    last: datetime


@dataclass(slots=True)
class _Bucket:
    tokens: float
    last: datetime


class Correlator:
    """Decides, without I/O, whether an event is new, a repeat, combined or dropped."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, ...], _Seen] = OrderedDict()
        self._similar: OrderedDict[tuple[str, ...], _Similar] = OrderedDict()
        self._buckets: OrderedDict[tuple[str, ...], _Bucket] = OrderedDict()
        self._last_stamp = 0

    def admit(self, ref: core.ObjectReference, now: datetime) -> bool:
        """Whether the object has not used up what one source may say about it."""
        key = (ref.kind, ref.namespace, ref.name, ref.uid, ref.api_version)
        bucket = _recent(self._buckets, key, lambda: _Bucket(float(BURST), now))
        bucket.tokens = min(BURST, bucket.tokens + (now - bucket.last).total_seconds() / REFILL)
        bucket.last = now
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True

    def combine(self, event: core.Event, now: datetime) -> tuple[tuple[str, ...], str]:
        """The key to count the event under, and its message."""
        ref = event.involved_object
        group = (ref.kind, ref.namespace, ref.name, ref.uid, ref.api_version, event.type, event.reason)
        similar = _recent(self._similar, group, lambda: _Similar(set(), now))
        if now - similar.last > WINDOW:
            similar.messages.clear()
        similar.last = now
        if len(similar.messages) < SIMILAR or event.message in similar.messages:
            similar.messages.add(event.message)
        if len(similar.messages) < SIMILAR:
            return (*group, ref.field_path, event.message), event.message
        return group, COMBINED + event.message

    def repeat(self, key: tuple[str, ...], now: datetime) -> _Seen | None:
        """The event sent before under `key`, counted once more; None when this is the first."""
        seen = self._seen.get(key)
        if seen is None:
            return None
        self._seen.move_to_end(key)
        seen.count += 1
        seen.last = now
        return seen

    def remember(self, key: tuple[str, ...], event: core.Event, now: datetime) -> None:
        self._seen[key] = _Seen(event.metadata.name, event.metadata.namespace, 1, now, now)
        while len(self._seen) > CACHE:
            self._seen.popitem(last=False)

    def forget(self, key: tuple[str, ...]) -> None:
        self._seen.pop(key, None)

    def name(self, ref: core.ObjectReference, now: datetime, nanoseconds: int = 0) -> str:
        """The object's name and a nanosecond stamp that no other event of this recorder has.

        Clocks here count microseconds; `nanoseconds` beyond them keep recorders apart that write at the same moment.
        """
        stamp = (int(now.astimezone(UTC).timestamp()) * 1_000_000 + now.microsecond) * 1000 + nanoseconds
        self._last_stamp = max(stamp, self._last_stamp + 1)
        return f'{ref.name}.{self._last_stamp:x}'


def _recent(table: OrderedDict[Any, Any], key: Any, make: Any) -> Any:
    """The entry under `key`, made if absent; the table keeps its most recently used ones."""
    if key not in table:
        table[key] = make()
        while len(table) > CACHE:
            table.popitem(last=False)
    table.move_to_end(key)
    return table[key]


class EventRecorder:
    """`component` and `host` are the event's source; run `run()` beside the component that records."""

    def __init__(self, *, client: Client, world: World, component: str, host: str = '') -> None:
        self._client = client
        self._world = world
        self._component = component
        self._host = host
        self._correlator = Correlator()
        self._queue: asyncio.Queue[core.Event] = asyncio.Queue(QUEUE)

    def event(self, obj: Any, type_: str, reason: str, message: str, *, field_path: str = '', action: str = '') -> None:
        """Queue an event about `obj` (a typed object or an ObjectReference). Never waits, never raises."""
        now = Time.of(self._world.now())
        ref = reference(obj, field_path)
        event = core.Event(
            metadata=meta.ObjectMeta(namespace=ref.namespace or 'default'),
            involved_object=ref,
            reason=reason,
            message=message,
            source=core.EventSource(component=self._component, host=self._host),
            first_timestamp=now,
            last_timestamp=now,
            count=1,
            type=type_,
            action=action,
            reporting_component=self._component,
            reporting_instance=self._host,
        )
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            logger.warning('event queue is full, dropped %s about %s/%s: %s', reason, ref.namespace, ref.name, message)

    async def run(self) -> None:
        """Send queued events until cancelled."""
        while True:
            event = await self._queue.get()
            try:
                await self._send(event)
            finally:
                self._queue.task_done()

    async def drain(self) -> None:
        """Wait until everything queued so far has been sent or given up."""
        await self._queue.join()

    async def _send(self, event: core.Event) -> None:
        now = self._world.now()
        if not self._correlator.admit(event.involved_object, now):
            return
        key, event.message = self._correlator.combine(event, now)
        seen = self._correlator.repeat(key, now)
        for _ in range(TRIES):
            try:
                if seen is None or not await self._count(seen, event):
                    await self._create(key, event)
                return
            except errors.ApiError as e:
                if not _worth_retrying(e):
                    logger.warning('server rejected event %s: %s', event.reason, e)
                    return
                logger.info('could not record event %s: %s', event.reason, e)
            except OSError as e:
                logger.info('could not record event %s: %s', event.reason, e)
            await asyncio.sleep(RETRY_SECONDS)
        logger.warning('gave up on event %s about %s', event.reason, event.involved_object.name)

    async def _count(self, seen: _Seen, event: core.Event) -> bool:
        """Raise the count of the event sent before; False if the server has forgotten it."""
        patch = {'count': seen.count, 'lastTimestamp': str(Time.of(seen.last)), 'message': event.message}
        try:
            await self._client.patch(core.Event, seen.name, seen.namespace, Patch.strategic(patch))
        except errors.ApiError as e:
            if errors.is_not_found(e):
                return False
            raise
        return True

    async def _create(self, key: tuple[str, ...], event: core.Event) -> None:
        now = self._world.now()
        event.metadata.name = self._correlator.name(event.involved_object, now, int(self._world.jitter(1000)))
        await self._client.create(event)
        self._correlator.remember(key, event, now)


def _worth_retrying(error: errors.ApiError) -> bool:
    return error.code == 429 or error.code >= 500
