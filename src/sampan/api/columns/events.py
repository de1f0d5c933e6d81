"""Events of both groups."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import Cell, Columns, column, since
from sampan.api.conversion import event_to_core
from sampan.api.generated import core_v1, events_v1


def _row(event: core_v1.Event, now: datetime) -> list[Cell]:
    first = since(event.first_timestamp or event.event_time, now)
    last = since(event.last_timestamp, now) if event.last_timestamp else first
    count = event.count or 1
    if event.series:
        last, count = since(event.series.last_observed_time, now), event.series.count
    about = event.involved_object
    kind = about.kind.lower()
    return [
        last,
        event.type,
        event.reason,
        f'{kind}/{about.name}' if about.name else kind,
        about.field_path,
        _source(event),
        event.message.strip(),
        first,
        count,
        event.metadata.name,
    ]


def _source(event: core_v1.Event) -> str:
    component = event.source.component or event.reporting_component
    instance = event.source.host or event.reporting_instance
    return f'{component}, {instance}' if instance else component


def _row_of_group(event: events_v1.Event, now: datetime) -> list[Cell]:
    return _row(event_to_core(event), now)


_DEFINITIONS = [
    column('Last Seen'),
    column('Type'),
    column('Reason'),
    column('Object'),
    column('Subobject', wide=True),
    column('Source', wide=True),
    column('Message'),
    column('First Seen', wide=True),
    column('Count', wide=True),
    column('Name', format='name', wide=True),
]
EVENTS = Columns(_DEFINITIONS, _row)
EVENTS_GROUP = Columns(_DEFINITIONS, _row_of_group)
