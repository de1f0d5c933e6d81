"""Roles and bindings: nobody gives what he does not have (upstream: pkg/registry/rbac)."""

from __future__ import annotations

from sampan.api.generated import rbac_v1 as rbac
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.strategies.base import Strategy

Role = rbac.Role | rbac.ClusterRole
Binding = rbac.RoleBinding | rbac.ClusterRoleBinding


class RoleStrategy(Strategy[Role]):
    """Both kinds of roles."""

    allow_create_on_update = True

    async def begin_create(self, obj: Role, call: Call) -> None:
        if self.registry.escalation is not None:
            await self.registry.escalation.check_role(obj, None, call.user, call.name)

    async def begin_update(self, new: Role, old: Role, call: Call) -> None:
        if self.registry.escalation is not None:
            await self.registry.escalation.check_role(new, old, call.user, call.name)


class BindingStrategy(Strategy[Binding]):
    """Both kinds of bindings."""

    allow_create_on_update = True

    async def begin_create(self, obj: Binding, call: Call) -> None:
        if self.registry.escalation is not None:
            await self.registry.escalation.check_binding(obj, None, call.user)

    async def begin_update(
        self,
        new: Binding,
        old: Binding,
        call: Call,
    ) -> None:
        if self.registry.escalation is not None:
            await self.registry.escalation.check_binding(new, old, call.user)
