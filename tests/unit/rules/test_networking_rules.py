"""Ingresses, their classes, network policies, service CIDRs: what is refused, in upstream's words."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.rules.helpers import make, texts

from sampan.api.generated import networking_v1 as networking
from sampan.api.validation import validate, validate_status_update, validate_update
from sampan.api.warnings import warnings

META = {'name': 'x', 'namespace': 'default', 'resourceVersion': '1', 'uid': 'u'}
CLUSTER = {'name': 'x', 'resourceVersion': '1', 'uid': 'u'}
BACKEND = {'service': {'name': 'web', 'port': {'number': 80}}}


def ingress(**spec: Any) -> networking.Ingress:
    return make(networking.Ingress, {'metadata': META, 'spec': {'defaultBackend': BACKEND} | spec})


def rule(host: str = 'a.example', **path: Any) -> dict[str, Any]:
    whole = {'path': '/', 'pathType': 'Prefix', 'backend': BACKEND} | path
    return {'rules': [{'host': host, 'http': {'paths': [whole]}}]}


INGRESSES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    (rule(), []),
    (rule('*.example'), []),
    (
        {'defaultBackend': None},
        ['spec: Invalid value: null: either `defaultBackend` or `rules` must be specified'],
    ),
    (rule('1.2.3.4'), ['spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address']),
    (rule(path='a'), ['spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path']),
    (rule(path='/a//b'), ['spec.rules[0].http.paths[0].path: Invalid value: "/a//b": must not contain \'//\'']),
    (rule(path='/a/..'), ['spec.rules[0].http.paths[0].path: Invalid value: "/a/..": cannot end with \'/..\'']),
    (rule(pathType=None), ['spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified']),
    (
        rule(pathType='Regex'),
        [
            'spec.rules[0].http.paths[0].pathType: Unsupported value: "Regex": '
            'supported values: "Exact", "ImplementationSpecific", "Prefix"'
        ],
    ),
    (
        {'defaultBackend': {}},
        ['spec.defaultBackend: Invalid value: "": resource or service backend is required'],
    ),
    (
        {'defaultBackend': {'service': {'name': 'web'}}},
        ['spec.defaultBackend: Required value: port name or number is required'],
    ),
    (
        {'defaultBackend': {'service': {'name': 'web', 'port': {'name': 'http', 'number': 80}}}},
        ['spec.defaultBackend: Invalid value: "": cannot set both port name & port number'],
    ),
    (
        {'defaultBackend': {'resource': {'kind': 'Bucket', 'name': 'a/b', 'apiGroup': 'example.com'}}},
        ['spec.defaultBackend.resource.name: Invalid value: "a/b": may not contain \'/\''],
    ),
]


@pytest.mark.parametrize(('spec', 'expected'), INGRESSES)
def test_ingresses(spec: dict[str, Any], expected: list[str]) -> None:
    assert texts(validate(ingress(**spec))) == expected


def test_the_class_is_said_once() -> None:
    obj = ingress(ingressClassName='a')
    obj.metadata.annotations = {'kubernetes.io/ingress.class': 'b'}
    assert texts(validate(obj)) == [
        'annotations.kubernetes.io/ingress.class: Invalid value: "b": '
        'must match `ingressClassName` when both are specified'
    ]
    assert warnings(obj) == [
        'annotation "kubernetes.io/ingress.class" is deprecated, please use \'spec.ingressClassName\' instead'
    ]
    assert warnings(obj, obj) == []


def test_the_status_of_an_ingress() -> None:
    new = ingress()
    new.status.load_balancer.ingress = [networking.IngressLoadBalancerIngress(ip='1.2.3')]
    (error,) = validate_status_update(new, ingress())
    assert error.field == 'status.loadBalancer.ingress[0].ip'
    assert validate_status_update(new, new) == []  # what is there already may stay


def ingress_class(**spec: Any) -> networking.IngressClass:
    return make(networking.IngressClass, {'metadata': CLUSTER, 'spec': {'controller': 'example.com/c'} | spec})


@pytest.mark.parametrize(
    ('spec', 'expected'),
    [
        ({}, []),
        ({'parameters': {'kind': 'K', 'name': 'n'}}, []),
        ({'controller': ''}, ['spec.controller: Required value']),
        (
            {'controller': 'example.com'},
            ['spec.controller: Invalid value: "example.com": must be a domain-prefixed path (such as "acme.io/foo")'],
        ),
        (
            {'parameters': {'kind': 'K', 'name': 'n', 'scope': 'Namespace'}},
            ["spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'"],
        ),
        (
            {'parameters': {'kind': 'K', 'name': 'n', 'namespace': 'a'}},
            ["spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'"],
        ),
    ],
)
def test_ingress_classes(spec: dict[str, Any], expected: list[str]) -> None:
    assert texts(validate(ingress_class(**spec))) == expected


def test_the_controller_of_a_class_stays() -> None:
    assert texts(validate_update(ingress_class(controller='example.com/d'), ingress_class())) == [
        'spec.controller: Invalid value: "example.com/d": field is immutable'
    ]


def policy(**spec: Any) -> networking.NetworkPolicy:
    return make(networking.NetworkPolicy, {'metadata': META, 'spec': spec})


def peer(**members: Any) -> dict[str, Any]:
    return {'ingress': [{'from': [members]}]}


@pytest.mark.parametrize(
    ('spec', 'expected'),
    [
        ({}, []),
        (peer(podSelector={}), []),
        (peer(), ['spec.ingress[0].from[0]: Required value: must specify a peer']),
        (
            peer(podSelector={}, ipBlock={'cidr': '10.0.0.0/8'}),
            ['spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer'],
        ),
        (
            peer(ipBlock={'cidr': '10.0.0.0/8', 'except': ['11.0.0.0/16', '10.0.0.0/8']}),
            [
                'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": '
                'must be a strict subset of `cidr`',
                'spec.ingress[0].from[0].ipBlock.except[1]: Invalid value: "10.0.0.0/8": '
                'must be a strict subset of `cidr`',
            ],
        ),
        (
            {'egress': [{'ports': [{'port': 80, 'endPort': 79}]}]},
            ['spec.egress[0].ports[0].endPort: Invalid value: 79: must be greater than or equal to `port`'],
        ),
        (
            {'egress': [{'ports': [{'endPort': 79}]}]},
            ['spec.egress[0].ports[0].endPort: Invalid value: 79: may not be specified when `port` is not specified'],
        ),
        (
            {'policyTypes': ['Sideways']},
            ['spec.policyTypes[0]: Unsupported value: "Sideways": supported values: "Ingress", "Egress"'],
        ),
    ],
)
def test_network_policies(spec: dict[str, Any], expected: list[str]) -> None:
    assert texts(validate(policy(**spec))) == expected


def test_policies_are_about_what_they_mention() -> None:
    assert policy().spec.policy_types == ['Ingress']
    both = policy(egress=[{'ports': [{'port': 53}]}])
    assert both.spec.policy_types == ['Ingress', 'Egress']
    assert both.spec.egress[0].ports[0].protocol == 'TCP'


def test_a_block_that_was_there_may_stay() -> None:
    odd = policy(**peer(ipBlock={'cidr': '10.0.0.1/8'}))
    assert [error.field for error in validate(odd)] == ['spec.ingress[0].from[0].ipBlock.cidr']
    assert validate_update(odd, odd) == []
    assert warnings(odd) == [
        'spec.ingress[0].from[0].ipBlock.cidr: CIDR value "10.0.0.1/8" is ambiguous in this context '
        '(should be "10.0.0.0/8" or "10.0.0.1/32"?)'
    ]


def cidrs(*texts: str) -> networking.ServiceCIDR:
    return make(networking.ServiceCIDR, {'metadata': CLUSTER, 'spec': {'cidrs': list(texts)}})


def test_service_cidrs() -> None:
    assert validate(cidrs('10.0.0.0/24', 'fd00::/112')) == []
    assert texts(validate(cidrs())) == ['spec.cidrs: Required value: at least one CIDR required']
    assert [error.field for error in validate(cidrs('10.0.0.1/24'))] == ['spec.cidrs[0]']
    (error,) = validate(cidrs('10.0.0.0/24', '10.0.1.0/24'))
    assert error.detail.startswith('may specify no more than one IP for each IP family')
    assert texts(validate(cidrs('FD00::/112'))) == [
        'spec.cidrs[0]: Invalid value: "FD00::/112": must be in canonical form ("fd00::/112")'
    ]
    assert validate_update(cidrs('10.0.0.0/24', 'fd00::/112'), cidrs('10.0.0.0/24')) == []
    assert texts(validate_update(cidrs('10.0.1.0/24'), cidrs('10.0.0.0/24'))) == [
        'spec.cidrs[0]: Invalid value: "10.0.1.0/24": field is immutable'
    ]


def test_addresses_are_named_after_themselves() -> None:
    parent = {'resource': 'services', 'namespace': 'default', 'name': 'web'}
    good = make(networking.IPAddress, {'metadata': {'name': '10.0.0.1'}, 'spec': {'parentRef': parent}})
    assert validate(good) == []
    bad = make(networking.IPAddress, {'metadata': {'name': '10.0.0.01'}, 'spec': {}})
    assert texts(validate(bad)) == [
        'metadata.name: Invalid value: "10.0.0.01": must not have leading 0s',
        'spec.parentRef: Required value',
    ]
