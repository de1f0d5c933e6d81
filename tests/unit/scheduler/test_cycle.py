"""One scheduling attempt over the columns: what fits, what is preferred, and what users are told."""

import pytest

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.scalars import Quantity
from sampan.scheduler.columns import Cluster
from sampan.scheduler.cycle import Cycle
from sampan.scheduler.framework import Unschedulable
from sampan.scheduler.plugins import default_profile
from sampan.scheduler.podinfo import PodInfo
from sampan.testing.world import SimulatedWorld


class NoListers:
    def namespace_labels(self, namespace):
        return {'kubernetes.io/metadata.name': namespace}

    def default_selector(self, pod):
        return None


def node(name, cpu='4', memory='8Gi', pods='110', labels=None, taints=(), unschedulable=False):
    amounts = {'cpu': Quantity(cpu), 'memory': Quantity(memory), 'pods': Quantity(pods)}
    return core.Node(
        metadata=meta.ObjectMeta(name=name, labels={'kubernetes.io/hostname': name, **(labels or {})}),
        spec=core.NodeSpec(taints=list(taints), unschedulable=unschedulable),
        status=core.NodeStatus(allocatable=amounts, capacity=amounts),
    )


def pod(name, cpu=None, memory=None, labels=None, ports=(), **spec):
    requests = {key: Quantity(value) for key, value in (('cpu', cpu), ('memory', memory)) if value}
    container = core.Container(
        name='c',
        image='i',
        resources=core.ResourceRequirements(requests=requests),
        ports=[core.ContainerPort(container_port=port, host_port=port) for port in ports],
    )
    return PodInfo(
        core.Pod(
            metadata=meta.ObjectMeta(name=name, namespace='default', uid=name, labels=labels or {}),
            spec=core.PodSpec(containers=[container], **spec),
        )
    )


class Bench:
    def __init__(self, *nodes):
        self.cluster = Cluster()
        for each in nodes:
            self.cluster.set_node(each)
        self.cycle = Cycle(self.cluster, default_profile(NoListers()), SimulatedWorld(1))

    def place(self, info):
        """Decide, and count the pod there."""
        chosen = self.cycle.place(info)
        self.cluster.add_pod(info, chosen)
        return chosen

    def message(self, info):
        with pytest.raises(Unschedulable) as failure:
            self.cycle.place(info)
        return failure.value.message


def selector(**labels):
    return meta.LabelSelector(match_labels=labels)


def test_no_nodes():
    assert Bench().message(pod('a')) == 'no nodes available to schedule pods'


def test_requests_fill_a_node_up_and_the_message_counts_nodes():
    bench = Bench(node('n1', cpu='1'), node('n2', cpu='1'))
    assert {bench.place(pod('a', cpu='1')), bench.place(pod('b', cpu='1'))} == {'n1', 'n2'}
    assert bench.message(pod('c', cpu='100m')) == '0/2 nodes are available: 2 Insufficient cpu.'


def test_several_reasons_of_one_node_are_all_told():
    bench = Bench(node('n1', cpu='1', memory='1Gi', pods='1'))
    bench.place(pod('a'))
    assert bench.message(pod('b', cpu='2', memory='2Gi')) == (
        '0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 1 Too many pods.'
    )


def test_extended_resources_count():
    special = node('n1')
    special.status.allocatable['example.com/gpu'] = Quantity('1')
    bench = Bench(special, node('n2'))
    wants = pod('a')
    wants.pod.spec.containers[0].resources.requests['example.com/gpu'] = Quantity('1')
    assert bench.place(wants) == 'n1'
    again = pod('b')
    again.pod.spec.containers[0].resources.requests['example.com/gpu'] = Quantity('1')
    assert bench.message(again) == '0/2 nodes are available: 2 Insufficient example.com/gpu.'


def test_a_removed_pod_gives_its_room_back():
    bench = Bench(node('n1', cpu='1'))
    bench.place(pod('a', cpu='1'))
    bench.cluster.remove_pod(('default', 'a'))
    assert bench.place(pod('b', cpu='1')) == 'n1'


