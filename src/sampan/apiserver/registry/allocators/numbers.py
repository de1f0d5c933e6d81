"""Unique numbers out of a range: the common core of addresses and ports.

As upstream, numbers that are not asked for by name come from the upper band first, so that the lower band
stays free for those who choose one themselves.
"""

from __future__ import annotations

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
        self._taken: set[int] = set()

    def __contains__(self, number: int) -> bool:
        return number in self._taken

    def take(self, number: int) -> None:
        """Claim this number. Raises AlreadyAllocated."""
        if number in self._taken:
            raise AlreadyAllocated
        self._taken.add(number)

    def hold(self, number: int) -> None:
        """Claim a number that is stored with its owner already."""
        self._taken.add(number)

    def release(self, number: int) -> None:
        """Give a number back; an unknown one is fine."""
        self._taken.discard(number)

    def next(self) -> int:
        """Claim a free number. Raises RangeFull."""
        for low, high in ((self._reserved, self._size), (0, self._reserved)):
            number = self._free(low, high)
            if number is not None:
                self._taken.add(number)
                return number
        raise RangeFull

    def _free(self, low: int, high: int) -> int | None:
        """From a random place onwards, around the end."""
        span = high - low
        if span <= 0:
            return None
        start = int(self._world.jitter(span))
        for step in range(span):
            number = low + (start + step) % span
            if number not in self._taken:
                return number
        return None
