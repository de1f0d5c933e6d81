"""A client that fails as networks and busy servers do, from a seed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

from sampan.api import errors


class FaultyClient:
    """Passes everything on to `inner`, and now and then does not, or not at once, or does it and says it failed."""

    def __init__(self, inner: Any, seed: int, *, rate: float = 0.1, lag: float = 0.5) -> None:
        self._inner = inner
        self._chance = random.Random(seed)
        self.rate = rate
        self.lag = lag
        self.failures = 0

    def _fails(self) -> bool:
        fails = self._chance.random() < self.rate
        self.failures += fails
        return fails

    async def _call(self, verb: str, *arguments: Any, **options: Any) -> Any:
        await asyncio.sleep(self._chance.random() * 0.02)
        if self._fails():
            raise errors.internal_error('lost on the way there')
        answer = await getattr(self._inner, verb)(*arguments, **options)
        if self._fails():
            raise ConnectionResetError('lost on the way back: it was done')
        return answer

    def __getattr__(self, verb: str) -> Any:
        async def call(*arguments: Any, **options: Any) -> Any:
            return await self._call(verb, *arguments, **options)

        return call

    async def watch(self, *arguments: Any, **options: Any) -> AsyncIterator[Any]:
        events = self._inner.watch(*arguments, **options)
        try:
            async for event in events:
                await asyncio.sleep(self._chance.random() * self.lag)
                if self._fails():
                    raise self._chance.choice(
                        [errors.expired('too old resource version'), ConnectionResetError('gone')]
                    )
                yield event
        finally:
            await events.aclose()
