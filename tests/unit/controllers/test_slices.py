"""EndpointSlices are planned with few writes, and Endpoints in canonical form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.api.codec import clone
from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.generated import meta_v1 as meta
from sampan.controllers.endpoints.slices import Plan, plan, wanted_endpoints
from sampan.controllers.endpoints.subsets import subsets_of, truncated

from .helpers import pod

ZONES = {'n1': 'z1', 'n2': ''}


def service(*ports: core.ServicePort, **spec: object) -> core.Service:
    return core.Service(
        metadata=meta.ObjectMeta(name='web', namespace='default', uid='svc', labels={'team': 'a'}),
        spec=core.ServiceSpec(
            ports=list(ports) or [core.ServicePort(port=80, target_port=8080, protocol='TCP')],
            selector={'app': 'web'},
            cluster_ip=str(spec.pop('cluster_ip', '10.96.0.5')),
            ip_families=['IPv4'],
            **spec,  # type: ignore[arg-type]
        ),
    )


def apply(existing: list[discovery.EndpointSlice], planned: Plan, counter: list[int]) -> list[discovery.EndpointSlice]:
    """What the API would hold after the plan."""
    gone = {each.metadata.name for each in planned.delete}
    updated = {each.metadata.name: each for each in planned.update}
    after = [updated.get(each.metadata.name, each) for each in existing if each.metadata.name not in gone]
    for each in planned.create:
        counter[0] += 1
        named = clone(each)
        named.metadata.name = f'{each.metadata.generate_name}{counter[0]}'
        after.append(named)
    return after


def reconcile(
    svc: core.Service, pods: list[core.Pod], existing: list[discovery.EndpointSlice], most: int = 100
) -> Plan:
    wanted, _ = wanted_endpoints(svc, pods, ZONES, 'IPv4')
    return plan(svc, 'IPv4', existing, wanted, most=most)


def test_a_ready_pod_is_ready_serving_and_has_its_place() -> None:
    planned = reconcile(service(), [pod('a', labels={'app': 'web'})], [])
    (made,) = planned.create
    assert made.metadata.generate_name == 'web-'
    assert made.metadata.labels == {
        'team': 'a',
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    }
    assert made.metadata.owner_references[0].uid == 'svc' and made.metadata.owner_references[0].block_owner_deletion
    assert made.ports == [discovery.EndpointPort(name='', protocol='TCP', port=8080)]
    (endpoint,) = made.endpoints
    assert endpoint.conditions == discovery.EndpointConditions(ready=True, serving=True, terminating=False)
    assert (endpoint.addresses, endpoint.node_name, endpoint.zone) == (['10.0.0.1'], 'n1', 'z1')
    assert endpoint.target_ref == core.ObjectReference(kind='Pod', namespace='default', name='a', uid='uid-a')


@pytest.mark.parametrize(
    ('ready', 'deleting', 'publish', 'conditions'),
    [
        (True, False, False, (True, True, False)),
        (False, False, False, (False, False, False)),
        (True, True, False, (False, True, True)),
        (False, False, True, (True, False, False)),
        (True, True, True, (True, True, True)),
    ],
)
def test_conditions(ready: bool, deleting: bool, publish: bool, conditions: tuple[bool, bool, bool]) -> None:
    svc = service(publish_not_ready_addresses=publish)
    planned = reconcile(svc, [pod('a', ready=ready, deleting=deleting)], [])
    found = planned.create[0].endpoints[0].conditions
    assert (found.ready, found.serving, found.terminating) == conditions


def test_finished_pods_and_pods_without_an_address_are_left_out() -> None:
    planned = reconcile(service(), [pod('a', phase='Succeeded'), pod('b', ip=''), pod('c', phase='Failed')], [])
    assert planned.create[0].endpoints == []  # the placeholder


def test_pods_of_unknown_nodes_are_reported_and_left_out() -> None:
    wanted, homeless = wanted_endpoints(service(), [pod('a', node='lost')], ZONES, 'IPv4')
    assert homeless == ['a'] and not wanted


def test_named_ports_make_slices_of_their_own() -> None:
    def container(port: int) -> core.Container:
        return core.Container(name='c', ports=[core.ContainerPort(name='http', container_port=port, protocol='TCP')])

    svc = service(core.ServicePort(name='http', port=80, target_port='http', protocol='TCP'))
    pods = [
        pod('a', ip='10.0.0.1', containers=[container(8080)]),
        pod('b', ip='10.0.0.2', containers=[container(9090)]),
        pod('c', ip='10.0.0.3'),
    ]
    planned = reconcile(svc, pods, [])
    found = {(each.ports[0].port if each.ports else None): len(each.endpoints) for each in planned.create}
    assert found == {8080: 1, 9090: 1, None: 1}
    assert [(s.ports[0].port, [a.ip for a in s.addresses]) for s in subsets_of(svc, pods)] == [
        (8080, ['10.0.0.1']),
        (9090, ['10.0.0.2']),
    ]


def test_a_sidecars_named_port_counts() -> None:
    port = core.ContainerPort(name='http', container_port=8080, protocol='TCP')
    svc = service(core.ServicePort(name='http', port=80, target_port='http', protocol='TCP'))
    sidecar = core.Container(name='s', restart_policy='Always', ports=[port])
    assert reconcile(svc, [pod('a', init_containers=[sidecar])], []).create[0].ports[0].port == 8080


def test_nothing_to_do_is_nothing_done() -> None:
    counter = [0]
    pods = [pod(f'p{n}', ip=f'10.0.0.{n}') for n in range(7)]
    existing = apply([], reconcile(service(), pods, [], 3), counter)
    assert [len(each.endpoints) for each in existing] == [3, 3, 1]
    assert reconcile(service(), pods, existing, 3) == Plan()


def test_a_condition_changes_one_slice() -> None:
    counter = [0]
    pods = [pod(f'p{n}', ip=f'10.0.0.{n}') for n in range(7)]
    existing = apply([], reconcile(service(), pods, [], 3), counter)
    pods[4] = pod('p4', ip='10.0.0.4', ready=False)
    planned = reconcile(service(), pods, existing, 3)
    assert [each.metadata.name for each in planned.update] == [existing[1].metadata.name]
    assert not planned.create and not planned.delete


def test_the_last_endpoint_leaves_a_placeholder_behind() -> None:
    counter = [0]
    existing = apply([], reconcile(service(), [pod('a')], []), counter)
    planned = reconcile(service(), [], existing)
    assert not planned.create and not planned.delete  # the slice is reused
    (left,) = apply(existing, planned, counter)
    assert left.endpoints == [] and left.ports == []
    assert reconcile(service(), [], [left]) == Plan()


def test_headless_services_say_so_and_publish_hostnames() -> None:
    svc = service(cluster_ip='None')
    planned = reconcile(svc, [pod('a', hostname='db-0', subdomain='web')], [])
    assert planned.create[0].metadata.labels['service.kubernetes.io/headless'] == ''
    assert planned.create[0].endpoints[0].hostname == 'db-0'
    assert subsets_of(svc, [pod('a', hostname='db-0', subdomain='web')])[0].addresses[0].hostname == 'db-0'


def test_traffic_distribution_becomes_hints() -> None:
    near = reconcile(service(traffic_distribution='PreferSameZone'), [pod('a')], []).create[0].endpoints[0].hints
    assert near == discovery.EndpointHints(for_zones=[discovery.ForZone(name='z1')])
    same = reconcile(service(traffic_distribution='PreferSameNode'), [pod('a')], []).create[0].endpoints[0].hints
    assert same is not None and same.for_nodes == [discovery.ForNode(name='n1')]


rounds = st.lists(st.sets(st.integers(0, 25), max_size=25), min_size=1, max_size=6)


@given(rounds, st.integers(1, 6))
def test_whatever_comes_and_goes_every_pod_is_in_exactly_one_slice(history: list[set[int]], most: int) -> None:
    counter = [0]
    existing: list[discovery.EndpointSlice] = []
    for present in history:
        pods = [pod(f'p{n}', ip=f'10.0.0.{n}') for n in sorted(present)]
        existing = apply(existing, reconcile(service(), pods, existing, most), counter)
        found = [endpoint.addresses[0] for each in existing for endpoint in each.endpoints]
        assert sorted(found) == sorted(f'10.0.0.{n}' for n in present)
        assert all(len(each.endpoints) <= most for each in existing)
        assert len(existing) >= 1
        assert reconcile(service(), pods, existing, most) == Plan()


def test_subsets_separate_ready_from_not_ready_and_sort() -> None:
    pods = [pod('b', ip='10.0.0.2'), pod('a', ip='10.0.0.1'), pod('c', ip='10.0.0.3', ready=False)]
    pods.append(pod('d', ip='10.0.0.4', deleting=True))
    (subset,) = subsets_of(service(), pods)
    assert [each.ip for each in subset.addresses] == ['10.0.0.1', '10.0.0.2']
    assert [each.ip for each in subset.not_ready_addresses] == ['10.0.0.3']
    assert subset.ports == [core.EndpointPort(port=8080, protocol='TCP')]


def test_more_than_a_thousand_addresses_are_cut_ready_ones_last() -> None:
    pods = [pod(f'p{n}', ip=f'10.0.{n // 250}.{n % 250}', ready=n >= 300) for n in range(1200)]
    subsets, cut = truncated(subsets_of(service(), pods))
    assert cut
    assert sum(len(each.addresses) for each in subsets) == 900
    assert sum(len(each.not_ready_addresses) for each in subsets) == 100
