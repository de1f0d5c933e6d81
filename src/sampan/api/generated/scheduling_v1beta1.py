"""scheduling.k8s.io/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int32
from sampan.api.scalars import list_ as _list


class PriorityClass(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PriorityClass')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'scheduling.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    value: Int32 = _f(default_factory=int)
    global_default: bool = _f(name='globalDefault', default=False)
    description: str = ''
    preemption_policy: str | None = _f(name='preemptionPolicy', default=None)


class PriorityClassList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PriorityClassList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'scheduling.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[PriorityClass] = _f(default_factory=_list)
