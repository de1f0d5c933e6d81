"""storage.k8s.io/v1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Int32, Int64, Quantity, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class CSIDriverSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    attach_required: bool | None = _f(name='attachRequired', default=None)
    pod_info_on_mount: bool | None = _f(name='podInfoOnMount', default=None)
    volume_lifecycle_modes: list[str] = _f(name='volumeLifecycleModes', default_factory=list)
    storage_capacity: bool | None = _f(name='storageCapacity', default=None)
    fs_group_policy: str | None = _f(name='fsGroupPolicy', default=None)
    token_requests: list[TokenRequest] = _f(name='tokenRequests', default_factory=list)
    requires_republish: bool | None = _f(name='requiresRepublish', default=None)
    se_linux_mount: bool | None = _f(name='seLinuxMount', default=None)
    node_allocatable_update_period_seconds: Int64 | None = _f(name='nodeAllocatableUpdatePeriodSeconds', default=None)
    service_account_token_in_secrets: bool | None = _f(name='serviceAccountTokenInSecrets', default=None)
    prevent_pod_scheduling_if_missing: bool | None = _f(name='preventPodSchedulingIfMissing', default=None)


class CSIDriver(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CSIDriver')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: CSIDriverSpec = _f(default_factory=CSIDriverSpec)


class CSIDriverList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CSIDriverList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[CSIDriver] = _f(default_factory=_list)


class CSINodeSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    drivers: list[CSINodeDriver] = _f(default_factory=_list)


class CSINode(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CSINode')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: CSINodeSpec = _f(default_factory=CSINodeSpec)


class CSINodeDriver(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    node_id: str = _f(name='nodeID', default_factory=str)
    topology_keys: list[str] = _f(name='topologyKeys', default_factory=_list)
    allocatable: VolumeNodeResources | None = None


class CSINodeList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CSINodeList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[CSINode] = _f(default_factory=_list)


class CSIStorageCapacity(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CSIStorageCapacity')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    node_topology: meta_v1.LabelSelector | None = _f(name='nodeTopology', default=None)
    storage_class_name: str = _f(name='storageClassName', default_factory=str)
    capacity: Quantity | None = None
    maximum_volume_size: Quantity | None = _f(name='maximumVolumeSize', default=None)


class CSIStorageCapacityList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CSIStorageCapacityList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[CSIStorageCapacity] = _f(default_factory=_list)


class StorageClass(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'StorageClass')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    provisioner: str = _f(default_factory=str)
    parameters: dict[str, str] = _f(default_factory=dict)
    reclaim_policy: str | None = _f(name='reclaimPolicy', default=None)
    mount_options: list[str] = _f(name='mountOptions', default_factory=list)
    allow_volume_expansion: bool | None = _f(name='allowVolumeExpansion', default=None)
    volume_binding_mode: str | None = _f(name='volumeBindingMode', default=None)
    allowed_topologies: list[core_v1.TopologySelectorTerm] = _f(name='allowedTopologies', default_factory=list)


class StorageClassList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'StorageClassList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[StorageClass] = _f(default_factory=_list)


class TokenRequest(Struct, kw_only=True, omit_defaults=True, gc=False):
    audience: str = _f(default_factory=str)
    expiration_seconds: Int64 | None = _f(name='expirationSeconds', default=None)


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
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: VolumeAttachmentSpec = _f(default_factory=VolumeAttachmentSpec)
    status: VolumeAttachmentStatus = _f(default_factory=VolumeAttachmentStatus)


class VolumeAttachmentList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'VolumeAttachmentList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[VolumeAttachment] = _f(default_factory=_list)


class VolumeAttributesClass(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'VolumeAttributesClass')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    driver_name: str = _f(name='driverName', default_factory=str)
    parameters: dict[str, str] = _f(default_factory=dict)


class VolumeAttributesClassList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'VolumeAttributesClassList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'storage.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[VolumeAttributesClass] = _f(default_factory=_list)


class VolumeError(Struct, kw_only=True, omit_defaults=True, gc=False):
    time: Time | None = _f(default_factory=_none)
    message: str = ''
    error_code: Int32 | None = _f(name='errorCode', default=None)


class VolumeNodeResources(Struct, kw_only=True, omit_defaults=True, gc=False):
    count: Int32 | None = None