def test_taints_repel_unless_tolerated():
    tainted = node('n1', taints=[core.Taint(key='dedicated', value='db', effect='NoSchedule')])
    bench = Bench(tainted)
    assert bench.message(pod('a')) == '0/1 nodes are available: 1 node(s) had untolerated taint(s).'
    tolerant = pod('b', tolerations=[core.Toleration(key='dedicated', operator='Equal', value='db')])
    assert bench.place(tolerant) == 'n1'
    assert bench.place(pod('c', tolerations=[core.Toleration(operator='Exists')])) == 'n1'
    wrong = pod('d', tolerations=[core.Toleration(key='dedicated', operator='Equal', value='web')])
    assert 'untolerated' in bench.message(wrong)


def test_prefer_no_schedule_is_only_a_preference():
    soft = node('n1', taints=[core.Taint(key='k', effect='PreferNoSchedule')])
    assert Bench(soft, node('n2')).place(pod('a')) == 'n2'
    assert Bench(soft).place(pod('a')) == 'n1'


def test_a_cordoned_node_takes_nothing():
    bench = Bench(node('n1', unschedulable=True))
    assert bench.message(pod('a')) == '0/1 nodes are available: 1 node(s) were unschedulable.'
    bench.cluster.set_node(node('n1'))
    assert bench.place(pod('a')) == 'n1'


def test_node_selector_and_required_affinity():
    bench = Bench(node('n1', labels={'disk': 'hdd'}), node('n2', labels={'disk': 'ssd', 'cores': '16'}))
    assert bench.place(pod('a', node_selector={'disk': 'ssd'})) == 'n2'

    def wants(operator, *values, key='cores'):
        term = core.NodeSelectorTerm(
            match_expressions=[core.NodeSelectorRequirement(key=key, operator=operator, values=list(values))]
        )
        return core.Affinity(
            node_affinity=core.NodeAffinity(
                required_during_scheduling_ignored_during_execution=core.NodeSelector(node_selector_terms=[term])
            )
        )

    assert bench.place(pod('b', affinity=wants('Gt', '8'))) == 'n2'
    assert bench.place(pod('c', affinity=wants('DoesNotExist'))) == 'n1'
    assert bench.place(pod('d', affinity=wants('NotIn', 'ssd', key='disk'))) == 'n1'
    assert bench.message(pod('e', affinity=wants('Lt', '8'))) == (
        "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector."
    )


def test_relabelling_a_node_is_noticed():
    bench = Bench(node('n1'))
    wants = pod('a', node_selector={'disk': 'ssd'})
    assert 'affinity/selector' in bench.message(wants)
    bench.cluster.set_node(node('n1', labels={'disk': 'ssd'}))
    assert bench.place(wants) == 'n1'


def test_preferred_affinity_decides_between_equals():
    preferred = core.PreferredSchedulingTerm(
        weight=10,
        preference=core.NodeSelectorTerm(
            match_expressions=[core.NodeSelectorRequirement(key='disk', operator='In', values=['ssd'])]
        ),
    )
    affinity = core.Affinity(
        node_affinity=core.NodeAffinity(preferred_during_scheduling_ignored_during_execution=[preferred])
    )
    bench = Bench(node('n1'), node('n2', labels={'disk': 'ssd'}), node('n3'))
    assert bench.place(pod('a', affinity=affinity)) == 'n2'


def test_host_ports_are_taken_once_per_node():
    bench = Bench(node('n1'), node('n2'))
    assert {bench.place(pod('a', ports=[80])), bench.place(pod('b', ports=[80]))} == {'n1', 'n2'}
    assert bench.message(pod('c', ports=[80])) == (
        "0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod ports."
    )
    assert bench.place(pod('d', ports=[81])) in ('n1', 'n2')


def test_least_allocated_wins():
    bench = Bench(node('n1'), node('n2'))
    first = bench.place(pod('a', cpu='1', memory='1Gi'))
    assert bench.place(pod('b', cpu='1', memory='1Gi')) != first


