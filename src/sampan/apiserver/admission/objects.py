"""Changing an object that others hold: plugins may not hand out another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import codec, defaults
from sampan.api.resources import Resource
from sampan.machinery.patch import json_patch

if TYPE_CHECKING:
    from sampan.apiserver.registry.registry import Registry


def replace(target: Any, source: Any) -> None:
    """Make `target` equal to `source`, which is of the same kind and is not used any more."""
    if target is source:
        return
    if isinstance(target, msgspec.Struct):
        for name in target.__struct_fields__:
            setattr(target, name, getattr(source, name))
    else:  # a custom resource
        target.metadata, target.content, target.converted = source.metadata, source.content, None


def patched(registry: Registry, resource: Resource, obj: Any, operations: list[Any]) -> Any:
    """A new object: this one after a JSON patch, with defaults where the patch left something out.

    Raises PatchError when an operation does not fit, ValueError when the result is no such object.
    """
    document = json_patch(msgspec.json.decode(codec.encode(obj)), operations)
    new = codec.decode(type(obj), msgspec.json.encode(document))
    endpoint = registry.endpoints.get((resource.group, resource.version, resource.plural))
    if endpoint is not None and isinstance(new, endpoint.kind):
        endpoint.strategy.normalize(new)
    defaults.set_defaults(new)
    return new
