"""What is counted about authorization, under upstream's names (upstream: endpoints/filters/metrics.go)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sampan.apiserver.authz.base import Decision, Verdict
from sampan.apiserver.measures import Counts, Histograms, exponential

BOUNDS = exponential(0.001, 2, 15)
WORDS = {Decision.ALLOW: 'allowed', Decision.DENY: 'denied', Decision.NO_OPINION: 'no-opinion'}


class AuthorizationMetrics:
    """`done` once for each request."""

    def __init__(self) -> None:
        self._attempts = Counts('authorization_attempts_total', 'Attempts by their result.', ['result'])
        self._durations = Histograms(
            'authorization_duration_seconds', 'Time to know whether they may, in seconds.', ['result'], BOUNDS
        )
        self._allowed = self._durations.of('allowed')

    def done(self, verdict: Verdict, seconds: float) -> None:
        if verdict.decision is Decision.ALLOW:
            self._attempts.add('allowed')
            self._allowed.observe(seconds)
            return
        result = 'error' if verdict.error else WORDS[verdict.decision]
        self._attempts.add(result)
        self._durations.observe(seconds, result)

    def collect(self) -> Iterator[Any]:
        for each in (self._attempts, self._durations):
            yield from each.collect()
