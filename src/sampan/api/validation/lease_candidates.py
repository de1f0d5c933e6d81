"""Candidates of coordinated leader election. Upstream: pkg/apis/coordination/validation."""

from __future__ import annotations

import re

from sampan.api.generated import coordination_v1alpha2 as alpha
from sampan.api.generated import coordination_v1beta1 as beta
from sampan.api.validation.common import Errors, immutable
from sampan.api.validation.leases import OLDEST, strategy
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SPEC = Path('spec')
_NUMBER = r'(?:0|[1-9]\d*)'
_VERSION = re.compile(
    rf'({_NUMBER})\.({_NUMBER})\.({_NUMBER})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?',
    re.ASCII,
)
_NOT_SEMANTIC = 'must be a valid semantic version'

AnyCandidate = alpha.LeaseCandidate | beta.LeaseCandidate
Version = tuple[int, int, int, bool, tuple[tuple[bool, int, str], ...]]


def parse_version(text: str) -> Version | None:
    """A semantic version in a form that compares as semver.org says; None if it is none."""
    found = _VERSION.fullmatch(text)
    if found is None:
        return None
    major, minor, patch, pre = found.groups()
    parts: list[tuple[bool, int, str]] = []
    for part in pre.split('.') if pre else ():
        if part.isdigit() and len(part) > 1 and part[0] == '0':
            return None
        parts.append((False, int(part), '') if part.isdigit() else (True, 0, part))
    return int(major), int(minor), int(patch), not parts, tuple(parts)


def _name(name: str, prefix: bool = False) -> list[str]:
    return names.config_map_key(name)


def lease_candidate(obj: AnyCandidate) -> Errors:
    yield from object_meta(obj.metadata, True, _name, strict=False)
    yield from _spec(obj)


def lease_candidate_update(new: AnyCandidate, old: AnyCandidate) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata, strict=False)
    yield from _spec(new)
    yield from immutable(_SPEC.child('leaseName'), new.spec.lease_name, old.spec.lease_name)


def _spec(obj: AnyCandidate) -> Errors:
    spec = obj.spec
    emulation, binary = _SPEC.child('emulationVersion'), _SPEC.child('binaryVersion')
    if not spec.lease_name:
        yield field.required(_SPEC.child('leaseName'))
    emulated = parse_version(spec.emulation_version)
    if spec.emulation_version and emulated is None:
        yield field.invalid(emulation, spec.emulation_version, _NOT_SEMANTIC)
    own = parse_version(spec.binary_version)
    if not spec.binary_version:
        yield field.required(binary)
    elif own is None:
        yield field.invalid(binary, spec.binary_version, _NOT_SEMANTIC)
    zero = (0, 0, 0, True, ())
    if spec.binary_version and spec.emulation_version and (own or zero) < (emulated or zero):
        yield field.invalid(binary, spec.binary_version, 'must be greater than or equal to `emulationVersion`')
    if not spec.strategy:
        yield field.required(_SPEC.child('strategy'))
        return
    if spec.strategy == OLDEST and (emulated or zero) == zero:
        yield field.required(emulation, f"must be specified when `strategy` is '{OLDEST}'")
    yield from strategy(_SPEC.child('strategy', 'strategy'), spec.strategy)
