"""A world whose clock is the virtual loop's and whose chance is seeded."""

from __future__ import annotations

import asyncio
import random
import uuid
from datetime import UTC, datetime, timedelta

from sampan.machinery.world import SUFFIX_ALPHABET

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


class SimulatedWorld:
    """The same seed gives the same identifiers, suffixes and jitter in the same order.

    `skew` is added to the wall clock, for a component whose clock is wrong. `fork` gives a
    component its own stream of chance, so that one component's draws do not shift another's.
    """

    def __init__(self, seed: int = 0, *, epoch: datetime = EPOCH, skew: timedelta = timedelta()) -> None:
        self.seed = seed
        self.epoch = epoch
        self.skew = skew
        self._random = random.Random(seed)

    def fork(self, name: str, *, skew: timedelta = timedelta()) -> SimulatedWorld:
        """A world with the same clock and a stream of chance that depends on the seed and `name` only."""
        child = SimulatedWorld(self.seed, epoch=self.epoch, skew=skew)
        child._random = random.Random(f'{self.seed}/{name}')
        return child

    def now(self) -> datetime:
        return self.epoch + self.skew + timedelta(seconds=asyncio.get_running_loop().time())

    def uid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def suffix(self, length: int = 5) -> str:
        return ''.join(self._random.choices(SUFFIX_ALPHABET, k=length))

    def jitter(self, seconds: float) -> float:
        return self._random.random() * seconds

    def token_bytes(self, length: int) -> bytes:
        return self._random.randbytes(length)
