"""Warnings: what kubectl prints beside success."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.rules.helpers import container, deployment, pod, service

from sampan.api import codec
from sampan.api.warnings import warnings


def test_ordinary_objects_do_not_warn() -> None:
    assert warnings(pod()) == warnings(service()) == warnings(deployment()) == []


PODS: list[tuple[dict[str, Any], list[str]]] = [
    (
        {'nodeSelector': {'beta.kubernetes.io/os': 'linux'}},
        ['spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead'],
    ),
    (
        {'topologySpreadConstraints': [{'maxSkew': 1, 'topologyKey': 'z', 'whenUnsatisfiable': 'DoNotSchedule'}]},
        ['spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod'],
    ),
    (
        {'hostAliases': [{'ip': '1.1.1.1'}, {'ip': '1.1.1.1'}], 'imagePullSecrets': [{}, {}]},
        [
            'spec.hostAliases[1].ip: duplicate ip "1.1.1.1"',
            'spec.imagePullSecrets[1].name: duplicate name ""',
            'spec.imagePullSecrets[0].name: invalid empty name ""',
            'spec.imagePullSecrets[1].name: invalid empty name ""',
        ],
    ),
    (
        {'terminationGracePeriodSeconds': -1},
        ['spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1'],
    ),
    (
        {'volumes': [{'name': 'v', 'rbd': {'monitors': ['m'], 'image': 'i'}}]},
        ['spec.volumes[0].rbd: deprecated in v1.28, non-functional in v1.31+'],
    ),
]


@pytest.mark.parametrize(('spec', 'expected'), PODS)
def test_pods(spec: dict[str, Any], expected: list[str]) -> None:
    assert warnings(pod(**spec)) == expected


def test_containers() -> None:
    obj = container(
        resources={'requests': {'memory': '1500m'}},
        env=[{'name': 'A', 'value': '1'}, {'name': 'A', 'value': '$(A)2'}, {'name': 'A', 'value': '3'}],
        ports=[{'containerPort': 80}, {'containerPort': 80}, {'containerPort': 80, 'hostPort': 8080}],
    )
    assert warnings(obj) == [
        'spec.containers[0].resources.requests[memory]: fractional byte value "1500m" is invalid, must be an integer',
        'spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply',
        'spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]',
        'spec.containers[0].ports[2]: overlapping port definition with spec.containers[0].ports[0]',
        'spec.containers[0].ports[2]: overlapping port definition with spec.containers[0].ports[1]',
    ]


def test_templates_have_their_path_and_warn_when_the_spec_changes() -> None:
    obj = deployment()
    obj.spec.template.spec.node_selector = {'beta.kubernetes.io/arch': 'x'}
    message = (
        'spec.template.spec.nodeSelector[beta.kubernetes.io/arch]: deprecated since v1.14; '
        'use "kubernetes.io/arch" instead'
    )
    assert warnings(obj) == [message]
    assert warnings(codec.clone(obj), obj) == []
    changed = codec.clone(obj)
    changed.metadata.generation += 1
    assert warnings(changed, obj) == [message]


def test_dotted_names_of_workloads() -> None:
    obj = deployment()
    obj.metadata.name = 'a.b'
    assert warnings(obj) == [
        'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; '
        'a DNS label is recommended: [must not contain dots]'
    ]


SERVICES: list[tuple[dict[str, Any], list[str]]] = [
    (
        {'clusterIP': 'None', 'clusterIPs': ['None'], 'sessionAffinity': 'ClientIP'},
        ['spec.SessionAffinity is ignored for headless services'],
    ),
    ({'externalName': 'a.b'}, ['spec.externalName is ignored when spec.type is not "ExternalName"']),
    (
        {'trafficDistribution': 'PreferClose'},
        ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'],
    ),
    (
        {'type': 'LoadBalancer', 'loadBalancerIP': 'FD00::1', 'loadBalancerSourceRanges': ['10.0.0.1/8']},
        [
            'spec.loadBalancerIP: IPv6 address "FD00::1" should be in RFC 5952 canonical format ("fd00::1")',
            'spec.loadBalancerSourceRanges[0]: CIDR value "10.0.0.1/8" is ambiguous in this context '
            '(should be "10.0.0.0/8" or "10.0.0.1/32"?)',
        ],
    ),
]


@pytest.mark.parametrize(('spec', 'expected'), SERVICES)
def test_services(spec: dict[str, Any], expected: list[str]) -> None:
    assert warnings(service(**spec)) == expected
