"""events.k8s.io."""

from __future__ import annotations

from sampan.api import conversion, selectable
from sampan.api.generated import core_v1, events_v1
from sampan.api.resources.base import (
    Group,
    Resource,
)

GROUP = Group('events.k8s.io', ('v1',), 17750)


RESOURCES: tuple[Resource, ...] = (
    Resource(
        'events.k8s.io',
        'v1',
        'events',
        'event',
        events_v1.Event,
        events_v1.EventList,
        short_names=('ev',),
        selectable=selectable.EVENTS_GROUP,
        storage_type=core_v1.Event,
        to_storage=conversion.event_to_core,
        from_storage=conversion.event_from_core,
    ),
)
