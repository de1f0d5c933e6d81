"""A definition goes: first its objects, then its finalizer.

Upstream: apiextensions-apiserver/pkg/controller/finalizer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sampan.api import codec, errors
from sampan.api.errors import ApiError
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.scalars import Time
from sampan.apiserver.customresources import conditions
from sampan.apiserver.customresources.conditions import Condition

if TYPE_CHECKING:
    from collections.abc import Callable

    from sampan.apiserver.customresources.installed import Installed
    from sampan.apiserver.registry.registry import Registry
    from sampan.client.base import Client

Definition = apiextensions.CustomResourceDefinition
MANAGER = 'kube-apiserver'


class CleanUp:
    """The end of one definition. `run` returns when its finalizer is gone."""

    def __init__(self, registry: Registry, client: Client, installed: Installed | None, crd: Definition) -> None:
        self._registry = registry
        self._client = client
        self._installed = installed
        self._name = crd.metadata.name

    async def run(self) -> None:
        await self._tell('True', 'InstanceDeletionInProgress', 'CustomResource deletion is in progress')
        if self._installed is None:
            await self._tell('False', 'NeverEstablished', 'resource was never established')
        else:
            await self._delete_objects(self._installed)
            await self._tell('False', 'InstanceDeletionCompleted', 'removed all instances')
        await self._update(_without_finalizer, '')

    async def _delete_objects(self, installed: Installed) -> None:
        """Delete what is there, and wait until nothing is left: finalizers of the objects may take their time."""
        kind: Any = installed.storage.type
        cache, feed = installed.cache, self._registry.feed
        await feed.fresh()
        for namespace in sorted({_namespace(entry.key, cache.prefix) for entry in cache.scan(cache.prefix)}):
            served = next(iter(installed.resources()), None)
            kind = installed.storage.type if served is None else served.type
            await self._client.delete_collection(kind, namespace)
        while len(cache):
            await feed.reach(feed.revision + 1)

    async def _tell(self, status: str, reason: str, message: str) -> None:
        now = Time.of(self._registry.world.now())

        def change(crd: Definition) -> bool:
            condition = Condition(type=conditions.TERMINATING, status=status, reason=reason, message=message)
            return conditions.put(crd, condition, now)

        await self._update(change, 'status')

    async def _update(self, change: Callable[[Definition], bool], subresource: str) -> None:
        """Change the newest state; again when somebody else was faster. A definition that is gone is done."""
        while True:
            try:
                crd = codec.clone(await self._client.get(Definition, self._name))
                if change(crd):
                    await self._client.update(crd, subresource, field_manager=MANAGER)
                return
            except ApiError as error:
                if errors.is_not_found(error):
                    return
                if not errors.is_conflict(error):
                    raise


def _without_finalizer(crd: Definition) -> bool:
    kept = [each for each in crd.metadata.finalizers if each != conditions.FINALIZER]
    changed = len(kept) != len(crd.metadata.finalizers)
    crd.metadata.finalizers = kept
    return changed


def _namespace(key: str, prefix: str) -> str:
    return key[len(prefix) :].rpartition('/')[0]
