"""Storage classes, CSI drivers and nodes, capacities, attachments."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import NONE, Cell, Columns, age, column, name_column
from sampan.api.generated import storage_v1, storage_v1beta1

UNSET = '<unset>'
_DEFAULT = ('storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class')


def _storage_class(found: storage_v1.StorageClass, now: datetime) -> list[Cell]:
    default = any(found.metadata.annotations.get(key) == 'true' for key in _DEFAULT)
    return [
        f'{found.metadata.name} (default)' if default else found.metadata.name,
        found.provisioner,
        found.reclaim_policy or 'Delete',
        found.volume_binding_mode or 'Immediate',
        bool(found.allow_volume_expansion),
        age(found, now),
    ]


def _csi_driver(driver: storage_v1.CSIDriver, now: datetime) -> list[Cell]:
    spec = driver.spec
    return [
        driver.metadata.name,
        spec.attach_required is not False,
        bool(spec.pod_info_on_mount),
        bool(spec.storage_capacity),
        ','.join(request.audience for request in spec.token_requests) if spec.token_requests else UNSET,
        bool(spec.requires_republish),
        ','.join(spec.volume_lifecycle_modes) or NONE,
        age(driver, now),
    ]


def _csi_node(node: storage_v1.CSINode, now: datetime) -> list[Cell]:
    return [node.metadata.name, len(node.spec.drivers), age(node, now)]


def _csi_storage_capacity(found: storage_v1.CSIStorageCapacity, now: datetime) -> list[Cell]:
    capacity = UNSET if found.capacity is None else str(found.capacity)
    return [found.metadata.name, found.storage_class_name, capacity]


def _volume_attachment(found: storage_v1.VolumeAttachment, now: datetime) -> list[Cell]:
    spec = found.spec
    return [
        found.metadata.name,
        spec.attacher,
        spec.source.persistent_volume_name or '',
        spec.node_name,
        found.status.attached,
        age(found, now),
    ]


def _volume_attributes_class(
    found: storage_v1.VolumeAttributesClass | storage_v1beta1.VolumeAttributesClass, now: datetime
) -> list[Cell]:
    return [found.metadata.name, found.driver_name, age(found, now)]


STORAGE_CLASSES = Columns(
    [
        name_column(),
        column('Provisioner'),
        column('ReclaimPolicy'),
        column('VolumeBindingMode'),
        column('AllowVolumeExpansion'),
        column('Age'),
    ],
    _storage_class,
)
CSI_DRIVERS = Columns(
    [
        name_column(),
        column('AttachRequired', 'boolean'),
        column('PodInfoOnMount', 'boolean'),
        column('StorageCapacity', 'boolean'),
        column('TokenRequests'),
        column('RequiresRepublish', 'boolean'),
        column('Modes'),
        column('Age'),
    ],
    _csi_driver,
)
CSI_NODES = Columns([name_column(), column('Drivers', 'integer'), column('Age')], _csi_node)
CSI_STORAGE_CAPACITIES = Columns([name_column(), column('StorageClassName'), column('Capacity')], _csi_storage_capacity)
VOLUME_ATTACHMENTS = Columns(
    [
        name_column(),
        column('Attacher', format='name'),
        column('PV'),
        column('Node'),
        column('Attached', 'boolean'),
        column('Age'),
    ],
    _volume_attachment,
)
VOLUME_ATTRIBUTES_CLASSES = Columns([name_column(), column('DriverName'), column('Age')], _volume_attributes_class)
