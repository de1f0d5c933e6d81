"""What is counted about hooks, under upstream's names (upstream: admission/metrics)."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import Any, Protocol

from sampan.apiserver.measures import family

BUCKETS = (0.005, 0.025, 0.1, 0.5, 1.0, 2.5, 10.0, 25.0)
SERIES = 10_000  # names of hooks are written by clients

Key = tuple[str, ...]


class Count(Protocol):
    """Ends the measurement of one call."""

    def __call__(self, code: int, *, rejected: bool, error_type: str = '') -> None: ...


class WebhookMetrics:
    """Counts of one server. Prometheus' library is only loaded when somebody reads them."""

    def __init__(self) -> None:
        self._durations: dict[Key, tuple[list[int], list[float]]] = {}
        self._requests: Counter[Key] = Counter()
        self._rejections: Counter[Key] = Counter()
        self._failed_open: Counter[Key] = Counter()

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def asked(self, name: str, kind: str, operation: str, started: float) -> Count:
        """To be called with the outcome."""

        def count(code: int, *, rejected: bool, error_type: str = '') -> None:
            said = 'true' if rejected else 'false'
            self._observe((name, operation, said, kind), self.now() - started)
            self._add(self._requests, (str(code), name, operation, said, kind))
            if rejected:
                self._add(self._rejections, (error_type, name, operation, str(code), kind))

        return count

    def failed_open(self, name: str, kind: str) -> None:
        self._add(self._failed_open, (name, kind))

    def _add(self, counter: Counter[Key], key: Key) -> None:
        if key in counter or len(counter) < SERIES:
            counter[key] += 1

    def _observe(self, key: Key, seconds: float) -> None:
        found = self._durations.get(key)
        if found is None:
            if len(self._durations) >= SERIES:
                return
            found = self._durations[key] = ([0] * (len(BUCKETS) + 1), [0.0])
        found[0][bisect_left(BUCKETS, seconds)] += 1
        found[1][0] += seconds

    def collect(self) -> Iterator[Any]:
        """The families, for prometheus-client."""
        from prometheus_client.core import HistogramMetricFamily

        durations = HistogramMetricFamily(
            'apiserver_admission_webhook_admission_duration_seconds',
            'Time a webhook takes, in seconds.',
            labels=['name', 'operation', 'rejected', 'type'],
        )
        for key, (counts, total) in self._durations.items():
            durations.add_metric(list(key), _cumulative(counts), total[0])
        yield durations
        for name, labels, counter in (
            ('request_total', ['code', 'name', 'operation', 'rejected', 'type'], self._requests),
            ('rejection_count', ['error_type', 'name', 'operation', 'rejection_code', 'type'], self._rejections),
            ('fail_open_count', ['name', 'type'], self._failed_open),
        ):
            yield family(f'apiserver_admission_webhook_{name}', f'Webhook {name}.', 'counter', labels, counter)


def _cumulative(counts: list[int]) -> list[tuple[str, float]]:
    so_far, found = 0, []
    for bound, count in zip((*map(str, BUCKETS), '+Inf'), counts, strict=True):
        so_far += count
        found.append((bound, float(so_far)))
    return found
