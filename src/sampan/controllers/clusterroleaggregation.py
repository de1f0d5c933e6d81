"""A ClusterRole with an aggregationRule has the rules of all ClusterRoles that it selects.

Upstream: pkg/controller/clusterroleaggregation.
"""

from __future__ import annotations

from collections.abc import Iterable

from sampan.api.codec import clone
from sampan.api.generated import rbac_v1 as rbac
from sampan.client.informer import Key, key_of
from sampan.controllers.base import Context, Controller, Mapped, Result
from sampan.machinery import labels


def _gatherers(controller: ClusterRoleAggregation, role: rbac.ClusterRole) -> Iterable[Key]:
    """Any role may be selected by any other: all that gather are looked at again, as upstream does."""
    return controller.gatherers()


class ClusterRoleAggregation(Controller):
    """Rules of the selected roles, in the order of their names, each rule once."""

    name = 'clusterrole-aggregation'
    component = 'clusterrole-aggregation-controller'
    watches = (Mapped(rbac.ClusterRole, _gatherers),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._roles = self.informer(rbac.ClusterRole)

    def gatherers(self) -> list[Key]:
        return [key_of(role) for role in self._roles if role.aggregation_rule is not None]

    async def reconcile(self, key: Key) -> Result | None:
        role: rbac.ClusterRole | None = self._roles.by_key(key)
        if role is None or role.aggregation_rule is None:
            return None
        rules = self._gathered(role, role.aggregation_rule)
        if rules != role.rules:
            wanted = clone(role)
            wanted.rules = rules
            await self.client.update(wanted)
        return None

    def _gathered(self, role: rbac.ClusterRole, rule: rbac.AggregationRule) -> list[rbac.PolicyRule]:
        """Roles by selector, then by name; a role never gathers itself."""
        found: list[rbac.PolicyRule] = []
        for selector in rule.cluster_role_selectors:
            matcher = labels.from_object(selector)
            selected = [each for each in self._roles if matcher.matches(each.metadata.labels)]
            for each in sorted(selected, key=lambda each: str(each.metadata.name)):
                if each.metadata.name != role.metadata.name:
                    found += [rule for rule in each.rules if rule not in found]
        return found
