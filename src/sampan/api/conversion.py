"""Conversions between served versions and the one that is stored.

Versions whose fields are the same are converted by `renamed`. Events are served as core/v1 and events.k8s.io/v1
and stored as core/v1; `conversion_resource` has the devices of resource.k8s.io/v1beta1.
Upstream: `pkg/apis/*/v*/conversion.go`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sampan.api import codec
from sampan.api.generated import core_v1, events_v1

T = TypeVar('T')


def renamed(target: type[T]) -> Callable[[Any], T]:
    """The conversion to a version that has the same fields and another name. Nothing is shared."""
    api_version = target().api_version  # type: ignore[attr-defined]

    def convert(obj: Any) -> T:
        converted = codec.decode(target, codec.encode(obj))
        converted.api_version = api_version  # type: ignore[attr-defined]
        return converted

    return convert


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
