"""Counters and histograms that cost a dictionary look-up, and become Prometheus' families when somebody asks.

A family is bounded: label values that clients choose beyond `SERIES` are not counted. Names are upstream's; some of its
counters do not end in `_total`, which Prometheus' library would add (`plain` sees to that).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

SERIES = 10_000
Labels = tuple[str, ...]


def exponential(start: float, factor: float, count: int) -> tuple[float, ...]:
    """Upper bounds of buckets, each `factor` times the one before."""
    return tuple(start * factor**index for index in range(count))


class Counts:
    """One counter (or gauge) family, by the values of its labels."""

    __slots__ = ('help', 'labels', 'name', 'type', 'values')

    def __init__(self, name: str, help: str, labels: Sequence[str] = (), *, type: str = 'counter') -> None:
        self.name = name
        self.help = help
        self.labels = tuple(labels)
        self.type = type
        self.values: dict[Labels, float] = {}

    def add(self, *labels: str) -> None:
        values = self.values
        if labels in values:
            values[labels] += 1
        elif len(values) < SERIES:
            values[labels] = 1

    def put(self, value: float, *labels: str) -> None:
        """Of a gauge: what it is now."""
        if labels in self.values or len(self.values) < SERIES:
            self.values[labels] = value

    def collect(self) -> Iterator[Any]:
        yield family(self.name, self.help, self.type, self.labels, self.values)


class Series:
    """One histogram: how many in each bucket, and their sum."""

    __slots__ = ('bounds', 'counts', 'first', 'total')

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.first = bounds[0]
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        self.counts[0 if value <= self.first else bisect_left(self.bounds, value)] += 1
        self.total += value

    def cumulative(self) -> list[tuple[str, float]]:
        so_far, found = 0, []
        for bound, count in zip((*self.bounds, float('inf')), self.counts, strict=True):
            so_far += count
            found.append(('+Inf' if bound == float('inf') else f'{bound:g}', float(so_far)))
        return found


class Histograms:
    """One histogram family, by the values of its labels."""

    __slots__ = ('bounds', 'help', 'labels', 'name', 'series')

    def __init__(self, name: str, help: str, labels: Sequence[str], bounds: tuple[float, ...]) -> None:
        self.name = name
        self.help = help
        self.labels = tuple(labels)
        self.bounds = bounds
        self.series: dict[Labels, Series] = {}

    def of(self, *labels: str) -> Series:
        """The series of these labels, to be kept by who needs it often; beyond the limit one that nobody sees."""
        found = self.series.get(labels)
        if found is None:
            found = Series(self.bounds)
            if len(self.series) < SERIES:
                self.series[labels] = found
        return found

    def observe(self, value: float, *labels: str) -> None:
        self.of(*labels).observe(value)

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import HistogramMetricFamily

        made = HistogramMetricFamily(self.name, self.help, labels=list(self.labels))
        for labels, series in self.series.items():
            made.add_metric(list(labels), series.cumulative(), series.total)
        yield made


def family(name: str, help: str, type: str, labels: Sequence[str], values: Mapping[Labels, float]) -> Any:
    """A family whose samples have exactly this name."""
    from prometheus_client.metrics_core import Metric

    made = Metric(name.removesuffix('_total') if type == 'counter' else name, help, type)
    for key, value in values.items():
        made.add_sample(name, dict(zip(labels, key, strict=True)), value)
    return made


def plain(text: bytes) -> bytes:
    """Prometheus' text, where counters are called what their samples are called.

    The library's writer adds `_total` to what it says about a counter, also to those whose samples go without.
    """
    lines = text.split(b'\n')
    for index, line in enumerate(lines):
        if not line.startswith(b'# TYPE ') or not line.endswith(b'_total counter'):
            continue
        name = line[7:-8]
        following = lines[index + 1] if index + 1 < len(lines) else b''
        if following.startswith(b'#') or not following or following.startswith((name + b'{', name + b' ')):
            continue
        short = name.removesuffix(b'_total')
        lines[index] = b'# TYPE ' + short + b' counter'
        lines[index - 1] = lines[index - 1].replace(b'# HELP ' + name + b' ', b'# HELP ' + short + b' ', 1)
    return b'\n'.join(lines)
