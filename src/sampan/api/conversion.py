"""Explicit conversions between served versions and the one that is stored.

Events are served as core/v1 and events.k8s.io/v1 and stored as core/v1.
Upstream: `pkg/apis/events/v1/conversion.go`.
"""

from __future__ import annotations

from sampan.api.generated import core_v1, events_v1


def event_to_core(event: events_v1.Event) -> core_v1.Event:
    """events.k8s.io/v1 as it is stored. Parts are shared, not copied."""
    series = event.series
    return core_v1.Event(
        metadata=event.metadata,
        involved_object=event.regarding,
        reason=event.reason,
        message=event.note,
        source=event.deprecated_source,
        first_timestamp=event.deprecated_first_timestamp,
        last_timestamp=event.deprecated_last_timestamp,
        count=event.deprecated_count,
        type=event.type,
        event_time=event.event_time,
        series=core_v1.EventSeries(count=series.count, last_observed_time=series.last_observed_time)
        if series
        else None,
        action=event.action,
        related=event.related,
        reporting_component=event.reporting_controller,
        reporting_instance=event.reporting_instance,
    )


def event_from_core(event: core_v1.Event) -> events_v1.Event:
    """A stored event as events.k8s.io/v1. Parts are shared, not copied."""
    series = event.series
    return events_v1.Event(
        metadata=event.metadata,
        event_time=event.event_time,
        series=events_v1.EventSeries(count=series.count, last_observed_time=series.last_observed_time)
        if series
        else None,
        reporting_controller=event.reporting_component,
        reporting_instance=event.reporting_instance,
        action=event.action,
        reason=event.reason,
        regarding=event.involved_object,
        related=event.related,
        note=event.message,
        type=event.type,
        deprecated_source=event.source,
        deprecated_first_timestamp=event.first_timestamp,
        deprecated_last_timestamp=event.last_timestamp,
        deprecated_count=event.count,
    )
