"""Persistent volumes and their claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sampan.api.columns.base import Cell, Columns, age, column, name_column
from sampan.api.generated import core_v1

_UNSET = '<unset>'
_MODES = {'ReadWriteOnce': 'RWO', 'ReadOnlyMany': 'ROX', 'ReadWriteMany': 'RWX', 'ReadWriteOncePod': 'RWOP'}
_CLASS = 'volume.beta.kubernetes.io/storage-class'  # older than the field, and stronger


def _modes(modes: Sequence[str]) -> str:
    return ','.join(short for mode, short in _MODES.items() if mode in modes)


def _or_unset(value: str | None) -> str:
    return _UNSET if value is None else value


def _volume(volume: core_v1.PersistentVolume, now: datetime) -> list[Cell]:
    spec, claim = volume.spec, volume.spec.claim_ref
    return [
        volume.metadata.name,
        str(spec.capacity.get('storage', '0')),
        _modes(spec.access_modes),
        spec.persistent_volume_reclaim_policy,
        volume.status.phase if volume.metadata.deletion_timestamp is None else 'Terminating',
        f'{claim.namespace}/{claim.name}' if claim is not None else '',
        volume.metadata.annotations.get(_CLASS, spec.storage_class_name),
        _or_unset(spec.volume_attributes_class_name),
        volume.status.reason,
        age(volume, now),
        _or_unset(spec.volume_mode),
    ]


def _claim(claim: core_v1.PersistentVolumeClaim, now: datetime) -> list[Cell]:
    spec, status = claim.spec, claim.status
    return [
        claim.metadata.name,
        status.phase if claim.metadata.deletion_timestamp is None else 'Terminating',
        spec.volume_name,
        str(status.capacity.get('storage', '0')) if spec.volume_name else '',
        _modes(status.access_modes) if spec.volume_name else '',
        claim.metadata.annotations.get(_CLASS, spec.storage_class_name or ''),
        _or_unset(spec.volume_attributes_class_name),
        age(claim, now),
        _or_unset(spec.volume_mode),
    ]


VOLUMES = Columns(
    [
        name_column(),
        column('Capacity'),
        column('Access Modes'),
        column('Reclaim Policy'),
        column('Status'),
        column('Claim'),
        column('StorageClass'),
        column('VolumeAttributesClass'),
        column('Reason'),
        column('Age'),
        column('VolumeMode', wide=True),
    ],
    _volume,
)
CLAIMS = Columns(
    [
        name_column(),
        column('Status'),
        column('Volume'),
        column('Capacity'),
        column('Access Modes'),
        column('StorageClass'),
        column('VolumeAttributesClass'),
        column('Age'),
        column('VolumeMode', wide=True),
    ],
    _claim,
)
