"""Validation of every other kind."""

# ruff: noqa: E501 - messages are kept whole
from __future__ import annotations

from typing import Any

import pytest
from tests.unit.rules.helpers import deployment, make, replica_set, texts

from sampan.api import codec
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import autoscaling_v1 as autoscaling
from sampan.api.generated import coordination_v1 as coordination
from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.generated import events_v1 as events
from sampan.api.generated import meta_v1 as meta
from sampan.api.generated import policy_v1 as policy
from sampan.api.scalars import MicroTime, Time
from sampan.api.validation import validate, validate_finalize, validate_status_update, validate_update

META = {'name': 'x', 'namespace': 'default', 'resourceVersion': '1'}

DEPLOYMENTS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({'replicas': -1}, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']),
    (
        {'selector': {'matchLabels': {'app': 'y'}}},
        ['spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`'],
    ),
    ({'selector': {}}, ['spec.selector: Invalid value: {}: empty selector is invalid for deployment']),
    (
        {'selector': {'matchExpressions': [{'key': 'app', 'operator': 'Foo'}]}},
        [
            'spec.selector.matchExpressions[0].operator: Invalid value: "Foo": not a valid selector operator',
            'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Foo"}]}: invalid label selector',
        ],
    ),
    (
        {'strategy': {'type': 'Recreate', 'rollingUpdate': {}}},
        ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ),
    (
        {'strategy': {'rollingUpdate': {'maxUnavailable': 0, 'maxSurge': '0%'}}},
        ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0'],
    ),
    (
        {'strategy': {'rollingUpdate': {'maxUnavailable': '101%', 'maxSurge': -1}}},
        [
            'spec.strategy.rollingUpdate.maxSurge: Invalid value: -1: must be greater than or equal to 0',
            'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
        ],
    ),
    (
        {'minReadySeconds': 600},
        ['spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds'],
    ),
    (
        {
            'template': {
                'metadata': {'labels': {'app': 'x'}},
                'spec': {'restartPolicy': 'Never', 'containers': [{'name': 'c', 'image': 'i'}]},
            }
        },
        ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
    ),
]


@pytest.mark.parametrize(('spec', 'errors'), DEPLOYMENTS)
def test_deployments(spec: dict[str, Any], errors: list[str]) -> None:
    assert texts(validate(deployment(**spec))) == errors


def test_selectors_are_immutable() -> None:
    for old in (deployment(), replica_set()):
        new: Any = codec.clone(old)
        new.spec.selector.match_labels = {'app': 'y'}
        new.spec.template.metadata.labels = {'app': 'y'}
        assert texts(validate_update(new, old)) == [
            'spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: field is immutable'
        ]


def test_workload_status() -> None:
    old = deployment()
    old.status.collision_count = 2
    new = codec.clone(old)
    new.status.ready_replicas = 1
    new.status.collision_count = 1
    assert texts(validate_status_update(new, old)) == [
        'status.readyReplicas: Invalid value: 1: cannot be greater than status.replicas',
        'status.collisionCount: Invalid value: 1: cannot be decremented',
    ]
    replicas = replica_set()
    replicas.status.available_replicas = -1
    assert texts(validate_status_update(replicas, replicas)) == [
        'status.availableReplicas: Invalid value: -1: must be greater than or equal to 0'
    ]


def test_scale_and_revision_and_eviction() -> None:
    scale = make(autoscaling.Scale, {'metadata': META, 'spec': {'replicas': -1}})
    assert texts(validate(scale)) == ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']
    revision = make(apps.ControllerRevision, {'metadata': META, 'revision': -1})
    assert texts(validate(revision)) == [
        'revision: Invalid value: -1: must be greater than or equal to 0',
        'data: Required value: data is mandatory',
    ]
    assert validate(policy.Eviction(metadata=meta.ObjectMeta(name='x'))) == []


