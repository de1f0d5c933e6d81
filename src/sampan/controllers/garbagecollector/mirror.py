"""Feeds the graph from watches of every kind that can be collected; keeps nothing but the graph.

Upstream: graph_builder.go's monitors. Events are not watched: nothing is owned by them and there are many.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from sampan.api.generated import core_v1 as core
from sampan.api.generated import events_v1 as events
from sampan.api.resources import DEFAULT_RESOURCES, Resource
from sampan.client.base import Client, EventType
from sampan.client.reflector import Reflector
from sampan.controllers.customkinds import CustomKinds
from sampan.controllers.garbagecollector.graph import Graph, Identity, Verdict
from sampan.machinery.world import World

_IGNORED = (core.Event, events.Event)


def collected() -> list[Resource]:
    """The resources whose objects can own or be owned; of several versions of one, the one that is stored."""
    needed = {'list', 'watch', 'delete'}
    candidates = [each for each in DEFAULT_RESOURCES if each.type not in _IGNORED and each.storage_type is None]
    return [each for each in candidates if needed.issubset(each.verbs)]


class Mirror:
    """One kind's reflector sink."""

    def __init__(self, graph: Graph, resource: Resource, decide: Callable[[Verdict], None]) -> None:
        self.synced = asyncio.Event()
        self._graph = graph
        self._resource = resource
        self._decide = decide
        self._uids: dict[tuple[str, str], str] = {}

    def replace(self, items: Sequence[Any], resource_version: str) -> None:
        present = {(obj.metadata.namespace, obj.metadata.name): obj for obj in items}
        for where, uid in list(self._uids.items()):
            if where not in present or present[where].metadata.uid != uid:
                self._gone(where)
        for obj in items:
            self._observe(obj)
        self.synced.set()

    def apply(self, event: EventType, obj: Any) -> None:
        if event is EventType.DELETED:
            self._gone((obj.metadata.namespace, obj.metadata.name))
        else:
            self._observe(obj)

    def _observe(self, obj: Any) -> None:
        metadata = obj.metadata
        where = (metadata.namespace, metadata.name)
        if self._uids.get(where, metadata.uid) != metadata.uid:
            self._gone(where)
        self._uids[where] = metadata.uid
        identity = Identity(
            self._resource.api_version, self._resource.kind, metadata.namespace, metadata.name, metadata.uid
        )
        self._decide(
            self._graph.observe(
                identity,
                metadata.owner_references,
                deleting=metadata.deletion_timestamp is not None,
                finalizers=metadata.finalizers,
            )
        )

    def _gone(self, where: tuple[str, str]) -> None:
        uid = self._uids.pop(where, None)
        if uid is not None:
            self._decide(self._graph.gone(uid))


class Mirrors:
    """All kinds' mirrors."""

    def __init__(self, client: Client, world: World, graph: Graph, decide: Callable[[Verdict], None]) -> None:
        self._mirrors = [(each, Mirror(graph, each, decide)) for each in collected()]
        self._client = client
        self._world = world
        self._graph = graph
        self._decide = decide
        self._tasks: asyncio.TaskGroup | None = None
        self._custom: dict[tuple[str, str], tuple[Mirror, asyncio.Task[None]]] = {}
        self.kinds = CustomKinds(client, world, self._begin, self._end)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            for resource, mirror in self._mirrors:
                reflector = Reflector(client=self._client, world=self._world, kind=resource.type, sink=mirror)
                tasks.create_task(reflector.run(), name=f'gc {resource.qualified}')
            tasks.create_task(self.kinds.run(), name='gc custom kinds')

    async def wait_synced(self) -> None:
        for _, mirror in self._mirrors:
            await mirror.synced.wait()
        await self.kinds.synced.wait()
        for mirror, _task in list(self._custom.values()):
            await mirror.synced.wait()

    def _begin(self, resource: Resource) -> None:
        """A definition came into force: its objects own and are owned from now on."""
        assert self._tasks is not None, 'definitions are followed by the same tasks'
        mirror = Mirror(self._graph, resource, self._decide)
        reflector = Reflector(client=self._client, world=self._world, kind=resource.type, sink=mirror)
        task = self._tasks.create_task(reflector.run(), name=f'gc {resource.qualified}')
        self._custom[resource.group, resource.plural] = (mirror, task)

    def _end(self, resource: Resource) -> None:
        """A definition is gone, and with it its objects."""
        mirror, task = self._custom.pop((resource.group, resource.plural))
        task.cancel()
        mirror.replace((), '')
        mirror.synced.set()
