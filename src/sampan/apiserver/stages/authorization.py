"""Whether they may (upstream: endpoints/filters/authorization.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.api import errors
from sampan.apiserver.authz.base import Decision, attributes_of
from sampan.apiserver.authz.messages import forbidden_message

if TYPE_CHECKING:
    from sampan.apiserver.authz.base import Authorizer
    from sampan.apiserver.request import Answer, Handler, Request


class Authorization:
    """Allowed requests go on; everything else is a 403 in upstream's words."""

    def __init__(self, authorizer: Authorizer) -> None:
        self._authorizer = authorizer

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        attributes = attributes_of(request)
        verdict = await self._authorizer.authorize(attributes)
        if verdict.decision is Decision.ALLOW:
            return await proceed(request)
        raise errors.forbidden(
            attributes.group, attributes.resource, attributes.name, forbidden_message(attributes, verdict.reason)
        )
