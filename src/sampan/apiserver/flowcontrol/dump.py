"""/debug/api_priority_and_fairness: levels, queues and requests as tables (upstream: apf_controller_debug.go)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sampan.apiserver.request import Response

if TYPE_CHECKING:
    from sampan.apiserver.flowcontrol.levels import Levels
    from sampan.apiserver.flowcontrol.queueset import Ticket
    from sampan.apiserver.request import Answer, Handler, Request

ROOT = '/debug/api_priority_and_fairness'
LEVELS = (
    'PriorityLevelName',
    'ActiveQueues',
    'IsIdle',
    'IsQuiescing',
    'WaitingRequests',
    'ExecutingRequests',
    'DispatchedRequests',
    'RejectedRequests',
    'TimedoutRequests',
    'CancelledRequests',
)
QUEUES = (
    'PriorityLevelName',
    'Index',
    'PendingRequests',
    'ExecutingRequests',
    'SeatsInUse',
    'NextDispatchR',
    'InitialSeatsSum',
    'MaxSeatsSum',
    'TotalWorkSum',
)
REQUESTS = (
    'PriorityLevelName',
    'FlowSchemaName',
    'QueueIndex',
    'RequestIndexInQueue',
    'FlowDistingsher',
    'ArriveTime',
    'InitialSeats',
    'FinalSeats',
    'AdditionalLatency',
    'StartTime',
)
DETAILS = ('UserName', 'Verb', 'APIPath', 'Namespace', 'Name', 'APIVersion', 'Resource', 'SubResource')

Row = tuple[str, ...]


class Dump:
    """The handlers. `clock` is the loop's time, in which requests are measured, `now` what time it is."""

    def __init__(self, levels: Callable[[], Levels], clock: Callable[[], float], now: Callable[[], datetime]) -> None:
        self._levels = levels
        self._clock = clock
        self._now = now

    def paths(self) -> dict[str, Handler]:
        return {
            f'{ROOT}/dump_priority_levels': self.priority_levels,
            f'{ROOT}/dump_queues': self.queues,
            f'{ROOT}/dump_requests': self.requests,
        }

    async def priority_levels(self, request: Request) -> Answer:
        return _answer([LEVELS, *self._level_rows()])

    async def queues(self, request: Request) -> Answer:
        return _answer([QUEUES, *self._queue_rows()])

    async def requests(self, request: Request) -> Answer:
        details = bool(request.first('includeRequestDetails'))
        return _answer([REQUESTS + (DETAILS if details else ()), *self._request_rows(details)])

    def _level_rows(self) -> Iterator[Row]:
        for name, level in sorted(self._levels().levels.items()):
            found = level.set
            numbers = (found.waiting, found.executing, found.dispatched, found.rejected, found.timed_out)
            yield (
                name,
                str(sum(1 for queue in found.queues if queue.waiting)),
                _bool(found.idle),
                _bool(level.quiescing),
                *map(str, (*numbers, found.cancelled)),
            )

    def _queue_rows(self) -> Iterator[Row]:
        for name, level in self._levels().levels.items():
            for index, queue in enumerate(level.set.queues):
                yield (
                    name,
                    str(index),
                    str(len(queue.waiting)),
                    str(len(queue.executing)),
                    str(queue.seats),
                    _work(queue.next_r),
                    str(sum(ticket.initial for ticket in queue.waiting)),
                    str(sum(ticket.width for ticket in queue.waiting)),
                    _work(queue.work),
                )

    def _request_rows(self, details: bool) -> Iterator[Row]:
        for name, level in self._levels().levels.items():
            for index, queue in enumerate(level.set.queues):
                for place, ticket in enumerate(queue.waiting):
                    yield self._request_row(name, index, place, ticket, details)
                for ticket in queue.executing:
                    yield self._request_row(name, index, -1, ticket, details)
            for ticket in level.set.loose:
                yield self._request_row(name, -1, -1, ticket, details)

    def _request_row(self, level: str, queue: int, place: int, ticket: Ticket, details: bool) -> Row:
        started = self._at(ticket.started) if ticket.executing else '0001-01-01T00:00:00Z'
        row = (
            level,
            ticket.flow.schema,
            str(queue),
            str(place),
            ticket.flow.distinguisher,
            self._at(ticket.arrived),
            str(ticket.initial),
            str(ticket.final),
            f'{ticket.extra:g}s',
            started,
        )
        return row + (_details(ticket.request) if details else ())

    def _at(self, moment: float) -> str:
        """The time of day of a moment of the clock."""
        at = self._now() - timedelta(seconds=self._clock() - moment)
        return at.astimezone(UTC).isoformat(timespec='microseconds').replace('+00:00', 'Z')


def _details(request: Request) -> Row:
    info, user = request.info, request.user
    if info is None or user is None:
        return ('',) * len(DETAILS)
    version = f'{info.group}/{info.version}' if info.group else info.version
    return (user.name, info.verb, info.path, info.namespace, info.name, version, info.resource, info.subresource)


def _answer(rows: list[Row]) -> Response:
    """Columns one blank apart and eight characters wide at least, commas behind all but the last."""
    cells = [[cell + ',' for cell in row[:-1]] + [row[-1]] for row in rows]
    widths = [max(8, *(len(cell) + 1 for cell in column)) for column in zip(*cells, strict=True)]
    lines = [
        ''.join(cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)) + row[-1] for row in cells
    ]
    return Response(
        body=('\n'.join(lines) + '\n').encode(),
        content_type='text/plain; charset=utf-8',
        headers={'X-Content-Type-Options': 'nosniff'},
    )


def _bool(value: bool) -> str:
    return 'true' if value else 'false'


def _work(seat_seconds: float) -> str:
    return f'{seat_seconds:.8f}ss'
