"""Validation of pods on creation: each rule refuses what it should, in upstream's words."""

# ruff: noqa: E501 - messages are kept whole
from __future__ import annotations

from typing import Any

import pytest
from tests.unit.rules.helpers import container, pod, texts

from sampan.api.validation import validate


def test_valid_pods_pass() -> None:
    assert texts(validate(pod())) == []
    rich = pod(
        initContainers=[
            {'name': 'i', 'image': 'i', 'restartPolicy': 'Always', 'readinessProbe': {'tcpSocket': {'port': 1}}}
        ],
        containers=[
            {
                'name': 'c',
                'image': 'i',
                'ports': [{'name': 'http', 'containerPort': 80}],
                'env': [
                    {'name': 'A B', 'valueFrom': {'fieldRef': {'fieldPath': "metadata.labels['app']"}}},
                    {'name': 'C', 'valueFrom': {'resourceFieldRef': {'resource': 'limits.cpu', 'divisor': '1m'}}},
                    {'name': 'D', 'valueFrom': {'configMapKeyRef': {'name': 'n', 'key': 'k'}}},
                ],
                'envFrom': [{'secretRef': {'name': 's'}, 'prefix': 'P_'}],
                'resources': {'limits': {'cpu': '1', 'example.com/gpu': '2'}, 'requests': {'cpu': '500m'}},
                'volumeMounts': [{'name': 'v', 'mountPath': '/v', 'subPath': 'a/b'}],
                'lifecycle': {'preStop': {'sleep': {'seconds': 5}}, 'postStart': {'exec': {'command': ['x']}}},
                'securityContext': {'runAsUser': 1, 'allowPrivilegeEscalation': False},
            }
        ],
        volumes=[{'name': 'v', 'emptyDir': {'sizeLimit': '1Gi'}}],
        tolerations=[{'operator': 'Exists'}, {'key': 'a', 'value': 'b', 'effect': 'NoExecute', 'tolerationSeconds': 3}],
        nodeSelector={'a': 'b'},
        hostAliases=[{'ip': '10.0.0.1', 'hostnames': ['a.b']}],
        dnsPolicy='None',
        dnsConfig={'nameservers': ['1.1.1.1'], 'searches': ['a_b.c', '.']},
        topologySpreadConstraints=[
            {
                'maxSkew': 1,
                'topologyKey': 'z',
                'whenUnsatisfiable': 'DoNotSchedule',
                'labelSelector': {},
                'matchLabelKeys': ['a'],
            }
        ],
        affinity={
            'nodeAffinity': {
                'requiredDuringSchedulingIgnoredDuringExecution': {
                    'nodeSelectorTerms': [{'matchExpressions': [{'key': 'a', 'operator': 'In', 'values': ['b']}]}]
                }
            },
            'podAntiAffinity': {
                'preferredDuringSchedulingIgnoredDuringExecution': [
                    {'weight': 1, 'podAffinityTerm': {'topologyKey': 'z', 'labelSelector': {}}}
                ]
            },
        },
    )
    assert texts(validate(rich)) == []


