"""Reading other objects from inside the registry: the caches, as fresh as the store."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from sampan.apiserver.registry.registry import Registry

T = TypeVar('T', bound=msgspec.Struct)


class CacheLookup:
    """What admission plugins and strategies use instead of a client."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def get(self, kind: type[T], name: str, namespace: str = '') -> T | None:
        """A private copy of the newest version, or None."""
        endpoint = self._registry.endpoint(kind)
        entry = await self._registry.objects.read(endpoint, endpoint.root(namespace) + name)
        found: T | None = None if entry is None else endpoint.decode(entry)
        return found

    async def wait(self, kind: type[T], name: str, namespace: str, seconds: float) -> T | None:
        """`get`, again after each change of the cluster until it is there or the time is over."""
        if seconds <= 0:
            return await self.get(kind, name, namespace)
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
