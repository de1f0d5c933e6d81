"""How many requests are worked on at once (upstream: filters/maxinflight.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.apiserver.http.status import text_response
from sampan.apiserver.stages.long_running import long_running

if TYPE_CHECKING:
    from sampan.apiserver.request import Answer, Handler, Request, UserInfo

READING = frozenset({'get', 'list', 'watch'})
BUSY = 'Too many requests, please try again later.'


class InFlight:
    """Separate limits for reading and changing requests; beyond them 429, except for system:masters.

    Used where priority and fairness is switched off.
    """

    def __init__(self, *, reading: int = 400, changing: int = 200) -> None:
        self._limits = {True: reading, False: changing}
        self.running = {True: 0, False: 0}

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        info = request.info
        if info is None or long_running(info):
            return await proceed(request)
        reads = info.verb in READING
        if self.running[reads] >= self._limits[reads] and not privileged(request.user):
            answer = text_response(429, BUSY)
            answer.headers['Retry-After'] = '1'
            return answer
        self.running[reads] += 1
        try:
            return await proceed(request)
        finally:
            self.running[reads] -= 1


def privileged(user: UserInfo | None) -> bool:
    return user is not None and 'system:masters' in user.groups
