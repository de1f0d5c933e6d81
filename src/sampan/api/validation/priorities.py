"""Priority classes. Upstream: pkg/apis/scheduling/validation, pkg/apis/scheduling/v1/helpers.go."""

from __future__ import annotations

from sampan.api.generated import scheduling_v1 as scheduling
from sampan.api.priorities import HIGHEST_USER_PRIORITY, SYSTEM_CLASSES, SYSTEM_PREFIX
from sampan.api.validation.common import Errors, immutable, one_of
from sampan.api.validation.metadata import METADATA, object_meta, object_meta_update
from sampan.machinery import field, names
from sampan.machinery.field import Path

_VALUE = Path('value')
_POLICY = Path('preemptionPolicy')
_POLICIES = ('Never', 'PreemptLowerPriority')


def priority_class(obj: scheduling.PriorityClass) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    name = obj.metadata.name
    if name.startswith(SYSTEM_PREFIX):
        if problem := _not_the_systems(obj):
            detail = f"priority class names with '{SYSTEM_PREFIX}' prefix are reserved for system use only. error: "
            yield field.forbidden(METADATA.child('name'), detail + problem)
    elif obj.value > HIGHEST_USER_PRIORITY:
        yield field.forbidden(_VALUE, f'maximum allowed value of a user defined priority is {HIGHEST_USER_PRIORITY}')
    if obj.preemption_policy is not None:
        yield from one_of(_POLICY, obj.preemption_policy, _POLICIES)


def _not_the_systems(obj: scheduling.PriorityClass) -> str:
    """Why this is not one of the system's classes; empty if it is."""
    name = obj.metadata.name
    known = SYSTEM_CLASSES.get(name)
    if known is None:
        return f'{name} is not a known system priority class'
    if obj.value != known[0]:
        return f'value of {name} PriorityClass must be {known[0]}'
    return f'globalDefault of {name} PriorityClass must be false' if obj.global_default else ''


def priority_class_update(new: scheduling.PriorityClass, old: scheduling.PriorityClass) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    if new.value != old.value:
        yield field.forbidden(_VALUE, 'may not be changed in an update.')
    yield from immutable(_POLICY, new.preemption_policy, old.preemption_policy)
