"""resource.k8s.io, in every version (upstream: pkg/registry/resource).

Objects here are of the version they were sent in; the fields that strategies look at are the same in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sampan.api.generated import core_v1
from sampan.api.scalars import Time
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.metadata import reset_for_status
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.machinery import field
from sampan.machinery.field import FieldError, Path

ADMIN_LABEL = 'resource.kubernetes.io/admin-access'
ADMIN_DENIED = f'admin access to devices requires the `{ADMIN_LABEL}: true` label on the containing namespace'


class DeviceStrategy(Strategy[Any]):
    """What all of the group have in common: deletion answers the object, a status leaves the metadata alone."""

    returns_deleted_object = True

    def reset_status_metadata(self, new: Any, old: Any) -> None:
        reset_for_status(new.metadata, old.metadata)


class DeviceClassStrategy(DeviceStrategy):
    counts_generation = True


class ResourceClaimStrategy(DeviceStrategy):
    """Devices in use by others are for namespaces that are marked for it."""

    def validate(self, obj: Any, call: Call) -> list[FieldError]:
        requests, path = self._requests(obj)
        return [*super().validate(obj, call), *self._without_admin_label(requests, path, obj.metadata.namespace)]

    def _requests(self, obj: Any) -> tuple[Iterable[Any], Path]:
        return obj.spec.devices.requests, Path('spec', 'devices', 'requests')

    def _without_admin_label(self, requests: Iterable[Any], path: Path, namespace: str) -> Iterator[FieldError]:
        wanted = [index for index, request in enumerate(requests) if _asks_for_admin(request)]
        if not wanted:
            return
        known = (each for each in self.registry.lookup.peek(core_v1.Namespace) if each.metadata.name == namespace)
        found = next(known, None)
        if found is not None and found.metadata.labels.get(ADMIN_LABEL) == 'true':
            return
        for index in wanted:
            yield field.forbidden(path.index(index).child('exactly', 'adminAccess'), ADMIN_DENIED)


class ResourceClaimTemplateStrategy(ResourceClaimStrategy):
    def _requests(self, obj: Any) -> tuple[Iterable[Any], Path]:
        return obj.spec.spec.devices.requests, Path('spec', 'spec', 'devices', 'requests')


def _asks_for_admin(request: Any) -> bool:
    own = getattr(request, 'exactly', request)
    return own is not None and bool(own.admin_access)


class ResourceSliceStrategy(DeviceStrategy):
    """Taints are dated."""

    counts_generation = True

    def prepare_for_create(self, obj: Any, call: Call) -> None:
        super().prepare_for_create(obj, call)
        self._date(obj)

    def prepare_for_update(self, new: Any, old: Any, call: Call) -> None:
        self._date(new)
        super().prepare_for_update(new, old, call)

    def _date(self, obj: Any) -> None:
        for device in obj.spec.devices:
            owner = getattr(device, 'basic', device)
            for taint in () if owner is None else owner.taints:
                date(taint, self)


class DeviceTaintRuleStrategy(DeviceStrategy):
    counts_generation = True

    def prepare_for_create(self, obj: Any, call: Call) -> None:
        super().prepare_for_create(obj, call)
        date(obj.spec.taint, self)

    def prepare_for_update(self, new: Any, old: Any, call: Call) -> None:
        """A taint that becomes another one is a new taint, unless the writer dates it."""
        if new.spec.taint.time_added is None and (new.spec.taint.key, new.spec.taint.value, new.spec.taint.effect) == (
            old.spec.taint.key,
            old.spec.taint.value,
            old.spec.taint.effect,
        ):
            new.spec.taint.time_added = old.spec.taint.time_added
        date(new.spec.taint, self)
        super().prepare_for_update(new, old, call)


class ResourcePoolStatusRequestStrategy(DeviceStrategy):
    """The status is absent until the question is answered."""

    def prepare_for_create(self, obj: Any, call: Call) -> None:
        obj.status = None


def date(taint: Any, strategy: Strategy[Any]) -> None:
    """Say since when there is this taint."""
    if taint.time_added is None:
        taint.time_added = Time.of(strategy.registry.world.now())
