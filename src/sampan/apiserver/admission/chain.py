"""The plugins in their order."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.apiserver.admission.base import Admission, Attributes


class Chain:
    """Runs every plugin; the first refusal ends it."""

    def __init__(self, plugins: Sequence[Admission]) -> None:
        self.plugins = tuple(plugins)

    async def admit(self, attributes: Attributes) -> None:
        for plugin in self.plugins:
            await plugin.admit(attributes)

    async def validate(self, attributes: Attributes) -> None:
        for plugin in self.plugins:
            await plugin.validate(attributes)
