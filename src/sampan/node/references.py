"""ConfigMaps and Secrets that pods on this node refer to, each followed by a watch of its own.

Upstream: pkg/kubelet/util/manager WatchBasedManager. An object is watched while somebody holds it; `get`
answers from the copy once the first list is in, so a pod's volume and its environment see the same thing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.client.base import Client, EventType
from sampan.client.reflector import Reflector
from sampan.machinery.world import World
from sampan.node.tasks import spawn

FIRST_LIST_SECONDS = 10.0

# Upstream's managers name the resource in the singular in their errors.
RESOURCES: dict[type[Any], str] = {core.ConfigMap: 'configmap', core.Secret: 'secret'}


@dataclass(frozen=True, slots=True)
class Ref:
    """One object: its type and where it is."""

    kind: type[Any]
    namespace: str
    name: str


@dataclass(slots=True)
class _Watched:
    changed: Callable[[], None]
    holders: dict[str, None] = field(default_factory=dict)  # pod uids, in order
    obj: Any = None
    synced: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    def replace(self, items: Sequence[Any], resource_version: str) -> None:
        self._set(items[0] if items else None)
        self.synced.set()

    def apply(self, event: EventType, obj: Any) -> None:
        self._set(None if event is EventType.DELETED else obj)

    def _set(self, obj: Any) -> None:
        before = self.obj
        self.obj = obj
        if self.synced.is_set() and _version(before) != _version(obj):
            self.changed()


def _version(obj: Any) -> str:
    return '' if obj is None else str(obj.metadata.resource_version)


class References:
    """`hold` and `release` per pod; `changed(uid)` is called for every holder when an object changes."""

    def __init__(
        self,
        *,
        client: Client,
        world: World,
        changed: Callable[[str], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._client = client
        self._failed = failed
        self._world = world
        self._changed = changed
        self._watched: dict[Ref, _Watched] = {}

    def hold(self, uid: str, refs: Iterable[Ref]) -> None:
        """From now on the pod refers to exactly these."""
        wanted = dict.fromkeys(refs)
        for ref in wanted:
            self._watch(ref).holders[uid] = None
        for ref in [r for r, w in self._watched.items() if uid in w.holders and r not in wanted]:
            self._drop(ref, uid)

    def release(self, uid: str) -> None:
        for ref in [r for r, w in self._watched.items() if uid in w.holders]:
            self._drop(ref, uid)

    async def get(self, kind: type[Any], namespace: str, name: str) -> Any:
        """The object as last seen. Raises ApiError: not found, or a time-out while it was never listed."""
        watched = self._watched.get(Ref(kind, namespace, name))
        if watched is None:
            return await self._client.get(kind, name, namespace)
        try:
            async with asyncio.timeout(FIRST_LIST_SECONDS):
                await watched.synced.wait()
        except TimeoutError as e:
            raise errors.timeout(f'failed to sync {RESOURCES[kind]} cache: timed out waiting for the condition') from e
        if watched.obj is None:
            raise errors.not_found('', RESOURCES[kind], name)
        return watched.obj

    async def close(self) -> None:
        tasks = [w.task for w in self._watched.values() if w.task is not None]
        self._watched.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _watch(self, ref: Ref) -> _Watched:
        watched = self._watched.get(ref)
        if watched is None:
            watched = _Watched(lambda: self._notify(ref))
            reflector = Reflector(
                client=self._client,
                world=self._world,
                kind=ref.kind,
                sink=watched,
                namespace=ref.namespace,
                field_selector=f'metadata.name={ref.name}',
            )
            watched.task = spawn(reflector.run(), self._failed)
            self._watched[ref] = watched
        return watched

    def _notify(self, ref: Ref) -> None:
        watched = self._watched.get(ref)
        for uid in list(watched.holders) if watched else ():
            self._changed(uid)

    def _drop(self, ref: Ref, uid: str) -> None:
        watched = self._watched[ref]
        watched.holders.pop(uid, None)
        if not watched.holders:
            del self._watched[ref]
            if watched.task is not None:
                watched.task.cancel()
