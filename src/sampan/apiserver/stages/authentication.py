"""Who asks (upstream: endpoints/filters/authentication.go)."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from sampan.api import errors
from sampan.apiserver.authn.base import AuthenticationFailed
from sampan.apiserver.authn.metrics import ERROR, FAILURE, SUCCESS, AuthenticationMetrics

if TYPE_CHECKING:
    from sampan.apiserver.authn.base import Authenticator
    from sampan.apiserver.request import Answer, Handler, Request
    from sampan.apiserver.stages.audit import Audit

log = logging.getLogger(__name__)


class Authentication:
    """Sets `request.user`, or answers 401. In-process callers bring their user along."""

    def __init__(self, authenticator: Authenticator, audit: Audit | None = None) -> None:
        self._authenticator = authenticator
        self._audit = audit
        self.metrics = AuthenticationMetrics()

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        if request.user is None:
            await self._identify(request)
        return await proceed(request)

    async def _identify(self, request: Request) -> None:
        """Raises 401."""
        now = asyncio.get_running_loop().time
        started = now()
        try:
            user = request.user = await self._authenticator.authenticate(request)
        except AuthenticationFailed as failed:
            self.metrics.done(ERROR, now() - started)
            log.info('unable to authenticate a request from %s: %s', request.peer, failed)
            raise await self._refusal(request) from failed
        if user is None:
            self.metrics.done(FAILURE, now() - started)
            raise await self._refusal(request)
        self.metrics.done(SUCCESS, now() - started, user.name)

    async def _refusal(self, request: Request) -> errors.ApiError:
        """401, written down if anything is."""
        if self._audit is not None:
            await self._audit.unauthenticated(request)
        return errors.unauthorized('Unauthorized')
