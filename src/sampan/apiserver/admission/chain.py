"""The plugins in their order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from sampan.apiserver.admission.base import Admission, Attributes, Operation, Plugin
from sampan.apiserver.admission.metrics import ADMIT, VALIDATE, AdmissionMetrics
from sampan.apiserver.managedfields import guard
from sampan.apiserver.measures import Series

# What a plugin does, how long it took so far, and the plugin's name.
Hook = tuple[Callable[[Attributes], Awaitable[None]], Series, str]
PLACES = 4096  # remembered at most
Place = tuple[Operation, str, str, str, str]


class Chain:
    """Runs every plugin that has to do with a request; the first refusal ends it.

    Which plugins those are is found once for each operation on each resource: most have nothing to do with most.
    """

    def __init__(self, plugins: Sequence[Admission], metrics: AdmissionMetrics | None = None) -> None:
        self.plugins = tuple(plugins)
        self._metrics = metrics or AdmissionMetrics()
        self._admitting: dict[Place, tuple[Hook, ...]] = {}
        self._validating: dict[Place, tuple[Hook, ...]] = {}

    async def admit(self, attributes: Attributes) -> None:
        """Let every plugin change the object, and once more if one of them asked for it."""
        hooks = self._hooks(self._admitting, ADMIT, attributes)
        meta = getattr(attributes.object, 'metadata', None)  # options of connections have none
        before = None if meta is None else meta.managed_fields
        await self._run(hooks, ADMIT, attributes)
        again = attributes.reinvocation
        if again.wanted and not again.running:
            again.running = True
            await self._run(hooks, ADMIT, attributes)
        if before is not None:
            wrong = guard.complaint(attributes.object, before)
            if wrong:
                attributes.warn(wrong)

    async def validate(self, attributes: Attributes) -> None:
        """Let every plugin refuse the final object."""
        await self._run(self._hooks(self._validating, VALIDATE, attributes), VALIDATE, attributes)

    async def _run(self, hooks: tuple[Hook, ...], which: str, attributes: Attributes) -> None:
        if not hooks:
            return
        now = asyncio.get_running_loop().time
        began = before = now()
        for hook, series, name in hooks:
            try:
                await hook(attributes)
            except BaseException:
                ended = now()
                self._metrics.refused(name, which, attributes.operation.value, ended - before)
                self._metrics.step(which, attributes.operation.value, ended - began, rejected=True)
                raise
            after = now()
            series.observe(after - before)
            before = after
        self._metrics.step(which, attributes.operation.value, before - began, rejected=False)

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
                self._hook(plugin, which, attributes)
                for plugin in self.plugins
                if getattr(type(plugin), which, None) is not getattr(Plugin, which) and _handles(plugin, attributes)
            )
        return hooks

    def _hook(self, plugin: Admission, which: str, attributes: Attributes) -> Hook:
        name = getattr(plugin, 'name', type(plugin).__name__)
        return getattr(plugin, which), self._metrics.plugin(name, which, attributes.operation.value), name


def _handles(plugin: Admission, attributes: Attributes) -> bool:
    handles = getattr(plugin, 'handles', None)
    return handles is None or handles(attributes.operation, attributes.resource, attributes.subresource)
