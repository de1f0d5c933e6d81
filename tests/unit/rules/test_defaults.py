"""Defaults, field by field, against what upstream fills in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.rules.helpers import container, deployment, make, pod, service

from sampan.api import codec
from sampan.api.defaults import DEFAULTS, set_defaults
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery


def spec_of(obj: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(codec.encode(obj))['spec']
    return found


def test_pod() -> None:
    assert spec_of(pod()) == {
        'containers': [
            {
                'name': 'c',
                'image': 'nginx:1',
                'resources': {},
                'terminationMessagePath': '/dev/termination-log',
                'terminationMessagePolicy': 'File',
                'imagePullPolicy': 'IfNotPresent',
            }
        ],
        'restartPolicy': 'Always',
        'terminationGracePeriodSeconds': 30,
        'dnsPolicy': 'ClusterFirst',
        'serviceAccountName': 'default',
        'securityContext': {},
        'schedulerName': 'default-scheduler',
        'enableServiceLinks': True,
    }


@pytest.mark.parametrize(
    ('image', 'policy'),
    [
        ('nginx', 'Always'),
        ('nginx:latest', 'Always'),
        ('nginx:1', 'IfNotPresent'),
        ('nginx@sha256:' + 'a' * 64, 'IfNotPresent'),
        ('NOT A REFERENCE', 'IfNotPresent'),
    ],
)
def test_pull_policy_follows_the_tag(image: str, policy: str) -> None:
    assert container(image=image).spec.containers[0].image_pull_policy == policy


def test_what_is_set_stays() -> None:
    obj = pod(restartPolicy='Never', terminationGracePeriodSeconds=0, dnsPolicy='Default', enableServiceLinks=False)
    assert (obj.spec.restart_policy, obj.spec.termination_grace_period_seconds) == ('Never', 0)
    assert (obj.spec.dns_policy, obj.spec.enable_service_links) == ('Default', False)


def test_probes_and_hooks() -> None:
    found = container(
        livenessProbe={'httpGet': {'port': 80}},
        readinessProbe={'grpc': {'port': 1}},
        lifecycle={'preStop': {'httpGet': {'port': 80, 'path': '/x'}}},
        ports=[{'containerPort': 80}],
        env=[{'name': 'X', 'valueFrom': {'fieldRef': {'fieldPath': 'metadata.name'}}}],
    ).spec.containers[0]
    probe = found.liveness_probe
    assert probe is not None and probe.http_get is not None
    assert (probe.timeout_seconds, probe.period_seconds, probe.success_threshold, probe.failure_threshold) == (
        1,
        10,
        1,
        3,
    )
    assert (probe.http_get.path, probe.http_get.scheme) == ('/', 'HTTP')
    assert found.readiness_probe is not None and found.readiness_probe.grpc is not None
    assert found.readiness_probe.grpc.service == ''
    assert found.lifecycle is not None and found.lifecycle.pre_stop is not None
    assert found.lifecycle.pre_stop.http_get is not None and found.lifecycle.pre_stop.http_get.scheme == 'HTTP'
    assert found.ports[0].protocol == 'TCP'
    reference = found.env[0].value_from
    assert reference is not None and reference.field_ref is not None and reference.field_ref.api_version == 'v1'


def test_volumes() -> None:
    obj = pod(
        volumes=[
            {'name': 'a'},
            {'name': 'b', 'secret': {'secretName': 's'}},
            {'name': 'c', 'configMap': {'name': 's', 'defaultMode': 0o400}},
            {'name': 'd', 'projected': {'sources': [{'serviceAccountToken': {'path': 'p'}}]}},
            {'name': 'e', 'hostPath': {'path': '/'}},
            {'name': 'f', 'downwardAPI': {'items': [{'path': 'x', 'fieldRef': {'fieldPath': 'metadata.name'}}]}},
        ]
    )
    found = spec_of(obj)['volumes']
    assert found[0] == {'name': 'a', 'emptyDir': {}}
    assert found[1]['secret']['defaultMode'] == 0o644
    assert found[2]['configMap']['defaultMode'] == 0o400
    assert found[3]['projected'] == {
        'sources': [{'serviceAccountToken': {'expirationSeconds': 3600, 'path': 'p'}}],
        'defaultMode': 0o644,
    }
    assert found[4]['hostPath'] == {'path': '/', 'type': ''}
    assert found[5]['downwardAPI']['items'][0]['fieldRef']['apiVersion'] == 'v1'


def test_requests_come_from_limits_in_pods_only() -> None:
    limits = {'limits': {'cpu': '1', 'memory': '1Gi'}, 'requests': {'cpu': '500m'}}
    assert container(resources=limits).spec.containers[0].resources.requests == {'cpu': '500m', 'memory': '1Gi'}
    template = {
        'metadata': {'labels': {'app': 'x'}},
        'spec': {'containers': [{'name': 'c', 'image': 'i', 'resources': limits}]},
    }
    assert deployment(template=template).spec.template.spec.containers[0].resources.requests == {'cpu': '500m'}


def test_resources_are_rounded_up_to_thousandths() -> None:
    assert container(resources={'limits': {'cpu': '1500u'}}).spec.containers[0].resources.limits == {'cpu': '2m'}


def test_host_ports_on_the_host_network() -> None:
    obj = pod(hostNetwork=True, containers=[{'name': 'c', 'image': 'i', 'ports': [{'containerPort': 80}]}])
    assert obj.spec.containers[0].ports[0].host_port == 80


def test_pod_level_requests_sum_up_the_containers() -> None:
    obj = pod(
        resources={'limits': {'cpu': '4', 'memory': '4Gi'}},
        containers=[{'name': name, 'image': 'i', 'resources': {'requests': {'cpu': '1'}}} for name in 'ab'],
    )
    assert obj.spec.resources is not None
    assert obj.spec.resources.requests == {'cpu': '2', 'memory': '4Gi'}


def test_deployment() -> None:
    spec = spec_of(deployment())
    assert spec['replicas'] == 1
    assert spec['strategy'] == {'type': 'RollingUpdate', 'rollingUpdate': {'maxUnavailable': '25%', 'maxSurge': '25%'}}
    assert (spec['revisionHistoryLimit'], spec['progressDeadlineSeconds']) == (10, 600)
    assert 'enableServiceLinks' not in spec['template']['spec']
    assert spec_of(deployment(strategy={'type': 'Recreate'}))['strategy'] == {'type': 'Recreate'}


def test_service() -> None:
    assert spec_of(service()) == {
        'ports': [{'protocol': 'TCP', 'port': 80, 'targetPort': 80}],
        'type': 'ClusterIP',
        'sessionAffinity': 'None',
        'internalTrafficPolicy': 'Cluster',
    }
    balanced = spec_of(service(type='LoadBalancer', sessionAffinity='ClientIP'))
    assert balanced['externalTrafficPolicy'] == 'Cluster'
    assert balanced['allocateLoadBalancerNodePorts'] is True
    assert balanced['sessionAffinityConfig'] == {'clientIP': {'timeoutSeconds': 10800}}
    assert 'internalTrafficPolicy' not in spec_of(service(type='ExternalName', externalName='a.b'))


def test_small_kinds() -> None:
    assert make(core.Secret, {}).type == 'Opaque'
    namespace = make(core.Namespace, {'metadata': {'name': 'n'}})
    assert namespace.metadata.labels == {'kubernetes.io/metadata.name': 'n'}
    assert namespace.status.phase == 'Active'
    assert make(core.Node, {'status': {'capacity': {'cpu': '4'}}}).status.allocatable == {'cpu': '4'}
    assert make(core.Endpoints, {'subsets': [{'ports': [{'port': 1}]}]}).subsets[0].ports[0].protocol == 'TCP'
    port = make(discovery.EndpointSlice, {'addressType': 'IPv4', 'endpoints': [], 'ports': [{}]}).ports[0]
    assert (port.name, port.protocol) == ('', 'TCP')
    assert make(apps.ReplicaSet, {}).spec.replicas == 1


@pytest.mark.parametrize('kind', list(DEFAULTS))
def test_defaults_are_stable(kind: type) -> None:
    obj = kind()
    set_defaults(obj)
    once = codec.encode(obj)
    set_defaults(obj)
    assert codec.encode(obj) == once
