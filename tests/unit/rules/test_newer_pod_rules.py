"""Rules for pods that came with the last few releases, in upstream's words."""

# ruff: noqa: E501 - messages are kept whole
from __future__ import annotations

from typing import Any

import pytest
from tests.unit.rules.helpers import container, make, pod, texts

from sampan.api import codec, restarts
from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity
from sampan.api.validation import validate, validate_resize, validate_status_update, validate_update

ENV_FILE = {'name': 'A', 'valueFrom': {'fileKeyRef': {'volumeName': 'v', 'path': '/etc/a', 'key': 'A'}}}
IMAGE = {'name': 'v', 'image': {'reference': 'data:1', 'pullPolicy': 'Always'}}
CLAIM = {'name': 'v', 'persistentVolumeClaim': {'claimName': 'c'}}


def with_container(members: dict[str, Any], **spec: Any) -> core.Pod:
    return pod(containers=[{'name': 'c', 'image': 'i'} | members], **spec)


@pytest.mark.parametrize(
    ('subject', 'errors'),
    [
        (with_container({'env': [ENV_FILE]}, volumes=[{'name': 'v', 'emptyDir': {}}]), []),
        (
            with_container({'env': [ENV_FILE]}),
            ['spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Not found: "v"'],
        ),
        (
            with_container({'env': [ENV_FILE]}, volumes=[{'name': 'v', 'hostPath': {'path': '/'}}]),
            [
                'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "v": referenced volume must be of type emptyDir'
            ],
        ),
        (with_container({'volumeMounts': [{'name': 'v', 'mountPath': '/v', 'subPathExpr': 'a'}]}, volumes=[IMAGE]), []),
        (
            with_container(
                {'volumeDevices': [{'name': 'v', 'devicePath': '/dev/a'}]}, volumes=[CLAIM], hostUsers=False
            ),
            ['spec.containers[0].volumeDevices: Forbidden: when `hostUsers` is false'],
        ),
        (
            pod(hostUsers=False, hostPID=True),
            ['spec.HostPID: Forbidden: when `hostUsers` is false'],
        ),
        (
            pod(hostnameOverride='a_b', hostNetwork=True, setHostnameAsFQDN=True, serviceAccountName='not ok'),
            [
                'spec.hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true',
                'spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true',
                'spec.hostnameOverride: Invalid value: "a_b"',
                'spec.serviceAccountName: Invalid value: "not ok"',
            ],
        ),
        (pod(os={'name': ''}), ['spec.os.name: Required value']),
        (
            pod(os={'name': 'windows'}, resources={'limits': {'cpu': '1'}}),
            ['spec.resources: Forbidden: may not be set for a windows pod'],
        ),
        (
            with_container(
                {'resources': {'requests': {'cpu': '2', 'memory': '1Gi'}}}, resources={'requests': {'cpu': '1'}}
            ),
            [
                'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2'
            ],
        ),
        (
            with_container(
                {'resources': {'limits': {'hugepages-2Mi': '4Mi', 'memory': '1Gi'}}},
                resources={'limits': {'hugepages-2Mi': '2Mi', 'memory': '1Gi'}},
            ),
            [
                'spec.resources.requests[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container requests of 4Mi',
                'spec.resources.limits[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container limits of 4Mi',
                'spec.resources.containers[0][hugepages-2Mi].limits: Invalid value: "4Mi": must be less than or equal to pod limits of 2Mi',
            ],
        ),
        (pod(schedulingGroup={'podGroupName': 'g'}), []),
        (
            pod(schedulingGroup={}),
            ['spec.schedulingGroup.podGroupName: Invalid value: null: must specify one of: `podGroupName`'],
        ),
        (
            pod(schedulingGroup={'podGroupName': ''}),
            ['spec.schedulingGroup.podGroupName: Invalid value: "": must not be empty'],
        ),
        (
            container(
                restartPolicy='Never', restartPolicyRules=[{'action': 'Restart', 'exitCodes': {'operator': 'In'}}]
            ),
            [],
        ),
        (pod(tolerations=[{'key': 'a', 'operator': 'Gt', 'value': '-7'}]), []),
        (
            pod(tolerations=[{'key': 'a', 'operator': 'Lt', 'value': '07'}]),
            ['spec.tolerations[0].value: Invalid value: "07": must be a valid decimal integer in canonical form'],
        ),
        (
            pod(tolerations=[{'key': 'a', 'operator': 'Lt', 'value': 'x'}]),
            [
                'spec.tolerations[0].value: Invalid value: "x": must be a valid decimal integer in canonical form',
                'spec.tolerations[0].value: Invalid value: "x": strconv.ParseInt: parsing "x": invalid syntax',
            ],
        ),
    ],
)
def test_pods(subject: core.Pod, errors: list[str]) -> None:
    found = texts(validate(subject))
    assert len(found) == len(errors), found
    assert all(text.startswith(start) for text, start in zip(found, errors, strict=True)), found


