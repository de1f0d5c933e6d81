"""One connection: requests in, one at a time, answers out.

A state machine over asyncio's transport. Either part of a request is arriving, or one is being answered by a task; what
arrives meanwhile waits in the parser, and the transport is paused when too much does. One timer watches that
requests arrive in time and idle connections end.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

from sampan.api import errors
from sampan.apiserver.http.exchange import run_upgrade, write_response, write_stream
from sampan.apiserver.http.parser import NOBODY, BodyTooLarge, Head, Malformed, RequestParser, Whole
from sampan.apiserver.http.requests import Peer, make_request, peer_of
from sampan.apiserver.http.status import status_response, text_response
from sampan.apiserver.request import Answer, Handler, Response, Stream, Upgrade

if TYPE_CHECKING:
    from sampan.apiserver.http.answers import Clock
    from sampan.apiserver.http.limits import Limits

log = logging.getLogger(__name__)

CONTINUE = b'HTTP/1.1 100 Continue\r\n\r\n'


class Connection(asyncio.Protocol):
    """Belongs to a `Front`, which keeps the set of all of them."""

    def __init__(self, *, handler: Handler, limits: Limits, clock: Clock, everyone: set[Connection]) -> None:
        self.limits = limits
        self._handler = handler
        self._clock = clock
        self._everyone = everyone
        self._parser = RequestParser(limits)
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._peer = Peer()
        self._task: asyncio.Task[None] | None = None
        self._streaming = False
        self._stopping = False
        self._last = False  # no further request will be answered
        self._refused = False  # the client was told to go; nothing it sends is read
        self._held = False  # reading is paused, because enough is waiting
        self._paused = False
        self._drained: asyncio.Future[None] | None = None
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._gone: asyncio.Future[None] = self._loop.create_future()  # the client has left
        self.ended: asyncio.Future[None] = self._loop.create_future()  # and nothing is left to do

    # --- what asyncio calls ------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are not asyncio's by class, only by what they do.
        self._transport = transport = cast('asyncio.Transport', transport)
        self._everyone.add(self)
        transport.set_write_buffer_limits(high=self.limits.write_buffer)
        self._peer = peer_of(transport)
        self._deadline = self._loop.time() + self.limits.arrival
        self._timer = self._loop.call_at(self._deadline, self._check_time)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return  # what still comes is of no interest
        idle = not self._parser.started
        self._parser.feed(data)
        if self._task is None:
            if idle:
                self._deadline = self._loop.time() + self.limits.arrival
            self._advance()
        elif self._parser.buffered > self.limits.waiting and self._transport is not None:
            self._held = True
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        """A client that only stopped sending still gets the answer to what it sent."""
        self._last = True
        return self._task is not None and not self._streaming

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._gone.done():
            self._gone.set_result(None)
        self._forget()
        if self._task is not None and self._streaming:
            self._task.cancel()

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        self._wake()

    # --- requests ----------------------------------------------------------------------------------

    def _advance(self) -> None:
        """Answer the next request if it is all here."""
        try:
            whole = self._parser.next()
        except Malformed as malformed:
            log.debug('malformed HTTP from %s: %s', self._peer.address, malformed)
            self._refuse(text_response(malformed.code, f'{malformed.code} {malformed}'))
            return
        except BodyTooLarge as too_large:
            self._refuse(status_response(errors.request_entity_too_large(str(too_large))))
            return
        if whole is not None:
            self._task = self._loop.create_task(self._answer(whole))
        elif self._parser.expects_continue:
            self.write(CONTINUE)

    def _refuse(self, answer: Response) -> None:
        """Say what is wrong and end."""
        self._last = self._refused = True
        self._task = self._loop.create_task(self._farewell(answer))

    async def _farewell(self, answer: Response) -> None:
        """The client may finish sending, or its system would throw our answer away; but not for long."""
        try:
            await write_response(self, NOBODY, answer)
            transport = self._transport
            if transport is not None and transport.can_write_eof():
                transport.write_eof()
            await asyncio.wait([self._gone], timeout=self.limits.farewell)
        except ConnectionError:
            return  # it did not want to know
        finally:
            self._answered()

    async def _answer(self, whole: Whole) -> None:
        head = whole.head
        self._last = self._last or self._stopping or not head.keep_alive
        try:
            answer = await self._handle(whole)
            if isinstance(answer, Response):
                await write_response(self, head, answer)
            else:
                await self._write_long(head, answer)
        except ConnectionError:
            self._last = True  # the client is gone
        except asyncio.CancelledError:
            self._last = True
            if self._transport is not None:
                self._transport.abort()
            raise
        except Exception:  # half an answer is out: only the end of the connection can tell the client
            log.exception('answering %s %s failed', head.method, head.target)
            self._last = True
            if self._transport is not None:
                self._transport.abort()
        finally:
            self._answered()

    async def _handle(self, whole: Whole) -> Answer:
        """What the handler answers. It should never raise; if it does, that is a bug, and one client's 500."""
        try:
            return await self._handler(make_request(whole, self._peer))
        except Exception:
            log.exception('%s %s failed', whole.head.method, whole.head.target)
            return text_response(500, 'Internal Server Error')

    async def _write_long(self, head: Head, answer: Stream | Upgrade) -> None:
        if self._transport is None:  # the client left before it could begin
            await discard(answer)
            return
        self._streaming = True
        try:
            if self._stopping:
                self._loop.call_soon(self.stop)
            if isinstance(answer, Stream):
                await write_stream(self, head, answer)
            else:
                await run_upgrade(self, answer)
        finally:
            self._streaming = False

    def _end_if_done(self) -> None:
        """Ended is a connection that is closed and whose last answer is finished."""
        if self._transport is None and self._task is None and not self.ended.done():
            self._everyone.discard(self)
            self.ended.set_result(None)

    def _answered(self) -> None:
        self._task = None
        transport = self._transport
        if transport is None:
            self._end_if_done()
            return
        if self._last or self._stopping:
            self._close()
            return
        if self._held:
            self._held = False
            transport.resume_reading()
        self._deadline = self._loop.time() + (self.limits.arrival if self._parser.started else self.limits.keep_alive)
        if self._parser.started:
            self._advance()

    # --- time and ending ---------------------------------------------------------------------------

    def _check_time(self) -> None:
        """Seldom enough not to be felt with thousands of watches: a running answer is looked at once a minute."""
        now = self._loop.time()
        if self._task is not None:
            self._timer = self._loop.call_at(now + self.limits.arrival, self._check_time)
        elif now < self._deadline:
            self._timer = self._loop.call_at(self._deadline, self._check_time)
        else:
            self._timer = None
            self._close()

    def stop(self) -> None:
        """The server stops: streams end now, idle connections too, a request being answered is the last one."""
        self._stopping = True
        if self._task is None:
            self._close()
        elif self._streaming:
            self._task.cancel()

    def abort(self) -> None:
        """No more patience."""
        if self._task is not None:
            self._task.cancel()
        if self._transport is not None:
            self._transport.abort()

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _forget(self) -> None:
        self._transport = None
        self._end_if_done()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._wake()

    def _wake(self) -> None:
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)

    # --- what an exchange needs --------------------------------------------------------------------

    def write(self, data: bytes) -> None:
        if self._transport is None:
            raise ConnectionResetError('the client is gone')
        self._transport.write(data)

    async def drain(self) -> None:
        if self._paused and self._transport is not None:
            self._drained = self._loop.create_future()
            try:
                await self._drained
            finally:
                self._drained = None
        if self._transport is None:
            raise ConnectionResetError('the client is gone')

    def date(self) -> str:
        return self._clock.line()

    def closing(self) -> bool:
        return self._last or self._stopping

    def stopping(self) -> bool:
        return self._stopping

    def release(self) -> tuple[asyncio.Transport, bytes]:
        transport = self._transport
        if transport is None:
            raise ConnectionResetError('the client is gone')
        self._transport = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        return transport, self._parser.rest()


async def discard(answer: Stream | Upgrade) -> None:
    """Close what would have been written."""
    close: Callable[[], Awaitable[None]] | None = getattr(getattr(answer, 'chunks', None), 'aclose', None)
    if close is not None:
        await close()
