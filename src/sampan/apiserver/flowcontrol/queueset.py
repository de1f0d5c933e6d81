"""The queues of one priority level: who goes next, who waits, who is refused.

A state machine without I/O: time is an argument, and who waits is told by a callback. Queues are served as in fair
queuing, with a server of many seats: each has a virtual time at which its next request is dispatched, which moves on
by the work dispatched from it; R is the virtual time of the set, which moves as fast as each non-empty queue would be
served if all were served at once. Upstream: fairqueuing/queueset.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from sampan.apiserver.flowcontrol.demand import Demand

ESTIMATED_SERVICE = 0.003  # seconds a request is thought to take before it has been seen to
EXEMPT, NO_QUEUES = -1, 0  # numbers of queues with a meaning of their own


class Queue:
    """Requests of the flows that were dealt this queue, in the order of arrival."""

    __slots__ = ('executing', 'next_r', 'seats', 'waiting', 'work')

    def __init__(self) -> None:
        self.waiting: deque[Ticket] = deque()
        self.work = 0.0  # seat-seconds that wait
        self.executing: dict[Ticket, None] = {}
        self.seats = 0  # of those that execute or linger
        self.next_r = 0.0


class Ticket:
    """One request's place. `wake` is called once, when it may go after it had to wait."""

    __slots__ = (
        'arrived',
        'arrived_r',
        'executing',
        'extra',
        'final',
        'flow',
        'initial',
        'queue',
        'request',
        'started',
        'wake',
        'width',
    )

    def __init__(self, flow: Any, initial: int, final: int, extra: float, now: float, request: Any) -> None:
        self.flow = flow
        self.initial = initial
        self.final = final
        self.extra = extra  # seconds for which `final` seats are kept after the request
        self.width = initial if initial >= final else final
        self.arrived = self.started = now
        self.arrived_r = 0.0
        self.queue: Queue | None = None
        self.executing = False
        self.request = request
        self.wake: Callable[[], None] | None = None

    @property
    def work(self) -> float:
        """Seat-seconds."""
        work = self.initial * ESTIMATED_SERVICE
        return work + self.final * self.extra if self.final else work


