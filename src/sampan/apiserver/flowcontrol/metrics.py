"""The numbers of priority and fairness under upstream's names (upstream: flowcontrol/metrics)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sampan.apiserver.flowcontrol.measures import Histogram, Measures

if TYPE_CHECKING:
    from sampan.apiserver.flowcontrol.levels import Level, Levels

PREFIX = 'apiserver_flowcontrol_'
LEVEL, SCHEMA = 'priority_level', 'flow_schema'

# Gauges of a level.
OF_LEVEL: dict[str, tuple[str, Callable[[Any], float]]] = {
    'nominal_limit_seats': ('Seats a level has by its shares.', lambda level: level.nominal),
    'lower_limit_seats': ('Seats a level never lends.', lambda level: level.least),
    'upper_limit_seats': ('The most seats a level may have.', lambda level: level.most),
    'current_limit_seats': ('Seats a level has now.', lambda level: level.current),
    'current_r': ('The virtual time of the level.', lambda level: level.set.r),
    'demand_seats_high_watermark': ('Most seats wanted in the last period.', lambda level: level.set.demand.peak),
    'demand_seats_average': ('Seats wanted in the last period.', lambda level: level.set.demand.average),
    'demand_seats_stdev': ('Their deviation.', lambda level: level.set.demand.deviation),
    'demand_seats_smoothed': ('Seats wanted, smoothed over periods.', lambda level: level.set.demand.smoothed),
}
# Gauges of a schema in a level.
OF_SCHEMA: dict[str, tuple[str, Callable[[Measures], float]]] = {
    'current_inqueue_requests': ('Requests that wait.', lambda found: found.waiting),
    'current_inqueue_seats': ('Seats of the requests that wait.', lambda found: found.waiting_seats),
    'current_executing_requests': ('Requests that execute.', lambda found: found.executing),
    'current_executing_seats': ('Seats of the requests that execute.', lambda found: found.executing_seats),
}


def collect(levels: Levels) -> Iterator[Any]:
    """prometheus-client asks for the families here."""
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    for name, (text, value) in OF_LEVEL.items():
        gauge = GaugeMetricFamily(PREFIX + name, text, labels=[LEVEL])
        for level in levels.levels.values():
            gauge.add_metric([level.name], value(level))
        yield gauge
    for name, (text, of) in OF_SCHEMA.items():
        gauge = GaugeMetricFamily(PREFIX + name, text, labels=[LEVEL, SCHEMA])
        for level, schema, found in _series(levels):
            gauge.add_metric([level.name, schema], of(found))
        yield gauge
    fair = GaugeMetricFamily(PREFIX + 'seat_fair_frac', 'The part of what is wanted that everybody gets.')
    fair.add_metric([], levels.fair_fraction)
    yield fair
    rejected = CounterMetricFamily(
        PREFIX + 'rejected_requests_total', 'Requests that were refused.', labels=[LEVEL, SCHEMA, 'reason']
    )
    dispatched = CounterMetricFamily(
        PREFIX + 'dispatched_requests_total', 'Requests that were served.', labels=[LEVEL, SCHEMA]
    )
    for level, schema, found in _series(levels):
        dispatched.add_metric([level.name, schema], found.dispatched)
        for reason, count in found.rejected.items():
            rejected.add_metric([level.name, schema, reason], count)
    yield rejected
    yield dispatched
    yield from _histograms(levels)


def _histograms(levels: Levels) -> Iterator[Any]:
    from prometheus_client.core import HistogramMetricFamily

    text = 'Length of a queue, as seen by who has joined it.'
    family = HistogramMetricFamily(PREFIX + 'request_queue_length_after_enqueue', text, labels=[LEVEL, SCHEMA])
    for level, schema, found in _series(levels):
        _add(family, [level.name, schema], found.lengths)
    yield family
    text = 'Seats that requests are estimated to take.'
    family = HistogramMetricFamily(PREFIX + 'work_estimated_seats', text, labels=[LEVEL, SCHEMA])
    for level, schema, found in _series(levels):
        _add(family, [level.name, schema], found.seats, least=found.single, amount=found.single)
    yield family
    family = HistogramMetricFamily(
        PREFIX + 'request_execution_seconds', 'Time to serve a request.', labels=[LEVEL, SCHEMA, 'type']
    )
    for level, schema, found in _series(levels):
        _add(family, [level.name, schema, 'regular'], found.execution)
    yield family
    family = HistogramMetricFamily(
        PREFIX + 'request_wait_duration_seconds', 'Time in a queue.', labels=[LEVEL, SCHEMA, 'execute']
    )
    for level, schema, found in _series(levels):
        if not level.exempt:
            _add(family, [level.name, schema, 'true'], found.waited, least=found.at_once)
            _add(family, [level.name, schema, 'false'], found.refused)
    yield family


def _add(family: Any, labels: list[str], found: Histogram, *, least: int = 0, amount: float = 0.0) -> None:
    """A series; `least` more observations are within the lowest bound, and add up to `amount`."""
    family.add_metric(labels, [(bound, count + least) for bound, count in found.cumulative()], found.total + amount)


def _series(levels: Levels) -> Iterator[tuple[Level, str, Measures]]:
    for level in levels.levels.values():
        for schema, found in level.measures.items():
            yield level, schema, found
