"""Roles and bindings: nobody gives what he does not have (upstream: pkg/registry/rbac).

What is written holds for the next request: the authorizer waits until its caches show it.
"""

from __future__ import annotations

from typing import TypeVar

from sampan.api.generated import rbac_v1 as rbac
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.strategies.base import Strategy

Role = rbac.Role | rbac.ClusterRole
Binding = rbac.RoleBinding | rbac.ClusterRoleBinding
T = TypeVar('T', bound=Role | Binding)


class PolicyStrategy(Strategy[T]):
    """What all four kinds have in common."""

    allow_create_on_update = True

    def created(self, obj: T, call: Call, success: bool) -> None:
        self._written()

    def updated(self, new: T, old: T, call: Call, success: bool) -> None:
        self._written()

    def deleted(self, obj: T, call: Call) -> None:
        self._written()

    def _written(self) -> None:
        self.registry.policy_revision = self.registry.store.revision()


class RoleStrategy(PolicyStrategy[Role]):
    """Both kinds of roles."""

    async def begin_create(self, obj: Role, call: Call) -> None:
        if self.registry.escalation is not None:
            await self.registry.escalation.check_role(obj, None, call.user, call.name)

    async def begin_update(self, new: Role, old: Role, call: Call) -> None:
        if self.registry.escalation is not None:
            await self.registry.escalation.check_role(new, old, call.user, call.name)


class BindingStrategy(PolicyStrategy[Binding]):
    """Both kinds of bindings."""

    async def begin_create(self, obj: Binding, call: Call) -> None:
        if self.registry.escalation is not None:
            await self.registry.escalation.check_binding(obj, None, call.user)

    async def begin_update(self, new: Binding, old: Binding, call: Call) -> None:
        if self.registry.escalation is not None:
            await self.registry.escalation.check_binding(new, old, call.user)
