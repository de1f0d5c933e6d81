"""networking.k8s.io/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Int32, IntOrString
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class IngressBackend(Struct, kw_only=True, omit_defaults=True, gc=False):
    service_name: str = _f(name='serviceName', default='')
    service_port: IntOrString = _f(name='servicePort', default_factory=int)
    resource: core_v1.TypedLocalObjectReference | None = None


class HTTPIngressPath(Struct, kw_only=True, omit_defaults=True, gc=False):
    path: str = ''
    path_type: str | None = _f(name='pathType', default=None)
    backend: IngressBackend = _f(default_factory=IngressBackend)


class HTTPIngressRuleValue(Struct, kw_only=True, omit_defaults=True, gc=False):
    paths: list[HTTPIngressPath] = _f(default_factory=_list)


class IPAddressSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    parent_ref: ParentReference | None = _f(name='parentRef', default=None)


class IPAddress(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'IPAddress')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: IPAddressSpec = _f(default_factory=IPAddressSpec)


class IPAddressList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'IPAddressList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[IPAddress] = _f(default_factory=_list)


class IngressSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    ingress_class_name: str | None = _f(name='ingressClassName', default=None)
    backend: IngressBackend | None = None
    tls: list[IngressTLS] = _f(default_factory=list)
    rules: list[IngressRule] = _f(default_factory=list)


class IngressLoadBalancerStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    ingress: list[IngressLoadBalancerIngress] = _f(default_factory=list)


class IngressStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    load_balancer: IngressLoadBalancerStatus = _f(name='loadBalancer', default_factory=IngressLoadBalancerStatus)


class Ingress(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Ingress')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: IngressSpec = _f(default_factory=IngressSpec)
    status: IngressStatus = _f(default_factory=IngressStatus)


class IngressClassSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    controller: str = ''
    parameters: IngressClassParametersReference | None = None


class IngressClass(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'IngressClass')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: IngressClassSpec = _f(default_factory=IngressClassSpec)


class IngressClassList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'IngressClassList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[IngressClass] = _f(default_factory=_list)


class IngressClassParametersReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    api_group: str | None = _f(name='apiGroup', default=None)
    kind: str = _f(default_factory=str)
    name: str = _f(default_factory=str)
    scope: str | None = _f(default_factory=_none)
    namespace: str | None = None


class IngressList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'IngressList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Ingress] = _f(default_factory=_list)


class IngressLoadBalancerIngress(Struct, kw_only=True, omit_defaults=True, gc=False):
    ip: str = ''
    hostname: str = ''
    ports: list[IngressPortStatus] = _f(default_factory=list)


class IngressPortStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    port: Int32 = _f(default_factory=int)
    protocol: str = _f(default_factory=str)
    error: str | None = None


class IngressRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    host: str = ''
    http: HTTPIngressRuleValue | None = None


class IngressRuleValue(Struct, kw_only=True, omit_defaults=True, gc=False):
    http: HTTPIngressRuleValue | None = None


class IngressTLS(Struct, kw_only=True, omit_defaults=True, gc=False):
    hosts: list[str] = _f(default_factory=list)
    secret_name: str = _f(name='secretName', default='')


class ParentReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    group: str = ''
    resource: str = ''
    namespace: str = ''
    name: str = ''


class ServiceCIDRSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    cidrs: list[str] = _f(default_factory=list)


class ServiceCIDRStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    conditions: list[meta_v1.Condition] = _f(default_factory=list)


class ServiceCIDR(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ServiceCIDR')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ServiceCIDRSpec = _f(default_factory=ServiceCIDRSpec)
    status: ServiceCIDRStatus = _f(default_factory=ServiceCIDRStatus)


class ServiceCIDRList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ServiceCIDRList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ServiceCIDR] = _f(default_factory=_list)
