"""Services: addresses and ports (upstream: pkg/registry/core/service/{strategy.go,storage})."""

from __future__ import annotations

from sampan.api.generated import core_v1
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.endpoint import Endpoint
from sampan.apiserver.registry.strategies import service_allocations, service_families, service_fields
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.apiserver.registry.strategies.service_allocations import Allocators
from sampan.apiserver.registry.strategies.service_claims import Claims
from sampan.store.base import Create, Delete


class ServiceStrategy(Strategy[core_v1.Service]):
    """What is claimed for a write is kept in `_open` until the write has succeeded or failed."""

    allow_create_on_update = True
    has_companions = True
    returns_deleted_object = True

    def start(self, endpoint: Endpoint[core_v1.Service]) -> None:
        config = self.registry.config
        self.allocators = Allocators(config.service_cidr, config.node_ports, self.registry.world)
        self._open: dict[int, Claims] = {}
        self.allocators.follow(self.registry)

    async def repair(self) -> None:
        await service_allocations.repair(self.registry)

    def normalize(self, obj: core_v1.Service) -> None:
        """Old clients know one address only."""
        spec = obj.spec
        if spec.cluster_ips and not spec.cluster_ip:
            spec.cluster_ip = spec.cluster_ips[0]

    async def begin_create(self, obj: core_v1.Service, call: Call) -> None:
        service_fields.agree_on_addresses(obj, None)
        service_families.choose(obj, None, self.allocators.family)
        if obj.spec.cluster_ips or service_fields.node_ports(obj):
            await self.registry.feed.fresh()  # what was given back a moment ago can be had again
        claims = self._claims(obj, call)
        claims.addresses(obj)
        claims.ports(obj, None)

    def created(self, obj: core_v1.Service, call: Call, success: bool) -> None:
        self._settle(obj, success)

    def prepare_for_update(self, new: core_v1.Service, old: core_v1.Service, call: Call) -> None:
        new.status = old.status
        service_fields.drop_of_other_type(new, old)

    async def begin_update(self, new: core_v1.Service, old: core_v1.Service, call: Call) -> None:
        service_fields.keep_allocated(new, old)
        service_fields.agree_on_addresses(new, old)
        service_fields.drop_of_other_type(new, old)
        service_families.choose(new, old, self.allocators.family)
        claims = self._claims(new, call)
        if service_fields.needs_address(new) and not service_fields.needs_address(old):
            claims.addresses(new)
        claims.ports(new, old)

    def updated(self, new: core_v1.Service, old: core_v1.Service, call: Call, success: bool) -> None:
        self._settle(new, success)

    def companions(self, new: core_v1.Service | None, old: core_v1.Service | None) -> list[Create | Delete]:
        return service_allocations.companions(new, old, self.registry)

    def _claims(self, obj: core_v1.Service, call: Call) -> Claims:
        key = call.endpoint.key(call.namespace, obj.metadata.name)
        claims = self._open[id(obj)] = Claims(self.allocators, key, call.dry_run)
        return claims

    def _settle(self, obj: core_v1.Service, success: bool) -> None:
        claims = self._open.pop(id(obj), None)
        if claims is not None:
            claims.settle(success)
