"""One object in the versions its owners wrote it in.

Upstream: managedfields/internal/versionconverter.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import codec
from sampan.apiserver.managedfields.documents import document
from sampan.machinery.merge.schema import Type
from sampan.machinery.merge.updater import MissingVersion, NotConvertible

if TYPE_CHECKING:
    from sampan.apiserver.registry.endpoint import Endpoint


class OneVersion:
    """A kind of which there is one version."""

    def __init__(self, version: str, type: Type) -> None:
        self._version = version
        self._type = type

    def type_of(self, version: str) -> Type:
        if version != self._version:
            raise MissingVersion(version)
        return self._type

    def convert(self, document: Any, origin: str, version: str) -> Any:
        if version != origin:
            raise MissingVersion(version)
        return document


class ServedVersions:
    """The versions of a resource that are served: those that share its place in the store."""

    def __init__(self, own: Endpoint[Any]) -> None:
        self._own = own
        self._version = own.resource.api_version
        self._types: dict[str, tuple[Endpoint[Any], Type]] = {}  # by version, with the endpoint it is of

    def type_of(self, version: str) -> Type:
        endpoint, known = self._endpoint(version), self._types.get(version)
        if known is None or known[0] is not endpoint:
            known = self._types[version] = (endpoint, endpoint.merge_type())
        return known[1]

    def convert(self, document: Any, origin: str, version: str) -> Any:
        """By way of what is stored."""
        if version == origin:
            return document
        source, target = self._endpoint(origin), self._endpoint(version)
        if source.remote or target.remote:
            raise NotConvertible(version)  # a webhook is asked before and after, not in between
        return transform(document, source, target)

    def _endpoint(self, version: str) -> Endpoint[Any]:
        if version == self._version:
            return self._own
        return find(self._own, self._own.strategy.registry.endpoints.values(), version)


def find(own: Endpoint[Any], endpoints: Iterable[Endpoint[Any]], version: str) -> Endpoint[Any]:
    """The endpoint of another version. Raises MissingVersion."""
    for other in endpoints:
        if other.cache is own.cache and other.resource.api_version == version:
            return other
    raise MissingVersion(version)


def transform(data: Any, origin: Endpoint[Any], target: Endpoint[Any]) -> Any:
    """A document of one version as another's."""
    obj = codec.decode(origin.kind, msgspec.json.encode(data))
    stored = obj if origin.resource.to_storage is None else origin.resource.to_storage(obj)
    made = document(stored if target.resource.from_storage is None else target.resource.from_storage(stored))
    return {**made, 'apiVersion': target.resource.api_version}
