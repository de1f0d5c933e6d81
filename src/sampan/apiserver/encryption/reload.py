"""The configuration file, read again when it has changed (upstream: encryptionconfig/controller).

A new file counts when it is valid and its KMS plugins are well; until then the old one goes on.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sampan.apiserver.configfile import digest
from sampan.apiserver.encryption.config import ConfigurationError, load
from sampan.apiserver.encryption.providers import Providers

if TYPE_CHECKING:
    from sampan.apiserver.encryption.store import EncryptedStore
    from sampan.apiserver.reloads import Reloads
    from sampan.machinery.world import World

log = logging.getLogger(__name__)

INTERVAL = 60.0  # seconds between two looks at the file


class Reload:
    """Keeps a store's providers as the file has them."""

    def __init__(self, file: Path, store: EncryptedStore, world: World) -> None:
        self._file = file
        self._store = store
        self._world = world
        self._known = digest(file)
        self.reloads: Reloads | None = None  # where the tries are counted

    async def run(self) -> None:
        """Look again and again. Runs until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            await self.look()

    async def look(self) -> bool:
        """Take the file over if it has changed and is good; whether it was."""
        found = digest(self._file)
        if found == self._known or not found:
            return False
        try:
            providers = Providers(load(self._file), self._world)
        except ConfigurationError as error:
            log.error('the changed encryption configuration is not used: %s', error)
            self._count(success=False)
            return False
        await providers.start()
        unwell = [f'{kms.name}: {kms.problem}' for kms in providers.kms if kms.problem]
        if unwell:
            await providers.stop()
            log.error('the changed encryption configuration is not used: %s', '; '.join(unwell))
            self._count(success=False)
            return False
        old, self._store.providers, self._known = self._store.providers, providers, found
        await old.stop()
        self._count(success=True)
        log.info('the encryption configuration has been loaded again')
        return True

    def _count(self, *, success: bool) -> None:
        if self.reloads is not None:
            self.reloads.done(success=success)
