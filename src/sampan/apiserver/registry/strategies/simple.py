"""Resources whose strategy is a line or two (upstream: pkg/registry/{core,coordination,discovery}/*)."""

from __future__ import annotations

from sampan.api.generated import coordination_v1, core_v1, discovery_v1, policy_v1
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.strategies.base import Strategy


class SecretStrategy(Strategy[core_v1.Secret]):
    """An update that does not mention the type keeps it; so does an immutable secret's content (validation says no)."""

    def normalize(self, obj: core_v1.Secret) -> None:
        """`stringData` is a way to write `data`; it is never shown."""
        obj.data = {**obj.data, **{key: value.encode() for key, value in obj.string_data.items()}}
        obj.string_data = {}

    def prepare_for_update(self, new: core_v1.Secret, old: core_v1.Secret, call: Call) -> None:
        new.type = new.type or old.type


class ServiceAccountStrategy(Strategy[core_v1.ServiceAccount]):
    returns_deleted_object = True


class EndpointsStrategy(Strategy[core_v1.Endpoints]):
    allow_create_on_update = True


class EndpointSliceStrategy(Strategy[discovery_v1.EndpointSlice]):
    """Everything but the metadata is desired state."""

    counts_generation = True

    def changed(self, new: discovery_v1.EndpointSlice, old: discovery_v1.EndpointSlice) -> bool:
        return (new.address_type, new.endpoints, new.ports) != (old.address_type, old.endpoints, old.ports)


class LeaseStrategy(Strategy[coordination_v1.Lease]):
    """A holder that does not say which version it saw must not take a lease over."""

    allow_create_on_update = True
    allow_unconditional_update = False


class EventStrategy(Strategy[core_v1.Event]):
    """Events of both groups; the sweeper removes them when their time is over."""

    allow_create_on_update = True
    garbage_collected = False


class LimitRangeStrategy(Strategy[core_v1.LimitRange]):
    """One without a name gets one."""

    def prepare_for_create(self, obj: core_v1.LimitRange, call: Call) -> None:
        obj.metadata.name = obj.metadata.name or self.registry.world.uid()


class ResourceQuotaStrategy(Strategy[core_v1.ResourceQuota]):
    returns_deleted_object = True


class DisruptionBudgetStrategy(Strategy[policy_v1.PodDisruptionBudget]):
    """A budget is not replaced by somebody who does not say which version they saw."""

    counts_generation = True
    allow_unconditional_update = False
