"""Volumes, claims and their attribute classes stay until nobody uses them.

Admission gives each a finalizer when it is created (`StorageObjectInUseProtection`); these controllers take it away
from what is being deleted and not used, and give it to what has none. A claim is used by scheduled pods, a volume by
the claim it is bound to, a class by the claims and volumes that name it.

Upstream: pkg/controller/volume/{pvcprotection,pvprotection,vacprotection}.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from sampan.api.generated import core_v1 as core
from sampan.api.generated import storage_v1 as storage
from sampan.client.informer import NAMESPACE, Key, key_of
from sampan.controllers.base import Context, Controller, For, Mapped

ENDED = ('Failed', 'Succeeded')


class Protection(Controller):
    """Keeps a finalizer on the objects of `kind` while they are used."""

    kind: type[Any]
    finalizer: str
    workers = 2

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._objects = self.informer(self.kind)

    async def in_use(self, obj: Any) -> bool:
        """Whether somebody would miss the object."""
        raise NotImplementedError

    async def reconcile(self, key: Key) -> None:
        obj = self._objects.by_key(key)
        if obj is None:
            return
        protected, leaving = self.finalizer in obj.metadata.finalizers, obj.metadata.deletion_timestamp is not None
        if leaving and protected and not await self.in_use(obj):
            await self._write(obj, [each for each in obj.metadata.finalizers if each != self.finalizer])
        elif not leaving and not protected:
            await self._write(obj, [*obj.metadata.finalizers, self.finalizer])

    async def _write(self, obj: Any, finalizers: list[str]) -> None:
        metadata = msgspec.structs.replace(obj.metadata, finalizers=finalizers)
        await self.client.update(msgspec.structs.replace(obj, metadata=metadata))


def _claims_of(controller: Any, pod: core.Pod) -> Iterable[Key]:
    """The claims a pod may use: those it names, and those made for it."""
    for volume in pod.spec.volumes:
        if volume.persistent_volume_claim is not None:
            yield Key(pod.metadata.namespace, volume.persistent_volume_claim.claim_name)
        elif volume.ephemeral is not None:
            yield Key(pod.metadata.namespace, f'{pod.metadata.name}-{volume.name}')


class ClaimProtection(Protection):
    """Upstream: pvc-protection-controller."""

    name = 'persistentvolumeclaim-protection'
    kind = core.PersistentVolumeClaim
    finalizer = 'kubernetes.io/pvc-protection'
    watches = (For(core.PersistentVolumeClaim), Mapped(core.Pod, _claims_of))

    async def in_use(self, obj: core.PersistentVolumeClaim) -> bool:
        """By the copies first; only their no is checked with the API."""
        cached = self.informer(core.Pod).indexed(NAMESPACE, obj.metadata.namespace)
        if any(_uses(pod, obj) for pod in cached):
            return True
        live = await self.client.list(core.Pod, obj.metadata.namespace)
        return any(_uses(pod, obj) for pod in live.items)


def _uses(pod: core.Pod, claim: core.PersistentVolumeClaim) -> bool:
    """A pod that is not scheduled cannot start any more once its claim is going."""
    if not pod.spec.node_name:
        return False
    name = claim.metadata.name
    for volume in pod.spec.volumes:
        if volume.persistent_volume_claim is not None and volume.persistent_volume_claim.claim_name == name:
            return True
        own = volume.ephemeral is not None and f'{pod.metadata.name}-{volume.name}' == name
        if own and pod.status.phase not in ENDED and _made_for(pod, claim):
            return True
    return False


def _made_for(pod: core.Pod, claim: core.PersistentVolumeClaim) -> bool:
    return any(owner.controller and owner.uid == pod.metadata.uid for owner in claim.metadata.owner_references)


class VolumeProtection(Protection):
    """Upstream: pv-protection-controller."""

    name = 'persistentvolume-protection'
    kind = core.PersistentVolume
    finalizer = 'kubernetes.io/pv-protection'
    watches = (For(core.PersistentVolume),)

    async def in_use(self, obj: core.PersistentVolume) -> bool:
        return obj.status.phase == 'Bound'


def _classes_of_claim(controller: Any, claim: core.PersistentVolumeClaim) -> Iterable[Key]:
    modified = claim.status.modify_volume_status
    target = '' if modified is None else modified.target_volume_attributes_class_name
    names = (claim.spec.volume_attributes_class_name, claim.status.current_volume_attributes_class_name, target)
    return [Key('', name) for name in names if name]


def _classes_of_volume(controller: Any, volume: core.PersistentVolume) -> Iterable[Key]:
    name = volume.spec.volume_attributes_class_name
    return [Key('', name)] if name else []


class AttributesClassProtection(Protection):
    """Upstream: volumeattributesclass-protection-controller."""

    name = 'volumeattributesclass-protection'
    kind = storage.VolumeAttributesClass
    finalizer = 'kubernetes.io/vac-protection'
    watches = (
        For(storage.VolumeAttributesClass),
        Mapped(core.PersistentVolumeClaim, _classes_of_claim),
        Mapped(core.PersistentVolume, _classes_of_volume),
    )

    async def in_use(self, obj: storage.VolumeAttributesClass) -> bool:
        key = key_of(obj)
        claims = (await self.client.list(core.PersistentVolumeClaim)).items
        if any(key in _classes_of_claim(self, claim) for claim in claims):
            return True
        volumes = (await self.client.list(core.PersistentVolume)).items
        return any(key in _classes_of_volume(self, volume) for volume in volumes)
