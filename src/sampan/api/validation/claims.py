"""Volume claim templates, as pods embed them. Upstream: ValidatePersistentVolumeClaimSpec."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.validation.common import Errors, checked, label_selector, labels, positive_quantity
from sampan.api.validation.metadata import annotation_map
from sampan.machinery import field, names
from sampan.machinery.field import Path

_ACCESS_MODES = ('ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod')
_VOLUME_MODES = ('Block', 'Filesystem')
_EXCLUSIVE = 'ReadWriteOncePod'


def template_metadata(path: Path, metadata: meta.ObjectMeta) -> Errors:
    """A template's metadata has labels and annotations, and nothing else."""
    yield from annotation_map(path.child('annotations'), metadata.annotations)
    yield from labels(path.child('labels'), metadata.labels)
    empty = meta.ObjectMeta()
    for name, json_name in zip(metadata.__struct_fields__, metadata.__struct_encode_fields__, strict=True):
        if name not in ('labels', 'annotations') and getattr(metadata, name) != getattr(empty, name):
            yield field.forbidden(path.child(json_name), 'cannot be set')


def claim_spec(path: Path, spec: core.PersistentVolumeClaimSpec) -> Errors:
    """What a claim asks for."""
    if not spec.access_modes:
        yield field.required(path.child('accessModes'), 'at least 1 access mode is required')
    yield from label_selector(path.child('selector'), spec.selector)
    yield from access_modes(path.child('accessModes'), spec.access_modes)
    yield from _storage(path.child('resources').key('storage'), spec)
    if spec.storage_class_name:
        yield from checked(path.child('storageClassName'), spec.storage_class_name, names.dns1123_subdomain)
    if spec.volume_mode is not None and spec.volume_mode not in _VOLUME_MODES:
        yield field.not_supported(path.child('volumeMode'), spec.volume_mode, _VOLUME_MODES)
    yield from _data_sources(path, spec)
    if spec.volume_attributes_class_name:
        at = path.child('volumeAttributesClassName')
        yield from checked(at, spec.volume_attributes_class_name, names.dns1123_subdomain)


def access_modes(path: Path, modes: list[str]) -> Errors:
    for mode in modes:
        if mode not in _ACCESS_MODES:
            yield field.not_supported(path, mode, _ACCESS_MODES)
    known = {mode for mode in modes if mode in _ACCESS_MODES}
    if _EXCLUSIVE in known and len(known) > 1:
        yield field.forbidden(path, 'may not use ReadWriteOncePod with other access modes')


def _storage(path: Path, spec: core.PersistentVolumeClaimSpec) -> Errors:
    amount = spec.resources.requests.get('storage')
    if amount is None:
        yield field.required(path)
    else:
        yield from positive_quantity(path, amount)


def _data_sources(path: Path, spec: core.PersistentVolumeClaimSpec) -> Errors:
    source, reference = spec.data_source, spec.data_source_ref
    if source is not None:
        yield from _data_source(path.child('dataSource'), source)
    if reference is not None:
        yield from _data_source(path.child('dataSourceRef'), reference)
        if reference.namespace:
            at = path.child('dataSourceRef', 'namespace')
            yield from checked(at, reference.namespace, names.dns1123_label)
    if source is None or reference is None:
        return
    if reference.namespace:
        yield field.invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified')
    elif (source.api_group, source.kind, source.name) != (reference.api_group, reference.kind, reference.name):
        yield field.invalid(path, {}, 'must match dataSourceRef')


def _data_source(path: Path, source: core.TypedLocalObjectReference | core.TypedObjectReference) -> Errors:
    if not source.name:
        yield field.required(path.child('name'))
    if not source.kind:
        yield field.required(path.child('kind'))
    if not source.api_group and source.kind != 'PersistentVolumeClaim':
        detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
        yield field.invalid(path, source.kind, detail)
    if source.api_group:
        yield from checked(path.child('apiGroup'), source.api_group, names.dns1123_subdomain)
