"""Watches the kinds that quotas count, as soon as one counts them (upstream: resource_quota_monitor.go)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from sampan.api.quota import Evaluator
from sampan.api.resources import Resource
from sampan.client.base import Client, EventType
from sampan.client.reflector import Reflector
from sampan.machinery.world import World

# A namespace has less of a resource than before.
Replenished = Callable[[Evaluator, str], None]


class Monitor:
    """One kind's reflector sink. It keeps names, and objects only where a change can give something back."""

    def __init__(self, evaluator: Evaluator, world: World, replenished: Replenished) -> None:
        self._evaluator = evaluator
        self._world = world
        self._replenished = replenished
        self._compares = type(evaluator).replenishes is not Evaluator.replenishes
        self._known: dict[tuple[str, str], Any] = {}

    def replace(self, items: Sequence[Any], resource_version: str) -> None:
        present = {_place(obj): obj for obj in items}
        for place in set(self._known) - set(present):
            self._gone(place)
        for obj in items:
            self._seen(obj)

    def apply(self, event: EventType, obj: Any) -> None:
        if event is EventType.DELETED:
            self._gone(_place(obj))
        else:
            self._seen(obj)

    def _seen(self, obj: Any) -> None:
        place = _place(obj)
        old = self._known.get(place)
        self._known[place] = obj if self._compares else None
        if old is not None and self._evaluator.replenishes(obj, old, self._world.now()):
            self._replenished(self._evaluator, place[0])

    def _gone(self, place: tuple[str, str]) -> None:
        self._known.pop(place, None)
        self._replenished(self._evaluator, place[0])


def _place(obj: Any) -> tuple[str, str]:
    return obj.metadata.namespace, obj.metadata.name


class Monitors:
    """One monitor for each kind that was ever asked for; there are as many kinds as the server serves."""

    def __init__(self, client: Client, world: World, replenished: Replenished) -> None:
        self._client = client
        self._world = world
        self._replenished = replenished
        self._wanted: asyncio.Queue[tuple[Resource, Evaluator]] = asyncio.Queue()
        self._started: set[tuple[str, str]] = set()

    def want(self, resource: Resource, evaluator: Evaluator) -> None:
        """From now on, be told when there is less of this."""
        place = (resource.group, resource.plural)
        if place not in self._started:
            self._started.add(place)
            self._wanted.put_nowait((resource, evaluator))

    async def run(self) -> None:
        """Watch what is wanted, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                resource, evaluator = await self._wanted.get()
                sink = Monitor(evaluator, self._world, self._replenished)
                reflector = Reflector(client=self._client, world=self._world, kind=resource.type, sink=sink)
                tasks.create_task(reflector.run(), name=f'quota monitor {resource.qualified}')
