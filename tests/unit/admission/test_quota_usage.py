"""What objects count against a quota."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sampan.api.generated import core_v1, resource_v1, resource_v1beta1
from sampan.api.quota import evaluator_of, in_scope
from sampan.api.quota.evaluator import Evaluator
from sampan.api.scalars import Quantity, Time

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def evaluator(plural: str, group: str = '') -> Evaluator:
    found = evaluator_of(group, plural)
    assert found is not None
    return found


def usage(plural: str, obj: Any, group: str = '') -> dict[str, str]:
    return {name: str(amount) for name, amount in evaluator(plural, group).usage(obj, NOW).items()}


def amounts(**values: str) -> dict[str, Quantity]:
    return {name: Quantity(value) for name, value in values.items()}


def container(name: str = 'c', **requests: str) -> core_v1.Container:
    return core_v1.Container(name=name, resources=core_v1.ResourceRequirements(requests=amounts(**requests)))


def pod(*containers: core_v1.Container, **spec: Any) -> core_v1.Pod:
    return core_v1.Pod(spec=core_v1.PodSpec(containers=list(containers) or [container()], **spec))


def test_containers_add_up_and_the_largest_start_counts() -> None:
    made = pod(
        container(cpu='100m', memory='1Gi'), container('d', cpu='150m'), init_containers=[container('i', cpu='1')]
    )
    assert usage('pods', made) == {
        'count/pods': '1', 'pods': '1', 'cpu': '1', 'requests.cpu': '1', 'memory': '1Gi', 'requests.memory': '1Gi',
    }  # fmt: skip


def test_sidecars_run_beside_the_containers() -> None:
    sidecar = container('s', cpu='300m')
    sidecar.restart_policy = 'Always'
    assert usage('pods', pod(container(cpu='100m'), init_containers=[sidecar]))['cpu'] == '400m'


def test_overhead_and_requests_of_the_whole_pod() -> None:
    own = core_v1.ResourceRequirements(requests=amounts(cpu='2'))
    made = pod(container(cpu='1', memory='1'), overhead=amounts(cpu='250m'), resources=own)
    assert usage('pods', made)['cpu'] == '2250m' and usage('pods', made)['memory'] == '1'


def test_extended_resources_and_huge_pages_have_names_of_their_own() -> None:
    made = pod()
    made.spec.containers[0].resources.requests = {'example.test/gpu': Quantity('2'), 'hugepages-2Mi': Quantity('4Mi')}
    used = usage('pods', made)
    assert used['requests.example.test/gpu'] == '2' and 'example.test/gpu' not in used
    assert used['hugepages-2Mi'] == used['requests.hugepages-2Mi'] == '4Mi'


def test_a_pod_counts_while_it_runs() -> None:
    over = pod(container(cpu='1'))
    over.status.phase = 'Succeeded'
    assert usage('pods', over) == {'count/pods': '1'}
    lost = pod(container(cpu='1'))
    lost.metadata.deletion_timestamp = Time.of(NOW - timedelta(seconds=60))
    lost.metadata.deletion_grace_period_seconds = 30
    assert usage('pods', lost) == {'count/pods': '1'}
    lost.metadata.deletion_grace_period_seconds = 90
    assert usage('pods', lost)['pods'] == '1'


def test_a_pod_that_is_being_resized_counts_the_larger_size() -> None:
    made = pod(container(cpu='1'))
    actual = core_v1.ResourceRequirements(requests=amounts(cpu='3'))
    made.status.container_statuses = [
        core_v1.ContainerStatus(name='c', resources=actual, allocated_resources=amounts(cpu='2'))
    ]
    assert usage('pods', made)['cpu'] == '3'
    made.spec.containers[0].resources.requests = amounts(cpu='9')
    assert usage('pods', made)['cpu'] == '9'
    made.status.conditions = [core_v1.PodCondition(type='PodResizePending', reason='Infeasible')]
    assert usage('pods', made)['cpu'] == '3'


SCOPES = [
    (['Terminating'], pod(active_deadline_seconds=5), True),
    (['NotTerminating'], pod(active_deadline_seconds=5), False),
    (['BestEffort'], pod(), True),
    (['NotBestEffort'], pod(container(cpu='1')), True),
    (['PriorityClass'], pod(priority_class_name='high'), True),
    (['PriorityClass'], pod(), False),
    (['CrossNamespacePodAffinity'], pod(), False),
]


@pytest.mark.parametrize(('scopes', 'made', 'expected'), SCOPES)
def test_scopes_of_pods(scopes: list[str], made: core_v1.Pod, expected: bool) -> None:
    quota = core_v1.ResourceQuota(spec=core_v1.ResourceQuotaSpec(scopes=scopes))
    assert in_scope(evaluator('pods'), quota, made) is expected


@pytest.mark.parametrize(
    ('operator', 'values', 'name', 'expected'),
    [
        ('In', ['high'], 'high', True),
        ('In', ['high'], 'low', False),
        ('NotIn', ['high'], 'low', True),
        ('NotIn', ['high'], '', True),
        ('Exists', [], 'high', True),
        ('DoesNotExist', [], '', True),
        ('DoesNotExist', [], 'high', False),
    ],
)
def test_priority_classes_are_selected_by_name(operator: str, values: list[str], name: str, expected: bool) -> None:
    scope = core_v1.ScopedResourceSelectorRequirement(scope_name='PriorityClass', operator=operator, values=values)
    selector = core_v1.ScopeSelector(match_expressions=[scope])
    quota = core_v1.ResourceQuota(spec=core_v1.ResourceQuotaSpec(scope_selector=selector))
    assert in_scope(evaluator('pods'), quota, pod(priority_class_name=name)) is expected


def test_services_are_charged_for_the_ports_they_will_have() -> None:
    ports = [core_v1.ServicePort(port=80), core_v1.ServicePort(port=443, node_port=30443)]

    def of(type: str, **more: Any) -> tuple[str, str]:
        used = usage('services', core_v1.Service(spec=core_v1.ServiceSpec(type=type, ports=ports, **more)))
        return used['services.nodeports'], used['services.loadbalancers']

    assert of('ClusterIP') == ('0', '0')
    assert of('NodePort') == ('2', '0')
    assert of('LoadBalancer') == ('2', '1')
    assert of('LoadBalancer', allocate_load_balancer_node_ports=False) == ('1', '1')


def test_claims_are_charged_in_all_and_for_their_class() -> None:
    needs = core_v1.VolumeResourceRequirements(requests=amounts(storage='10Gi'))
    spec = core_v1.PersistentVolumeClaimSpec(storage_class_name='gold', resources=needs)
    claim = core_v1.PersistentVolumeClaim(spec=spec)
    assert usage('persistentvolumeclaims', claim) == {
        'persistentvolumeclaims': '1',
        'count/persistentvolumeclaims': '1',
        'requests.storage': '10Gi',
        'gold.storageclass.storage.k8s.io/persistentvolumeclaims': '1',
        'gold.storageclass.storage.k8s.io/requests.storage': '10Gi',
    }
    claim.status.allocated_resources = amounts(storage='20Gi')
    assert usage('persistentvolumeclaims', claim)['requests.storage'] == '20Gi'


def test_device_claims_are_charged_for_the_devices_they_may_get() -> None:
    one = resource_v1.DeviceRequest(
        name='one',
        exactly=resource_v1.ExactDeviceRequest(device_class_name='gpu', allocation_mode='ExactCount', count=2),
    )
    either = resource_v1.DeviceRequest(
        name='either',
        first_available=[
            resource_v1.DeviceSubRequest(name='a', device_class_name='gpu', count=1),
            resource_v1.DeviceSubRequest(name='b', device_class_name='gpu', count=3),
        ],
    )
    spec = resource_v1.ResourceClaimSpec(devices=resource_v1.DeviceClaim(requests=[one, either]))
    used = usage('resourceclaims', resource_v1.ResourceClaim(spec=spec), 'resource.k8s.io')
    assert used == {'count/resourceclaims.resource.k8s.io': '1', 'gpu.deviceclass.resource.k8s.io/devices': '5'}


def test_device_claims_of_the_older_form_are_charged_alike() -> None:
    one = resource_v1beta1.DeviceRequest(name='one', device_class_name='gpu', allocation_mode='ExactCount', count=2)
    choices = [
        resource_v1beta1.DeviceSubRequest(name='a', device_class_name='gpu', count=1),
        resource_v1beta1.DeviceSubRequest(name='b', device_class_name='gpu', count=3),
    ]
    either = resource_v1beta1.DeviceRequest(name='either', first_available=choices)
    spec = resource_v1beta1.ResourceClaimSpec(devices=resource_v1beta1.DeviceClaim(requests=[one, either]))
    used = usage('resourceclaims', resource_v1beta1.ResourceClaim(spec=spec), 'resource.k8s.io')
    assert used == {'count/resourceclaims.resource.k8s.io': '1', 'gpu.deviceclass.resource.k8s.io/devices': '5'}


def test_everything_else_is_counted_and_events_are_not() -> None:
    assert usage('configmaps', core_v1.ConfigMap()) == {'count/configmaps': '1', 'configmaps': '1'}
    assert usage('deployments', None, 'apps') == {'count/deployments.apps': '1'}
    assert evaluator_of('', 'events') is None
