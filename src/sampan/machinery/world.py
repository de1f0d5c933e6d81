"""The one door to time and chance.

Nothing else in Sampan reads the wall clock, draws random numbers or makes identifiers; a lint rule
enforces it. Production uses `SystemWorld`; a simulation passes a world whose clock is the virtual
loop's and whose entropy is seeded, so that the same seed gives the same history.

Durations are not wall-clock time: `asyncio.sleep` and `loop.time` are used freely, because in a
simulation the loop itself is virtual.
"""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime
from typing import Protocol

# Upstream's alphabet for generated names: no vowels (no words), no 0/1/3 (no look-alikes).
SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'


class World(Protocol):
    """Where time and chance come from."""

    def now(self) -> datetime:
        """The wall clock, timezone-aware UTC, with microseconds."""
        ...

    def uid(self) -> str:
        """A fresh RFC 4122 version 4 identifier, in its 36-character form."""
        ...

    def suffix(self, length: int = 5) -> str:
        """`length` characters of upstream's name alphabet, for `generateName`."""
        ...

    def jitter(self, seconds: float) -> float:
        """A number drawn evenly from [0, seconds)."""
        ...

    def token_bytes(self, length: int) -> bytes:
        """`length` bytes fit for secrets (in production, from the operating system)."""
        ...


class SystemWorld:
    """The real clock and the operating system's entropy.

    Names and jitter are no secrets: a generator seeded once serves them, because asking the system for every
    character of every generated name costs more than the rest of the name. Identifiers come from
    the system's entropy, read in blocks.
    """

    def __init__(self) -> None:
        self._random = random.Random()
        self._entropy = b''
        self._used = 0

    def now(self) -> datetime:
        return datetime.now(UTC)

    def uid(self) -> str:
        start, self._used = self._used, self._used + 16
        if self._used > len(self._entropy):
            self._entropy, start, self._used = os.urandom(4096), 0, 16
        return _version_4(self._entropy[start : self._used].hex())

    def suffix(self, length: int = 5) -> str:
        return ''.join(self._random.choices(SUFFIX_ALPHABET, k=length))

    def jitter(self, seconds: float) -> float:
        return self._random.random() * seconds

    def token_bytes(self, length: int) -> bytes:
        return os.urandom(length)


def _version_4(digits: str) -> str:
    """32 random hexadecimal digits as an RFC 4122 identifier: version and variant take six bits."""
    variant = '89ab'[int(digits[16], 16) & 3]
    return f'{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}'