def test_config_maps() -> None:
    obj = make(core.ConfigMap, {'metadata': META, 'data': {'a/b': '', 'c': ''}, 'binaryData': {'c': ''}})
    found = texts(validate(obj))
    assert found[0].startswith('data[a/b]: Invalid value: "a/b": a valid config key must consist of')
    assert found[1] == 'data[c]: Invalid value: "c": duplicate of key present in binaryData'
    big = make(core.ConfigMap, {'metadata': META, 'data': {'a': 'x' * (1 << 20)}, 'binaryData': {'b': 'eA=='}})
    assert texts(validate(big)) == ['[]: Too long: may not be more than 1048576 bytes']
    frozen = make(core.ConfigMap, {'metadata': META, 'immutable': True, 'data': {'a': '1'}})
    changed = codec.clone(frozen)
    changed.data, changed.immutable = {'a': '2'}, None
    assert texts(validate_update(changed, frozen)) == [
        'immutable: Forbidden: field is immutable when `immutable` is set',
        'data: Forbidden: field is immutable when `immutable` is set',
    ]


SECRETS: list[tuple[str, dict[str, str], list[str]]] = [
    ('Opaque', {'a': 'eA=='}, []),
    ('kubernetes.io/tls', {}, ['data[tls.crt]: Required value', 'data[tls.key]: Required value']),
    ('kubernetes.io/ssh-auth', {}, ['data[ssh-privatekey]: Required value']),
    ('kubernetes.io/basic-auth', {'username': ''}, []),
    ('kubernetes.io/basic-auth', {}, ['data[username]: Required value', 'data[password]: Required value']),
    ('kubernetes.io/dockerconfigjson', {}, ['data[.dockerconfigjson]: Required value']),
    ('kubernetes.io/dockerconfigjson', {'.dockerconfigjson': 'e30='}, []),
    (
        'kubernetes.io/service-account-token',
        {},
        ['metadata.annotations[kubernetes.io/service-account.name]: Required value'],
    ),
]


@pytest.mark.parametrize(('kind', 'data', 'errors'), SECRETS)
def test_secrets(kind: str, data: dict[str, str], errors: list[str]) -> None:
    assert texts(validate(make(core.Secret, {'metadata': META, 'type': kind, 'data': data}))) == errors


def test_secret_updates() -> None:
    old = make(core.Secret, {'metadata': META, 'type': 'a', 'data': {}})
    new = make(core.Secret, {'metadata': META, 'type': 'b', 'data': {}})
    assert texts(validate_update(new, old)) == ['type: Invalid value: "b": field is immutable']
    content = make(core.Secret, {'metadata': META, 'type': 'kubernetes.io/dockercfg', 'data': {'.dockercfg': 'eA=='}})
    assert texts(validate(content))[0].startswith('data[.dockercfg]: Invalid value: "<secret contents redacted>"')


def test_namespaces() -> None:
    obj = make(core.Namespace, {'metadata': {'name': 'a.b', 'resourceVersion': '1'}, 'spec': {'finalizers': ['x']}})
    assert texts(validate(obj)) == [
        'metadata.name: Invalid value: "a.b": must not contain dots',
        'spec.finalizers: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified',
    ]
    going = codec.clone(obj)
    going.metadata.deletion_timestamp = Time.parse('2020-01-01T00:00:00Z')
    assert (
        'status.Phase: Invalid value: "Active": may only be \'Terminating\' if `deletionTimestamp` is not empty'
        in texts(validate_status_update(going, going))
    )
    assert texts(validate_finalize(obj, obj)) == [
        'spec.finalizers[0]: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified'
    ]


def test_nodes() -> None:
    old = make(
        core.Node,
        {
            'metadata': {'name': 'n', 'resourceVersion': '1'},
            'spec': {'podCIDRs': ['10.244.0.0/24'], 'taints': [{'key': 'a', 'effect': 'NoSchedule'}]},
            'status': {'capacity': {'cpu': '4', 'pods': '110'}},
        },
    )
    assert texts(validate(old)) == []
    new = codec.clone(old)
    new.spec.pod_cidrs = ['10.244.1.0/24']
    new.spec.taints.append(core.Taint(key='a', effect='NoSchedule'))
    new.status.addresses = [core.NodeAddress(type='InternalIP', address='1.1.1.1')] * 2
    assert texts(validate_update(new, old)) == [
        'status.addresses[1]: Duplicate value: {"type":"InternalIP","address":"1.1.1.1"}',
        'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
        'metadata.taints[1]: Duplicate value: {"key":"a","effect":"NoSchedule"}: taints must be unique by key and effect pair',
    ]
    new = codec.clone(old)
    new.spec.pod_cidrs = ['10.0.0.0/8', '10.0.0.0/8']
    assert texts(validate(new)) == [
        'spec.podCIDRs: Invalid value: ["10.0.0.0/8","10.0.0.0/8"]: may specify no more than one CIDR for each IP family',
    ]


