"""networking.k8s.io."""

from __future__ import annotations

from sampan.api.conversion import renamed
from sampan.api.generated import networking_v1, networking_v1beta1
from sampan.api.resources.base import Group, Resource, StructType, status, subresources

NAME = 'networking.k8s.io'
GROUP = Group(NAME, ('v1', 'v1beta1'), 17200)


def _beta(plural: str, singular: str, type: StructType, list_type: StructType, stored: StructType) -> Resource:
    """The older name of a kind that is stored as v1."""
    return Resource(
        NAME,
        'v1beta1',
        plural,
        singular,
        type,
        list_type,
        namespaced=False,
        short_names=('ip',) if plural == 'ipaddresses' else (),
        subresources=subresources(status(type)) if plural == 'servicecidrs' else {},
        deprecated='v1.34+, unavailable in v1.37+',
        storage_type=stored,
        to_storage=renamed(stored),
        from_storage=renamed(type),
    )


RESOURCES: tuple[Resource, ...] = (
    Resource(
        NAME,
        'v1',
        'ingressclasses',
        'ingressclass',
        networking_v1.IngressClass,
        networking_v1.IngressClassList,
        namespaced=False,
    ),
    Resource(
        NAME,
        'v1',
        'ingresses',
        'ingress',
        networking_v1.Ingress,
        networking_v1.IngressList,
        short_names=('ing',),
        subresources=subresources(status(networking_v1.Ingress)),
        storage_prefix='ingress',
    ),
    Resource(
        NAME,
        'v1',
        'ipaddresses',
        'ipaddress',
        networking_v1.IPAddress,
        networking_v1.IPAddressList,
        namespaced=False,
        short_names=('ip',),
    ),
    Resource(
        NAME,
        'v1',
        'networkpolicies',
        'networkpolicy',
        networking_v1.NetworkPolicy,
        networking_v1.NetworkPolicyList,
        short_names=('netpol',),
    ),
    Resource(
        NAME,
        'v1',
        'servicecidrs',
        'servicecidr',
        networking_v1.ServiceCIDR,
        networking_v1.ServiceCIDRList,
        namespaced=False,
        subresources=subresources(status(networking_v1.ServiceCIDR)),
    ),
    _beta(
        'ipaddresses',
        'ipaddress',
        networking_v1beta1.IPAddress,
        networking_v1beta1.IPAddressList,
        networking_v1.IPAddress,
    ),
    _beta(
        'servicecidrs',
        'servicecidr',
        networking_v1beta1.ServiceCIDR,
        networking_v1beta1.ServiceCIDRList,
        networking_v1.ServiceCIDR,
    ),
)
