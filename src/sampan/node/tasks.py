"""Background tasks whose errors nobody awaits: told to whoever made them, never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


def spawn(work: Coroutine[Any, Any, None], failed: Callable[[Exception], None]) -> asyncio.Task[None]:
    """Run `work` beside everything else; an error it ends with goes to `failed`."""

    def ended(task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            failed(error)

    task = asyncio.ensure_future(work)
    task.add_done_callback(ended)
    return task
