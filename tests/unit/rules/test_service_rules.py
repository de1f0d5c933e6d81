"""Validation of Services, and of addresses wherever they stand."""

# ruff: noqa: E501 - messages are kept whole
from __future__ import annotations

from typing import Any

import pytest
from tests.unit.rules.helpers import make, pod, service, texts

from sampan.api import codec
from sampan.api.generated import core_v1 as core
from sampan.api.validation import validate, validate_status_update, validate_update

SERVICES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({'clusterIP': 'None', 'clusterIPs': ['None'], 'ports': []}, []),
    ({'type': 'ExternalName', 'externalName': 'a.b.', 'ports': []}, []),
    ({'type': 'LoadBalancer', 'loadBalancerSourceRanges': [' 10.0.0.0/8 ']}, []),
    ({'ports': []}, ['spec.ports: Required value']),
    (
        {'ports': [{'name': 'a', 'port': 0, 'protocol': 'X', 'targetPort': 'a_b'}]},
        [
            'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
            'spec.ports[0].protocol: Unsupported value: "X": supported values: "SCTP", "TCP", "UDP"',
            'spec.ports[0].targetPort: Invalid value: "a_b": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        ],
    ),
    (
        {'ports': [{'name': 'a', 'port': 1}, {'name': 'a', 'port': 1}]},
        [
            'spec.ports[1].name: Duplicate value: "a"',
            'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":1,"TargetPort":0,"NodePort":0}',
        ],
    ),
    (
        {'ports': [{'port': 1, 'nodePort': 30000}]},
        ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ),
    (
        {'type': 'NodePort', 'clusterIP': 'None', 'clusterIPs': ['None']},
        ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services'],
    ),
    (
        {'clusterIP': '10.96.0.5', 'clusterIPs': ['10.96.0.6']},
        ['spec.clusterIPs: Invalid value: ["10.96.0.6"]: first value must match `clusterIP`'],
    ),
    (
        {'clusterIP': '10.96.0.5', 'clusterIPs': ['10.96.0.5'], 'ipFamilies': ['IPv6']},
        ['spec.clusterIPs[0]: Invalid value: "10.96.0.5": expected an IPv6 value as indicated by `ipFamilies[0]`'],
    ),
    (
        {'externalIPs': ['127.0.0.1', 'x']},
        [
            'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
            'spec.externalIPs[1]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        ],
    ),
    (
        {'sessionAffinity': 'ClientIP', 'sessionAffinityConfig': {'clientIP': {'timeoutSeconds': 99999}}},
        [
            'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 99999: must be greater than 0 and less than 86400'
        ],
    ),
    (
        {'externalTrafficPolicy': 'Local'},
        ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
    ),
    (
        {'type': 'LoadBalancer', 'externalTrafficPolicy': 'Local'},
        ['spec.healthCheckNodePort: Required value'],
    ),
    (
        {'loadBalancerClass': 'a', 'allocateLoadBalancerNodePorts': True},
        [
            "spec.allocateLoadBalancerNodePorts: Forbidden: may only be used when `type` is 'LoadBalancer'",
            "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
        ],
    ),
    (
        {'type': 'LoadBalancer', 'loadBalancerSourceRanges': ['10.0.0.1/8', 'x']},
        [
            'spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length',
            'spec.LoadBalancerSourceRanges[1]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
        ],
    ),
    (
        {'trafficDistribution': 'Far'},
        [
            'spec.trafficDistribution: Unsupported value: "Far": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"'
        ],
    ),
]


@pytest.mark.parametrize(('spec', 'errors'), SERVICES)
def test_services(spec: dict[str, Any], errors: list[str]) -> None:
    assert texts(validate(service(**spec))) == errors


def test_service_names_are_dns_labels() -> None:
    obj = service()
    obj.metadata.name = '1st-service'
    assert texts(validate(obj)) == []
    obj.metadata.name = 'a.b'
    assert texts(validate(obj)) == ['metadata.name: Invalid value: "a.b": must not contain dots']


@pytest.mark.parametrize(
    ('block', 'message'),
    [
        ('10.0.0.0/8', ''),
        ('fd00::/8', ''),
        ('0.0.0.0/0', ''),
        ('010.0.0.0/8', 'must not have leading 0s in IP or prefix length'),
        ('10.0.0.0/08', 'must not have leading 0s in IP or prefix length'),
        ('::ffff:10.0.0.0/104', 'must not have an IPv4-mapped IPv6 address'),
        ('10.0.0.1/8', 'must not have bits set beyond the prefix length'),
        ('10.0.0.0/255.0.0.0', 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'),
        ('10.0.0.0', 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'),
        ('10.0.0.0/33', 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'),
    ],
)
def test_blocks(block: str, message: str) -> None:
    node = make(core.Node, {'metadata': {'name': 'n'}, 'spec': {'podCIDRs': [block]}})
    expected = [f'spec.podCIDRs[0]: Invalid value: "{block}": {message}'] if message else []
    assert texts(validate(node)) == expected


@pytest.mark.parametrize(
    ('address', 'message'),
    [
        ('10.0.0.1', ''),
        ('010.000.000.005', 'must not have leading 0s'),
        ('::ffff:10.0.0.1', 'must not be an IPv4-mapped IPv6 address'),
        ('fe80::1%eth0', 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'),
        ('', 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'),
    ],
)
def test_addresses(address: str, message: str) -> None:
    expected = [f'spec.hostAliases[0].ip: Invalid value: "{address}": {message}'] if message else []
    assert texts(validate(pod(hostAliases=[{'ip': address, 'hostnames': ['x']}]))) == expected


def test_service_addresses_stay() -> None:
    old = service(clusterIP='10.96.0.5', clusterIPs=['10.96.0.5'], ipFamilies=['IPv4'])
    new = codec.clone(old)
    new.spec.cluster_ip, new.spec.cluster_ips = '10.96.0.6', ['10.96.0.6']
    assert texts(validate_update(new, old)) == [
        'spec.clusterIPs[0]: Invalid value: ["10.96.0.6"]: may not change once set'
    ]
    new.spec.cluster_ip, new.spec.cluster_ips = '', []
    assert 'spec.clusterIPs[0]: Invalid value: []: primary clusterIP can not be unset' in texts(
        validate_update(new, old)
    )


def test_service_status() -> None:
    old = service()
    new = codec.clone(old)
    new.status.load_balancer.ingress = [core.LoadBalancerIngress(ip='1.2.3.4')]
    assert texts(validate_status_update(new, old)) == [
        "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'"
    ]
    new.spec.type = 'LoadBalancer'
    assert texts(validate_status_update(new, old)) == [
        'status.loadBalancer.ingress[0].ipMode: Required value: must be specified when `ip` is set'
    ]
