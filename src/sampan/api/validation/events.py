"""Events, as both groups write them. Upstream: pkg/apis/core/validation/events.go.

Through core/v1 the old, lenient rules hold; through events.k8s.io/v1 the strict ones as well, and an
update may then change nothing but the series.
"""

from __future__ import annotations

from sampan.api.conversion import event_to_core
from sampan.api.generated import core_v1 as core
from sampan.api.generated import events_v1 as events
from sampan.api.validation.common import Errors, checked, immutable
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.machinery import field, names
from sampan.machinery.field import Path

_LIMIT, _NOTE_LIMIT = 128, 1024
_INVOLVED = Path('involvedObject', 'namespace')
_MISMATCH = 'does not match event.namespace'
_UNSET = 'needs to be unset'


def event(obj: core.Event) -> Errors:
    """Created or updated through core/v1."""
    namespace, involved = obj.metadata.namespace, obj.involved_object.namespace
    if obj.event_time is None:
        yield from _old_namespace(namespace, involved)
    else:
        if not involved and namespace not in ('default', 'kube-system'):
            yield field.invalid(_INVOLVED, involved, _MISMATCH)
        yield from _new_fields(obj)
    yield from checked(Path('namespace'), namespace, names.dns1123_subdomain)


def event_update(new: core.Event, old: core.Event) -> Errors:
    yield from event(new)


def _old_namespace(namespace: str, involved: str) -> Errors:
    wrong = namespace not in ('', 'default') if not involved else namespace != involved
    if wrong:
        yield field.invalid(_INVOLVED, involved, _MISMATCH)


def _new_fields(obj: core.Event) -> Errors:
    if not obj.reporting_component:
        yield field.required(Path('reportingController'))
    yield from checked(Path('reportingController'), obj.reporting_component, names.qualified_name)
    for name, value in (
        ('reportingInstance', obj.reporting_instance),
        ('action', obj.action),
        ('reason', obj.reason),
    ):
        if not value:
            yield field.required(Path(name))
        if names.byte_length(value) > _LIMIT:
            yield field.invalid(Path(name), '', f'can have at most {_LIMIT} characters')
    if names.byte_length(obj.message) > _NOTE_LIMIT:
        yield field.invalid(Path('message'), '', f'can have at most {_NOTE_LIMIT} characters')


def new_event(obj: events.Event) -> Errors:
    """Created through events.k8s.io/v1."""
    plain = event_to_core(obj)
    yield from event(plain)
    yield from object_meta(plain.metadata, True, names.name_is_dns_subdomain)
    yield from _series(plain)
    if plain.event_time is None:
        yield field.required(Path('eventTime'))
    if plain.type not in ('Normal', 'Warning'):
        yield field.invalid(Path('type'), '', f'has invalid value: {plain.type}')
    for name, value in (
        ('firstTimestamp', plain.first_timestamp),
        ('lastTimestamp', plain.last_timestamp),
        ('count', plain.count),
        ('source', plain.source.component or plain.source.host),
    ):
        if value:
            yield field.invalid(Path(name), '', _UNSET)


def new_event_update(new: events.Event, old: events.Event) -> Errors:
    """Updated through events.k8s.io/v1."""
    now, before = event_to_core(new), event_to_core(old)
    yield from event(now)
    yield from object_meta_update(now.metadata, before.metadata)
    if now.series != before.series:
        yield from _series(now)
    for attribute, name in (
        ('involved_object', 'involvedObject'),
        ('reason', 'reason'),
        ('message', 'message'),
        ('source', 'source'),
        ('first_timestamp', 'firstTimestamp'),
        ('last_timestamp', 'lastTimestamp'),
        ('count', 'count'),
        ('type', 'type'),
        ('event_time', 'eventTime'),
        ('action', 'action'),
        ('related', 'related'),
        ('reporting_component', 'reportingController'),
        ('reporting_instance', 'reportingInstance'),
    ):
        yield from immutable(Path(name), getattr(now, attribute), getattr(before, attribute))


def _series(obj: core.Event) -> Errors:
    if obj.series is None:
        return
    if obj.series.count < 2:
        yield field.invalid(Path('series.count'), '', 'should be at least 2')
    if obj.series.last_observed_time is None:
        yield field.required(Path('series.lastObservedTime'))
