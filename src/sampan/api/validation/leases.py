"""Leases. Upstream: pkg/apis/coordination/validation."""

from __future__ import annotations

from sampan.api.generated import coordination_v1 as coordination
from sampan.api.validation.common import Errors, checked
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SPEC = Path('spec')
OLDEST = 'OldestEmulationVersion'


def lease(obj: coordination.Lease) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain, strict=False)
    yield from _spec(obj.spec)


def lease_update(new: coordination.Lease, old: coordination.Lease) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata, strict=False)
    yield from _spec(new.spec)


def _spec(spec: coordination.LeaseSpec) -> Errors:
    seconds, transitions = spec.lease_duration_seconds, spec.lease_transitions
    if seconds is not None and seconds <= 0:
        yield field.invalid(_SPEC.child('leaseDurationSeconds'), seconds, 'must be greater than 0')
    if transitions is not None and transitions < 0:
        detail = 'must be greater than or equal to 0'
        yield field.invalid(_SPEC.child('leaseTransitions'), transitions, detail)
    if spec.strategy is not None:
        yield from strategy(_SPEC.child('strategy', 'strategy'), spec.strategy)
    if spec.preferred_holder and not spec.strategy:
        detail = 'may only be specified if `strategy` is defined'
        yield field.forbidden(_SPEC.child('preferredHolder'), detail)


def strategy(path: Path, strategy: str) -> Errors:
    if '/' in strategy:
        yield from checked(path, strategy, names.qualified_name)
    elif strategy != OLDEST:
        yield field.not_supported(path, strategy, (OLDEST,))
