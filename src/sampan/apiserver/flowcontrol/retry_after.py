"""When refused clients shall come back: later the more there are (upstream: dropped_requests_tracker.go)."""

from __future__ import annotations

from collections import deque

LONGEST = 32  # seconds


class Refusals:
    """The refusals of one priority level. Times are whole seconds that only grow."""

    def __init__(self) -> None:
        self.retry_after = 1
        self._history: deque[tuple[int, int]] = deque()  # (second, refusals in it)
        self._second = 0
        self._count = 0
        self._raised = 0  # the second in which `retry_after` last grew

    def note(self, second: int) -> None:
        """One more."""
        if second == self._second:
            self._count += 1
            return
        self._remember(second)
        self._second, self._count = second, 1
        self._adjust(second)

    def _remember(self, second: int) -> None:
        self._history.append((self._second, self._count))
        oldest = second - min(2 * self.retry_after, LONGEST)
        while self._history and self._history[0][0] < oldest:
            self._history.popleft()

    def _adjust(self, second: int) -> None:
        """Twice as long when three in each second of it were refused, a second less when there was not one."""
        wait = self.retry_after
        recent = sum(count for at, count in self._history if second - wait <= at < second)
        if second - self._raised >= wait and recent >= 3 * wait:
            self.retry_after, self._raised = min(2 * wait, LONGEST), second
        elif recent < wait and wait > 1:
            self.retry_after = wait - 1
