"""Exponential back-off per container and per image (upstream: client-go util/flowcontrol.Backoff)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

INITIAL = 10.0
MAXIMUM = 300.0
FORGET = timedelta(seconds=2 * MAXIMUM)


@dataclass(slots=True)
class _Entry:
    seconds: float
    updated: datetime


class Backoff:
    """10 s, doubled per failure up to 300 s, forgotten after ten quiet minutes. Bounded by its users' key sets."""

    def __init__(self, initial: float = INITIAL, maximum: float = MAXIMUM) -> None:
        self.initial = initial
        self.maximum = maximum
        self._entries: dict[str, _Entry] = {}

    def get(self, key: str) -> float:
        """The present delay in seconds; 0 when there is none."""
        entry = self._entries.get(key)
        return entry.seconds if entry else 0.0

    def next(self, key: str, since: datetime, now: datetime) -> None:
        """Note one more failure, which happened at `since`: the delay starts, or doubles."""
        entry = self._entries.get(key)
        if entry is None or since - entry.updated > FORGET:
            self._entries[key] = _Entry(self.initial, now)
            return
        entry.seconds = min(entry.seconds * 2, self.maximum)
        entry.updated = now

    def until(self, key: str, since: datetime, now: datetime) -> datetime | None:
        """When the delay that began at `since` ends; None if it is over or was never begun.

        A failure long after the last one starts afresh, without a delay.
        """
        entry = self._entries.get(key)
        if entry is None or since - entry.updated > FORGET:
            return None
        end = since + timedelta(seconds=entry.seconds)
        return end if end > now else None

    def until_since_update(self, key: str, now: datetime) -> datetime | None:
        """When the delay that began with the last failure ends; None if it is over."""
        entry = self._entries.get(key)
        return self.until(key, entry.updated, now) if entry else None

    def forget(self, key: str) -> None:
        self._entries.pop(key, None)

    def collect(self, now: datetime) -> None:
        """Drop what has been quiet for long."""
        for key in [k for k, e in self._entries.items() if now - e.updated > FORGET]:
            del self._entries[key]


def go_duration(seconds: float) -> str:
    """10 → 10s, 80 → 1m20s, 300 → 5m0s, as Go prints whole-second durations."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return f'{hours}h{minutes}m{left}s'
    return f'{minutes}m{left}s' if minutes else f'{left}s'