MUST_BE_SET = 'must specify a handler type'
CONTAINERS: list[tuple[dict[str, Any], list[str]]] = [
    ({'name': ''}, ['spec.containers[0].name: Required value']),
    ({'image': ''}, ['spec.containers[0].image: Required value']),
    (
        {'image': ' i '},
        ['spec.containers[0].image: Invalid value: " i ": must not have leading or trailing whitespace'],
    ),
    (
        {'imagePullPolicy': 'Foo'},
        [
            'spec.containers[0].imagePullPolicy: Unsupported value: "Foo": supported values: "Always", "IfNotPresent", "Never"'
        ],
    ),
    (
        {'terminationMessagePolicy': 'Foo'},
        [
            'spec.containers[0].terminationMessagePolicy: Unsupported value: "Foo": '
            'supported values: "File", "FallbackToLogsOnError"'
        ],
    ),
    ({'ports': [{'containerPort': 0}]}, ['spec.containers[0].ports[0].containerPort: Required value']),
    (
        {'ports': [{'containerPort': 70000, 'hostPort': -1, 'protocol': 'FOO'}]},
        [
            'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
            'spec.containers[0].ports[0].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive',
            'spec.containers[0].ports[0].protocol: Unsupported value: "FOO": supported values: "SCTP", "TCP", "UDP"',
        ],
    ),
    (
        {'ports': [{'name': 'a', 'containerPort': 1}, {'name': 'a', 'containerPort': 2}]},
        ['spec.containers[0].ports[1].name: Duplicate value: "a"'],
    ),
    (
        {'ports': [{'containerPort': 1, 'hostPort': 9}, {'containerPort': 2, 'hostPort': 9}]},
        ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//9"'],
    ),
    (
        {'env': [{'name': 'X', 'value': 'v', 'valueFrom': {'fieldRef': {'fieldPath': 'metadata.name'}}}]},
        ['spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
    ),
    (
        {'env': [{'name': 'X', 'valueFrom': {}}]},
        [
            'spec.containers[0].env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, '
            '`resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
        ],
    ),
    (
        {'env': [{'name': 'X', 'valueFrom': {'fieldRef': {'fieldPath': 'spec.foo'}}}]},
        [
            'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.foo": '
            'error converting fieldPath: field label not supported: spec.foo'
        ],
    ),
    (
        {'env': [{'name': 'X', 'valueFrom': {'fieldRef': {'fieldPath': 'metadata.labels'}}}]},
        [
            'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported '
            'values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", '
            '"spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"'
        ],
    ),
    (
        {'envFrom': [{}]},
        ['spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`'],
    ),
    (
        {'resources': {'limits': {'cpu': '1'}, 'requests': {'cpu': '2'}}},
        ['spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
    ),
    (
        {'resources': {'limits': {'cpu': '-1'}}},
        [
            'spec.containers[0].resources.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0',
            'spec.containers[0].resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0',
        ],
    ),
    (
        {'resources': {'requests': {'example.com/gpu': '1'}}},
        ['spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources'],
    ),
    (
        {'resources': {'limits': {'example.com/gpu': '500m'}}},
        [
            'spec.containers[0].resources.limits[example.com/gpu]: Invalid value: "500m": must be an integer',
            'spec.containers[0].resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer',
        ],
    ),
    ({'livenessProbe': {}}, [f'spec.containers[0].livenessProbe: Required value: {MUST_BE_SET}']),
    (
        {'livenessProbe': {'tcpSocket': {'port': 1}, 'exec': {'command': ['x']}, 'successThreshold': 2}},
        [
            'spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
            'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
        ],
    ),
    (
        {'readinessProbe': {'httpGet': {'port': 'a_b', 'scheme': 'FTP'}, 'terminationGracePeriodSeconds': 1}},
        [
            'spec.containers[0].readinessProbe.httpGet.port: Invalid value: "a_b": must contain only alpha-numeric '
            'characters (a-z, 0-9), and hyphens (-)',
            'spec.containers[0].readinessProbe.httpGet.scheme: Unsupported value: "FTP": supported values: "HTTP", "HTTPS"',
            'spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 1: '
            'must not be set for readinessProbes',
        ],
    ),
    (
        {'lifecycle': {'preStop': {'sleep': {'seconds': 99}}}},
        [
            'spec.containers[0].lifecycle.preStop.sleep: Invalid value: 99: must be non-negative and less than '
            'terminationGracePeriodSeconds (30)'
        ],
    ),
    ({'volumeMounts': [{'name': 'v', 'mountPath': '/v'}]}, ['spec.containers[0].volumeMounts[0].name: Not found: "v"']),
    (
        {'securityContext': {'runAsUser': -1, 'procMount': 'Foo'}},
        [
            'spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
            'spec.containers[0].securityContext.procMount: Unsupported value: "Foo": supported values: "Default", "Unmasked"',
        ],
    ),
    (
        {'restartPolicyRules': [{'action': 'Foo', 'exitCodes': {'values': [1]}}]},
        [
            'spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used',
            'spec.containers[0].restartPolicyRules[0].action: Unsupported value: "Foo": supported values: "Restart"',
            'spec.containers[0].restartPolicyRules[0].exitCodes.operator: Unsupported value: "": supported values: "In", "NotIn"',
        ],
    ),
    (
        {'resizePolicy': [{'resourceName': 'disk', 'restartPolicy': 'NotRequired'}]},
        ['spec.containers[0].resizePolicy: Unsupported value: "disk": supported values: "cpu", "memory"'],
    ),
]


@pytest.mark.parametrize(('members', 'errors'), CONTAINERS)
def test_containers(members: dict[str, Any], errors: list[str]) -> None:
    assert texts(validate(container(**members))) == errors


PODS: list[tuple[dict[str, Any], list[str]]] = [
    ({'containers': []}, ['spec.containers: Required value']),
    (
        {'containers': [{'name': 'c', 'image': 'i'}, {'name': 'c', 'image': 'i'}]},
        ['spec.containers[1].name: Duplicate value: "c"'],
    ),
    (
        {'initContainers': [{'name': 'c', 'image': 'i', 'lifecycle': {'preStop': {'exec': {'command': ['x']}}}}]},
        [
            'spec.initContainers[0].name: Duplicate value: "c"',
            'spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always',
        ],
    ),
    (
        {
            'ephemeralContainers': [
                {'name': 'e', 'image': 'i', 'ports': [{'containerPort': 1}], 'targetContainerName': 'z'}
            ]
        },
        [
            'spec.ephemeralContainers[0].targetContainerName: Not found: "z"',
            'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
            'spec.ephemeralContainers: Forbidden: cannot be set on create',
        ],
    ),
    (
        {'restartPolicy': 'Sometimes'},
        ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"'],
    ),
    (
        {'volumes': [{'name': 'v', 'emptyDir': {}, 'hostPath': {'path': '/a/../b'}}]},
        ['spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type'],
    ),
    (
        {'volumes': [{'name': 'v', 'hostPath': {'path': '/a/../b', 'type': 'Foo'}}]},
        [
            'spec.volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain \'..\'',
            'spec.volumes[0].hostPath.type: Unsupported value: "Foo": supported values: "", "BlockDevice", "CharDevice", '
            '"Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
        ],
    ),
    ({'volumes': [{'name': 'a'}, {'name': 'a'}]}, ['spec.volumes[1].name: Duplicate value: "a"']),
    (
        {
            'volumes': [
                {'name': 'a', 'configMap': {'name': '', 'defaultMode': 0o1000, 'items': [{'key': 'k', 'path': '/p'}]}}
            ]
        },
        [
            'spec.volumes[0].configMap.name: Required value',
            'spec.volumes[0].configMap.defaultMode: Invalid value: 512: '
            'must be a number between 0 and 0777 (octal), both inclusive',
            'spec.volumes[0].configMap.items[0].path: Invalid value: "/p": must be a relative path',
        ],
    ),
    (
        {
            'volumes': [
                {
                    'name': 'a',
                    'projected': {
                        'sources': [
                            {'secret': {'name': 's', 'items': [{'key': 'k', 'path': 'p'}]}},
                            {'configMap': {'name': 'm', 'items': [{'key': 'k', 'path': 'p'}]}},
                        ]
                    },
                }
            ]
        },
        ['spec.volumes[0].projected: Invalid value: "m": conflicting duplicate paths'],
    ),
    (
        {'activeDeadlineSeconds': 0},
        ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
    ),
    (
        {'tolerations': [{'key': 'a', 'operator': 'Exists', 'value': 'v'}, {'effect': 'Foo', 'operator': 'Exists'}]},
        [
            'spec.tolerations[0].operator: Invalid value: "v": value must be empty when `operator` is \'Exists\'',
            'spec.tolerations[1].effect: Unsupported value: "Foo": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
        ],
    ),
    (
        {'dnsPolicy': 'None'},
        ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    ),
    (
        {'hostAliases': [{'ip': '300.1.1.1', 'hostnames': ['a_b']}]},
        [
            'spec.hostAliases[0].ip: Invalid value: "300.1.1.1": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
            'spec.hostAliases[0].hostnames[0]: Invalid value: "a_b": a lowercase RFC 1123 subdomain must consist of lower '
            "case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. "
            "'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        ],
    ),
    (
        {
            'hostNetwork': True,
            'containers': [{'name': 'c', 'image': 'i', 'ports': [{'containerPort': 1, 'hostPort': 2}]}],
        },
        [
            'spec.containers[0].ports[0].hostPort: Invalid value: 2: must match `containerPort` when `hostNetwork` is true'
        ],
    ),
    (
        {'schedulingGates': [{'name': 'a'}, {'name': 'a'}], 'nodeName': 'n'},
        [
            'spec.schedulingGates[1]: Duplicate value: "a"',
            'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
        ],
    ),
    (
        {'topologySpreadConstraints': [{'maxSkew': 0, 'topologyKey': '', 'whenUnsatisfiable': 'Foo'}]},
        [
            'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
            'spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty',
            'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Foo": '
            'supported values: "DoNotSchedule", "ScheduleAnyway"',
        ],
    ),
    (
        {
            'securityContext': {'sysctls': [{'name': 'net.core.x', 'value': '1'}, {'name': 'A', 'value': ''}]},
            'hostNetwork': True,
        },
        [
            'spec.securityContext.sysctls[0].name: Invalid value: "net.core.x": may not be specified when \'hostNetwork\' is true',
            'spec.securityContext.sysctls[1].name: Invalid value: "A": must have at most 253 characters and match regex '
            '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
        ],
    ),
    (
        {'os': {'name': 'windows'}, 'securityContext': {'runAsUser': 1}},
        ['spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod'],
    ),
    (
        {
            'resources': {'requests': {'cpu': '1'}},
            'containers': [{'name': 'c', 'image': 'i', 'resources': {'requests': {'cpu': '2'}}}],
        },
        [
            'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container '
            'requests of 2'
        ],
    ),
    (
        {
            'affinity': {
                'nodeAffinity': {'requiredDuringSchedulingIgnoredDuringExecution': {'nodeSelectorTerms': []}},
                'podAffinity': {'requiredDuringSchedulingIgnoredDuringExecution': [{'topologyKey': ''}]},
            }
        },
        [
            'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: '
            'Required value: must have at least one node selector term',
            'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: '
            'Required value: can not be empty',
            'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: '
            'Invalid value: "": name part must be non-empty',
            'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: '
            "Invalid value: \"\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and "
            "end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
            "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        ],
    ),
]


@pytest.mark.parametrize(('spec', 'errors'), PODS)
def test_specs(spec: dict[str, Any], errors: list[str]) -> None:
    assert texts(validate(pod(**spec))) == errors


def test_metadata() -> None:
    obj = pod()
    obj.metadata.name = ''
    obj.metadata.namespace = 'A'
    obj.metadata.labels = {'a': 'b_'}
    obj.metadata.annotations = {'UPPER.case/Key': 'x' * 300_000}
    obj.metadata.finalizers = ['mine']
    found = texts(validate(obj))
    assert found[0] == 'metadata.name: Required value: name or generateName is required'
    assert found[1].startswith('metadata.namespace: Invalid value: "A": a lowercase RFC 1123 label')
    assert found[2].startswith('metadata.labels: Invalid value: "b_": a valid label must be an empty string')
    assert found[3] == 'metadata.annotations: Too long: may not be more than 262144 bytes'
    assert found[4] == (
        'metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified'
    )
    assert len(found) == 5


def test_annotations_with_meaning() -> None:
    obj = pod()
    obj.metadata.annotations = {'kubernetes.io/config.mirror': 'x', 'controller.kubernetes.io/pod-deletion-cost': '+1'}
    assert texts(validate(obj)) == [
        'metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "x": '
        'must set spec.nodeName if mirror pod annotation is set',
        'metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+1": must be a 32bit integer',
    ]
