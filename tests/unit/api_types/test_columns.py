"""The cells of server-side tables, as `kubectl get` prints them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sampan.api.columns import columns_of
from sampan.api.generated import apps_v1, core_v1, discovery_v1, events_v1, meta_v1
from sampan.api.scalars import MicroTime, Time

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


def ago(**delta: float) -> Time:
    return Time.of(NOW - timedelta(**delta))


def named(**more: object) -> meta_v1.ObjectMeta:
    return meta_v1.ObjectMeta(name='a', creation_timestamp=ago(minutes=5), **more)  # type: ignore[arg-type]


def cells(obj: object) -> dict[str, object]:
    columns = columns_of(type(obj))  # type: ignore[arg-type]
    row = columns.row(obj, NOW)
    assert len(row) == len(columns.definitions)
    return {definition.name: cell for definition, cell in zip(columns.definitions, row, strict=True)}


def container(name: str, **state: object) -> core_v1.ContainerStatus:
    more = {key: state.pop(key) for key in ('ready', 'restart_count', 'started', 'last_state') if key in state}
    return core_v1.ContainerStatus(name=name, state=core_v1.ContainerState(**state), **more)  # type: ignore[arg-type]


def ended(code: int = 0, reason: str = '', signal: int = 0, at: Time | None = None) -> core_v1.ContainerStateTerminated:
    return core_v1.ContainerStateTerminated(exit_code=code, reason=reason, signal=signal, finished_at=at)


RUNNING = core_v1.ContainerStateRunning()


def pod(
    *statuses: core_v1.ContainerStatus, init: list[core_v1.ContainerStatus] | None = None, **status: object
) -> core_v1.Pod:
    sidecars = {'sidecar'}
    init = init or []
    return core_v1.Pod(
        metadata=named(),
        spec=core_v1.PodSpec(
            containers=[core_v1.Container(name=item.name) for item in statuses] or [core_v1.Container(name='c')],
            init_containers=[
                core_v1.Container(name=item.name, restart_policy='Always' if item.name in sidecars else None)
                for item in init
            ],
        ),
        status=core_v1.PodStatus(container_statuses=list(statuses), init_container_statuses=init, **status),  # type: ignore[arg-type]
    )


def waiting(reason: str) -> core_v1.ContainerStateWaiting:
    return core_v1.ContainerStateWaiting(reason=reason)


READY = [core_v1.PodCondition(type='Ready', status='True')]


@pytest.mark.parametrize(
    ('subject', 'ready', 'status', 'restarts'),
    [
        (pod(phase='Pending'), '0/1', 'Pending', '0'),
        (pod(container('c', waiting=waiting('ContainerCreating')), phase='Pending'), '0/1', 'ContainerCreating', '0'),
        (pod(container('c', running=RUNNING, ready=True), phase='Running'), '1/1', 'Running', '0'),
        (pod(container('c', waiting=waiting('CrashLoopBackOff'), restart_count=3,
                       last_state=core_v1.ContainerState(terminated=ended(1, at=ago(seconds=40)))), phase='Running'),
         '0/1', 'CrashLoopBackOff', '3 (40s ago)'),
        (pod(container('c', terminated=ended(0, 'Completed')), phase='Succeeded'), '0/1', 'Completed', '0'),
        (pod(container('c', terminated=ended(137)), phase='Failed'), '0/1', 'ExitCode:137', '0'),
        (pod(container('c', terminated=ended(0, signal=9)), phase='Failed'), '0/1', 'Signal:9', '0'),
        (pod(phase='Failed', reason='Evicted'), '0/1', 'Evicted', '0'),
        (pod(container('a', terminated=ended(0, 'Completed')), container('b', running=RUNNING, ready=True),
             phase='Running', conditions=READY), '1/2', 'Running', '0'),
        (pod(container('a', terminated=ended(0, 'Completed')), container('b', running=RUNNING, ready=True),
             phase='Running'), '1/2', 'NotReady', '0'),
        (pod(container('a', terminated=ended(0, 'Completed')), container('b', terminated=ended(1, 'Error')),
             container('c', running=RUNNING, ready=True), phase='Running'), '1/3', 'Error', '0'),
        (pod(container('a', terminated=ended(0, 'Completed')), container('b', terminated=ended(2)), phase='Failed'),
         '0/2', 'ExitCode:2', '0'),
        (pod(init=[container('i', running=RUNNING)], phase='Pending'), '0/1', 'Init:0/1', '0'),
        (pod(init=[container('i', terminated=ended(0)), container('j', waiting=waiting('PodInitializing'))],
             phase='Pending'), '0/1', 'Init:1/2', '0'),
        (pod(init=[container('i', waiting=waiting('CrashLoopBackOff'), restart_count=2)], phase='Pending'),
         '0/1', 'Init:CrashLoopBackOff', '2'),
        (pod(init=[container('i', terminated=ended(1, 'Error'))], phase='Pending'), '0/1', 'Init:Error', '0'),
        (pod(container('c', running=RUNNING, ready=True), phase='Running',
             init=[container('sidecar', running=RUNNING, ready=True, started=True)]), '2/2', 'Running', '0'),
        (pod(phase='Pending', conditions=[core_v1.PodCondition(type='PodScheduled', reason='SchedulingGated')]),
         '0/1', 'SchedulingGated', '0'),
    ],
)  # fmt: skip
def test_pods(subject: core_v1.Pod, ready: str, status: str, restarts: str) -> None:
    row = cells(subject)
    assert (row['Ready'], row['Status'], row['Restarts'], row['Age']) == (ready, status, restarts, '5m')


def test_a_deleted_pod_is_terminating() -> None:
    subject = pod(container('c', running=RUNNING, ready=True), phase='Running')
    subject.metadata.deletion_timestamp = ago(seconds=1)
    assert cells(subject)['Status'] == 'Terminating'
    subject.status.reason = 'NodeLost'
    assert cells(subject)['Status'] == 'Unknown'
    done = pod(container('c', terminated=ended(0, 'Completed')), phase='Succeeded')
    done.metadata.deletion_timestamp = ago(seconds=1)
    assert cells(done)['Status'] == 'Completed'


def test_a_pods_wide_columns() -> None:
    subject = pod(
        phase='Running',
        pod_ips=[core_v1.PodIP(ip='10.0.0.1')],
        conditions=[core_v1.PodCondition(type='g', status='True')],
    )
    subject.spec.node_name = 'n'
    subject.spec.readiness_gates = [core_v1.PodReadinessGate(condition_type=name) for name in 'gh']
    row = cells(subject)
    assert (row['IP'], row['Node'], row['Nominated Node'], row['Readiness Gates']) == ('10.0.0.1', 'n', '<none>', '1/2')


def test_completed_pods_carry_a_row_condition() -> None:
    columns = columns_of(core_v1.Pod)
    assert [item.reason for item in columns.conditions(pod(phase='Succeeded'))] == ['Succeeded']
    assert columns.conditions(pod(phase='Running')) == []


def test_deployments() -> None:
    template = core_v1.PodTemplateSpec(spec=core_v1.PodSpec(containers=[core_v1.Container(name='c', image='i:1')]))
    deployment = apps_v1.Deployment(
        metadata=named(),
        spec=apps_v1.DeploymentSpec(
            replicas=3, selector=meta_v1.LabelSelector(match_labels={'b': '2', 'a': '1'}), template=template
        ),
        status=apps_v1.DeploymentStatus(ready_replicas=2, updated_replicas=3, available_replicas=2),
    )
    assert list(cells(deployment).values()) == ['a', '2/3', 3, 2, '5m', 'c', 'i:1', 'a=1,b=2']
    replica_set = apps_v1.ReplicaSet(metadata=named(), spec=apps_v1.ReplicaSetSpec(replicas=3, template=template))
    assert list(cells(replica_set).values()) == ['a', 3, 0, 0, '5m', 'c', 'i:1', '<none>']


def service(**spec: object) -> core_v1.Service:
    return core_v1.Service(metadata=named(), spec=core_v1.ServiceSpec(**spec))  # type: ignore[arg-type]


def test_services() -> None:
    ports = [
        core_v1.ServicePort(port=80, protocol='TCP'),
        core_v1.ServicePort(port=53, node_port=30053, protocol='UDP'),
    ]
    row = cells(service(type='NodePort', cluster_ips=['10.96.0.7'], ports=ports, selector={'app': 'x'}))
    assert list(row.values()) == ['a', 'NodePort', '10.96.0.7', '<none>', '80/TCP,53:30053/UDP', '5m', 'app=x']
    assert cells(service(type='LoadBalancer'))['External-IP'] == '<pending>'
    assert cells(service(type='ExternalName', external_name='x.org'))['External-IP'] == 'x.org'
    balanced = service(type='LoadBalancer', external_ips=['9.9.9.9'])
    balanced.status.load_balancer.ingress = [
        core_v1.LoadBalancerIngress(ip='2.2.2.2'),
        core_v1.LoadBalancerIngress(hostname='h'),
    ]
    assert cells(balanced)['External-IP'] == '2.2.2.2,h,9.9.9.9'


def test_endpoints() -> None:
    addresses = [core_v1.EndpointAddress(ip=f'10.0.0.{n}') for n in range(1, 6)]
    subset = core_v1.EndpointSubset(addresses=addresses, ports=[core_v1.EndpointPort(port=80)])
    assert cells(core_v1.Endpoints(metadata=named()))['Endpoints'] == '<none>'
    assert cells(core_v1.Endpoints(metadata=named(), subsets=[subset]))['Endpoints'] == (
        '10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 2 more...'
    )
    sliced = discovery_v1.EndpointSlice(
        metadata=named(),
        address_type='IPv4',
        ports=[discovery_v1.EndpointPort(port=80), discovery_v1.EndpointPort(name='x'), discovery_v1.EndpointPort()],
    )
    assert list(cells(sliced).values()) == ['a', 'IPv4', '80,x,*', '<unset>', '5m']


def test_nodes() -> None:
    node = core_v1.Node(
        metadata=named(
            labels={
                'node-role.kubernetes.io/worker': '',
                'node-role.kubernetes.io/control-plane': '',
                'kubernetes.io/role': 'x',
            }
        ),
        status=core_v1.NodeStatus(
            conditions=[core_v1.NodeCondition(type='Ready', status='True')],
            addresses=[core_v1.NodeAddress(type='InternalIP', address='10.1.1.1')],
            node_info=core_v1.NodeSystemInfo(kubelet_version='v1.36.0'),
        ),
    )
    row = cells(node)
    assert (row['Status'], row['Roles'], row['Version']) == ('Ready', 'control-plane,worker,x', 'v1.36.0')
    assert (row['Internal-IP'], row['External-IP'], row['OS-Image']) == ('10.1.1.1', '<none>', '<unknown>')
    assert row['Kernel-Version'] == '<unknown>'
    node.status.node_info.kernel_version, node.status.node_info.architecture = '6.8.0', 'arm64'
    assert cells(node)['Kernel-Version'] == '6.8.0 (arm64)'
    node.spec.unschedulable = True
    node.status.conditions[0].status = 'Unknown'
    assert cells(node)['Status'] == 'NotReady,SchedulingDisabled'


def test_events() -> None:
    event = core_v1.Event(
        metadata=named(),
        involved_object=core_v1.ObjectReference(kind='Pod', name='p', field_path='spec.containers{c}'),
        type='Normal',
        reason='Pulled',
        message=' done \n',
        first_timestamp=ago(minutes=2),
        last_timestamp=ago(seconds=10),
        count=4,
        source=core_v1.EventSource(component='kubelet', host='n'),
    )
    assert list(cells(event).values()) == [
        '10s', 'Normal', 'Pulled', 'pod/p', 'spec.containers{c}', 'kubelet, n', 'done', '2m', 4, 'a',
    ]  # fmt: skip
    new = events_v1.Event(
        metadata=named(), event_time=MicroTime.of(NOW - timedelta(minutes=3)), reporting_controller='c',
        regarding=core_v1.ObjectReference(kind='Node'),
    )  # fmt: skip
    row = cells(new)
    assert (row['Last Seen'], row['First Seen'], row['Count'], row['Object'], row['Source']) == (
        '3m',
        '3m',
        1,
        'node',
        'c',
    )


def test_kinds_without_a_printer_show_name_and_time() -> None:
    assert list(cells(core_v1.Binding(metadata=named())).values()) == ['a', '2026-11-21T11:55:00Z']


def test_without_a_creation_time_the_age_is_unknown() -> None:
    assert cells(core_v1.ConfigMap())['Age'] == '<unknown>'


def test_service_accounts_do_not_count_secrets() -> None:
    account = core_v1.ServiceAccount(metadata=named(), secrets=[core_v1.ObjectReference(name='s')])
    assert cells(account) == {'Name': 'a', 'Age': '5m'}
