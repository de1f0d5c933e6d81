"""Warnings about persistent volumes and claims. Upstream: pkg/api/persistentvolume, pkg/api/persistentvolumeclaim."""

from __future__ import annotations

from collections.abc import Iterator

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity
from sampan.api.warnings.pods import node_term_warnings
from sampan.machinery import quantity

_CLASS = 'volume.beta.kubernetes.io/storage-class'
_OPTIONS = 'volume.beta.kubernetes.io/mount-options'
_SOURCES = (
    ('photon_persistent_disk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'),
    ('scale_io', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'),
    ('storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'),
    ('glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'),
    ('rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'),
    ('cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'),
)
_RECYCLE = 'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.'


def volume_warnings(volume: core.PersistentVolume) -> Iterator[str]:
    """What is older than it needs to be, and fractions of bytes."""
    spec, annotations = volume.spec, volume.metadata.annotations
    for name, attribute in ((_CLASS, 'storageClassName'), (_OPTIONS, 'mountOptions')):
        if name in annotations:
            since = 'v1.8' if name == _CLASS else 'v1.31'
            yield f'metadata.annotations[{name}]: deprecated since {since}; use "{attribute}" attribute instead'
    required = spec.node_affinity.required if spec.node_affinity is not None else None
    for index, term in enumerate(required.node_selector_terms if required is not None else ()):
        yield from node_term_warnings(f'spec.nodeAffinity.required.nodeSelectorTerms[{index}]', term)
    if spec.persistent_volume_reclaim_policy == 'Recycle':
        yield f'spec.persistentVolumeReclaimPolicy: {_RECYCLE}'
    yield from _fraction('spec.capacity[storage]', spec.capacity.get('storage'))
    for source, json_name, message in _SOURCES:
        if getattr(spec, source) is not None:
            yield f'spec.{json_name}: {message}'


def claim_warnings(claim: core.PersistentVolumeClaim) -> Iterator[str]:
    yield from claim_spec_warnings('spec', claim.spec)


def claim_spec_warnings(path: str, spec: core.PersistentVolumeClaimSpec) -> Iterator[str]:
    """Those of a claim or of a claim template."""
    yield from _fraction(f'{path}.resources.requests[storage]', spec.resources.requests.get('storage'))


def _fraction(path: str, amount: Quantity | None) -> Iterator[str]:
    if amount is not None and quantity.milli_value(str(amount)) % 1000:
        yield f'{path}: fractional byte value "{amount}" is invalid, must be an integer'
