"""storage.k8s.io."""

from __future__ import annotations

from typing import Any

from sampan.api.conversion import renamed
from sampan.api.generated import storage_v1, storage_v1beta1
from sampan.api.resources.base import Group, Resource, StructType, status, subresources

NAME = 'storage.k8s.io'
GROUP = Group(NAME, ('v1', 'v1beta1'), 16800)


def _of(plural: str, singular: str, type: StructType, list_type: StructType, **more: Any) -> Resource:
    return Resource(NAME, 'v1', plural, singular, type, list_type, **{'namespaced': False, **more})


RESOURCES: tuple[Resource, ...] = (
    _of('csidrivers', 'csidriver', storage_v1.CSIDriver, storage_v1.CSIDriverList),
    _of('csinodes', 'csinode', storage_v1.CSINode, storage_v1.CSINodeList),
    _of(
        'csistoragecapacities',
        'csistoragecapacity',
        storage_v1.CSIStorageCapacity,
        storage_v1.CSIStorageCapacityList,
        namespaced=True,
    ),
    _of('storageclasses', 'storageclass', storage_v1.StorageClass, storage_v1.StorageClassList, short_names=('sc',)),
    _of(
        'volumeattachments',
        'volumeattachment',
        storage_v1.VolumeAttachment,
        storage_v1.VolumeAttachmentList,
        subresources=subresources(status(storage_v1.VolumeAttachment)),
    ),
    _of(
        'volumeattributesclasses',
        'volumeattributesclass',
        storage_v1.VolumeAttributesClass,
        storage_v1.VolumeAttributesClassList,
        short_names=('vac',),
    ),
    Resource(
        NAME,
        'v1beta1',
        'volumeattributesclasses',
        'volumeattributesclass',
        storage_v1beta1.VolumeAttributesClass,
        storage_v1beta1.VolumeAttributesClassList,
        namespaced=False,
        short_names=('vac',),
        deprecated='v1.34+, unavailable in v1.37+; use storage.k8s.io/v1 VolumeAttributesClass',
        storage_type=storage_v1.VolumeAttributesClass,
        to_storage=renamed(storage_v1.VolumeAttributesClass),
        from_storage=renamed(storage_v1beta1.VolumeAttributesClass),
    ),
)
