"""The time one request may take (upstream: request_deadline.go and timeout.go)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from sampan.api import errors
from sampan.apiserver.stages.long_running import long_running
from sampan.machinery import duration

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from sampan.apiserver.request import Answer, Handler, Request

T = TypeVar('T')


class Deadline:
    """At most `seconds` (or the shorter `timeout` the client asked for), then 504."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._running = Running(seconds)

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        info = request.info
        if info is None or request.typed or long_running(info):
            return await proceed(request)
        asked = request.first('timeout')
        try:
            if not asked:
                return await self._running.within(proceed(request))
            async with asyncio.timeout(self._allowed(asked)):
                return await proceed(request)
        except TimeoutError as late:
            raise errors.timeout('request did not complete within the allotted timeout') from late

    def _allowed(self, text: str) -> float:
        try:
            asked = duration.parse(text) / duration.SECOND
        except duration.DurationError as invalid:
            raise errors.bad_request(f'invalid timeout specified in the request URL - {invalid}') from invalid
        return min(asked, self._seconds) if asked > 0 else self._seconds


class Running:
    """`asyncio.timeout` for many that all have the same time: they end in the order of their beginning, so one timer,
    set for the oldest, is enough for all of them.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._begun: dict[Begun, None] = {}  # oldest first
        self._timer: asyncio.TimerHandle | None = None

    async def within(self, work: Awaitable[T]) -> T:
        """What the work returns. Raises TimeoutError when it takes too long; it is cancelled then."""
        begun = Begun(asyncio.get_running_loop().time() + self._seconds)
        self._begun[begun] = None
        if self._timer is None:
            self._watch(begun)
        try:
            return await work
        except BaseException as error:
            ours = begun.late and begun.task.uncancel() <= begun.cancelling
            if ours and isinstance(error, asyncio.CancelledError):
                raise TimeoutError from None
            raise
        finally:
            self._begun.pop(begun, None)

    def _watch(self, oldest: Begun) -> None:
        self._timer = asyncio.get_running_loop().call_at(oldest.ends, self._expire)

    def _expire(self) -> None:
        """Cancel who is late, and look again when the next one is."""
        self._timer = None
        now = asyncio.get_running_loop().time()
        while self._begun:
            oldest = next(iter(self._begun))
            if oldest.ends > now:
                self._watch(oldest)
                return
            del self._begun[oldest]
            oldest.late = True
            oldest.task.cancel()


class Begun:
    """One piece of work, done by the task that makes this."""

    __slots__ = ('cancelling', 'ends', 'late', 'task')

    def __init__(self, ends: float) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError('a deadline needs a task that can be cancelled')
        self.task = task
        self.cancelling = task.cancelling()
        self.ends = ends
        self.late = False