class QueueSet:
    """`limit` seats, and queues before them.

    `desired` is how many queues there shall be: none (who does not fit is refused), or EXEMPT (everybody fits). There
    may be more for a while after there were made fewer: those end when they are empty.
    """

    def __init__(self) -> None:
        self.limit = 0
        self.desired = NO_QUEUES
        self.length_limit = 0
        self.queues: list[Queue] = []
        self.loose: dict[Ticket, None] = {}  # execute without a queue
        self.r = 0.0
        self._last = 0.0
        self._robin = 0
        self._enqueued = 0
        self._active = 0  # queues with a request that waits or executes
        self.waiting = 0
        self.seats_waiting = 0
        self.executing = 0
        self.seats = 0
        self.dispatched = self.rejected = self.timed_out = self.cancelled = 0
        self.demand = Demand()

    @property
    def idle(self) -> bool:
        return not self.waiting and not self.executing

    def configure(self, queues: int, length_limit: int) -> None:
        """How many queues there shall be, and how long each may be."""
        self.desired, self.length_limit = queues, length_limit
        for _ in range(queues - len(self.queues)):
            self.queues.append(Queue())

    def resize(self, limit: int, now: float) -> None:
        """There are `limit` seats from now on; who fits goes."""
        self._advance(now)
        self.limit = limit
        self._dispatch(now)

    # -- a request's way ---------------------------------------------------------------------------

    def start(self, ticket: Ticket, hand: tuple[int, ...], now: float) -> bool:
        """Let it in: it executes, or waits until `wake`. False: it is refused, for lack of seats and of places to wait.

        `hand` are the queues of the request's flow; it joins the one with the least work before it.
        """
        self._advance(now)
        if self.desired < 1:
            if not self._fits(ticket.width):
                self.rejected += 1
                return False
            self.loose[ticket] = None
            self._execute(ticket, now)
            return True
        queue = self._choose(hand) if self.waiting else self.queues[hand[self._enqueued % len(hand)]]
        self._enqueued += 1
        if self.seats >= self.limit and len(queue.waiting) >= self.length_limit:
            self.rejected += 1
            return False
        ticket.queue = queue
        ticket.arrived_r = self.r
        if not queue.waiting and not queue.executing:
            queue.next_r = self.r
            self._active += 1
        alone = ticket.width > self.limit > self.seats and not self.executing
        if not self.waiting and (self.seats + ticket.width <= self.limit or alone):
            self._go(ticket, queue, now)  # nobody is before it in any queue
            return True
        queue.waiting.append(ticket)
        queue.work += ticket.work
        self.waiting += 1
        self.seats_waiting += ticket.width
        self._bound(queue)
        self.demand.high = max(self.demand.high, self.seats + self.seats_waiting)
        self._dispatch(now)
        return True

    def cancel(self, ticket: Ticket, now: float, *, late: bool) -> bool:
        """A request that waits gives up, because its time is over (`late`) or nobody wants it any more.

        False: it executes already, and has to be finished.
        """
        if ticket.executing:
            return False
        self._advance(now)
        queue = ticket.queue
        if queue is None or ticket not in queue.waiting:
            return True
        queue.waiting.remove(ticket)
        self._left(ticket, queue)
        self.rejected += 1
        self.cancelled += 1
        self.timed_out += late
        if not queue.waiting and not queue.executing:
            self._active -= 1
            self._prune(queue)
        else:
            self._bound(queue)
        self._dispatch(now)
        return True

    def finish(self, ticket: Ticket, now: float) -> float:
        """It has been served. Seconds after which `release` has to be called; 0: nothing remains to be done."""
        self._advance(now)
        ticket.executing = False
        self.executing -= 1
        queue = ticket.queue
        if queue is None:
            del self.loose[ticket]
        else:
            del queue.executing[ticket]
            queue.next_r -= ticket.initial * (ESTIMATED_SERVICE - (now - ticket.started))
            if queue.waiting:
                self._bound(queue)
            elif not queue.executing:
                self._active -= 1
        if ticket.extra > 0:
            return ticket.extra
        self._free(ticket, now)
        return 0.0

    def release(self, ticket: Ticket, now: float) -> None:
        """The seats that were kept after the request are free."""
        self._advance(now)
        self._free(ticket, now)

    # -- steps -------------------------------------------------------------------------------------

    def _advance(self, now: float) -> None:
        """Account for the time since the last change: what was wanted, and how far R has moved meanwhile, which is as
        fast as the queues of then could be served.
        """
        passed = now - self._last
        self._last = now
        wanted = self.seats + self.seats_waiting
        if wanted and passed > 0:
            demand = self.demand
            area = passed * wanted
            demand.total += area
            demand.squares += area * wanted
            if self._active:
                self.r += (area if wanted < self.limit else passed * self.limit) / self._active

    def settle(self, now: float, periods: float) -> None:
        """End a period of the demand."""
        self._advance(now)
        self.demand.settle(self.seats + self.seats_waiting, now, periods)

    def _fits(self, seats: int) -> bool:
        """Who is wider than everything goes when there is nobody else."""
        if self.desired < 0:
            return True
        if seats > self.limit:
            return not self.executing
        return self.seats + seats <= self.limit

    def _choose(self, hand: tuple[int, ...]) -> Queue:
        """The queue of the hand with the least work; among equals each has its turn."""
        size = len(hand)
        offset = self._enqueued % size
        return min((self.queues[hand[(offset + step) % size]] for step in range(size)), key=lambda queue: queue.work)

    def _execute(self, ticket: Ticket, now: float) -> None:
        ticket.executing = True
        ticket.started = now
        self.executing += 1
        self.seats += ticket.width
        self.dispatched += 1
        wanted = self.seats + self.seats_waiting
        if wanted > self.demand.high:
            self.demand.high = wanted

    def _go(self, ticket: Ticket, queue: Queue, now: float) -> None:
        if ticket.final > self.limit > 0:  # the same work, longer
            ticket.extra *= ticket.final / self.limit
            ticket.final = self.limit
            ticket.width = max(ticket.initial, ticket.final)
        queue.executing[ticket] = None
        queue.seats += ticket.width
        queue.next_r += ticket.work
        self._execute(ticket, now)

    def _dispatch(self, now: float) -> None:
        while self.waiting and self.seats < self.limit:
            queue = self._next()
            if not self._fits(queue.waiting[0].width):
                return
            ticket = queue.waiting.popleft()
            self._left(ticket, queue)
            self._go(ticket, queue, now)
            if queue.waiting:
                self._bound(queue)
            if ticket.wake is not None:
                ticket.wake()

    def _next(self) -> Queue:
        """The queue whose oldest request would end first; of several, the one behind the last served."""
        count = len(self.queues)
        best, best_end, chosen = None, 0.0, self._robin
        for step in range(1, count + 1):
            index = (self._robin + step) % count
            queue = self.queues[index]
            if queue.waiting:
                end = queue.next_r + queue.waiting[0].work
                if best is None or end < best_end:
                    best, best_end, chosen = queue, end, index
        if best is None:
            raise RuntimeError('requests wait in no queue')
        if self._fits(best.waiting[0].width):
            self._robin = chosen
        return best

    def _left(self, ticket: Ticket, queue: Queue) -> None:
        """It waits no more."""
        queue.work = queue.work - ticket.work if queue.waiting else 0.0
        self.waiting -= 1
        self.seats_waiting -= ticket.width

    def _bound(self, queue: Queue) -> None:
        """A queue that could not use its share does not save it up: nobody is dispatched before his arrival."""
        arrived = queue.waiting[0].arrived_r if queue.waiting else queue.next_r
        if queue.next_r < arrived:
            queue.next_r = arrived

    def _free(self, ticket: Ticket, now: float) -> None:
        self.seats -= ticket.width
        queue = ticket.queue
        if queue is not None:
            queue.seats -= ticket.width
            if len(self.queues) > self.desired:
                self._prune(queue)
        if self.waiting:
            self._dispatch(now)

    def _prune(self, queue: Queue) -> None:
        """There are more queues than there should be: this one goes if it is empty."""
        if queue.waiting or queue.executing or len(self.queues) <= max(self.desired, 0):
            return
        for index in range(len(self.queues)):
            if self.queues[index] is queue:
                del self.queues[index]
                if self._robin >= index:
                    self._robin -= 1  # the one behind it is still the next
                return
