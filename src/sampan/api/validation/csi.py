"""CSI drivers, what nodes and classes say of them, and attachments. Upstream: pkg/apis/storage/validation."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sampan.api.generated import core_v1 as core
from sampan.api.generated import storage_v1 as storage
from sampan.api.validation.common import (
    Errors,
    checked,
    immutable,
    label_selector,
    nonnegative,
    nonnegative_quantity,
)
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.pod_volumes import driver_name
from sampan.api.validation.storage_classes import total_size
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SPEC = Path('spec')
_STATUS = Path('status')
_FS_GROUP_POLICIES = ('File', 'None', 'ReadWriteOnceWithFSType')
_MODES = ('Persistent', 'Ephemeral')
_NODE_ID_LIMIT = 256
_METADATA_LIMIT = 256 * 1024
_MESSAGE_LIMIT = 1024
_MIN_TOKEN_SECONDS, _MAX_TOKEN_SECONDS = 600, 1 << 32
_NOT_INLINE = 'may not be specified in the context of inline volumes'
_ONE_SOURCE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'


# --- drivers ------------------------------------------------------------------------------------


def csi_driver(obj: storage.CSIDriver) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    yield from _driver(obj.spec)


def csi_driver_update(new: storage.CSIDriver, old: storage.CSIDriver) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _driver(new.spec)
    yield from immutable(_SPEC.child('attachedRequired'), new.spec.attach_required, old.spec.attach_required)
    modes = _SPEC.child('volumeLifecycleModes')
    yield from immutable(modes, new.spec.volume_lifecycle_modes, old.spec.volume_lifecycle_modes)


def _driver(spec: storage.CSIDriverSpec) -> Errors:
    for name, value in (
        ('attachedRequired', spec.attach_required),  # upstream's path
        ('podInfoOnMount', spec.pod_info_on_mount),
        ('storageCapacity', spec.storage_capacity),
    ):
        if value is None:
            yield field.required(_SPEC.child(name))
    policy = spec.fs_group_policy
    if policy is not None and policy not in _FS_GROUP_POLICIES:
        yield field.not_supported(_SPEC.child('fsGroupPolicy'), policy, _FS_GROUP_POLICIES)
    yield from _token_requests(_SPEC.child('tokenRequests'), spec.token_requests)
    for mode in spec.volume_lifecycle_modes:
        if mode not in _MODES:
            yield field.not_supported(_SPEC.child('volumeLifecycleModes'), mode, _MODES)
    if spec.se_linux_mount is None:
        yield field.required(_SPEC.child('seLinuxMount'))
    period = spec.node_allocatable_update_period_seconds
    if period is not None and period < 10:
        where = _SPEC.child('nodeAllocatableUpdatePeriodSeconds')
        yield field.invalid(where, period, 'must be greater than or equal to 10 seconds')


def _token_requests(path: Path, requests: Sequence[storage.TokenRequest]) -> Errors:
    seen: set[str] = set()
    for index, request in enumerate(requests):
        where = path.index(index)
        if request.audience in seen:
            yield field.duplicate(where.child('audience'), request.audience)
            continue
        seen.add(request.audience)
        seconds, at = request.expiration_seconds, where.child('expirationSeconds')
        if seconds is None:
            continue
        if seconds < _MIN_TOKEN_SECONDS:
            yield field.invalid(at, seconds, 'may not specify a duration less than 10 minutes')
        if seconds > _MAX_TOKEN_SECONDS:
            yield field.invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds')


# --- nodes --------------------------------------------------------------------------------------


def csi_node(obj: storage.CSINode) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    seen: set[str] = set()
    for index, driver in enumerate(obj.spec.drivers):
        yield from _node_driver(_SPEC.child('drivers').index(index), driver, seen)


def csi_node_update(new: storage.CSINode, old: storage.CSINode) -> Errors:
    """Of a registered driver only the allocatable volumes change."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from csi_node(new)
    before = {driver.name: driver for driver in old.spec.drivers}
    for driver in new.spec.drivers:
        if driver.name in before:
            now, was = (msgspec.structs.replace(each, allocatable=None) for each in (driver, before[driver.name]))
            yield from immutable(_SPEC.child('drivers'), now, was)


