"""An event loop on which time is virtual.

Coroutines run exactly as on asyncio's own loop, but when nothing is ready the clock jumps to the
next timer instead of waiting for it: five minutes of heartbeats cost what their callbacks cost.

Two things cannot be part of a simulation and raise at once: threads (`run_in_executor`,
`asyncio.to_thread`, host name look-ups), because their timing is the operating system's, and
waiting for something that no timer and no callback will ever bring about (`Deadlock`).

Runs are repeatable as far as the code under test is: asyncio's ready queue is first-in first-out
and timers fire in the order of their time, then of their creation. Iterating over a `set` of
strings or tasks is where repeatability usually leaks out; iterate over dicts or sorted lists.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, NoReturn, TypeVar

R = TypeVar('R')


class Deadlock(RuntimeError):
    """Every task waits for something and no timer is pending: real time would stand still for ever."""


class _JumpingSelector(selectors.BaseSelector):
    """Waits by moving the clock. File objects can be registered (asyncio's self-pipe is) but never fire."""

    def __init__(self, advance: Callable[[float], None]) -> None:
        self._advance = advance
        self._keys: dict[Any, selectors.SelectorKey] = {}

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        key = selectors.SelectorKey(fileobj, fileobj if isinstance(fileobj, int) else fileobj.fileno(), events, data)
        self._keys[fileobj] = key
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._keys.pop(fileobj)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise Deadlock('all tasks are waiting and no timer is pending')
        if timeout > 0:
            self._advance(timeout)
        return []

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._keys

    def close(self) -> None:
        self._keys.clear()


class VirtualLoop(asyncio.SelectorEventLoop):
    """asyncio's loop with a clock that jumps. `time()` starts at 0 and counts virtual seconds."""

    def __init__(self) -> None:
        self._virtual = 0.0
        self._sequence = 0
        super().__init__(_JumpingSelector(self._jump))
        # Wide enough to swallow rounding when a jump lands a hair before its timer.
        self._clock_resolution = 1e-6

    def time(self) -> float:
        return self._virtual

    def _jump(self, seconds: float) -> None:
        self._virtual += seconds

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> NoReturn:  # type: ignore[override]
        raise RuntimeError(f'{func!r} wants a thread: threads have no place on a virtual clock')

    def _write_to_self(self) -> None:
        """Nobody waits in a system call, so there is nobody to wake up."""


def run_virtual(main: Coroutine[Any, Any, R], *, limit: float | None = 30 * 86400) -> R:
    """Run `main` to its end on a fresh virtual loop; every task it left behind is cancelled.

    `limit` bounds the run in virtual seconds (None: no bound) and raises TimeoutError beyond it.
    """
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(_bounded(main, limit))


async def _bounded(main: Coroutine[Any, Any, R], limit: float | None) -> R:
    async with asyncio.timeout(limit):
        return await main
