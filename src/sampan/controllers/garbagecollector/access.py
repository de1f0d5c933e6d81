"""Live reads and writes of any object by its identity (upstream: garbagecollector/operations.go)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from sampan.api import codec
from sampan.api.errors import ApiError, is_conflict, is_not_found
from sampan.api.generated import meta_v1 as meta
from sampan.api.resources import RESOURCES, Resource
from sampan.client.base import Client, Patch
from sampan.controllers.garbagecollector.graph import Identity

_BY_KIND = {(resource.api_version, resource.kind): resource for resource in RESOURCES}
ATTEMPTS = 5


class UnknownKind(Exception):
    """An owner reference names a kind that is not served; whether its owner exists cannot be known."""


class InvalidOwner(Exception):
    """A cluster-scoped object names a namespaced owner: it can be neither confirmed nor denied, now or later."""


class Access:
    """The verbs the collector needs, metadata only."""

    def __init__(self, client: Client, custom: Callable[[], Mapping[tuple[str, str], Resource]] = dict) -> None:
        """`custom` tells the custom kinds of this moment, by apiVersion and kind."""
        self._client = client
        self._custom = custom

    def _resource(self, identity: Identity) -> Resource:
        key = (identity.api_version, identity.kind)
        resource = _BY_KIND.get(key) or self._custom().get(key)
        if resource is None:
            raise UnknownKind(f'no matches for kind "{identity.kind}" in version "{identity.api_version}"')
        return resource

    async def metadata(self, identity: Identity) -> meta.ObjectMeta | None:
        """The metadata of the very object (by uid), read live; None when it is gone or another has its name."""
        resource = self._resource(identity)
        if resource.namespaced and not identity.namespace:
            raise InvalidOwner(f'{identity} is namespaced, and owns something that is not')
        try:
            obj: Any = await self._client.get(resource.type, identity.name, self._namespace(resource, identity))
        except ApiError as error:
            if is_not_found(error):
                return None
            raise
        found: meta.ObjectMeta = obj.metadata
        return found if found.uid == identity.uid else None

    async def delete(self, identity: Identity, policy: str, resource_version: str) -> None:
        """Delete the very object as it was last read; gone already is fine, changed since raises a conflict."""
        resource = self._resource(identity)
        try:
            await self._client.delete(
                resource.type,
                identity.name,
                self._namespace(resource, identity),
                propagation_policy=policy,
                uid=identity.uid,
                resource_version=resource_version,
            )
        except ApiError as error:
            if not is_not_found(error):
                raise

    async def patch_owners(self, identity: Identity, changes: Sequence[dict[str, Any]]) -> None:
        """Patch entries of `ownerReferences` (strategically, by uid); an object that is gone is fine."""
        resource = self._resource(identity)
        if not issubclass(resource.type, msgspec.Struct):
            await self._replace_owners(identity, resource, changes)
            return
        patch = Patch.strategic({'metadata': {'uid': identity.uid, 'ownerReferences': list(changes)}})
        try:
            await self._client.patch(resource.type, identity.name, self._namespace(resource, identity), patch)
        except ApiError as error:
            if not is_not_found(error):
                raise

    async def _replace_owners(self, identity: Identity, resource: Resource, changes: Sequence[dict[str, Any]]) -> None:
        """The same for kinds that take no strategic patches: the whole list, for the version that was read."""
        for attempt in range(ATTEMPTS):
            metadata = await self.metadata(identity)
            if metadata is None:
                return
            owners: list[dict[str, Any]] = msgspec.json.decode(codec.encode(metadata.owner_references))
            by_uid = {each['uid']: each for each in owners}
            for change in changes:
                if change.get('$patch') == 'delete':
                    by_uid.pop(change['uid'], None)
                elif change['uid'] in by_uid:
                    by_uid[change['uid']] |= change
            kept = {'resourceVersion': metadata.resource_version, 'ownerReferences': list(by_uid.values())}
            patch = Patch.merge({'metadata': kept})
            try:
                await self._client.patch(resource.type, identity.name, self._namespace(resource, identity), patch)
            except ApiError as error:
                if is_not_found(error):
                    return
                if not is_conflict(error) or attempt == ATTEMPTS - 1:
                    raise
            else:
                return

    async def remove_finalizer(self, identity: Identity, finalizer: str) -> None:
        """Take a finalizer off, whoever else writes at the same time."""
        resource = self._resource(identity)
        for attempt in range(ATTEMPTS):
            metadata = await self.metadata(identity)
            if metadata is None or finalizer not in metadata.finalizers:
                return
            kept = [name for name in metadata.finalizers if name != finalizer]
            patch = Patch.merge({'metadata': {'resourceVersion': metadata.resource_version, 'finalizers': kept}})
            try:
                await self._client.patch(resource.type, identity.name, self._namespace(resource, identity), patch)
            except ApiError as error:
                if is_not_found(error):
                    return
                if not is_conflict(error) or attempt == ATTEMPTS - 1:
                    raise
            else:
                return

    @staticmethod
    def _namespace(resource: Resource, identity: Identity) -> str:
        return identity.namespace if resource.namespaced else ''


class AbsentOwners:
    """The owners that were lately found to be gone, so that a thousand dependents ask once. Bounded."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._uids: OrderedDict[tuple[str, str], None] = OrderedDict()

    def add(self, namespace: str, uid: str) -> None:
        self._uids[namespace, uid] = None
        self._uids.move_to_end((namespace, uid))
        if len(self._uids) > self._limit:
            self._uids.popitem(last=False)

    def __contains__(self, where: tuple[str, str]) -> bool:
        return where in self._uids
