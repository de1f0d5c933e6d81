"""Those who may do everything."""

from __future__ import annotations

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
