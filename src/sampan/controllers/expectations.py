"""What a controller has just done and its informer has not shown yet.

Upstream: pkg/controller ControllerExpectations and UIDTrackingControllerExpectations. Between a create and its watch
event the cache is stale, and a reconcile that trusted it would create again. So a controller notes how many creations
and which deletions it is waiting for, the event hook takes them off, and `satisfied` says when it may act again. A lost
event must not block for ever: after five minutes expectations lapse.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from sampan.client.informer import Key

TIMEOUT_SECONDS = 300.0


@dataclass(slots=True)
class _Expected:
    since: float
    creations: int = 0
    deletions: set[str] = field(default_factory=set)


class Expectations:
    """Creations in flight by number, deletions by uid, per key."""

    def __init__(self, timeout: float = TIMEOUT_SECONDS) -> None:
        self._timeout = timeout
        self._expected: dict[Key, _Expected] = {}

    def expect_creations(self, key: Key, count: int) -> None:
        self._expected[key] = _Expected(_now(), creations=count)

    def expect_deletions(self, key: Key, uids: set[str]) -> None:
        self._expected[key] = _Expected(_now(), deletions=set(uids))

    def creation_observed(self, key: Key) -> None:
        """One creation was seen, or will never be (it failed)."""
        expected = self._expected.get(key)
        if expected is not None and expected.creations > 0:
            expected.creations -= 1

    def deletion_observed(self, key: Key, uid: str) -> None:
        """This deletion was seen, or will never be."""
        expected = self._expected.get(key)
        if expected is not None:
            expected.deletions.discard(uid)

    def satisfied(self, key: Key) -> bool:
        """Whether the cache shows all that was done, or too much time has passed."""
        expected = self._expected.get(key)
        if expected is None:
            return True
        if expected.creations <= 0 and not expected.deletions:
            return True
        return _now() - expected.since > self._timeout

    def forget(self, key: Key) -> None:
        """The object is gone."""
        self._expected.pop(key, None)


def _now() -> float:
    return asyncio.get_running_loop().time()
