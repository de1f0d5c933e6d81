"""Plugins that are loaded when there is an object for them to act on.

Webhooks and policies bring much code along, and most clusters have none of them: a server that has not seen a
configuration has not loaded what reads it, and a request costs one look at the size of a cache.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Admission, Attributes, Operation, Plugin
from sampan.apiserver.admission.config import Parts
from sampan.apiserver.admission.matching.rules import GROUP, exempt

HERE = __package__ or ''


class Sleeping(Plugin):
    """Stands in the chain for a plugin that acts on objects of one configuring kind."""

    def __init__(self, parts: Parts, name: str, plural: str, where: str) -> None:
        self.name = name
        self._parts = parts
        self._where = where
        endpoint = parts.registry.endpoints.get((GROUP, 'v1', plural))
        self._cache = None if endpoint is None else endpoint.cache
        self._awake: Any = None

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return self._cache is not None and not exempt(resource)

    def plugin(self, attributes: Attributes) -> Any:
        """The plugin itself; None while there is nothing for it to do, or it has nothing to do with such requests."""
        if self._awake is None:
            if self._cache is None or not len(self._cache):
                return None
            self._awake = imported(self._where)(self._parts)
        concerned = self._awake.handles(attributes.operation, attributes.resource, attributes.subresource)
        return self._awake if concerned else None

    async def close(self) -> None:
        """Let go of what the plugin holds open."""
        close = getattr(self._awake, 'close', None)
        if close is not None:
            await close()


class SleepingMutator(Sleeping):
    async def admit(self, attributes: Attributes) -> None:
        plugin = self.plugin(attributes)
        if plugin is not None:
            await plugin.admit(attributes)


class SleepingValidator(Sleeping):
    async def validate(self, attributes: Attributes) -> None:
        plugin = self.plugin(attributes)
        if plugin is not None:
            await plugin.validate(attributes)


def imported(where: str) -> Callable[..., Admission]:
    """`module:Class` of this package."""
    module, _, name = where.partition(':')
    found: Callable[..., Admission] = getattr(import_module(f'{HERE}.{module}'), name)
    return found
