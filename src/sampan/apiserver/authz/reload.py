"""The authorization configuration file, read again when it has changed.

A new file counts when it is valid and only its webhooks are others; until then the old one goes on. Upstream:
pkg/kubeapiserver/authorizer/reload.go.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sampan.apiserver import configfile
from sampan.apiserver.authz.configuration import ConfigurationError, load
from sampan.apiserver.authz.modes import Access, Parts, UnknownMode

if TYPE_CHECKING:
    from sampan.apiserver.reloads import Reloads
    from sampan.apiserver.webhook import Webhook

log = logging.getLogger(__name__)

INTERVAL = 60.0  # seconds between two looks at the file; no webhook is asked as long


class Reload:
    """Keeps a server's webhooks as the file has them."""

    def __init__(self, file: Path, access: Access, parts: Parts, reloads: Reloads | None = None) -> None:
        self._reloads = reloads
        self._file = file
        self._access = access
        self._parts = parts
        self._known = configfile.digest(file)
        self._retired: Sequence[Webhook] = ()  # closed with the next look, when nobody is asking them any more

    async def run(self) -> None:
        """Look again and again. Runs until cancelled."""
        try:
            while True:
                await asyncio.sleep(INTERVAL)
                await self.look()
        finally:
            await self._close_retired()

    async def look(self) -> bool:
        """Take the file over if it has changed and is good; whether it was."""
        await self._close_retired()
        found = configfile.digest(self._file)
        if found == self._known or not found:
            return False
        try:
            self._retired = self._access.rebuild(load(self._file), self._parts)
        except (ConfigurationError, UnknownMode, OSError) as error:
            log.error('the changed authorization configuration is not used: %s', error)
            self._count(success=False)
            return False
        self._known = found
        self._count(success=True)
        log.info('the authorization configuration has been loaded again')
        return True

    def _count(self, *, success: bool) -> None:
        if self._reloads is not None:
            self._reloads.done(success=success)

    async def _close_retired(self) -> None:
        retired, self._retired = self._retired, ()
        for webhook in retired:
            await webhook.close()
