"""Those who may do everything."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sampan.apiserver.authz.base import ALLOWED, UNDECIDED, PathRule, ResourceRule, Rules

if TYPE_CHECKING:
    from sampan.apiserver.authz.base import Attributes, Verdict
    from sampan.apiserver.request import UserInfo

EVERYTHING = Rules((ResourceRule(('*',), ('*',), ('*',)),), (PathRule(('*',), ('*',)),))


class PrivilegedGroup:
    """Members of a group, by default system:masters (upstream: authorizerfactory.NewPrivilegedGroups)."""

    def __init__(self, group: str = 'system:masters') -> None:
        self._group = group

    async def authorize(self, attributes: Attributes) -> Verdict:
        return ALLOWED if self._group in attributes.user.groups else UNDECIDED

    def rules(self, user: UserInfo, namespace: str) -> Rules:
        return EVERYTHING if self._group in user.groups else Rules()


class PrivilegedUsers:
    """Users known by name: the cluster's own components, until RBAC's roles say what each may do."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = frozenset(names)

    async def authorize(self, attributes: Attributes) -> Verdict:
        return ALLOWED if attributes.user.name in self._names else UNDECIDED

    def rules(self, user: UserInfo, namespace: str) -> Rules:
        return EVERYTHING if user.name in self._names else Rules()
