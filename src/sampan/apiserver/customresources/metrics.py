"""What is counted about conversion webhooks, under upstream's names (upstream: apiserver/conversion/metrics.go)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import Any

CALL = 'conversion_webhook_call_failure'
MALFORMED = 'conversion_webhook_malformed_response_failure'
PARTIAL = 'conversion_webhook_partial_response_failure'
INVALID = 'conversion_webhook_invalid_converted_object_failure'
BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 45, 60)
PER_DEFINITION = tuple(0.001 * 2**power for power in range(15))
SERIES = 10_000  # names of definitions are written by clients

Key = tuple[str, ...]


class Durations:
    """One histogram with labels; at most SERIES of them."""

    def __init__(self, buckets: tuple[float, ...]) -> None:
        self.buckets = buckets
        self._series: dict[Key, tuple[list[int], list[float]]] = {}

    def observe(self, key: Key, seconds: float) -> None:
        found = self._series.get(key)
        if found is None:
            if len(self._series) >= SERIES:
                return
            found = self._series[key] = ([0] * (len(self.buckets) + 1), [0.0])
        found[0][bisect_left(self.buckets, seconds)] += 1
        found[1][0] += seconds

    def family(self, name: str, text: str, labels: list[str]) -> Any:
        """For prometheus-client."""
        from prometheus_client.core import HistogramMetricFamily

        made = HistogramMetricFamily(name, text, labels=labels)
        for key, (counts, total) in self._series.items():
            so_far, cumulative = 0, []
            for bound, count in zip((*map(str, self.buckets), '+Inf'), counts, strict=True):
                so_far += count
                cumulative.append((bound, float(so_far)))
            made.add_metric(list(key), cumulative, total[0])
        return made


class ConversionMetrics:
    """Counts of one server."""

    def __init__(self) -> None:
        self._requests: Counter[Key] = Counter()
        self._durations = Durations(BUCKETS)
        self._by_definition = Durations(PER_DEFINITION)

    def asked(self, name: str, source: str, target: str, seconds: float, failure: str = '') -> None:
        """A definition's webhook was asked for another version; `failure` is one of the words above, or empty."""
        result = 'failure' if failure else 'success'
        self._requests[result, failure] += 1
        self._durations.observe((result, failure), seconds)
        self._by_definition.observe((name, source, target, 'false' if failure else 'true'), seconds)

    def collect(self) -> Iterator[Any]:
        """The families, for prometheus-client."""
        from prometheus_client.core import CounterMetricFamily

        labels = ['result', 'failure_type']
        requests = CounterMetricFamily('apiserver_conversion_webhook_request', 'Conversions asked for.', labels=labels)
        for key, count in self._requests.items():
            requests.add_metric(list(key), count)
        yield requests
        name = 'apiserver_conversion_webhook_duration_seconds'
        yield self._durations.family(name, 'Time a conversion webhook takes, in seconds.', labels)
        name, labels = (
            'apiserver_crd_conversion_webhook_duration_seconds',
            ['crd_name', 'from_version', 'to_version', 'succeeded'],
        )
        yield self._by_definition.family(name, 'Time a conversion takes, in seconds.', labels)