def test_mirror_pods_have_no_resource_claims() -> None:
    mirror = pod(nodeName='n', resourceClaims=[{'name': 'a', 'resourceClaimName': 'b'}])
    mirror.metadata.annotations['kubernetes.io/config.mirror'] = 'x'
    assert texts(validate(mirror)) == ['[]: Forbidden: static pods do not support resource claims']


def test_match_label_keys_of_spread_constraints_may_be_merged_into_the_selector_once() -> None:
    def spread(*expressions: dict[str, Any]) -> core.Pod:
        selector = {'matchLabels': {'a': 'b'}, 'matchExpressions': list(expressions)}
        rule = {'maxSkew': 1, 'topologyKey': 'z', 'whenUnsatisfiable': 'DoNotSchedule', 'labelSelector': selector}
        return pod(topologySpreadConstraints=[rule | {'matchLabelKeys': ['k']}])

    merged = {'key': 'k', 'operator': 'In', 'values': ['v']}
    assert texts(validate(spread(merged))) == []
    assert texts(validate(spread(merged, merged))) == [
        'spec.topologySpreadConstraints[0][0]: Invalid value: "k": exists in both matchLabelKeys and labelSelector'
    ]


def test_certificates_of_pods() -> None:
    def projected(**members: Any) -> core.Pod:
        source = {'signerName': 'x.io/s', 'keyType': 'RSA3072', 'keyPath': 'k'} | members
        return pod(volumes=[{'name': 'v', 'projected': {'sources': [{'podCertificate': source}]}}])

    at = 'spec.volumes[0].projected.sources[0].podCertificate'
    assert texts(validate(projected())) == []
    assert texts(validate(projected(maxExpirationSeconds=10))) == [
        f'{at}.maxExpirationSeconds: Invalid value: 10: if provided, maxExpirationSeconds must be >= 3600'
    ]
    assert texts(validate(projected(signerName='kubernetes.io/x', maxExpirationSeconds=90000))) == [
        f'{at}.maxExpirationSeconds: Invalid value: 90000: if provided, maxExpirationSeconds must be <= 86400'
    ]
    assert texts(validate(projected(keyType='RSA2048', keyPath=''))) == [
        f'{at}.keyType: Unsupported value: "RSA2048": supported values: "RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"',
        f'{at}: Required value: specify at least one of credentialBundlePath, keyPath, and certificateChainPath',
    ]


def _ran(name: str, code: int | None) -> core.ContainerStatus:
    ended = None if code is None else core.ContainerStateTerminated(exit_code=code)
    return core.ContainerStatus(name=name, state=core.ContainerState(terminated=ended))


@pytest.mark.parametrize(
    ('members', 'of_pod', 'code', 'again'),
    [
        ({}, 'Always', 0, True),
        ({}, 'Never', 1, False),
        ({'restartPolicy': 'Never'}, 'Always', 1, False),
        ({'restartPolicy': 'OnFailure'}, 'Never', 1, True),
        (
            {
                'restartPolicy': 'Never',
                'restartPolicyRules': [{'action': 'Restart', 'exitCodes': {'operator': 'In', 'values': [42]}}],
            },
            'Never',
            42,
            True,
        ),
        (
            {
                'restartPolicy': 'Never',
                'restartPolicyRules': [{'action': 'Restart', 'exitCodes': {'operator': 'In', 'values': [42]}}],
            },
            'Never',
            1,
            False,
        ),
        (
            {
                'restartPolicy': 'Never',
                'restartPolicyRules': [{'action': 'Restart', 'exitCodes': {'operator': 'NotIn', 'values': [0]}}],
            },
            'Never',
            1,
            True,
        ),
    ],
)
def test_who_may_come_back(members: dict[str, Any], of_pod: str, code: int, again: bool) -> None:
    old = with_container(members, restartPolicy=of_pod)
    assert restarts.may_restart(old.spec.containers[0], of_pod, code) is again
    old.status.container_statuses = [_ran('c', code)]
    new = codec.clone(old)
    new.status.container_statuses = [_ran('c', None)]
    wrong = ['status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state']
    assert texts(validate_status_update(new, old)) == ([] if again else wrong)


def test_a_rule_that_restarts_all_lets_every_container_come_back() -> None:
    rule = {'action': 'RestartAllContainers', 'exitCodes': {'operator': 'In', 'values': [3]}}
    old = pod(
        restartPolicy='Never',
        containers=[
            {'name': 'a', 'image': 'i', 'restartPolicy': 'Never', 'restartPolicyRules': [rule]},
            {'name': 'b', 'image': 'i'},
        ],
    )
    old.status.container_statuses = [_ran('b', 0)]
    new = codec.clone(old)
    new.status.container_statuses = [_ran('b', None)]
    assert texts(validate_status_update(new, old)) == []


