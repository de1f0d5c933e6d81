"""OwnerReferencesPermissionEnforcement: ownership changes what is deleted with what, so it needs those rights.

Who changes an object's owners must be allowed to delete the object; who lets it hold up an owner's deletion must be
allowed to set the owner's finalizers. Off by default. Upstream: plugin/pkg/admission/gc.
"""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api import resources
from sampan.api.generated import meta_v1
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Operation, Plugin
from sampan.apiserver.admission.config import Parts
from sampan.apiserver.authz import base as authz

References = Sequence[meta_v1.OwnerReference]


class OwnerReferencesPermissionEnforcement(Plugin):
    name = 'OwnerReferencesPermissionEnforcement'

    def __init__(self, parts: Parts) -> None:
        self._registry = parts.registry

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        if (resource.group, resource.plural, subresource) == ('', 'pods', 'status'):
            return False  # kubelets write it, and cannot delete every pod
        return resource.stored and operation in (Operation.CREATE, Operation.UPDATE)

    async def validate(self, attributes: Attributes) -> None:
        new = _owners(attributes.object)
        old = [] if attributes.old is None else _owners(attributes.old)
        if list(new) == list(old):
            return
        refusal = await self._refusal(self._question(attributes, 'delete'))
        if refusal is not None:
            raise attributes.forbidden(f"cannot set an ownerRef on a resource you can't delete: {refusal}, <nil>")
        for owner in _newly_blocking(new, old):
            await self._check_owner(attributes, owner)

    async def _check_owner(self, attributes: Attributes, owner: meta_v1.OwnerReference) -> None:
        resource = resources.by_api_version(owner.api_version, owner.kind)
        if resource is None:
            raise attributes.forbidden(
                'cannot set blockOwnerDeletion in this case because cannot find RESTMapping for '
                f'APIVersion {owner.api_version} Kind {owner.kind}'
            )
        question = authz.Attributes(
            attributes.user,
            'update',
            namespace=attributes.namespace if resource.namespaced else '',
            group=resource.group,
            version=resource.version,
            resource=resource.plural,
            subresource='finalizers',
            name=owner.name,
        )
        refusal = await self._refusal(question)
        if refusal is not None:
            raise attributes.forbidden(
                'cannot set blockOwnerDeletion if an ownerReference refers to a resource '
                f"you can't set finalizers on: {refusal}, <nil>"
            )

    def _question(self, attributes: Attributes, verb: str) -> authz.Attributes:
        resource = attributes.resource
        return authz.Attributes(
            attributes.user,
            verb,
            namespace=attributes.namespace,
            group=resource.group,
            version=resource.version,
            resource=resource.plural,
            subresource=attributes.subresource,
            name=attributes.name,
        )

    async def _refusal(self, question: authz.Attributes) -> str | None:
        """Why not; None if it is allowed, or nobody is asked on this server."""
        authorizer = self._registry.authorizer
        if authorizer is None:
            return None
        verdict = await authorizer.authorize(question)
        return None if verdict.decision is authz.Decision.ALLOW else verdict.reason


def _owners(obj: object) -> References:
    metadata = getattr(obj, 'metadata', None)
    return () if metadata is None else metadata.owner_references


def _newly_blocking(new: References, old: References) -> list[meta_v1.OwnerReference]:
    """Owners that can be held up now and could not before."""
    before = {owner.uid for owner in old if owner.block_owner_deletion}
    return [owner for owner in new if owner.block_owner_deletion and owner.uid not in before]
