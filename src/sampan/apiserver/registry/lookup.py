"""Reading other objects from inside the registry: the caches, as fresh as the store."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from sampan.apiserver.cache.entry import Entry
    from sampan.apiserver.registry.endpoint import Endpoint
    from sampan.apiserver.registry.registry import Registry

RECENT = 1024  # decoded objects kept

T = TypeVar('T', bound=msgspec.Struct)


class CacheLookup:
    """What admission plugins and strategies use instead of a client."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._recent: OrderedDict[str, tuple[int, Any]] = OrderedDict()

    async def get(self, kind: type[T], name: str, namespace: str = '') -> T | None:
        """The newest version, or None. It is shared: read it, never change it."""
        endpoint = self._registry.endpoint(kind)
        entry = await self._registry.objects.current(endpoint, endpoint.root(namespace) + name)
        return None if entry is None else self._decoded(endpoint, entry)

    def _decoded(self, endpoint: Endpoint[T], entry: Entry) -> T:
        """Namespaces and accounts are asked for by every write: keep the last ones decoded."""
        known = self._recent.get(entry.key)
        if known is not None and known[0] == entry.revision:
            found: T = known[1]
            return found
        obj = endpoint.decode(entry)
        self._recent[entry.key] = (entry.revision, obj)
        self._recent.move_to_end(entry.key)
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)
        return obj

    async def wait(self, kind: type[T], name: str, namespace: str, seconds: float) -> T | None:
        """`get`, again after each change of the cluster until it is there or the time is over."""
        found = await self.get(kind, name, namespace)
        if found is not None or seconds <= 0:
            return found
        feed = self._registry.feed
        try:
            async with asyncio.timeout(seconds):
                while (found := await self.get(kind, name, namespace)) is None:
                    await feed.reach(feed.revision + 1)
                return found
        except TimeoutError:
            return None

    async def list(self, kind: type[T], namespace: str = '') -> list[T]:
        """Private copies of all objects of a namespace (or of all), in key order."""
        endpoint = self._registry.endpoint(kind)
        await self._registry.feed.fresh()
        return [endpoint.decode(entry) for entry in endpoint.cache.scan(endpoint.root(namespace))]

    def peek(self, kind: type[T], namespace: str = '') -> Sequence[T]:
        """Shared objects of a namespace (or of all) as the cache shows them now; none of a kind that is not served."""
        endpoint = self._registry.served_endpoint(kind)
        if endpoint is None or not len(endpoint.cache):
            return ()
        return [self._decoded(endpoint, entry) for entry in endpoint.cache.scan(endpoint.root(namespace))]