def _node_driver(path: Path, driver: storage.CSINodeDriver, seen: set[str]) -> Errors:
    yield from driver_name(path.child('name'), driver.name)
    node_id = path.child('nodeID')
    if not driver.node_id:
        yield field.required(node_id)
    if names.byte_length(driver.node_id) > _NODE_ID_LIMIT:
        yield field.invalid(node_id, driver.node_id, f'must be {_NODE_ID_LIMIT} characters or less')
    if driver.allocatable is not None and driver.allocatable.count is not None:
        yield from nonnegative(path.child('allocatable', 'count'), driver.allocatable.count)
    if driver.name in seen:
        yield field.duplicate(path.child('name'), driver.name)
    seen.add(driver.name)
    keys: set[str] = set()
    for key in driver.topology_keys:
        if not key:
            yield field.required(path)
        if key in keys:
            yield field.duplicate(path, key)
        keys.add(key)
        yield from checked(path, key, names.qualified_name)


# --- capacities ---------------------------------------------------------------------------------


def csi_storage_capacity(obj: storage.CSIStorageCapacity) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from label_selector(Path('nodeTopology'), obj.node_topology)
    yield from checked(Path('storageClassName'), obj.storage_class_name, names.dns1123_subdomain)
    if obj.capacity is not None:
        yield from nonnegative_quantity(Path('capacity'), obj.capacity)


def csi_storage_capacity_update(new: storage.CSIStorageCapacity, old: storage.CSIStorageCapacity) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from immutable(Path('nodeTopology'), new.node_topology, old.node_topology)
    yield from immutable(Path('storageClassName'), new.storage_class_name, old.storage_class_name)


# --- attachments --------------------------------------------------------------------------------


def volume_attachment(obj: storage.VolumeAttachment) -> Errors:
    yield from _attachment(obj)
    yield from driver_name(Path('spec.attacher'), obj.spec.attacher)
    volume = obj.spec.source.persistent_volume_name
    if volume is not None:
        yield from checked(Path('spec.source.persistentVolumeName'), volume, names.dns1123_subdomain)


def volume_attachment_update(new: storage.VolumeAttachment, old: storage.VolumeAttachment) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _attachment(new)
    yield from immutable(_SPEC, new.spec, old.spec)


def _attachment(obj: storage.VolumeAttachment) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    if not obj.spec.attacher:
        yield field.required(_SPEC.child('attacher'))
    yield from _source(_SPEC.child('source'), obj.spec.source)
    yield from checked(_SPEC.child('nodeName'), obj.spec.node_name, names.dns1123_subdomain)
    if total_size(obj.status.attachment_metadata) > _METADATA_LIMIT:
        yield field.too_long(_STATUS.child('attachmentMetadata'), '', _METADATA_LIMIT)
    yield from _error(_STATUS.child('attachError'), obj.status.attach_error)
    yield from _error(_STATUS.child('detachError'), obj.status.detach_error)


def _source(path: Path, source: storage.VolumeAttachmentSource) -> Errors:
    named, inline = source.persistent_volume_name, source.inline_volume_spec
    if named is None and inline is None:
        yield field.required(path, _ONE_SOURCE)
    elif named is not None and inline is not None:
        yield field.forbidden(path, _ONE_SOURCE)
    elif named == '':
        yield field.required(path.child('persistentVolumeName'), 'must specify non empty persistentVolumeName')
    elif inline is not None:
        yield from _inline(path.child('inlineVolumeSpec'), inline)


def _inline(path: Path, spec: core.PersistentVolumeSpec) -> Errors:
    """Only CSI volumes are attached without an object of their own."""
    if spec.claim_ref is not None:
        yield field.forbidden(path.child('claimRef'), _NOT_INLINE)
    if spec.capacity:
        yield field.forbidden(path.child('capacity'), _NOT_INLINE)
    if spec.csi is None:
        yield field.required(path.child('csi'), 'has to be specified in the context of inline volumes')
    else:
        yield from driver_name(path.child('csi', 'driver'), spec.csi.driver)
        if not spec.csi.volume_handle:
            yield field.required(path.child('csi', 'volumeHandle'))
    if not spec.access_modes:
        yield field.required(path.child('accessModes'))


def _error(path: Path, error: storage.VolumeError | None) -> Errors:
    if error is None:
        return
    if names.byte_length(error.message) > _MESSAGE_LIMIT:
        yield field.too_long(path.child('message'), '', _METADATA_LIMIT)
    if error.error_code is not None and error.error_code < 0:
        yield field.invalid(path.child('errorCode'), error.error_code, names.range_error(0, 2**31 - 1))
