"""storage.k8s.io (upstream: pkg/registry/storage)."""

from __future__ import annotations

from sampan.api.generated import storage_v1 as storage
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.metadata import reset_for_status
from sampan.apiserver.registry.strategies.base import Strategy


class StorageClassStrategy(Strategy[storage.StorageClass]):
    """Classes of both kinds."""

    returns_deleted_object = True


class CSIDriverStrategy(Strategy[storage.CSIDriver]):
    """Changes are counted from nought."""

    allow_unconditional_update = False
    returns_deleted_object = True

    def prepare_for_update(self, new: storage.CSIDriver, old: storage.CSIDriver, call: Call) -> None:
        if new.spec != old.spec:
            new.metadata.generation = old.metadata.generation + 1


class CSINodeStrategy(Strategy[storage.CSINode]):
    allow_unconditional_update = False
    returns_deleted_object = True


class CSIStorageCapacityStrategy(Strategy[storage.CSIStorageCapacity]):
    allow_unconditional_update = False


class VolumeAttachmentStrategy(Strategy[storage.VolumeAttachment]):
    allow_unconditional_update = False
    returns_deleted_object = True

    def reset_status_metadata(self, new: storage.VolumeAttachment, old: storage.VolumeAttachment) -> None:
        reset_for_status(new.metadata, old.metadata)
