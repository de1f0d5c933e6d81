"""coordination.k8s.io/v1alpha2: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import MicroTime
from sampan.api.scalars import list_ as _list


class LeaseCandidateSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    lease_name: str = _f(name='leaseName', default_factory=str)
    ping_time: MicroTime | None = _f(name='pingTime', default=None)
    renew_time: MicroTime | None = _f(name='renewTime', default=None)
    binary_version: str = _f(name='binaryVersion', default_factory=str)
    emulation_version: str = _f(name='emulationVersion', default='')
    strategy: str = ''


class LeaseCandidate(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'LeaseCandidate')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'coordination.k8s.io/v1alpha2')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: LeaseCandidateSpec = _f(default_factory=LeaseCandidateSpec)


class LeaseCandidateList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'LeaseCandidateList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'coordination.k8s.io/v1alpha2')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[LeaseCandidate] = _f(default_factory=_list)
