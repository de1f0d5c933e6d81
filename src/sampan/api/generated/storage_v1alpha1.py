"""storage.k8s.io/v1alpha1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Int32, Quantity, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class CSIStorageCapacity(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CSIStorageCapacity')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1alpha1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    node_topology: meta_v1.LabelSelector | None = _f(name='nodeTopology', default=None)
    storage_class_name: str = _f(name='storageClassName', default_factory=str)
    capacity: Quantity | None = None
    maximum_volume_size: Quantity | None = _f(name='maximumVolumeSize', default=None)


class CSIStorageCapacityList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CSIStorageCapacityList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1alpha1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[CSIStorageCapacity] = _f(default_factory=_list)


class VolumeAttachmentSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    persistent_volume_name: str | None = _f(name='persistentVolumeName', default=None)
    inline_volume_spec: core_v1.PersistentVolumeSpec | None = _f(name='inlineVolumeSpec', default=None)


class VolumeAttachmentSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    attacher: str = _f(default_factory=str)
    source: VolumeAttachmentSource = _f(default_factory=VolumeAttachmentSource)
    node_name: str = _f(name='nodeName', default_factory=str)


class VolumeAttachmentStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    attached: bool = _f(default_factory=bool)
    attachment_metadata: dict[str, str] = _f(name='attachmentMetadata', default_factory=dict)
    attach_error: VolumeError | None = _f(name='attachError', default=None)
    detach_error: VolumeError | None = _f(name='detachError', default=None)


class VolumeAttachment(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'VolumeAttachment')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1alpha1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: VolumeAttachmentSpec = _f(default_factory=VolumeAttachmentSpec)
    status: VolumeAttachmentStatus = _f(default_factory=VolumeAttachmentStatus)


class VolumeAttachmentList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'VolumeAttachmentList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1alpha1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[VolumeAttachment] = _f(default_factory=_list)


class VolumeAttributesClass(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'VolumeAttributesClass')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1alpha1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    driver_name: str = _f(name='driverName', default_factory=str)
    parameters: dict[str, str] = _f(default_factory=dict)


class VolumeAttributesClassList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'VolumeAttributesClassList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1alpha1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[VolumeAttributesClass] = _f(default_factory=_list)


class VolumeError(Struct, kw_only=True, omit_defaults=True, gc=False):
    time: Time | None = _f(default_factory=_none)
    message: str = ''
    error_code: Int32 | None = _f(name='errorCode', default=None)
