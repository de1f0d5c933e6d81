"""What `kubectl get` prints of networking, scheduling, storage and devices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from sampan.api import codec
from sampan.api.columns import columns_of
from sampan.api.generated import (
    admissionregistration_v1,
    apiserverinternal_v1alpha1,
    coordination_v1beta1,
    networking_v1,
    node_v1,
    resource_v1,
    resource_v1alpha3,
    resource_v1beta1,
    scheduling_v1,
    scheduling_v1alpha2,
    storage_v1,
    storagemigration_v1beta1,
)
from sampan.api.scalars import Time

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
BACKEND = {'service': {'name': 'web', 'port': {'number': 80}}}

CASES: list[tuple[type[Any], dict[str, Any], list[Any]]] = [
    (networking_v1.Ingress, {'spec': {'defaultBackend': BACKEND}}, ['a', '<none>', '*', '', '80', '5m']),
    (
        networking_v1.Ingress,
        {
            'spec': {
                'ingressClassName': 'outer',
                'tls': [{}],
                'rules': [{'host': f'{name}.example'} for name in 'abcde'],
            },
            'status': {'loadBalancer': {'ingress': [{'ip': '1.2.3.4'}, {'hostname': 'lb.example'}]}},
        },
        ['a', 'outer', 'a.example,b.example,c.example + 2 more...', '1.2.3.4,lb.example', '80, 443', '5m'],
    ),
    (
        networking_v1.IngressClass,
        {
            'spec': {
                'controller': 'x.io/y',
                'parameters': {'apiGroup': 'g.io', 'kind': 'K', 'name': 'n', 'scope': 'Cluster'},
            }
        },
        ['a', 'x.io/y', 'K.g.io/n', '5m'],
    ),
    (networking_v1.NetworkPolicy, {'spec': {'podSelector': {}}}, ['a', '<none>', '5m']),
    (networking_v1.NetworkPolicy, {'spec': {'podSelector': {'matchLabels': {'b': 'c'}}}}, ['a', 'b=c', '5m']),
    (
        networking_v1.IPAddress,
        {'spec': {'parentRef': {'resource': 'services', 'namespace': 'default', 'name': 'kubernetes'}}},
        ['a', 'services/default/kubernetes', '5m'],
    ),
    (
        networking_v1.ServiceCIDR,
        {'spec': {'cidrs': ['10.0.0.0/24', 'fd00::/112']}},
        ['a', '10.0.0.0/24,fd00::/112', '5m'],
    ),
    (
        scheduling_v1.PriorityClass,
        {'value': 5, 'globalDefault': True, 'preemptionPolicy': 'Never'},
        ['a', 5, True, '5m', 'Never'],
    ),
    (node_v1.RuntimeClass, {'handler': 'runc'}, ['a', 'runc', '5m']),
    (
        storage_v1.StorageClass,
        {
            'metadata': {'annotations': {'storageclass.kubernetes.io/is-default-class': 'true'}},
            'provisioner': 'x.io/disk',
            'reclaimPolicy': 'Retain',
            'volumeBindingMode': 'WaitForFirstConsumer',
            'allowVolumeExpansion': True,
        },
        ['a (default)', 'x.io/disk', 'Retain', 'WaitForFirstConsumer', True, '5m'],
    ),
    (
        storage_v1.CSIDriver,
        {'spec': {'attachRequired': False, 'volumeLifecycleModes': ['Persistent', 'Ephemeral']}},
        ['a', False, False, False, '<unset>', False, 'Persistent,Ephemeral', '5m'],
    ),
    (storage_v1.CSINode, {'spec': {'drivers': [{'name': 'x.io', 'nodeID': 'n', 'topologyKeys': []}]}}, ['a', 1, '5m']),
    (storage_v1.CSIStorageCapacity, {'storageClassName': 'fast', 'capacity': '10Gi'}, ['a', 'fast', '10Gi']),
    (
        storage_v1.VolumeAttachment,
        {
            'spec': {'attacher': 'x.io', 'nodeName': 'n', 'source': {'persistentVolumeName': 'v'}},
            'status': {'attached': True},
        },
        ['a', 'x.io', 'v', 'n', True, '5m'],
    ),
    (storage_v1.VolumeAttributesClass, {'driverName': 'x.io'}, ['a', 'x.io', '5m']),
    (
        coordination_v1beta1.LeaseCandidate,
        {'spec': {'leaseName': 'l', 'binaryVersion': '1.36.0', 'emulationVersion': '1.35.0', 'strategy': 's'}},
        ['a', 'l', '1.36.0', '1.35.0', '5m'],
    ),
    (
        apiserverinternal_v1alpha1.StorageVersion,
        {'spec': {}, 'status': {'storageVersions': [{'apiServerID': 's', 'encodingVersion': 'v1'}]}},
        ['a', '<unset>', 's=v1', '5m'],
    ),
    (
        storagemigration_v1beta1.StorageVersionMigration,
        {'spec': {'resource': {'group': 'apps', 'resource': 'deployments'}}},
        ['a', 'deployments.apps', 'Unknown'],
    ),
    (
        storagemigration_v1beta1.StorageVersionMigration,
        {
            'spec': {'resource': {'group': '', 'resource': 'pods'}},
            'status': {'conditions': [{'type': 'Running', 'status': 'False'}, {'type': 'Succeeded', 'status': 'True'}]},
        },
        ['a', 'pods', 'Succeeded'],
    ),
    (
        networking_v1.IngressClass,
        {
            'metadata': {'annotations': {'ingressclass.kubernetes.io/is-default-class': 'true'}},
            'spec': {'controller': 'x.io/y'},
        },
        ['a (default)', 'x.io/y', '<none>', '5m'],
    ),
    (
        resource_v1alpha3.DeviceTaintRule,
        {'spec': {'taint': {'key': 'k', 'value': 'v', 'effect': 'NoSchedule', 'timeAdded': '2026-11-21T11:59:00Z'}}},
        ['a', 'k', 'v', 'NoSchedule', '60s', '5m'],
    ),
    (
        resource_v1alpha3.ResourcePoolStatusRequest,
        {'spec': {'driver': 'x.io'}},
        ['a', 'x.io', '-', '-', '-', '-', '-', 0, 'Pending', '<none>'],
    ),
    (
        resource_v1alpha3.ResourcePoolStatusRequest,
        {
            'spec': {'driver': 'x.io'},
            'status': {
                'poolCount': 2,
                'pools': [{'totalDevices': 4, 'availableDevices': 1, 'allocatedDevices': 2, 'unavailableDevices': 1}],
                'conditions': [{'type': 'Complete', 'status': 'True', 'lastTransitionTime': '2026-11-21T11:58:00Z'}],
            },
        },
        ['a', 'x.io', 4, 1, 2, 1, 0, 2, 'Complete (1/2 pools)', '2m'],
    ),
    (scheduling_v1alpha2.Workload, {'spec': {}}, ['a', '5m']),
    (scheduling_v1alpha2.PodGroup, {'spec': {}}, ['a', 'Basic', '<none>', 'Pending', '5m']),
    (
        scheduling_v1alpha2.PodGroup,
        {
            'spec': {
                'schedulingPolicy': {'gang': {'minCount': 2}},
                'podGroupTemplateRef': {'workload': {'workloadName': 'w', 'podGroupTemplateName': 't'}},
            },
            'status': {'conditions': [{'type': 'PodGroupScheduled', 'status': 'False', 'reason': 'r'}]},
        },
        ['a', 'Gang', 'w', 'Unschedulable', '5m'],
    ),
    (
        admissionregistration_v1.ValidatingAdmissionPolicyBinding,
        {
            'spec': {
                'policyName': 'p',
                'paramRef': {
                    'selector': {
                        'matchLabels': {'b': 'c'},
                        'matchExpressions': [{'key': 'k', 'operator': 'In', 'values': ['v', 'w']}],
                    }
                },
            }
        },
        [
            'a',
            'p',
            '&LabelSelector{MatchLabels:map[string]string{b: c,},MatchExpressions:[]LabelSelectorRequirement{'
            'LabelSelectorRequirement{Key:k,Operator:In,Values:[v w],},},}',
            '5m',
        ],
    ),
    (resource_v1.DeviceClass, {'spec': {}}, ['a', '5m']),
    (resource_v1.ResourceClaim, {'spec': {}}, ['a', 'pending', '5m']),
    (
        resource_v1beta1.ResourceClaim,
        {'spec': {}, 'status': {'allocation': {}, 'reservedFor': [{'resource': 'pods', 'name': 'p', 'uid': 'u'}]}},
        ['a', 'allocated,reserved', '5m'],
    ),
    (
        resource_v1.ResourceSlice,
        {'spec': {'driver': 'x.io', 'nodeName': 'n', 'pool': {'name': 'p', 'generation': 1, 'resourceSliceCount': 1}}},
        ['a', 'n', 'x.io', 'p', '5m'],
    ),
]


@pytest.mark.parametrize(('kind', 'doc', 'expected'), CASES, ids=lambda each: getattr(each, '__name__', None))
def test_cells(kind: type[Any], doc: dict[str, Any], expected: list[Any]) -> None:
    obj = codec.decode(kind, msgspec.json.encode(doc))
    obj.metadata.name, obj.metadata.creation_timestamp = 'a', Time.of(NOW - timedelta(minutes=5))
    columns = columns_of(kind)
    assert columns.row(obj, NOW) == expected
    assert len(columns.definitions) == len(expected) - (kind is networking_v1.IPAddress)  # whose age has no column
