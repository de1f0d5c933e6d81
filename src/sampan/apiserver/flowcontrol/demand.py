"""How many seats a level could use, over time (upstream: fairqueuing/integrator.go, seatDemandStats)."""

from __future__ import annotations

import math

SMOOTHING = 0.977  # of one adjustment period: half is forgotten after five minutes


class Demand:
    """Average, deviation and high water of a quantity between two `settle`s, and what is smoothed over the periods.

    Whoever has the quantity adds up what it was (`total` and `squares`, times seconds) and notes its peak (`high`).
    """

    __slots__ = ('average', 'deviation', 'high', 'peak', 'since', 'smoothed', 'squares', 'total')

    def __init__(self) -> None:
        # Of the running period:
        self.since = 0.0
        self.total = self.squares = 0.0
        self.high = 0
        # Of the last one:
        self.average = self.deviation = self.smoothed = 0.0
        self.peak = 0

    def settle(self, value: int, now: float, periods: float = 1.0) -> None:
        """End the period, and begin another with `value`. It may have been as long as several."""
        seconds, self.since = now - self.since, now
        self.peak, self.high = self.high, value
        if seconds > 0:
            self.average = self.total / seconds
            self.deviation = math.sqrt(max(0.0, self.squares / seconds - self.average * self.average))
            envelope = self.average + self.deviation
            kept = SMOOTHING**periods
            self.smoothed = max(envelope, kept * self.smoothed + (1 - kept) * envelope)
        self.total = self.squares = 0.0
