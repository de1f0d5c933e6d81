"""The plugins in their order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from sampan.apiserver.admission.base import Admission, Attributes, Operation, Plugin
from sampan.apiserver.managedfields import guard

Hook = Callable[[Attributes], Awaitable[None]]
PLACES = 4096  # remembered at most
Place = tuple[Operation, str, str, str, str]


class Chain:
    """Runs every plugin that has to do with a request; the first refusal ends it.

    Which plugins those are is found once for each operation on each resource: most have nothing to do with most.
    """

    def __init__(self, plugins: Sequence[Admission]) -> None:
        self.plugins = tuple(plugins)
        self._admitting: dict[Place, tuple[Hook, ...]] = {}
        self._validating: dict[Place, tuple[Hook, ...]] = {}

    async def admit(self, attributes: Attributes) -> None:
        """Let every plugin change the object, and once more if one of them asked for it."""
        hooks = self._hooks(self._admitting, 'admit', attributes)
        meta = getattr(attributes.object, 'metadata', None)  # options of connections have none
        before = None if meta is None else meta.managed_fields
        for hook in hooks:
            await hook(attributes)
        again = attributes.reinvocation
        if again.wanted and not again.running:
            again.running = True
            for hook in hooks:
                await hook(attributes)
        if before is not None:
            wrong = guard.complaint(attributes.object, before)
            if wrong:
                attributes.warn(wrong)

    async def validate(self, attributes: Attributes) -> None:
        """Let every plugin refuse the final object."""
        for hook in self._hooks(self._validating, 'validate', attributes):
            await hook(attributes)

    def forget(self) -> None:
        """Other resources are served from now on: a name may mean another one."""
        self._admitting.clear()
        self._validating.clear()

    async def close(self) -> None:
        """Let go of what plugins hold open."""
        for plugin in self.plugins:
            close = getattr(plugin, 'close', None)
            if close is not None:
                await close()

    def _hooks(self, known: dict[Place, tuple[Hook, ...]], which: str, attributes: Attributes) -> tuple[Hook, ...]:
        resource = attributes.resource
        place = (attributes.operation, resource.group, resource.version, resource.plural, attributes.subresource)
        hooks = known.get(place)
        if hooks is None:
            if len(known) >= PLACES:
                known.clear()  # custom resources come and go
            hooks = known[place] = tuple(
                getattr(plugin, which)
                for plugin in self.plugins
                if getattr(type(plugin), which, None) is not getattr(Plugin, which) and _handles(plugin, attributes)
            )
        return hooks


def _handles(plugin: Admission, attributes: Attributes) -> bool:
    handles = getattr(plugin, 'handles', None)
    return handles is None or handles(attributes.operation, attributes.resource, attributes.subresource)
