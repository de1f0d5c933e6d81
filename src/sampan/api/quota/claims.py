"""Claims of volumes: their number and the storage they ask for, in all and for each class."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sampan.api.generated import core_v1
from sampan.api.quota.amounts import ONE, Amounts, count
from sampan.api.quota.evaluator import Evaluator, Scope, selector_of
from sampan.machinery.quantity import Amount

CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'
CLASS_SUFFIX = '.storageclass.storage.k8s.io/'
CLAIMS, STORAGE, COUNT = 'persistentvolumeclaims', 'requests.storage', 'count/persistentvolumeclaims'
ATTRIBUTES_CLASS = 'VolumeAttributesClass'


class ClaimEvaluator(Evaluator):
    plural = 'persistentvolumeclaims'

    def handles(self, operation: str, subresource: str) -> bool:
        return (subresource == '' and operation in ('CREATE', 'UPDATE')) or subresource == 'status'

    def charges_update(self, new: Any, old: Any) -> bool:
        """Of a status: what was really allocated, and the classes it refers to."""
        return _allocated(new) != _allocated(old) or _attributes_classes(new) != _attributes_classes(old)

    def matching(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if name in (COUNT, CLAIMS, STORAGE) or _of_class(name)]

    def tells_scopes(self) -> bool:
        return True

    def in_scope(self, scope: Scope, obj: core_v1.PersistentVolumeClaim) -> bool:
        if scope.scope_name != ATTRIBUTES_CLASS:
            return False
        classes = _attributes_classes(obj)
        if scope.operator == 'Exists':
            return bool(classes)
        selector = selector_of(scope)
        if not classes:
            return selector.matches({})
        return any(selector.matches({ATTRIBUTES_CLASS: name}) for name in classes)

    def usage(self, obj: core_v1.PersistentVolumeClaim, now: datetime) -> Amounts:
        used: Amounts = {CLAIMS: ONE, COUNT: ONE}
        storage_class = obj.metadata.annotations.get(CLASS_ANNOTATION) or obj.spec.storage_class_name or ''
        if storage_class:
            used[f'{storage_class}{CLASS_SUFFIX}{CLAIMS}'] = ONE
        storage = _storage(obj)
        if storage is not None:
            used[STORAGE] = storage
            if storage_class:
                used[f'{storage_class}{CLASS_SUFFIX}{STORAGE}'] = storage
        return used

    def replenishes(self, new: Any, old: Any, now: datetime) -> bool:
        return self.charges_update(new, old)


def _of_class(name: str) -> bool:
    return name.endswith((CLASS_SUFFIX + CLAIMS, CLASS_SUFFIX + STORAGE))


def _storage(claim: core_v1.PersistentVolumeClaim) -> Amount | None:
    """What is asked for, or what was allocated if that is more (an expansion that was taken back), in whole bytes."""
    request = claim.spec.resources.requests.get('storage')
    if request is None:
        return None
    wanted, allocated = request.amount(), claim.status.allocated_resources.get('storage')
    if allocated is not None and allocated.amount().nanos > wanted.nanos:
        wanted = allocated.amount()
    return Amount(count(wanted.value()).nanos, wanted.format)


def _allocated(claim: core_v1.PersistentVolumeClaim) -> Any:
    return claim.status.allocated_resources.get('storage')


def _attributes_classes(claim: core_v1.PersistentVolumeClaim) -> set[str]:
    """Wanted, current and being modified to."""
    status = claim.status
    target = (
        '' if status.modify_volume_status is None else status.modify_volume_status.target_volume_attributes_class_name
    )
    names = (claim.spec.volume_attributes_class_name, status.current_volume_attributes_class_name, target)
    return {name for name in names if name}
