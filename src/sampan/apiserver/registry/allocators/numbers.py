"""Unique numbers out of a range: the common core of addresses and ports.

A number is taken while an object that is stored has it (`own`, told by the watch cache), or while a write that wants it
is under way (a claim). As upstream, numbers that are not asked for by name come from the upper band first, so that
the lower band stays free for those who choose one themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sampan.machinery.world import World


class RangeFull(Exception):
    """No number is left."""

    def __init__(self) -> None:
        super().__init__('range is full')


class AlreadyAllocated(Exception):
    """The number has an owner."""


class Numbers:
    """The numbers 0..size-1, `reserved` of them (the lower band) given out last."""

    def __init__(self, size: int, reserved: int, world: World) -> None:
        self._size = size
        self._reserved = reserved
        self._world = world
        self._owners: dict[str, frozenset[int]] = {}
        self._owned: Counter[int] = Counter()
        self._claimed: set[int] = set()
        self._expected: dict[str, set[int]] = {}  # claims of writes that succeeded and the cache does not show yet

    def __contains__(self, number: int) -> bool:
        return number in self._claimed or self._owned[number] > 0

    def own(self, owner: str, numbers: Iterable[int]) -> None:
        """What the object `owner` has as it is stored now; nothing when it is gone."""
        self._owned.subtract(self._owners.pop(owner, ()))
        has = frozenset(numbers)
        if has:
            self._owners[owner] = has
            self._owned.update(has)
        for number in self._expected.pop(owner, ()):
            self._claimed.discard(number)

    def forget_owners(self, prefix: str) -> None:
        """The cache of these owners is loaded again: everything is told anew."""
        for owner in [owner for owner in {**self._owners, **self._expected} if owner.startswith(prefix)]:
            self.own(owner, ())

    def take(self, number: int) -> None:
        """Claim this number. Raises AlreadyAllocated."""
        if number in self:
            raise AlreadyAllocated
        self._claimed.add(number)

    def next(self) -> int:
        """Claim a free number. Raises RangeFull."""
        for low, high in ((self._reserved, self._size), (0, self._reserved)):
            number = self._free(low, high)
            if number is not None:
                self._claimed.add(number)
                return number
        raise RangeFull

    def drop(self, number: int) -> None:
        """The write that claimed it failed."""
        self._claimed.discard(number)

    def keep(self, owner: str, number: int) -> None:
        """The write that claimed it succeeded: taken until the cache shows it, and as long as it does."""
        if number in self._owners.get(owner, ()):
            self._claimed.discard(number)
        else:
            self._expected.setdefault(owner, set()).add(number)

    def _free(self, low: int, high: int) -> int | None:
        """From a random place onwards, around the end."""
        span = high - low
        if span <= 0:
            return None
        start = int(self._world.jitter(span))
        for step in range(span):
            number = low + (start + step) % span
            if number not in self:
                return number
        return None
