"""Numbers between a least and a most, up to 2^64 - 1, where everything larger ends."""

from __future__ import annotations

import math
from typing import Final

MOST: Final = (1 << 64) - 1


class Bounds:
    """A cost or a size between two bounds, both included."""

    __slots__ = ('high', 'low')

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high

    def __add__(self, other: Bounds) -> Bounds:
        return Bounds(min(MOST, self.low + other.low), min(MOST, self.high + other.high))

    def __mul__(self, other: Bounds) -> Bounds:
        return Bounds(min(MOST, self.low * other.low), min(MOST, self.high * other.high))

    def union(self, other: Bounds) -> Bounds:
        return Bounds(min(self.low, other.low), max(self.high, other.high))

    def scaled(self, factor: float) -> Bounds:
        """Both times a factor, rounded up."""
        return Bounds(_scale(self.low, factor), _scale(self.high, factor))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bounds) and (self.low, self.high) == (other.low, other.high)

    def __hash__(self) -> int:
        return hash((self.low, self.high))

    def __repr__(self) -> str:
        return f'{self.low}..{self.high}'


def _scale(value: int, factor: float) -> int:
    found = math.ceil(float(value) * factor)
    return MOST if found >= 1 << 64 else found


def fixed(value: int) -> Bounds:
    return Bounds(value, value)


FIXED_1: Final = fixed(1)
UNKNOWN: Final = Bounds(0, MOST)
