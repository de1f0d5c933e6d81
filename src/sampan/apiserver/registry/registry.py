"""The last handler of the pipeline: from a request to its verb."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sampan.api import errors, resources
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Admission
from sampan.apiserver.admission.chain import Chain
from sampan.apiserver.admission.plugins import default_plugins
from sampan.apiserver.cache.cache import WatchCache
from sampan.apiserver.cache.feed import Feed
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.config import RegistryConfig
from sampan.apiserver.registry.endpoint import Endpoint
from sampan.apiserver.registry.lookup import CacheLookup
from sampan.apiserver.registry.objects import Objects
from sampan.apiserver.registry.reading import reading_of
from sampan.apiserver.registry.strategies import strategy_of
from sampan.apiserver.registry.subresources import SUBRESOURCES
from sampan.apiserver.registry.sweeper import EventSweeper
from sampan.apiserver.registry.verbs import create, delete, deletecollection, get, patch, update, watch
from sampan.apiserver.registry.verbs import list as list_
from sampan.apiserver.request import Answer, Handler, Request, RequestInfo
from sampan.machinery.world import World
from sampan.store.base import Store

Verb = Callable[[Call], Awaitable[Answer]]

VERBS: Mapping[str, Verb] = {
    'get': get.handle,
    'list': list_.handle,
    'watch': watch.handle,
    'create': create.handle,
    'update': update.handle,
    'patch': patch.handle,
    'delete': delete.handle,
    'deletecollection': deletecollection.handle,
}
_STATUS: Mapping[str, Verb] = {'get': get.handle, 'update': update.handle, 'patch': patch.handle}
Key = tuple[str, str, str]


class Registry:
    """All resources, over one store. `start` before the first request; `stop` ends every watch.

    `connectors` answer what is not stored: subresources that lead elsewhere and virtual resources, by (group,
    resource, subresource).
    """

    def __init__(
        self,
        *,
        store: Store,
        world: World,
        connectors: Mapping[Key, Handler] | None = None,
        plugins: list[Admission] | None = None,
        config: RegistryConfig | None = None,
    ) -> None:
        self.store = store
        self.world = world
        self.config = config or RegistryConfig()
        self.connectors = dict(connectors or {})
        self._caches: dict[str, WatchCache] = {}
        self.endpoints: dict[Key, Endpoint[Any]] = {}
        for resource in resources.RESOURCES:
            if resource.stored:
                self._add(resource)
        self._sweeper: asyncio.Task[None] | None = None
        self.feed = Feed(store, self._caches)
        self.objects = Objects(store, self.feed)
        self.lookup = CacheLookup(self)
        self.admission = Chain(default_plugins(self.lookup, world) if plugins is None else plugins)

    def _add(self, resource: Resource) -> None:
        cache = self._caches.get(resource.prefix)
        if cache is None:
            cache = self._caches[resource.prefix] = WatchCache(
                resource.prefix, reading_of(resource), self.config.history
            )
        endpoint: Endpoint[Any] = Endpoint(resource, cache, strategy_of(resource, self))
        self.endpoints[resource.group, resource.version, resource.plural] = endpoint

    def endpoint(self, kind: type[Any]) -> Endpoint[Any]:
        """The endpoint of a generated type. KeyError when it is not served."""
        resource = resources.by_kind(kind)
        return self.endpoints[resource.group, resource.version, resource.plural]

    async def start(self) -> None:
        """Load the caches and follow the store; claims (addresses, ports) are rebuilt from what is stored."""
        await self.feed.start()
        for endpoint in self.endpoints.values():
            endpoint.strategy.start(endpoint)
        sweeper = EventSweeper(self, self.config.event_ttl)
        self._sweeper = asyncio.get_running_loop().create_task(sweeper.run(), name='event-sweeper')

    async def stop(self) -> None:
        """End every watch and stop following the store."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.wait([self._sweeper])
            self._sweeper = None
        await self.feed.stop()

    async def handle(self, request: Request) -> Answer:
        """Answer an authorized request. Raises ApiError."""
        info = request.info
        if info is None or not info.is_resource:
            raise errors.unknown_path()
        connector = self.connectors.get((info.group, info.resource, info.subresource))
        if connector is not None:
            return await connector(request)
        endpoint = self.endpoints.get((info.group, info.version, info.resource))
        if endpoint is None:
            return await self._virtual(request, info)
        return await self._verb(endpoint.resource, info)(Call(self, endpoint, request, info))

    async def _virtual(self, request: Request, info: RequestInfo) -> Answer:
        """`bindings` is stored with the pods; anything else that is not stored is not there."""
        if (info.group, info.version, info.resource) == ('', 'v1', 'bindings') and not info.subresource:
            pods = self.endpoints['', 'v1', 'pods']
            return await SUBRESOURCES['', 'bindings', '']['create'](Call(self, pods, request, info))
        raise errors.unknown_path()

    def _verb(self, resource: Resource, info: RequestInfo) -> Verb:
        if not info.subresource:
            verb = VERBS.get(info.verb)
            if verb is None or info.verb not in resource.verbs:
                raise errors.method_not_supported(resource.group, resource.plural, info.verb)
            return verb
        if info.subresource not in resource.subresources:
            raise errors.unknown_path()
        known = _STATUS if info.subresource == 'status' else self._subresource(resource, info.subresource)
        if info.verb not in known:
            raise errors.method_not_supported(resource.group, resource.plural, info.verb)
        return known[info.verb]

    def _subresource(self, resource: Resource, name: str) -> Mapping[str, Verb]:
        found = SUBRESOURCES.get((resource.group, resource.plural, name)) or SUBRESOURCES.get(('', '*', name))
        if found is None:
            raise errors.unknown_path()
        return found
