"""The time one request may take (upstream: request_deadline.go and timeout.go)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sampan.api import errors
from sampan.apiserver.stages.long_running import long_running
from sampan.machinery import duration

if TYPE_CHECKING:
    from sampan.apiserver.request import Answer, Handler, Request


class Deadline:
    """At most `seconds` (or the shorter `timeout` the client asked for), then 504."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        info = request.info
        if info is None or request.typed or long_running(info):
            return await proceed(request)
        try:
            async with asyncio.timeout(self._allowed(request)):
                return await proceed(request)
        except TimeoutError as late:
            raise errors.timeout('request did not complete within the allotted timeout') from late

    def _allowed(self, request: Request) -> float:
        text = request.first('timeout')
        if not text:
            return self._seconds
        try:
            asked = duration.parse(text) / duration.SECOND
        except duration.DurationError as invalid:
            raise errors.bad_request(f'invalid timeout specified in the request URL - {invalid}') from invalid
        return min(asked, self._seconds) if asked > 0 else self._seconds
