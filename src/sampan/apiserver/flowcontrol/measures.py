"""What is counted of the requests of one flow schema in one level. Counting is an addition; text is made when asked."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

DURATIONS = (0.0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30)  # seconds
SEATS = (1.0, 2, 4, 8, 16, 32, 64, 100)
LENGTHS = (0.0, 10, 25, 50, 100, 250, 500, 1000)


class Histogram:
    """How many observations in each bucket, and their sum."""

    __slots__ = ('bounds', 'counts', 'total')

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    def cumulative(self) -> list[tuple[str, float]]:
        found, so_far = [], 0
        for bound, count in zip((*map(float, self.bounds), '+Inf'), self.counts, strict=True):
            so_far += count
            found.append((str(bound), float(so_far)))
        return found


class Measures:
    """Numbers since the start, and of the present."""

    __slots__ = (
        'at_once',
        'dispatched',
        'executing',
        'executing_seats',
        'execution',
        'lengths',
        'refused',
        'rejected',
        'seats',
        'single',
        'waited',
        'waiting',
        'waiting_seats',
    )

    def __init__(self) -> None:
        self.dispatched = 0
        self.at_once = 0  # of those dispatched: without waiting
        self.rejected: Counter[str] = Counter()  # by reason
        self.executing = self.executing_seats = 0
        self.waiting = self.waiting_seats = 0
        self.waited = Histogram(DURATIONS)  # of those that had to wait and were served
        self.refused = Histogram(DURATIONS)  # of those that waited in vain
        self.execution = Histogram(DURATIONS)
        self.single = 0  # of those dispatched: with one seat
        self.seats = Histogram(SEATS)  # of the others
        self.lengths = Histogram(LENGTHS)

    @property
    def in_use(self) -> bool:
        return self.executing > 0 or self.waiting > 0
