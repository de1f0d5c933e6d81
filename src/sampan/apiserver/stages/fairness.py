"""Priority and fairness (upstream: pkg/server/filters/priority-and-fairness.go).

A request gets seats at once, waits for them, or is answered 429. A watch keeps its seats until it has begun.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sampan.apiserver.flowcontrol.estimate import ONE
from sampan.apiserver.flowcontrol.queueset import Ticket
from sampan.apiserver.http.status import text_response
from sampan.machinery import duration

if TYPE_CHECKING:
    from sampan.apiserver.flowcontrol.controller import Fairness
    from sampan.apiserver.flowcontrol.estimate import Estimator
    from sampan.apiserver.flowcontrol.levels import Flow
    from sampan.apiserver.request import Answer, Handler, Request

BUSY = 'Too many requests, please try again later.'
FLOW = 'flow'  # in `Request.context`: what the request was classified as
LONGEST_WAIT = 60.0  # seconds in a queue


class FairnessStage:
    """`request_timeout` is what a request may take, in seconds; a fourth of it may be waiting."""

    def __init__(self, fairness: Fairness, estimate: Estimator, request_timeout: float) -> None:
        self._fairness = fairness
        self._estimate = estimate
        self._timeout = request_timeout
        self._timer: asyncio.TimerHandle | None = None
        self.running = {True: 0, False: 0}  # by whether they only read

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        info, user = request.info, request.user
        if info is None or user is None:
            return await proceed(request)
        loop = asyncio.get_running_loop()
        now = loop.time()
        flow = self._fairness.flow(user, info, now)
        if flow is None:
            return await proceed(request)
        level, measures = flow.level, flow.measures
        initial, final, extra = ONE if flow.plain else self._estimate(request, info, level.most_seats)
        ticket = Ticket(flow, initial, final, extra, now, request)
        if not request.typed:
            request.context[FLOW] = flow
        if not level.set.start(ticket, flow.hand, now):
            return self._refuse(flow, 'queue-full' if level.set.desired > 0 else 'concurrency-limit', now)
        if ticket.executing:
            measures.at_once += 1
        elif not await self._wait(request, ticket):
            return self._refuse(flow, 'time-out', loop.time())
        width = ticket.width
        measures.dispatched += 1
        if width == 1:
            measures.single += 1
        else:
            measures.seats.observe(width)
        measures.executing += 1
        measures.executing_seats += width
        self.running[flow.reads] += 1
        try:
            return await proceed(request)
        finally:
            self.running[flow.reads] -= 1
            now = loop.time()
            measures.executing -= 1
            measures.execution.observe(now - ticket.started)
            lingers = level.set.finish(ticket, now)
            if lingers:
                loop.call_later(lingers, self._release, ticket)
            else:
                measures.executing_seats -= width
            if level.quiescing:
                self._fairness.emptied()

    def _release(self, ticket: Ticket) -> None:
        ticket.flow.level.set.release(ticket, asyncio.get_running_loop().time())
        ticket.flow.measures.executing_seats -= ticket.width

    def _refuse(self, flow: Flow, reason: str, now: float) -> Answer:
        flow.measures.rejected[reason] += 1
        refusals = flow.level.refusals
        refusals.note(int(now))
        answer = text_response(429, BUSY)
        answer.headers['Retry-After'] = str(refusals.retry_after)
        if flow.level.quiescing:
            self._fairness.emptied()
        return answer

    async def _wait(self, request: Request, ticket: Ticket) -> bool:
        """Whether it was let in before its time was over. A client that goes away leaves the queue."""
        loop = asyncio.get_running_loop()
        level, measures = ticket.flow.level, ticket.flow.measures
        ready: asyncio.Future[bool] = loop.create_future()
        ticket.wake = lambda: None if ready.done() else ready.set_result(True)
        late = loop.call_later(self._patience(request), lambda: None if ready.done() else ready.set_result(False))
        self._keep_adjusting()
        width = ticket.width
        measures.waiting += 1
        measures.waiting_seats += width
        if ticket.queue is not None:
            measures.lengths.observe(len(ticket.queue.waiting))
        try:
            await ready
        except BaseException:
            if not level.set.cancel(ticket, loop.time(), late=False):
                level.set.finish(ticket, loop.time())
            measures.rejected['time-out'] += 1
            raise
        finally:
            late.cancel()
            measures.waiting -= 1
            measures.waiting_seats -= width
        now = loop.time()
        admitted = ticket.executing or not level.set.cancel(ticket, now, late=True)
        (measures.waited if admitted else measures.refused).observe(now - ticket.arrived)
        return admitted

    def _patience(self, request: Request) -> float:
        """A fourth of the request's time."""
        allowed = self._timeout
        asked = request.first('timeout')
        if asked and request.info is not None and request.info.verb != 'watch':
            try:
                allowed = min(allowed, duration.parse(asked) / duration.SECOND) or allowed
            except duration.DurationError:
                return 0.0  # it will be refused for that
        return min(allowed / 4, LONGEST_WAIT)

    def _keep_adjusting(self) -> None:
        """While somebody waits, what levels borrow is looked at although no request comes that would."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(self._fairness.levels.adjust_at, loop.time()), self._adjust)

    def _adjust(self) -> None:
        self._timer = None
        levels, now = self._fairness.levels, asyncio.get_running_loop().time()
        if now >= levels.adjust_at:
            levels.adjust(now)
        if any(level.set.waiting for level in levels.levels.values()):
            self._keep_adjusting()
