"""OwnerReferencesPermissionEnforcement: owners change with the right to delete."""

from __future__ import annotations

import asyncio

import pytest

from sampan.api.errors import ApiError
from sampan.api.generated import meta_v1
from sampan.apiserver.admission.base import Attributes, Operation
from sampan.apiserver.admission.config import AdmissionConfig
from sampan.apiserver.admission.owner_references import OwnerReferencesPermissionEnforcement
from sampan.apiserver.authz import base as authz
from sampan.apiserver.registry.registry import Registry
from sampan.apiserver.request import UserInfo
from sampan.store.memory import MemoryStore
from sampan.testing.world import SimulatedWorld
from support.registry import config_map

OWNER = meta_v1.OwnerReference(api_version='v1', kind='Secret', name='s', uid='1', block_owner_deletion=True)


class Only:
    """Allows some verbs."""

    def __init__(self, *verbs: str) -> None:
        self._verbs = verbs
        self.asked: list[authz.Attributes] = []

    async def authorize(self, attributes: authz.Attributes) -> authz.Verdict:
        self.asked.append(attributes)
        allowed = attributes.verb in self._verbs
        return authz.Verdict(authz.Decision.ALLOW if allowed else authz.Decision.NO_OPINION, 'because')

    def rules(self, user: UserInfo, namespace: str) -> authz.Rules:
        return authz.Rules()


def decide(authorizer: Only, new: list[meta_v1.OwnerReference], old: list[meta_v1.OwnerReference]) -> None:
    registry = Registry(store=MemoryStore(), world=SimulatedWorld(1), admission=AdmissionConfig())
    registry.authorizer = authorizer
    before, after = config_map('x'), config_map('x')
    before.metadata.owner_references, after.metadata.owner_references = old, new
    resource = registry.endpoints['', 'v1', 'configmaps'].resource
    attributes = Attributes(Operation.UPDATE, resource, '', 'default', 'x', after, before, UserInfo('me'), False)
    asyncio.run(OwnerReferencesPermissionEnforcement(registry.parts).validate(attributes))


def test_who_changes_owners_must_be_allowed_to_delete() -> None:
    with pytest.raises(ApiError, match="cannot set an ownerRef on a resource you can't delete: because, <nil>"):
        decide(Only(), [OWNER], [])


def test_who_blocks_an_owner_must_be_allowed_to_set_its_finalizers() -> None:
    half = Only('delete')
    with pytest.raises(ApiError, match="a resource you can't set finalizers on: because, <nil>"):
        decide(half, [OWNER], [])
    question = half.asked[-1]
    assert (question.verb, question.resource, question.subresource, question.name) == (
        'update',
        'secrets',
        'finalizers',
        's',
    )
    decide(Only('delete', 'update'), [OWNER], [])


def test_owners_that_stay_are_nobodys_business() -> None:
    decide(Only(), [OWNER], [OWNER])


def test_a_kind_that_is_not_served_cannot_be_blocked() -> None:
    strange = meta_v1.OwnerReference(api_version='a/v1', kind='B', name='s', uid='1', block_owner_deletion=True)
    with pytest.raises(ApiError, match='cannot find RESTMapping for APIVersion a/v1 Kind B'):
        decide(Only('delete'), [strange], [])
