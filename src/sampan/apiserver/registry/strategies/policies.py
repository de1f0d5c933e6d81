"""Admission policies and bindings (upstream: pkg/registry/admissionregistration).

Who writes a policy or binding with parameters must be allowed to read those parameters: expressions show them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sampan.api import errors
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.apiserver.authz.base import Attributes, Decision
from sampan.apiserver.registry.strategies.base import Strategy

if TYPE_CHECKING:
    from sampan.apiserver.registry.call import Call

ALL = '*'
MASTERS = 'system:masters'


class PolicyStrategy(Strategy[Any]):
    """The spec is the desired state; nobody overwrites a policy blindly."""

    counts_generation = True
    allow_unconditional_update = False

    async def begin_create(self, obj: Any, call: Call) -> None:
        await self._may_read(obj, call)

    async def begin_update(self, new: Any, old: Any, call: Call) -> None:
        if new.spec.param_kind != old.spec.param_kind:
            await self._may_read(new, call)

    async def _may_read(self, policy: Any, call: Call) -> None:
        kind = policy.spec.param_kind
        if kind is None or self.registry.authorizer is None or MASTERS in call.user.groups:
            return
        group, version, resource = params_resource(self.registry, kind)
        asked = Attributes(call.user, 'get', True, ALL, group, version, resource, '', ALL)
        verdict = await self.registry.authorizer.authorize(asked)
        if verdict.decision is not Decision.ALLOW:
            raise errors.forbidden(
                self.resource.group,
                self.resource.plural,
                policy.metadata.name,
                f'user {call.user.name} must have "get" permission on all objects of the referenced paramKind '
                f'(kind={kind.kind}, apiVersion={kind.api_version})',
            )


class PolicyBindingStrategy(Strategy[Any]):
    """The spec is the desired state; nobody overwrites a binding blindly."""

    counts_generation = True
    allow_unconditional_update = False

    async def begin_create(self, obj: Any, call: Call) -> None:
        await self._may_read(obj, call)

    async def begin_update(self, new: Any, old: Any, call: Call) -> None:
        same = new.spec.param_ref == old.spec.param_ref and new.spec.policy_name == old.spec.policy_name
        if not same:
            await self._may_read(new, call)

    async def _may_read(self, binding: Any, call: Call) -> None:
        ref = binding.spec.param_ref
        if ref is None or self.registry.authorizer is None or MASTERS in call.user.groups:
            return
        mutates = self.resource.plural == 'mutatingadmissionpolicybindings'
        policies: type[Any] = (
            registration.MutatingAdmissionPolicy if mutates else registration.ValidatingAdmissionPolicy
        )
        policy = await self.registry.lookup.get(policies, binding.spec.policy_name)
        kind = None if policy is None else policy.spec.param_kind
        group, version, resource = (ALL, ALL, ALL) if kind is None else params_resource(self.registry, kind)
        verb = 'get' if ref.name else 'list'
        asked = Attributes(call.user, verb, True, ref.namespace or ALL, group, version, resource, '', ref.name or ALL)
        verdict = await self.registry.authorizer.authorize(asked)
        if verdict.decision is not Decision.ALLOW:
            raise errors.forbidden(
                self.resource.group,
                self.resource.plural,
                binding.metadata.name,
                f'user {call.user.name} does not have "{verb}" permission on the object referenced by paramRef',
            )


def params_resource(registry: Any, kind: registration.ParamKind) -> tuple[str, str, str]:
    """Group, version and resource of a kind of parameters; `*` for the resource while it is not served."""
    group, _, version = kind.api_version.rpartition('/')
    for endpoint in registry.endpoints.values():
        found = endpoint.resource
        if (found.group, found.version, found.kind) == (group, version, kind.kind):
            return group, version, found.plural
    return group, version, ALL
