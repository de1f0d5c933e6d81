"""Whether they may (upstream: endpoints/filters/authorization.go)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sampan.api import errors
from sampan.apiserver.audit import notes
from sampan.apiserver.authz.base import Decision, attributes_of
from sampan.apiserver.authz.messages import refusal
from sampan.apiserver.authz.metrics import AuthorizationMetrics

if TYPE_CHECKING:
    from sampan.apiserver.authz.base import Authorizer
    from sampan.apiserver.request import Answer, Handler, Request

DECISION = 'authorization.k8s.io/decision'
REASON = 'authorization.k8s.io/reason'


class Authorization:
    """Allowed requests go on; everything else is a 403 in upstream's words."""

    def __init__(self, authorizer: Authorizer) -> None:
        self._authorizer = authorizer
        self.metrics = AuthorizationMetrics()

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        attributes = attributes_of(request)
        now = asyncio.get_running_loop().time
        started = now()
        verdict = await self._authorizer.authorize(attributes)
        self.metrics.done(verdict, now() - started)
        if verdict.decision is Decision.ALLOW:
            notes.annotate(request, DECISION, 'allow')
            notes.annotate(request, REASON, verdict.reason)
            return await proceed(request)
        if verdict.error:
            notes.annotate(request, REASON, 'internal error')
            raise errors.internal_error(verdict.error)
        notes.annotate(request, DECISION, 'forbid')
        notes.annotate(request, REASON, verdict.reason)
        raise refusal(attributes, verdict.reason)
