"""networking.k8s.io/v1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Int32, IntOrString
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class IngressBackend(Struct, kw_only=True, omit_defaults=True, gc=False):
    service: IngressServiceBackend | None = None
    resource: core_v1.TypedLocalObjectReference | None = None


class HTTPIngressPath(Struct, kw_only=True, omit_defaults=True, gc=False):
    path: str = ''
    path_type: str | None = _f(name='pathType', default_factory=_none)
    backend: IngressBackend = _f(default_factory=IngressBackend)


class HTTPIngressRuleValue(Struct, kw_only=True, omit_defaults=True, gc=False):
    paths: list[HTTPIngressPath] = _f(default_factory=_list)


class IPAddressSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    parent_ref: ParentReference | None = _f(name='parentRef', default=None)


class IPAddress(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'IPAddress')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: IPAddressSpec = _f(default_factory=IPAddressSpec)


class IPAddressList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'IPAddressList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[IPAddress] = _f(default_factory=_list)


class IPBlock(Struct, kw_only=True, omit_defaults=True, gc=False):
    cidr: str = _f(default_factory=str)
    except_: list[str] = _f(name='except', default_factory=list)


class IngressSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    ingress_class_name: str | None = _f(name='ingressClassName', default=None)
    default_backend: IngressBackend | None = _f(name='defaultBackend', default=None)
    tls: list[IngressTLS] = _f(default_factory=list)
    rules: list[IngressRule] = _f(default_factory=list)


class IngressLoadBalancerStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    ingress: list[IngressLoadBalancerIngress] = _f(default_factory=list)


class IngressStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    load_balancer: IngressLoadBalancerStatus = _f(name='loadBalancer', default_factory=IngressLoadBalancerStatus)


class Ingress(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Ingress')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: IngressSpec = _f(default_factory=IngressSpec)
    status: IngressStatus = _f(default_factory=IngressStatus)


class IngressClassSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    controller: str = ''
    parameters: IngressClassParametersReference | None = None


class IngressClass(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'IngressClass')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: IngressClassSpec = _f(default_factory=IngressClassSpec)


class IngressClassList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'IngressClassList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1')
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
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1')
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


class ServiceBackendPort(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    number: Int32 = 0


class IngressServiceBackend(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    port: ServiceBackendPort = _f(default_factory=ServiceBackendPort)


class IngressTLS(Struct, kw_only=True, omit_defaults=True, gc=False):
    hosts: list[str] = _f(default_factory=list)
    secret_name: str = _f(name='secretName', default='')


class NetworkPolicySpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    pod_selector: meta_v1.LabelSelector = _f(name='podSelector', default_factory=meta_v1.LabelSelector)
    ingress: list[NetworkPolicyIngressRule] = _f(default_factory=list)
    egress: list[NetworkPolicyEgressRule] = _f(default_factory=list)
    policy_types: list[str] = _f(name='policyTypes', default_factory=list)


class NetworkPolicy(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'NetworkPolicy')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: NetworkPolicySpec = _f(default_factory=NetworkPolicySpec)


class NetworkPolicyEgressRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    ports: list[NetworkPolicyPort] = _f(default_factory=list)
    to: list[NetworkPolicyPeer] = _f(default_factory=list)


class NetworkPolicyIngressRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    ports: list[NetworkPolicyPort] = _f(default_factory=list)
    from_: list[NetworkPolicyPeer] = _f(name='from', default_factory=list)


class NetworkPolicyList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'NetworkPolicyList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[NetworkPolicy] = _f(default_factory=_list)


class NetworkPolicyPeer(Struct, kw_only=True, omit_defaults=True, gc=False):
    pod_selector: meta_v1.LabelSelector | None = _f(name='podSelector', default=None)
    namespace_selector: meta_v1.LabelSelector | None = _f(name='namespaceSelector', default=None)
    ip_block: IPBlock | None = _f(name='ipBlock', default=None)


class NetworkPolicyPort(Struct, kw_only=True, omit_defaults=True, gc=False):
    protocol: str | None = None
    port: IntOrString | None = None
    end_port: Int32 | None = _f(name='endPort', default=None)


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
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ServiceCIDRSpec = _f(default_factory=ServiceCIDRSpec)
    status: ServiceCIDRStatus = _f(default_factory=ServiceCIDRStatus)


class ServiceCIDRList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ServiceCIDRList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'networking.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ServiceCIDR] = _f(default_factory=_list)
