"""Slow start: many creations that will probably fail for the same reason should fail once, not all at once.

Upstream: slowStartBatch. Batches of 1, 2, 4 ... run concurrently within themselves; the first batch with a failure is
the last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


async def slow_start(count: int, act: Callable[[], Awaitable[object]]) -> tuple[int, Exception | None]:
    """Call `act` up to `count` times; how many calls succeeded, and the first error of the batch that had one."""
    successes, size = 0, min(count, 1)
    while size > 0:
        outcomes = await asyncio.gather(*(act() for _ in range(size)), return_exceptions=True)
        errors = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        successes += size - len(errors)
        for error in errors:
            if not isinstance(error, Exception):
                raise error
            return successes, error
        count -= size
        size = min(2 * size, count)
    return successes, None