def test_statuses() -> None:
    old = pod(nodeName='n')
    new = codec.clone(old)
    new.status.nominated_node_name = 'm'
    new.status.observed_generation = -1
    new.status.conditions = [core.PodCondition(type='Ready', status='True', observed_generation=-2)]
    new.status.extended_resource_claim_status = core.PodExtendedResourceClaimStatus(
        request_mappings=[
            core.ContainerExtendedResourceRequest(container_name='z', resource_name='x.io/r', request_name='q')
        ]
    )
    new.status.container_statuses = [
        core.ContainerStatus(
            name='c',
            user=core.ContainerUser(linux=core.LinuxContainerUser(uid=-1, gid=0)),
            volume_mounts=[
                core.VolumeMountStatus(
                    name='v', mount_path='/v', volume_status=core.VolumeStatus(image=core.ImageVolumeStatus())
                )
            ],
        )
    ]
    assert texts(validate_status_update(new, old)) == [
        'status.conditions[0].observedGeneration: Invalid value: -2: must be a non-negative integer',
        'status.nominatedNodeName: Forbidden: may not be set on pods that are already bound to a node',
        'status.observedGeneration: Invalid value: -1: must be a non-negative integer',
        'status.extendedResourceClaimStatus.requestMappings[0].containerName: Invalid value: "z": must match the name of an entry in spec.initContainers.name or spec.containers.name',
        'status.extendedResourceClaimStatus.resourceClaimName: Required value',
        'status.containerStatuses[0].user.linux.uid: Invalid value: -1: must be between 0 and 2147483647, inclusive',
        'status.containerStatuses[0].volumeMounts[0].volumeStatus.imageVolumeStatus.imageRef: Required value: imageRef must not be empty',
    ]


def test_resizing_pods_as_a_whole() -> None:
    old = pod(resources={'requests': {'cpu': '1', 'memory': '1Gi'}})
    bigger, less, none, other = (codec.clone(old) for _ in range(4))
    assert bigger.spec.resources and less.spec.resources and other.spec.resources
    bigger.spec.resources.requests['cpu'] = Quantity('2')
    less.spec.resources.requests.pop('memory')
    none.spec.resources = None
    other.spec.resources.limits['hugepages-2Mi'] = Quantity('2Mi')
    assert texts(validate_resize(bigger, old)) == []
    assert texts(validate_resize(less, old)) == [
        'spec.resources.requests: Forbidden: pod-level resource requests cannot be removed'
    ]
    assert 'spec.resources: Forbidden: pod-level resources cannot be removed' in texts(validate_resize(none, old))
    assert 'spec: Forbidden: only cpu and memory resources are mutable at pod-level' in texts(
        validate_resize(other, old)
    )


def test_resizing_keeps_the_containers() -> None:
    old = pod(containers=[{'name': 'a', 'image': 'i'}, {'name': 'b', 'image': 'i'}])
    turned, fewer = codec.clone(old), codec.clone(old)
    turned.spec.containers.reverse()
    fewer.spec.containers.pop()
    assert texts(validate_resize(turned, old)) == [
        'spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize',
        'spec.containers[1].name: Forbidden: containers may not be renamed or reordered on resize',
    ]
    assert texts(validate_resize(fewer, old)) == [
        'spec.containers: Forbidden: containers may not be added or removed on resize'
    ]


def test_nodes_say_what_they_can_do() -> None:
    node = make(
        core.Node,
        {
            'metadata': {'name': 'n', 'resourceVersion': '1', 'uid': 'u'},
            'spec': {'podCIDRs': ['10.0.0.0/24', 'fd00::/64']},
            'status': {'declaredFeatures': ['A', 'A', 'low', 'B/c'], 'nodeInfo': {'swap': {'capacity': 0}}},
        },
    )
    rule = "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes"
    assert texts(validate(node)) == [
        'metadata.nodeSwapStatus.capacity: Invalid value: 0: must be greater than zero',
        'status.declaredFeatures[1]: Duplicate value: "A"',
        f'status.declaredFeatures[2]: Invalid value: "low": invalid feature name "low": {rule}',
        'status.declaredFeatures[3]: Invalid value: "B/c": list must be sorted alphabetically',
    ]
    moved = codec.clone(node)
    moved.spec.pod_cidrs = ['10.0.1.0/24', 'fd01::/64']
    found = texts(validate_update(moved, node))
    assert found.count('spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid') == 2
