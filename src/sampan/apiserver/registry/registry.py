"""The last handler of the pipeline: from a request to its verb."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

from sampan.api import errors, resources
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Admission
from sampan.apiserver.admission.chain import Chain
from sampan.apiserver.admission.config import AdmissionConfig, Parts
from sampan.apiserver.admission.plugins import make_plugins
from sampan.apiserver.authz.base import Authorizer
from sampan.apiserver.authz.rbac.escalation import Escalation
from sampan.apiserver.cache.cache import WatchCache
from sampan.apiserver.cache.feed import Feed
from sampan.apiserver.cache.reading import Reading
from sampan.apiserver.customresources.metrics import ConversionMetrics
from sampan.apiserver.registry import connections
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.config import RegistryConfig
from sampan.apiserver.registry.endpoint import Endpoint
from sampan.apiserver.registry.lookup import CacheLookup
from sampan.apiserver.registry.objects import Objects
from sampan.apiserver.registry.reading import reading_of
from sampan.apiserver.registry.routing import verb_of, virtual_verb
from sampan.apiserver.registry.strategies import strategy_of
from sampan.apiserver.registry.sweeper import EventSweeper
from sampan.apiserver.request import Answer, Handler, Request
from sampan.apiserver.served import ServedResources
from sampan.machinery.world import World
from sampan.store.base import Store

Key = tuple[str, str, str]

TOO_DEEP = 'exceeded max depth'  # the body's levels, in the words of Go, which ends at 10,000 of them


class Registry:
    """All resources, over one store. `start` before the first request; `stop` ends every watch.

    What the server itself needs (the default resources) is here even if `served` hides it from clients.

    `connectors` answer what is not stored: subresources that lead elsewhere and virtual resources, by (group,
    resource, subresource).
    """

    def __init__(
        self,
        *,
        store: Store,
        world: World,
        served: ServedResources | None = None,
        connectors: Mapping[Key, Handler] | None = None,
        plugins: list[Admission] | None = None,
        admission: AdmissionConfig | None = None,
        config: RegistryConfig | None = None,
    ) -> None:
        self.store = store
        self.world = world
        self.config = config or RegistryConfig()
        self.connectors = dict(connectors or {})
        self._caches: dict[str, WatchCache] = {}
        self.endpoints: dict[Key, Endpoint[Any]] = {}
        self.served = served or ServedResources()
        for resource in resources.RESOURCES:
            if resource.stored and (resource.by_default or self._is_served(resource)):
                self._add(resource)
        self._sweeper: asyncio.Task[None] | None = None
        self.feed = Feed(store, self._caches)
        self.objects = Objects(store, self.feed)
        self.lookup = CacheLookup(self)
        self.authorizer: Authorizer | None = None  # for writes that turn out to create
        self.escalation: Escalation | None = None  # set by who authorizes by RBAC
        self.conversions = ConversionMetrics()
        self.policy_revision = 0  # of the last role or binding that was written here
        told = admission or AdmissionConfig()
        self.parts = Parts.of(self, told)
        self.admission = Chain(make_plugins(self.parts, told) if plugins is None else plugins, self.parts.metrics)
        self.served.on_change(self.admission.forget)

    def _is_served(self, resource: Resource) -> bool:
        return self.served.find(resource.group, resource.version, resource.plural) is not None

    def _add(self, resource: Resource) -> None:
        cache = self._caches.get(resource.prefix)
        if cache is None:
            cache = self._caches[resource.prefix] = WatchCache(
                resource.prefix, reading_of(resource), self.config.history
            )
        endpoint: Endpoint[Any] = Endpoint(resource, cache, strategy_of(resource, self))
        self.endpoints[resource.group, resource.version, resource.plural] = endpoint

    async def open_cache(self, prefix: str, reading: Reading) -> WatchCache:
        """Begin to keep the objects under a prefix, while the server runs."""
        cache = self._caches[prefix] = WatchCache(prefix, reading, self.config.history)
        await self.feed.add(cache)
        return cache

    def close_cache(self, cache: WatchCache) -> None:
        """Forget the objects of a cache that `open_cache` opened, and end its watches."""
        self._caches.pop(cache.prefix, None)
        self.feed.remove(cache)

    def endpoint(self, kind: type[Any]) -> Endpoint[Any]:
        """The endpoint of a generated type. KeyError when it is not served."""
        resource = resources.by_kind(kind)
        return self.endpoints[resource.group, resource.version, resource.plural]

    def served_endpoint(self, kind: type[Any]) -> Endpoint[Any] | None:
        """The endpoint of a generated type, or None when it is not served."""
        resource = resources.find_kind(kind)
        return None if resource is None else self.endpoints.get((resource.group, resource.version, resource.plural))

    async def start(self) -> None:
        """Load the caches and follow the store; claims (addresses, ports) are rebuilt from what is stored."""
        await self.feed.start()
        for endpoint in self.endpoints.values():
            endpoint.strategy.start(endpoint)
            if endpoint.strategy.has_companions:
                await endpoint.strategy.repair()
        sweeper = EventSweeper(self, self.config.event_ttl)
        self._sweeper = asyncio.get_running_loop().create_task(sweeper.run(), name='event-sweeper')

    async def stop(self) -> None:
        """End every watch and stop following the store."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.wait([self._sweeper])
            self._sweeper = None
        await self.feed.stop()
        await self.admission.close()

    async def handle(self, request: Request) -> Answer:
        """Answer an authorized request. Raises ApiError."""
        info = request.info
        if info is None or not info.is_resource:
            raise errors.unknown_path()
        connector = self.connectors.get((info.group, info.resource, info.subresource))
        if connector is not None:
            await connections.prepare(self, request, info)
            return await connector(request)
        endpoint = self.endpoints.get((info.group, info.version, info.resource))
        if endpoint is None:
            verb = virtual_verb(info)
            return await verb(Call(self, self.endpoints['', 'v1', 'pods'], request, info))
        request.warnings.extend(endpoint.notices)
        try:
            return await verb_of(endpoint.resource, info)(Call(self, endpoint, request, info))
        except RecursionError as error:
            if not request.body:
                raise
            raise errors.bad_request(TOO_DEEP) from error

    def policy_settled(self) -> Awaitable[int] | None:
        """What to wait for until the caches show the roles and bindings written here; None if they do."""
        return None if self.policy_revision <= self.feed.revision else self.feed.reach(self.policy_revision)

    async def wait(self) -> None:
        """Returns never; raises StoreError when the registry has lost its store and cannot go on."""
        await self.feed.wait()
