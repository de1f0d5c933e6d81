"""discovery.k8s.io/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Int32
from sampan.api.scalars import list_ as _list


class EndpointConditions(Struct, kw_only=True, omit_defaults=True, gc=False):
    ready: bool | None = None
    serving: bool | None = None
    terminating: bool | None = None


class Endpoint(Struct, kw_only=True, omit_defaults=True, gc=False):
    addresses: list[str] = _f(default_factory=_list)
    conditions: EndpointConditions = _f(default_factory=EndpointConditions)
    hostname: str | None = None
    target_ref: core_v1.ObjectReference | None = _f(name='targetRef', default=None)
    topology: dict[str, str] = _f(default_factory=dict)
    node_name: str | None = _f(name='nodeName', default=None)
    hints: EndpointHints | None = None


class EndpointHints(Struct, kw_only=True, omit_defaults=True, gc=False):
    for_zones: list[ForZone] = _f(name='forZones', default_factory=list)
    for_nodes: list[ForNode] = _f(name='forNodes', default_factory=list)


class EndpointPort(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str | None = None
    protocol: str | None = None
    port: Int32 | None = None
    app_protocol: str | None = _f(name='appProtocol', default=None)


class EndpointSlice(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'EndpointSlice')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'discovery.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    address_type: str = _f(name='addressType', default_factory=str)
    endpoints: list[Endpoint] = _f(default_factory=_list)
    ports: list[EndpointPort] = _f(default_factory=_list)


class EndpointSliceList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'EndpointSliceList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'discovery.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[EndpointSlice] = _f(default_factory=_list)


class ForNode(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)


class ForZone(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
