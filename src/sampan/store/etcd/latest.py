"""One question for everybody who asks the same at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class Latest:
    """The newest revision, linearizable: the question is put to the cluster after the caller asked.

    Whoever asks while a question is under way waits for the next one, together with all others who do: two
    questions serve any number of readers.
    """

    def __init__(self, question: Callable[[], Awaitable[int]]) -> None:
        self._question = question
        self._running: asyncio.Task[int] | None = None
        self._next: asyncio.Future[int] | None = None

    async def ask(self) -> int:
        """Raises what the question raises."""
        if self._running is None:
            self._start()
            assert self._running is not None
            return await asyncio.shield(self._running)
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
        return await asyncio.shield(self._next)

    def _start(self) -> None:
        self._running = asyncio.ensure_future(self._question())
        self._running.add_done_callback(self._done)

    def _done(self, finished: asyncio.Future[int]) -> None:
        if not finished.cancelled():
            finished.exception()  # told to whoever asked; nobody may be left
        self._running = None
        if self._next is not None:
            waiting, self._next = self._next, None
            self._start()
            assert self._running is not None
            self._running.add_done_callback(lambda answer: _pass_on(answer, waiting))


def _pass_on(answer: asyncio.Future[int], waiting: asyncio.Future[int]) -> None:
    if waiting.done():
        return
    if answer.cancelled():
        waiting.cancel()
    elif (error := answer.exception()) is not None:
        waiting.set_exception(error)
        waiting.exception()  # nobody may be left
    else:
        waiting.set_result(answer.result())
