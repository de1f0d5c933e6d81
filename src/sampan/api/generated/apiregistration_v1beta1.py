"""apiregistration.k8s.io/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int32, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class APIServiceSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    service: ServiceReference | None = None
    group: str = ''
    version: str = ''
    insecure_skip_tls_verify: bool = _f(name='insecureSkipTLSVerify', default=False)
    ca_bundle: bytes = _f(name='caBundle', default=b'')
    group_priority_minimum: Int32 = _f(name='groupPriorityMinimum', default_factory=int)
    version_priority: Int32 = _f(name='versionPriority', default_factory=int)


class APIServiceStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    conditions: list[APIServiceCondition] = _f(default_factory=list)


class APIService(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'APIService')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apiregistration.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: APIServiceSpec = _f(default_factory=APIServiceSpec)
    status: APIServiceStatus = _f(default_factory=APIServiceStatus)


class APIServiceCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class APIServiceList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'APIServiceList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apiregistration.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[APIService] = _f(default_factory=_list)


class ServiceReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    namespace: str = ''
    name: str = ''
    port: Int32 | None = None
