"""The place of impersonation. Until it exists its headers are refused, never ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.api import errors

if TYPE_CHECKING:
    from sampan.apiserver.request import Answer, Handler, Request

PREFIX = 'impersonate-'
REFUSAL = 'this server does not support impersonation yet: leave out {header} (kubectl: --as, --as-group, --as-uid)'


class Impersonation:
    """A request that asks to act as somebody else is a 400 that says so."""

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        for name in request.headers:
            if name[0:1] in 'iI' and name.lower().startswith(PREFIX):
                raise errors.bad_request(REFUSAL.format(header=name))
        return await proceed(request)
