"""The server's certificate, its key and the authorities of clients, read again when their files have changed.

New connections get the new ones; connections that are open stay as they are. Files that cannot be used leave the old
ones in force. Upstream: dynamiccertificates, whose controllers look once a minute.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable

from sampan.apiserver import configfile
from sampan.apiserver.http.tls import TlsConfig, server_context

log = logging.getLogger(__name__)

INTERVAL = 60.0  # seconds between two looks at the files


class TlsReload:
    """Hands a new context to `use` whenever the files have changed."""

    def __init__(self, config: TlsConfig, use: Callable[[ssl.SSLContext], None]) -> None:
        self._config = config
        self._use = use
        self._files = [
            each for each in (config.certificate, config.key, config.client_ca, config.proxy_ca) if each is not None
        ]
        self._known = self._digests()

    async def run(self) -> None:
        """Look again and again. Runs until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            self.look()

    def look(self) -> bool:
        """Take the files over if they have changed and are good; whether they were."""
        found = self._digests()
        if found == self._known:
            return False
        self._known = found  # files that are bad are told once
        try:
            context = server_context(self._config)
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            log.error('the changed certificates are not used: %s', error)
            return False
        self._use(context)
        log.info('the certificates of the server and of authorities have been loaded again')
        return True

    def _digests(self) -> list[str]:
        return [configfile.digest(each) for each in self._files]
