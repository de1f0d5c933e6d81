"""Plugins for storage: DefaultStorageClass, StorageObjectInUseProtection, PersistentVolumeClaimResize.

Upstream: plugin/pkg/admission/storage.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sampan.api.generated import core_v1, networking_v1, storage_v1
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Lookup, Operation, Plugin

CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'
DEFAULT_ANNOTATIONS = (
    'storageclass.kubernetes.io/is-default-class',
    'storageclass.beta.kubernetes.io/is-default-class',
)
PROTECTED = {
    ('', 'persistentvolumes'): 'kubernetes.io/pv-protection',
    ('', 'persistentvolumeclaims'): 'kubernetes.io/pvc-protection',
    ('storage.k8s.io', 'volumeattributesclasses'): 'kubernetes.io/vac-protection',
}
NOT_BOUND = 'Only bound persistent volume claims can be expanded'
NOT_EXPANDABLE = (
    'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize'
)

Class = TypeVar('Class', storage_v1.StorageClass, networking_v1.IngressClass)


def newest_default(classes: Sequence[Class], annotations: Sequence[str]) -> Class | None:
    """The class that is marked as default; of several the newest, and of those of one second the first by name."""
    marked = [each for each in classes if any(each.metadata.annotations.get(key) == 'true' for key in annotations)]
    marked.sort(key=lambda each: each.metadata.name)
    marked.sort(key=lambda each: str(each.metadata.creation_timestamp), reverse=True)
    return marked[0] if marked else None


class DefaultStorageClass(Plugin):
    """A claim that names no class gets the cluster's default one, if there is one."""

    name = 'DefaultStorageClass'

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        place = (resource.group, resource.plural, subresource)
        return operation is Operation.CREATE and place == ('', 'persistentvolumeclaims', '')

    async def admit(self, attributes: Attributes) -> None:
        claim: core_v1.PersistentVolumeClaim = attributes.object
        if claim.spec.storage_class_name is not None or CLASS_ANNOTATION in claim.metadata.annotations:
            return
        found = newest_default(self._lookup.peek(storage_v1.StorageClass), DEFAULT_ANNOTATIONS)
        if found is not None:
            claim.spec.storage_class_name = found.metadata.name


class StorageObjectInUseProtection(Plugin):
    """Volumes and claims carry a finalizer that is taken away when nothing uses them."""

    name = 'StorageObjectInUseProtection'

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return operation is Operation.CREATE and not subresource and (resource.group, resource.plural) in PROTECTED

    async def admit(self, attributes: Attributes) -> None:
        finalizer = PROTECTED[attributes.resource.group, attributes.resource.plural]
        meta = attributes.object.metadata
        if finalizer not in meta.finalizers:
            meta.finalizers = [*meta.finalizers, finalizer]


class PersistentVolumeClaimResize(Plugin):
    """A claim grows only if it is bound and its class allows it."""

    name = 'PersistentVolumeClaimResize'

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        place = (resource.group, resource.plural, subresource)
        return operation is Operation.UPDATE and place == ('', 'persistentvolumeclaims', '')

    async def validate(self, attributes: Attributes) -> None:
        new: core_v1.PersistentVolumeClaim = attributes.object
        old: core_v1.PersistentVolumeClaim = attributes.old
        if _storage(new) <= _storage(old):
            return
        if old.status.phase != 'Bound':
            raise attributes.forbidden(NOT_BOUND)
        name = claim_class(new)
        if not name or name != claim_class(old):
            raise attributes.forbidden(NOT_EXPANDABLE)
        classes = self._lookup.peek(storage_v1.StorageClass)
        if not any(each.metadata.name == name and each.allow_volume_expansion for each in classes):
            raise attributes.forbidden(NOT_EXPANDABLE)


def claim_class(claim: core_v1.PersistentVolumeClaim) -> str:
    """The name of a claim's storage class; '' when it has none."""
    return claim.metadata.annotations.get(CLASS_ANNOTATION) or claim.spec.storage_class_name or ''


def _storage(claim: core_v1.PersistentVolumeClaim) -> int:
    request = claim.spec.resources.requests.get('storage')
    return 0 if request is None else request.amount().nanos
