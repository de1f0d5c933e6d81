"""Which custom kinds there are, for controllers that look after objects of every kind.

Upstream's controllers ask discovery again and again; here the definitions themselves say it, and at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sampan.api import custom
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.resources import Resource
from sampan.client.base import Client, EventType
from sampan.client.reflector import Reflector
from sampan.machinery.world import World

Definition = apiextensions.CustomResourceDefinition


def resources_of(crd: Definition) -> list[Resource]:
    """The served versions of an established definition, the one that is stored first."""
    if not any(each.type == 'Established' and each.status == 'True' for each in crd.status.conditions):
        return []
    served = sorted((each for each in crd.spec.versions if each.served), key=lambda each: not each.storage)
    names, namespaced = crd.spec.names, crd.spec.scope == 'Namespaced'
    return [
        custom.kind(crd.spec.group, each.name, names.plural, names.kind, namespaced=namespaced).resource
        for each in served
    ]


async def custom_resources(client: Client) -> list[Resource]:
    """One resource for each definition in force: the version that objects are best read in."""
    found = [resources_of(crd) for crd in (await client.list(Definition)).items]
    return [resources[0] for resources in found if resources]


class CustomKinds:
    """Follows the definitions. `begin` and `end` are called with the resource to look at; `run` never returns."""

    def __init__(
        self, client: Client, world: World, begin: Callable[[Resource], None], end: Callable[[Resource], None]
    ) -> None:
        self.synced = asyncio.Event()
        self._client = client
        self._world = world
        self._begin = begin
        self._end = end
        self._known: dict[str, list[Resource]] = {}
        self._by_kind: dict[tuple[str, str], Resource] = {}

    async def run(self) -> None:
        await Reflector(client=self._client, world=self._world, kind=Definition, sink=self).run()

    @property
    def by_kind(self) -> Mapping[tuple[str, str], Resource]:
        """Every served version, by apiVersion and kind."""
        return self._by_kind

    # -- what the reflector tells ----------------------------------------------------------------------

    def replace(self, items: Sequence[Any], resource_version: str) -> None:
        present = {crd.metadata.name: crd for crd in items}
        for name in [name for name in self._known if name not in present]:
            self._set(name, [])
        for name, crd in present.items():
            self._set(name, resources_of(crd))
        self.synced.set()

    def apply(self, event: EventType, obj: Any) -> None:
        self._set(obj.metadata.name, [] if event is EventType.DELETED else resources_of(obj))

    def _set(self, name: str, resources: list[Resource]) -> None:
        old = self._known.pop(name, [])
        if resources:
            self._known[name] = resources
        self._by_kind = {(each.api_version, each.kind): each for many in self._known.values() for each in many}
        if [_identity(each) for each in old[:1]] == [_identity(each) for each in resources[:1]]:
            return
        for each in old[:1]:
            self._end(each)
        for each in resources[:1]:
            self._begin(each)


def _identity(resource: Resource) -> tuple[str, str, str, bool]:
    return resource.api_version, resource.plural, resource.kind, resource.namespaced
