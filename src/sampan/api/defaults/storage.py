"""Defaults of storage classes and CSI drivers. Upstream: pkg/apis/storage/v1/defaults.go."""

from __future__ import annotations

from sampan.api.generated import storage_v1 as storage


def storage_class(obj: storage.StorageClass) -> None:
    """Volumes are bound at once and deleted with their claim."""
    if obj.reclaim_policy is None:
        obj.reclaim_policy = 'Delete'
    if obj.volume_binding_mode is None:
        obj.volume_binding_mode = 'Immediate'


def csi_driver(obj: storage.CSIDriver) -> None:
    """Volumes are attached, kept, and owned by group where their file system is known."""
    spec = obj.spec
    if spec.attach_required is None:
        spec.attach_required = True
    for name in ('pod_info_on_mount', 'storage_capacity', 'requires_republish', 'se_linux_mount'):
        if getattr(spec, name) is None:
            setattr(spec, name, False)
    if spec.fs_group_policy is None:
        spec.fs_group_policy = 'ReadWriteOnceWithFSType'
    if not spec.volume_lifecycle_modes:
        spec.volume_lifecycle_modes = ['Persistent']
