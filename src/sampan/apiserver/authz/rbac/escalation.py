"""Nobody gives what he does not have: the checks of roles and bindings that are written.

Upstream: pkg/registry/rbac/{escalation_check,validation/rule}.go and the policybased storages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sampan.api import codec, errors
from sampan.api.generated import rbac_v1 as rbac
from sampan.apiserver.authz.base import Attributes, Decision
from sampan.apiserver.authz.rbac.rules import compact, describe, quoted, uncovered
from sampan.machinery.gotext import quote

if TYPE_CHECKING:
    from sampan.apiserver.authz.base import Authorizer
    from sampan.apiserver.authz.rbac.policy import Policy
    from sampan.apiserver.request import UserInfo

GROUP = 'rbac.authorization.k8s.io'
MASTERS = 'system:masters'
EVERYTHING = (
    rbac.PolicyRule(verbs=['*'], api_groups=['*'], resources=['*']),
    rbac.PolicyRule(verbs=['*'], non_resource_urls=['*']),
)
Role = rbac.Role | rbac.ClusterRole
Binding = rbac.RoleBinding | rbac.ClusterRoleBinding


class Escalation:
    """Raises 403 for a role with more than its writer holds, or a binding of such a role."""

    def __init__(self, authorizer: Authorizer, policy: Policy) -> None:
        self._authorizer = authorizer
        self._policy = policy

    async def check_role(self, role: Role, old: Role | None, user: UserInfo, name: str) -> None:
        """`old` is None for a new role. `name` is the one in the path, which may not be chosen yet."""
        plural = 'clusterroles' if isinstance(role, rbac.ClusterRole) else 'roles'
        namespace = role.metadata.namespace
        if MASTERS in user.groups or await self._may('escalate', plural, name, namespace, user):
            return
        if old is not None and only_for_collection(role, old):
            return
        self._confirm(role.rules, user, namespace, plural, role.metadata.name)
        if (aggregates(role) or aggregates(old)) and self._missing(EVERYTHING, user, ''):
            which = 'an aggregationRule' if old is None else 'aggregationRule'
            reason = f'must have cluster-admin privileges to use {which}'
            raise errors.forbidden(GROUP, plural, role.metadata.name, reason)

    async def check_binding(self, binding: Binding, old: Binding | None, user: UserInfo) -> None:
        """Who may `bind` the role may bind it; others must hold what it gives."""
        if MASTERS in user.groups or (old is not None and only_for_collection(binding, old)):
            return
        reference, namespace = binding.role_ref, binding.metadata.namespace
        plurals = {'ClusterRole': 'clusterroles', 'Role': 'roles'}
        plural = plurals.get(reference.kind)
        if plural is None:
            raise errors.bad_request(f'unsupported role reference kind: {quote(reference.kind)}')
        if await self._may('bind', plural, reference.name, namespace, user):
            return
        self._policy.refresh()
        role = self._policy.role(reference, namespace)
        if role is None:
            raise errors.not_found(GROUP, plural, reference.name)
        kind = 'clusterrolebindings' if isinstance(binding, rbac.ClusterRoleBinding) else 'rolebindings'
        self._confirm(role.rules, user, namespace, kind, binding.metadata.name)

    async def _may(self, verb: str, plural: str, name: str, namespace: str, user: UserInfo) -> bool:
        asked = Attributes(
            user=user, verb=verb, namespace=namespace, group=GROUP, version='*', resource=plural, name=name
        )
        return (await self._authorizer.authorize(asked)).decision is Decision.ALLOW

    def _missing(self, wanted: Sequence[rbac.PolicyRule], user: UserInfo, namespace: str) -> list[rbac.PolicyRule]:
        self._policy.refresh()
        owned = [rule for grant in self._policy.grants(user, namespace) for rule in grant.rules]
        return uncovered(owned, wanted)

    def _confirm(
        self, wanted: Sequence[rbac.PolicyRule], user: UserInfo, namespace: str, plural: str, name: str
    ) -> None:
        missing = self._missing(wanted, user, namespace)
        if not missing:
            return
        lines = sorted({describe(rule) for rule in compact(missing)})
        text = (
            f'user {quote(user.name)} (groups={quoted(user.groups)}) is attempting to grant RBAC permissions '
            'not currently held:\n' + '\n'.join(lines)
        )
        problems = [grant.problem for grant in self._policy.grants(user, namespace) if grant.problem]
        if problems:
            different = list(dict.fromkeys(problems))
            shown = different[0] if len(different) == 1 else f'[{", ".join(different)}]'
            text += f'; resolution errors: [{shown}]'
        raise errors.forbidden(GROUP, plural, name, text)


def aggregates(role: Role | None) -> bool:
    return isinstance(role, rbac.ClusterRole) and role.aggregation_rule is not None


def only_for_collection(new: Role | Binding, old: Role | Binding) -> bool:
    """Whether the change is what the garbage collector does: owners and finalizers, nothing else."""
    copy = codec.clone(new)
    copy.metadata.owner_references = old.metadata.owner_references
    copy.metadata.finalizers = old.metadata.finalizers
    copy.metadata.managed_fields = old.metadata.managed_fields
    copy.metadata.resource_version = old.metadata.resource_version
    return bool(copy == old)
