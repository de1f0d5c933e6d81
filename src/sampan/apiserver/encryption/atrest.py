"""Encryption at rest of one server, set up."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from sampan.apiserver.encryption.config import load
from sampan.apiserver.encryption.providers import Providers
from sampan.apiserver.encryption.reload import Reload
from sampan.apiserver.encryption.store import EncryptedStore
from sampan.apiserver.health import Unhealthy

if TYPE_CHECKING:
    from sampan.apiserver.reloads import Reloads
    from sampan.machinery.world import World
    from sampan.store.base import Store


class AtRest:
    """`store` is the store to use. `start` before its first use, `stop` after its last."""

    def __init__(self, file: Path, store: Store, world: World, *, reload: bool) -> None:
        """Raises ConfigurationError."""
        self.store = EncryptedStore(store, Providers(load(file), world))
        self._reload = Reload(file, self.store, world) if reload else None
        self._task: asyncio.Task[None] | None = None

    def count(self, reloads: Reloads) -> None:
        """Count there how often the file is read again."""
        if self._reload is not None:
            self._reload.reloads = reloads

    async def start(self) -> None:
        await self.store.providers.start()
        if self._reload is not None:
            self._task = asyncio.get_running_loop().create_task(self._reload.run(), name='encryption-reload')

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self.store.providers.stop()

    @property
    def has_plugins(self) -> bool:
        return self._reload is not None or bool(self.store.providers.kms)

    async def check(self) -> None:
        """The `kms-providers` health check. Raises Unhealthy."""
        unwell = [
            f'kms-provider-{index}: kmsv2 Provider {kms.name} is not healthy, error: {kms.problem}'
            for index, kms in enumerate(self.store.providers.kms)
            if kms.problem
        ]
        if unwell:
            raise Unhealthy(unwell[0] if len(unwell) == 1 else f'[{", ".join(unwell)}]')
