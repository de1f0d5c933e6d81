"""The aggregated servers there are, by group version; each is looked after by a task of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sampan.api.generated import apiregistration_v1 as apiregistration
from sampan.api.generated import core_v1, discovery_v1
from sampan.apiserver.aggregation import registration
from sampan.apiserver.aggregation.remote import Remote
from sampan.store.base import StoreError

if TYPE_CHECKING:
    from sampan.apiserver.aggregation.transport import Transport
    from sampan.apiserver.cache.entry import Entry
    from sampan.apiserver.registry.registry import Registry
    from sampan.client.base import Client

log = logging.getLogger(__name__)

APIService = apiregistration.APIService
RETRY = 1.0  # seconds before a write that failed is tried again


class Remotes:
    """Follows the registry's caches. `client` writes as the server itself, past authorization."""

    def __init__(self, registry: Registry, client: Client, transport: Transport) -> None:
        self.by_version: dict[tuple[str, str], Remote] = {}
        self.complete = False  # whether the APIServices of what is served here are there
        self._registry = registry
        self._client = client
        self._transport = transport
        self._started = False
        self._listeners: list[Callable[[], None]] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._services: dict[str, Entry] = {}
        registry.endpoint(APIService).cache.follow(_Follower(self._load, self._one))
        for kind in (core_v1.Service, discovery_v1.EndpointSlice):
            registry.endpoint(kind).cache.follow(_Follower(self._look_again, self._neighbour))
        registry.served.on_change(self._wake.set)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each change of what other servers serve."""
        self._listeners.append(listener)

    def changed(self) -> None:
        for listener in self._listeners:
            listener()

    def ordered(self) -> list[Remote]:
        """By the priority of their groups."""
        return sorted(self.by_version.values(), key=lambda each: (-each.spec.group_priority_minimum, each.name))

    async def start(self) -> None:
        """Returns when the APIServices of what is served here are there. Raises StoreError."""
        await registration.ensure(self._registry, starting=True)
        self.complete = self._started = True
        self._task = asyncio.get_running_loop().create_task(self._run(), name='apiservice-registration')
        for remote in self.by_version.values():
            remote.start()

    async def stop(self) -> None:
        self._started = False
        for remote in self.by_version.values():
            remote.stop()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None

    async def _run(self) -> None:
        """What is served here has changed, or an APIService of it."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await registration.ensure(self._registry, starting=False)
            except StoreError as problem:
                log.warning('cannot register what is served: %s', problem)
                asyncio.get_running_loop().call_later(RETRY, self._wake.set)

    # -- following -----------------------------------------------------------------------------------

    def _load(self, entries: Iterable[Entry]) -> None:
        present = {entry.key: entry for entry in entries}
        for key in [key for key in self._services if key not in present]:
            self._forget(key)
        for entry in present.values():
            self._one(entry)

    def _one(self, entry: Entry) -> None:
        self._wake.set()
        if entry.deleted:
            self._forget(entry.key)
            return
        obj: APIService = self._registry.endpoint(APIService).decode(entry)
        known = self.by_version.get((obj.spec.group, obj.spec.version))
        if obj.spec.service is None:
            if known is not None and known.name == obj.metadata.name:
                self._forget(entry.key)
                self._localized(obj)
            return
        self._services[entry.key] = entry
        if known is not None and known.name == obj.metadata.name:
            known.update(obj)
            return
        remote = Remote(obj, self._registry, self._client, self._transport, self.changed)
        self.by_version[obj.spec.group, obj.spec.version] = remote
        if self._started:
            remote.start()
        self.changed()

    def _forget(self, key: str) -> None:
        if self._services.pop(key, None) is None:
            return
        name = key.rpartition('/')[2]
        for version, remote in list(self.by_version.items()):
            if remote.name == name:
                del self.by_version[version]
                remote.stop()
        self.changed()

    def _localized(self, obj: APIService) -> None:
        """Another server has served it; now it is served here, which is always available."""
        if self._started:
            task = asyncio.get_running_loop().create_task(Remote.write(self._client, obj, registration.available()))
            task.add_done_callback(_reported)

    def _look_again(self, entries: Iterable[Entry]) -> None:
        for remote in self.by_version.values():
            remote.look()

    def _neighbour(self, entry: Entry) -> None:
        """A Service or slice has changed: whoever has something in its namespace looks again."""
        if not self.by_version:
            return
        namespace = entry.key.split('/')[-2]
        for remote in self.by_version.values():
            if remote.namespace == namespace:
                remote.look()


class _Follower:
    def __init__(self, loaded: Callable[[Iterable[Any]], None], changed: Callable[[Any], None]) -> None:
        self.loaded = loaded
        self.changed = changed


def _reported(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.warning('cannot say that an APIService is available: %s', task.exception())
