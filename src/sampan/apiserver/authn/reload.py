"""The authentication configuration file, read again when it has changed.

A new file counts when it is valid; until then the old one goes on. Its issuers are asked for their keys when a token
needs them, as those of the first file. Upstream: pkg/kubeapiserver/options/authentication.go,
pkg/kubeapiserver/authenticator/config.go.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sampan.apiserver import configfile
from sampan.apiserver.authn.base import AuthenticationFailed, Authenticator

if TYPE_CHECKING:
    from sampan.apiserver.authn.configuration import AuthenticationConfiguration
    from sampan.apiserver.authn.oidc import OpenIdTokens
    from sampan.apiserver.authn.setup import Setup
    from sampan.apiserver.reloads import Reloads
    from sampan.apiserver.request import Request, UserInfo

log = logging.getLogger(__name__)

INTERVAL = 60.0  # seconds between two looks at the file; no token is looked at as long


class Issuers:
    """Tokens of the issuers that the file names now."""

    def __init__(self, issuers: Sequence[OpenIdTokens]) -> None:
        self.issuers = issuers

    async def authenticate_token(self, token: str, audiences: Sequence[str]) -> UserInfo | None:
        """The first issuer that knows the token decides. Raises AuthenticationFailed when all who know it refuse."""
        refusals: list[str] = []
        for issuer in self.issuers:
            try:
                user = await issuer.authenticate_token(token, audiences)
            except AuthenticationFailed as failed:
                refusals.append(str(failed))
                continue
            if user is not None:
                return user
        if refusals:
            raise AuthenticationFailed(refusals[0] if len(refusals) == 1 else f'[{", ".join(refusals)}]')
        return None

    async def close(self) -> None:
        for issuer in self.issuers:
            await issuer.close()


class AnonymousAccess:
    """Who brings no credential, as the file has it now."""

    def __init__(self, authenticators: Sequence[Authenticator]) -> None:
        self.authenticators = authenticators

    async def authenticate(self, request: Request) -> UserInfo | None:
        for each in self.authenticators:
            return await each.authenticate(request)
        return None


class Reload:
    """Keeps a server's issuers and anonymous access as the file has them."""

    def __init__(self, file: Path, setup: Setup, reloads: Reloads) -> None:
        self._file = file
        self._setup = setup
        self._reloads = reloads
        self._known = configfile.digest(file)
        self._failed = ''  # a bad file is told once
        self._retired: Sequence[OpenIdTokens] = ()

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
        if not found or found in (self._known, self._failed):
            return False
        from sampan.apiserver.authn.configuration import ConfigurationError

        try:
            configuration: AuthenticationConfiguration = self._setup.load()
            self._retired = self._setup.take_over(configuration)
        except (ConfigurationError, OSError, ValueError) as error:
            log.error('the changed authentication configuration is not used: %s', error)
            self._failed = found
            self._reloads.done(success=False)
            return False
        self._known, self._failed = found, ''
        self._reloads.done(success=True)
        log.info('the authentication configuration has been loaded again')
        return True

    async def _close_retired(self) -> None:
        retired, self._retired = self._retired, ()
        for each in retired:
            await each.close()
