"""events.k8s.io/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Int32, MicroTime, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class Event(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Event')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'events.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    event_time: MicroTime | None = _f(name='eventTime', default_factory=_none)
    series: EventSeries | None = None
    reporting_controller: str = _f(name='reportingController', default='')
    reporting_instance: str = _f(name='reportingInstance', default='')
    action: str = ''
    reason: str = ''
    regarding: core_v1.ObjectReference = _f(default_factory=core_v1.ObjectReference)
    related: core_v1.ObjectReference | None = None
    note: str = ''
    type: str = ''
    deprecated_source: core_v1.EventSource = _f(name='deprecatedSource', default_factory=core_v1.EventSource)
    deprecated_first_timestamp: Time | None = _f(name='deprecatedFirstTimestamp', default_factory=_none)
    deprecated_last_timestamp: Time | None = _f(name='deprecatedLastTimestamp', default_factory=_none)
    deprecated_count: Int32 = _f(name='deprecatedCount', default=0)


class EventList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'EventList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'events.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Event] = _f(default_factory=_list)


class EventSeries(Struct, kw_only=True, omit_defaults=True, gc=False):
    count: Int32 = _f(default_factory=int)
    last_observed_time: MicroTime | None = _f(name='lastObservedTime', default_factory=_none)
