"""The configuration in force: follows the objects, keeps the default ones, tells schemas whether their level exists."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sampan.api import codec, errors
from sampan.api.generated import flowcontrol_v1 as flowcontrol
from sampan.api.scalars import Time
from sampan.apiserver.flowcontrol import bootstrap
from sampan.apiserver.flowcontrol.levels import Flow, Levels
from sampan.client.base import Patch
from sampan.store.base import StoreError

if TYPE_CHECKING:
    from sampan.apiserver.cache.entry import Entry
    from sampan.apiserver.registry.registry import Registry
    from sampan.apiserver.request import RequestInfo, UserInfo
    from sampan.client.base import Client

log = logging.getLogger(__name__)

MANAGER = 'api-priority-and-fairness-config-consumer-v1'
RETRY = 1.0  # seconds before work that failed is tried again
MOST_WRITES = 6  # of one status in a minute: servers that disagree do not fight
MINUTE, PAUSE, PAUSE_JITTER = 60.0, 30.0, 45.0  # seconds

Level = flowcontrol.PriorityLevelConfiguration
Schema = flowcontrol.FlowSchema


class Fairness:
    """The levels of one server with `total` seats. A change is in force with the next request.

    `client` writes as the server itself, past authorization.
    """

    def __init__(self, registry: Registry, client: Client, total: int) -> None:
        self.levels = Levels(total)
        self.complete = False  # whether the default objects have been seen to
        self._registry = registry
        self._client = client
        self._dirty = True
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._writes: dict[str, deque[float]] = {}
        self._level_objects = _Followed(self._changed)
        self._schema_objects = _Followed(self._changed)
        registry.endpoint(Level).cache.follow(self._level_objects)
        registry.endpoint(Schema).cache.follow(self._schema_objects)

    def flow(self, user: UserInfo, info: RequestInfo, now: float) -> Flow | None:
        """The flow of a request; None for connections that last."""
        if self._dirty:
            self.digest(now)
        elif now >= self.levels.adjust_at:
            self.levels.adjust(now)
        return self.levels.flow(user, info)

    def emptied(self) -> None:
        """A level is idle: if its object is gone, it goes."""
        if self.levels.reap():
            self._dirty = True

    async def start(self) -> None:
        """Returns when the default objects are there. Raises StoreError."""
        await bootstrap.ensure(self._registry)
        self.complete = True
        self._task = asyncio.get_running_loop().create_task(self._run(), name='priority-and-fairness')
        self._task.add_done_callback(report)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None

    def digest(self, now: float) -> None:
        """Work by the objects as they are."""
        self._dirty = False
        levels = {each.metadata.name: each for each in self._decoded(Level, self._level_objects)}
        self.levels.digest(levels, self._decoded(Schema, self._schema_objects), now)

    def _changed(self) -> None:
        self._dirty = True
        self._wake.set()

    def _decoded(self, kind: type[Any], followed: _Followed) -> list[Any]:
        endpoint = self._registry.endpoint(kind)
        return [endpoint.decode(entry) for entry in followed.entries.values()]

    # -- what is written ---------------------------------------------------------------------------

    async def _run(self) -> None:
        """Every change is a reason to look at everything."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await bootstrap.ensure(self._registry)
                await self._tell()
            except (errors.ApiError, StoreError) as problem:
                log.warning('cannot keep the flow schemas and priority levels: %s', problem)
                asyncio.get_running_loop().call_later(RETRY, self._wake.set)

    async def _tell(self) -> None:
        """Write to the schemas whether the level they name exists, where they say something else."""
        present = set(self._level_objects.entries)
        now = Time.of(self._registry.world.now())
        for schema in self._decoded(Schema, self._schema_objects):
            level = schema.spec.priority_level_configuration.name
            wanted = bootstrap.dangling(level, missing=level not in present, now=now)
            said = next((each for each in schema.status.conditions if each.type == wanted.type), None)
            if said is None or (said.status, said.reason, said.message) != (
                wanted.status,
                wanted.reason,
                wanted.message,
            ):
                await self._write(schema.metadata.name, wanted)

    async def _write(self, name: str, condition: flowcontrol.FlowSchemaCondition) -> None:
        if not self._may_write(name):
            wait = PAUSE + self._registry.world.jitter(PAUSE_JITTER)
            asyncio.get_running_loop().call_later(wait, self._wake.set)
            return
        body = {
            'apiVersion': 'flowcontrol.apiserver.k8s.io/v1',
            'kind': 'FlowSchema',
            'metadata': {'name': name},
            'status': {'conditions': [condition]},
        }
        patch = Patch('apply', codec.encode(body))
        try:
            await self._client.patch(Schema, name, '', patch, 'status', field_manager=MANAGER, force=True)
        except errors.ApiError as problem:
            if not errors.is_not_found(problem):
                raise

    def _may_write(self, name: str) -> bool:
        now = asyncio.get_running_loop().time()
        if len(self._writes) > len(self._schema_objects.entries):
            self._writes = {each: at for each, at in self._writes.items() if each in self._schema_objects.entries}
        recent = self._writes.setdefault(name, deque(maxlen=MOST_WRITES))
        if len(recent) == MOST_WRITES and now - recent[0] < MINUTE:
            return False
        recent.append(now)
        return True


class _Followed:
    """The newest versions of all objects of a kind, by name."""

    def __init__(self, changed: Any) -> None:
        self.entries: dict[str, Entry] = {}
        self._tell = changed

    def loaded(self, entries: Iterable[Entry]) -> None:
        self.entries = {name_of(entry): entry for entry in entries}
        self._tell()

    def changed(self, entry: Entry) -> None:
        if entry.deleted:
            self.entries.pop(name_of(entry), None)
        else:
            self.entries[name_of(entry)] = entry
        self._tell()


def report(task: asyncio.Task[None]) -> None:
    """What should never end has."""
    if not task.cancelled() and task.exception() is not None:
        log.error('the flow schemas and priority levels are no longer kept', exc_info=task.exception())


def name_of(entry: Entry) -> str:
    return entry.key.rpartition('/')[2]
