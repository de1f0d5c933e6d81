"""Ingresses and their classes, network policies, service CIDRs, IP addresses."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import NONE, Cell, Columns, age, column, name_column, selector_text
from sampan.api.generated import networking_v1, networking_v1beta1

_HOSTS_SHOWN = 3
_DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class'


def _ingress(ingress: networking_v1.Ingress, now: datetime) -> list[Cell]:
    spec = ingress.spec
    points = {item.ip or item.hostname for item in ingress.status.load_balancer.ingress} - {''}
    return [
        ingress.metadata.name,
        NONE if spec.ingress_class_name is None else spec.ingress_class_name,
        _hosts(spec.rules),
        ','.join(sorted(points)),
        '80, 443' if spec.tls else '80',
        age(ingress, now),
    ]


def _hosts(rules: list[networking_v1.IngressRule]) -> str:
    """The first few hosts; rules without a host are counted, as upstream does, once the list is full."""
    shown: list[str] = []
    more = False
    for rule in rules:
        more = more or len(shown) == _HOSTS_SHOWN
        if not more and rule.host:
            shown.append(rule.host)
    text = ','.join(shown) or '*'
    return f'{text} + {len(rules) - _HOSTS_SHOWN} more...' if more else text


def _ingress_class(found: networking_v1.IngressClass, now: datetime) -> list[Cell]:
    parameters, text = found.spec.parameters, NONE
    if parameters is not None:
        group = '' if parameters.api_group is None else f'.{parameters.api_group}'
        text = f'{parameters.kind}{group}/{parameters.name}'
    default = found.metadata.annotations.get(_DEFAULT_CLASS) == 'true'
    name = f'{found.metadata.name} (default)' if default else found.metadata.name
    return [name, found.spec.controller, text, age(found, now)]


def _network_policy(policy: networking_v1.NetworkPolicy, now: datetime) -> list[Cell]:
    try:
        selector = selector_text(policy.spec.pod_selector) or NONE
    except ValueError:
        selector = '<error>'
    return [policy.metadata.name, selector, age(policy, now)]


def _ip_address(address: networking_v1.IPAddress | networking_v1beta1.IPAddress, now: datetime) -> list[Cell]:
    parent, text = address.spec.parent_ref, NONE
    if parent is not None:
        kind = f'{parent.resource}.{parent.group}' if parent.group else parent.resource
        text = '/'.join(part for part in (kind.lower(), parent.namespace, parent.name) if part)
    # The last cell has no column, as upstream; clients pass it over.
    return [address.metadata.name, text, age(address, now)]


def _service_cidr(found: networking_v1.ServiceCIDR | networking_v1beta1.ServiceCIDR, now: datetime) -> list[Cell]:
    return [found.metadata.name, ','.join(found.spec.cidrs), age(found, now)]


INGRESSES = Columns(
    [name_column(), column('Class'), column('Hosts'), column('Address'), column('Ports'), column('Age')], _ingress
)
INGRESS_CLASSES = Columns([name_column(), column('Controller'), column('Parameters'), column('Age')], _ingress_class)
NETWORK_POLICIES = Columns([name_column(), column('Pod-Selector'), column('Age')], _network_policy)
IP_ADDRESSES = Columns([name_column(), column('ParentRef')], _ip_address)
SERVICE_CIDRS = Columns([name_column(), column('CIDRs'), column('Age')], _service_cidr)
