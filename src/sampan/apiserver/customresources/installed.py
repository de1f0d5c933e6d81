"""One definition that is served: its cache, and an endpoint for each served version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sampan.api import codec
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.resources import Resource
from sampan.apiserver.cache.reading import Reading
from sampan.apiserver.customresources.conversion import CallWebhook, Converter
from sampan.apiserver.customresources.endpoint import CustomEndpoint
from sampan.apiserver.customresources.version import CustomVersion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sampan.apiserver.cache.cache import WatchCache
    from sampan.apiserver.registry.registry import Registry

Definition = apiextensions.CustomResourceDefinition


class Installed:
    """What the registry has because of one definition."""

    def __init__(
        self, registry: Registry, crd: Definition, versions: Sequence[CustomVersion], cache: WatchCache
    ) -> None:
        self.crd = crd
        self.cache = cache
        self._registry = registry
        self._versions = versions
        self.storage = next(each for each in versions if each.spec.storage)

    @classmethod
    async def install(cls, registry: Registry, crd: Definition, call: CallWebhook, old: Installed | None) -> Installed:
        """Serve the definition, in the place of its older state."""
        versions = [CustomVersion(crd, each) for each in crd.spec.versions]
        storage = next(each for each in versions if each.spec.storage)
        for each in versions:
            if each is not storage:
                each.stored_as(storage.type)
        reading = _reading(storage, versions)
        if old is None:
            cache = await registry.open_cache(storage.resource.prefix, reading)
        else:
            cache = old.cache
            cache.read_by(reading)
            old.withdraw()
        made = cls(registry, crd, versions, cache)
        made._serve(Converter(crd, call, registry.world, registry.conversions))
        return made

    def _serve(self, converter: Converter) -> None:
        since = self._registry.feed.revision
        for version in self._versions:
            if version.spec.served:
                endpoint = CustomEndpoint(version, self.storage, self.cache, self._registry, converter, since)
                self._registry.endpoints[_key(version.resource)] = endpoint

    def serves(self, crd: Definition) -> bool:
        """Whether this state of the definition is served already: specification and names are all that counts."""
        mine = self.crd
        return mine.metadata.uid == crd.metadata.uid and _decisive(mine) == _decisive(crd)

    def end(self) -> None:
        """The definition is being deleted: what is there is served on, nothing new is made."""
        for each in self._versions:
            each.ending = True

    def resources(self) -> list[Resource]:
        """What is served."""
        return [each.resource for each in self._versions if each.spec.served]

    def withdraw(self) -> None:
        """Serve nothing any more, and end its watches; the cache stays."""
        for resource in self.resources():
            self._registry.endpoints.pop(_key(resource), None)
        self.cache.drop_watchers()

    def remove(self) -> None:
        """Withdraw, and forget the objects."""
        self.withdraw()
        self._registry.close_cache(self.cache)


def _key(resource: Resource) -> tuple[str, str, str]:
    return resource.group, resource.version, resource.plural


def _decisive(crd: Definition) -> bytes:
    return codec.encode((crd.spec, crd.status.accepted_names, crd.status.stored_versions))


def _reading(storage: CustomVersion, versions: Sequence[CustomVersion]) -> Reading:
    """Selectors ask stored objects for the fields of all versions."""

    def values(item: bytes) -> Mapping[str, str]:
        obj = codec.decode(storage.type, item)
        found: dict[str, str] = {}
        for version in versions:
            found |= version.selected(obj)
        return found

    return Reading(values)