def test_spread_is_strict_over_zones():
    constraint = core.TopologySpreadConstraint(
        max_skew=1,
        topology_key='topology.kubernetes.io/zone',
        when_unsatisfiable='DoNotSchedule',
        label_selector=selector(app='web'),
    )

    def web(name):
        return pod(name, labels={'app': 'web'}, topology_spread_constraints=[constraint])

    zones = [node(f'n{i}', labels={'topology.kubernetes.io/zone': zone}) for i, zone in enumerate('aab')]
    bench = Bench(*zones)
    placed = [bench.place(web(f'p{i}')) for i in range(6)]
    assert placed.count('n2') == 3
    full = Bench(
        node('n0', labels={'topology.kubernetes.io/zone': 'a'}),
        node('n1', pods='0', labels={'topology.kubernetes.io/zone': 'b'}),
    )
    full.place(web('p0'))
    assert full.message(web('p1')) == (
        "0/2 nodes are available: 1 Too many pods, 1 node(s) didn't match pod topology spread constraints."
    )
    assert Bench(node('bare')).message(web('p')) == (
        "0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label)."
    )


def test_anti_affinity_keeps_pods_apart_in_both_directions():
    anti = core.Affinity(
        pod_anti_affinity=core.PodAntiAffinity(
            required_during_scheduling_ignored_during_execution=[
                core.PodAffinityTerm(label_selector=selector(app='web'), topology_key='kubernetes.io/hostname')
            ]
        )
    )
    bench = Bench(node('n1'), node('n2'))
    web = {'app': 'web'}
    assert {bench.place(pod(name, labels=web, affinity=anti)) for name in 'ab'} == {'n1', 'n2'}
    assert bench.message(pod('c', labels=web, affinity=anti)) == (
        "0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules."
    )
    assert bench.message(pod('d', labels=web)) == (
        "0/2 nodes are available: 2 node(s) didn't satisfy existing pods anti-affinity rules."
    )
    assert bench.place(pod('e')) in ('n1', 'n2')


def test_affinity_follows_company_and_lets_the_first_of_a_group_in():
    together = core.Affinity(
        pod_affinity=core.PodAffinity(
            required_during_scheduling_ignored_during_execution=[
                core.PodAffinityTerm(label_selector=selector(app='db'), topology_key='kubernetes.io/hostname')
            ]
        )
    )
    bench = Bench(node('n1'), node('n2'), node('n3'))
    assert bench.message(pod('lonely', affinity=together)) == (
        "0/3 nodes are available: 3 node(s) didn't match pod affinity rules."
    )
    first = bench.place(pod('db0', labels={'app': 'db'}, affinity=together))
    assert bench.place(pod('db1', labels={'app': 'db'}, affinity=together)) == first
    assert bench.place(pod('friend', affinity=together)) == first


def test_init_containers_and_sidecars_are_counted_as_upstream_does():
    def container(name, cpu, restart=None):
        return core.Container(
            name=name,
            image='i',
            restart_policy=restart,
            resources=core.ResourceRequirements(requests={'cpu': Quantity(cpu)}),
        )

    info = pod('a', cpu='1')
    info.pod.spec.init_containers = [container('side', '500m', 'Always'), container('init', '2')]
    assert info.requests['cpu'] == 2500
    info = pod('b', cpu='3')
    info.pod.spec.init_containers = [container('side', '500m', 'Always'), container('init', '2')]
    assert info.requests['cpu'] == 3500


def test_columns_grow_and_rows_are_reused():
    bench = Bench(*(node(f'n{i}') for i in range(100)))
    for i in range(100):
        bench.place(pod(f'p{i}', cpu='1'))
    assert sum(bench.cluster.requested['cpu']) == 100_000
    for i in range(100):
        bench.cluster.remove_pod(('default', f'p{i}'))
        bench.cluster.remove_node(f'n{i}')
    assert not bench.cluster.nodes and not bench.cluster.alive.any()
    capacity = bench.cluster.capacity
    for i in range(100):
        bench.cluster.set_node(node(f'm{i}'))
    assert bench.cluster.capacity == capacity


def test_the_same_seed_places_alike():
    def run():
        bench = Bench(*(node(f'n{i}') for i in range(7)))
        return [bench.place(pod(f'p{i}')) for i in range(30)]

    assert run() == run()
