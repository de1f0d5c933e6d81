"""Persistent volume claims. Upstream: ValidatePersistentVolumeClaim and what it calls."""

from __future__ import annotations

from collections.abc import Mapping

from sampan.api import codec, podresources
from sampan.api.generated import core_v1 as core
from sampan.api.validation.claims import claim_spec
from sampan.api.validation.common import Errors, immutable, nanos
from sampan.api.validation.difference import difference
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.persistent_volumes import valid_amount
from sampan.api.validation.pod_resources import quantity_value
from sampan.machinery import field, names
from sampan.machinery.field import Path

STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class'

_SPEC, _STATUS = Path('spec'), Path('status')
_RESIZE_STATUSES = (
    'ControllerResizeInProgress',
    'ControllerResizeInfeasible',
    'NodeResizeInProgress',
    'NodeResizeInfeasible',
    'NodeResizePending',
)


def claim(obj: core.PersistentVolumeClaim) -> Errors:
    """A new claim."""
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from claim_spec(_SPEC, obj.spec)


def claim_update(new: core.PersistentVolumeClaim, old: core.PersistentVolumeClaim) -> Errors:
    """A claim is bound once, and a bound one may ask for more."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from claim(new)
    yield from _only_what_may_change(new, old)
    wanted, before = (obj.spec.resources.requests.get('storage') for obj in (new, old))
    if nanos(wanted) < nanos(before) and nanos(wanted) <= nanos(old.status.capacity.get('storage')):
        at = _SPEC.child('resources', 'requests', 'storage')
        yield field.forbidden(at, 'field can not be less than status.capacity')
    yield from immutable(Path('volumeMode'), new.spec.volume_mode, old.spec.volume_mode)
    after, at = new.spec.volume_attributes_class_name, _SPEC.child('volumeAttributesClassName')
    if old.spec.volume_attributes_class_name is not None and after is None:
        yield field.forbidden(at, 'update from non-nil value to nil is forbidden')
    elif old.spec.volume_attributes_class_name and after == '':
        yield field.forbidden(at, 'update from non-nil value to an empty string is forbidden')


def _only_what_may_change(new: core.PersistentVolumeClaim, old: core.PersistentVolumeClaim) -> Errors:
    """With everything that may change set back, nothing must be different."""
    munged, before = codec.clone(new.spec), codec.clone(old.spec)
    if not before.volume_name:
        before.volume_name = munged.volume_name
    if _class_moved_from_annotation(new, old):
        munged.storage_class_name = None
    else:
        written, present = (obj.metadata.annotations.get(STORAGE_CLASS, '') for obj in (new, old))
        if written != present:
            at = Path('metadata', 'annotations').key(STORAGE_CLASS)
            yield field.invalid(at, written, 'field is immutable')
        if _class_set_late(new, old):
            munged.storage_class_name = before.storage_class_name
    if new.status.phase == 'Bound':
        if munged.resources.requests:
            munged.resources.requests['storage'] = old.spec.resources.requests.get('storage')  # type: ignore[assignment]
        if munged.volume_attributes_class_name is not None:
            munged.volume_attributes_class_name = before.volume_attributes_class_name
    if munged != before:
        detail = (
            'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound '
            f'claims\n{difference("spec", before, munged)}'
        )
        yield field.forbidden(_SPEC, detail)


def _class_moved_from_annotation(new: core.PersistentVolumeClaim, old: core.PersistentVolumeClaim) -> bool:
    """The field says what the annotation said."""
    annotated = old.metadata.annotations.get(STORAGE_CLASS)
    return (
        annotated is not None
        and old.spec.storage_class_name is None
        and new.spec.storage_class_name == annotated
        and new.metadata.annotations.get(STORAGE_CLASS, annotated) == annotated
    )


def _class_set_late(new: core.PersistentVolumeClaim, old: core.PersistentVolumeClaim) -> bool:
    """A claim without a class gets one, when a default class has come to be."""
    name = new.spec.storage_class_name
    return (
        name is not None
        and old.spec.storage_class_name is None
        and old.metadata.annotations.get(STORAGE_CLASS, name) == name
    )


def claim_status_update(new: core.PersistentVolumeClaim, old: core.PersistentVolumeClaim) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    if not new.spec.access_modes:
        yield field.required(Path('Spec', 'accessModes'))
    for name, amount in new.status.capacity.items():
        yield from valid_amount(_STATUS.child('capacity').key(name), amount)
    yield from _resize_statuses(_STATUS.child('allocatedResourceStatus'), new.status.allocated_resource_statuses)
    at = _STATUS.child('allocatedResources')
    for name, amount in new.status.allocated_resources.items():
        wrong = list(_resource_key(at, name)) or list(valid_amount(at.key(name), amount))
        yield from wrong or quantity_value(at.key(name), 'storage', amount)


def _resize_statuses(path: Path, statuses: Mapping[str, str]) -> Errors:
    for name, status in statuses.items():
        yield from _resource_key(path, name)
        if status not in _RESIZE_STATUSES:
            yield field.not_supported(path, name, _RESIZE_STATUSES)


def _resource_key(path: Path, name: str) -> Errors:
    problems = names.qualified_name(name)
    for message in problems:
        yield field.invalid(path, name, message)
    if not problems and podresources.is_native(name) and name != 'storage':
        yield field.not_supported(path, name, ('storage',))
