"""What is counted about aggregated servers, under upstream's names (upstream: controllers/status/metrics)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sampan.apiserver.aggregation.remotes import Remotes


def collect(remotes: Remotes) -> Iterator[Any]:
    """prometheus-client asks for the families here."""
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    present = GaugeMetricFamily(
        'aggregator_unavailable_apiservice', 'APIServices that are not available.', labels=['name']
    )
    total = CounterMetricFamily(
        'aggregator_unavailable_apiservice_total', 'Times an APIService became unavailable.', labels=['name', 'reason']
    )
    for remote in remotes.ordered():
        present.add_metric([remote.name], 0 if remote.available else 1)
        for reason, count in remote.failures.items():
            total.add_metric([remote.name, reason], count)
    yield present
    yield total
