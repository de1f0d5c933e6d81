"""node.k8s.io/v1alpha1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Quantity
from sampan.api.scalars import list_ as _list


class Overhead(Struct, kw_only=True, omit_defaults=True, gc=False):
    pod_fixed: dict[str, Quantity] = _f(name='podFixed', default_factory=dict)


class RuntimeClassSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    runtime_handler: str = _f(name='runtimeHandler', default_factory=str)
    overhead: Overhead | None = None
    scheduling: Scheduling | None = None


class RuntimeClass(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'RuntimeClass')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'node.k8s.io/v1alpha1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: RuntimeClassSpec = _f(default_factory=RuntimeClassSpec)


class RuntimeClassList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'RuntimeClassList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'node.k8s.io/v1alpha1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[RuntimeClass] = _f(default_factory=_list)


class Scheduling(Struct, kw_only=True, omit_defaults=True, gc=False):
    node_selector: dict[str, str] = _f(name='nodeSelector', default_factory=dict)
    tolerations: list[core_v1.Toleration] = _f(default_factory=list)
