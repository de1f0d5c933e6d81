"""Persistent volumes and claims.

Upstream: pkg/registry/core/persistentvolume, pkg/registry/core/persistentvolumeclaim, pkg/api/persistentvolumeclaim.
"""

from __future__ import annotations

from sampan.api.generated import core_v1
from sampan.apiserver.registry import metadata
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.strategies.base import Strategy

_CLAIM = ('', 'PersistentVolumeClaim')
_SNAPSHOT = ('snapshot.storage.k8s.io', 'VolumeSnapshot')


class VolumeStrategy(Strategy[core_v1.PersistentVolume]):
    """The server notes when a volume's phase changed, unless the writer does."""

    returns_deleted_object = True

    def prepare_for_create(self, obj: core_v1.PersistentVolume, call: Call) -> None:
        obj.status = core_v1.PersistentVolumeStatus(phase='Pending', last_phase_transition_time=metadata.now(call))

    def prepare_for_status_update(
        self, new: core_v1.PersistentVolume, old: core_v1.PersistentVolume, call: Call
    ) -> None:
        super().prepare_for_status_update(new, old, call)
        written, before = new.status.last_phase_transition_time, old.status.last_phase_transition_time
        if new.status.phase == old.status.phase:
            new.status.last_phase_transition_time = before if written is None else written
        elif written is None or written == before:
            new.status.last_phase_transition_time = metadata.now(call)


class ClaimStrategy(Strategy[core_v1.PersistentVolumeClaim]):
    """The two ways to name a data source say the same; what the older one cannot name is dropped from it."""

    returns_deleted_object = True

    def prepare_for_create(self, obj: core_v1.PersistentVolumeClaim, call: Call) -> None:
        obj.status = core_v1.PersistentVolumeClaimStatus(phase='Pending')
        drop_unknown_source(obj.spec, None)
        complete_sources(obj.spec)

    def prepare_for_update(
        self, new: core_v1.PersistentVolumeClaim, old: core_v1.PersistentVolumeClaim, call: Call
    ) -> None:
        super().prepare_for_update(new, old, call)
        drop_unknown_source(new.spec, old.spec)
        complete_sources(new.spec)
        complete_sources(old.spec)


def drop_unknown_source(spec: core_v1.PersistentVolumeClaimSpec, old: core_v1.PersistentVolumeClaimSpec | None) -> None:
    """`dataSource` names claims and snapshots only; others are ignored there, unless they were stored before."""
    if spec.data_source_ref is not None or spec.data_source is None:
        return
    if old is not None and (old.data_source is not None or old.data_source_ref is not None):
        return
    if (spec.data_source.api_group or '', spec.data_source.kind) not in (_CLAIM, _SNAPSHOT):
        spec.data_source = None


def complete_sources(spec: core_v1.PersistentVolumeClaimSpec) -> None:
    """Whichever of `dataSource` and `dataSourceRef` is missing is filled in from the other."""
    source, reference = spec.data_source, spec.data_source_ref
    if source is not None and reference is None:
        spec.data_source_ref = core_v1.TypedObjectReference(
            api_group=source.api_group, kind=source.kind, name=source.name
        )
    elif reference is not None and source is None and not reference.namespace:
        spec.data_source = core_v1.TypedLocalObjectReference(
            api_group=reference.api_group, kind=reference.kind, name=reference.name
        )