def test_endpoints() -> None:
    obj = make(
        core.Endpoints,
        {
            'metadata': META,
            'subsets': [{}, {'addresses': [{'ip': '169.254.0.1'}], 'ports': [{'port': 0}, {'port': 1}]}],
        },
    )
    assert texts(validate(obj)) == [
        'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`',
        'subsets[1].addresses[0].ip: Invalid value: "169.254.0.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
        'subsets[1].ports[0].name: Required value',
        'subsets[1].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
        'subsets[1].ports[1].name: Required value',
    ]


def test_endpoint_slices() -> None:
    obj = make(
        discovery.EndpointSlice,
        {
            'metadata': META,
            'addressType': 'IPv4',
            'endpoints': [
                {'addresses': []},
                {'addresses': ['fd00::1']},
                {'addresses': ['10.0.0.1'], 'hostname': 'a.b'},
            ],
            'ports': [{'port': 1}, {'port': 2}],
        },
    )
    assert texts(validate(obj)) == [
        'endpoints[0].addresses: Required value: must contain at least 1 address',
        'endpoints[1].addresses[0]: Invalid value: "fd00::1": must be an IPv4 address',
        'endpoints[2].hostname: Invalid value: "a.b": must not contain dots',
        'ports[1].name: Duplicate value: ""',
    ]
    new = codec.clone(obj)
    new.address_type = 'IPv6'
    assert 'addressType: Invalid value: "IPv6": field is immutable' in texts(validate_update(new, obj))
    many = make(
        discovery.EndpointSlice,
        {'metadata': META, 'addressType': 'IPv4', 'endpoints': [{'addresses': ['10.0.0.1']}] * 1001, 'ports': []},
    )
    assert texts(validate(many)) == ['endpoints: Too many: 1001: must have at most 1000 items']


def test_leases() -> None:
    obj = make(coordination.Lease, {'metadata': META, 'spec': {'leaseDurationSeconds': 0, 'leaseTransitions': -1}})
    assert texts(validate(obj)) == [
        'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
        'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
    ]


def test_bindings() -> None:
    obj = make(core.Binding, {'metadata': META, 'target': {'kind': 'Pod'}})
    assert texts(validate(obj)) == [
        'target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"',
        'target.name: Required value',
    ]


def test_old_events() -> None:
    obj = make(core.Event, {'metadata': META, 'involvedObject': {'namespace': 'other'}})
    assert texts(validate(obj)) == ['involvedObject.namespace: Invalid value: "other": does not match event.namespace']
    assert texts(validate(make(core.Event, {'metadata': META, 'involvedObject': {'namespace': 'default'}}))) == []


def test_new_events() -> None:
    obj = make(events.Event, {'metadata': META, 'regarding': {'namespace': 'default'}})
    obj.event_time = MicroTime.parse('2020-01-01T00:00:00Z')
    obj.deprecated_count = 1
    found = texts(validate(obj))
    assert 'reportingInstance: Required value' in found
    assert 'type: Invalid value: "": has invalid value: ' in found
    assert 'count: Invalid value: "": needs to be unset' in found
    good = codec.clone(obj)
    good.deprecated_count, good.type, good.action, good.reason = 0, 'Normal', 'a', 'r'
    good.reporting_controller, good.reporting_instance = 'c', 'i'
    assert texts(validate(good)) == []
    changed = codec.clone(good)
    changed.note = 'other'
    assert texts(validate_update(changed, good)) == ['message: Invalid value: "other": field is immutable']


def test_kinds_without_rules_get_those_of_metadata() -> None:
    assert texts(validate(core.ComponentStatus())) == [
        'metadata.name: Required value: name or generateName is required',
        'metadata.namespace: Required value',
    ]
    assert texts(validate(core.ComponentStatus(metadata=meta.ObjectMeta(name='x')), namespaced=False)) == []
