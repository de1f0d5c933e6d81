"""The other names of a resource, and objects under those names (upstream: runtime.EquivalentResourceRegistry).

Resources are equivalent when they show the same stored objects: versions of a group, or `events` of two groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sampan.api import codec
from sampan.api.custom import CustomObject
from sampan.api.resources import Resource

if TYPE_CHECKING:
    from sampan.apiserver.registry.registry import Registry


def equivalents(registry: Registry, resource: Resource, subresource: str) -> Sequence[Resource]:
    """The served resources over the same objects that have the subresource, without the resource itself."""
    if not resource.stored:
        return ()
    found = [endpoint.resource for endpoint in registry.endpoints.values() if endpoint.resource.stored]
    return [
        other
        for other in found
        if other.prefix == resource.prefix
        and (other.group, other.version, other.plural) != (resource.group, resource.version, resource.plural)
        and (not subresource or subresource in other.subresources)
    ]


def converted(obj: Any, source: Resource, target: Resource) -> Any:
    """The object as the other resource shows it; objects of subresources with a kind of their own stay as they are."""
    if obj is None or source is target or not isinstance(obj, source.type):
        return obj
    if isinstance(obj, CustomObject):
        seen = codec.clone(obj)
        return target.type(seen.content, metadata=seen.metadata, api_version=target.api_version)
    stored = obj if source.to_storage is None else source.to_storage(codec.clone(obj))
    return stored if target.from_storage is None else target.from_storage(codec.clone(stored))


async def shown(registry: Registry, obj: Any, source: Resource, target: Resource) -> Any:
    """`converted`, also where a custom resource has a webhook of its own for that. Raises ApiError."""
    if obj is None or source is target or not isinstance(obj, CustomObject) or not isinstance(obj, source.type):
        return converted(obj, source, target)
    endpoint: Any = registry.endpoints.get((source.group, source.version, source.plural))
    if endpoint is None or not endpoint.remote:
        return converted(obj, source, target)
    (document,) = await endpoint.converter.convert([obj.document()], target.api_version)
    return codec.decode(target.type, codec.encode(document))
