"""Quality of service, cgroup values, and whether a node takes a pod."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.podrequests import pod_requests
from sampan.api.qos import pod_qos
from sampan.api.scalars import Quantity
from sampan.node.admission import admit
from sampan.node.resources.limits import container_resources, cpu_quota, cpu_shares, oom_score_adj
from sampan.node.resources.real_cgroups import RealCgroups

from .support import container, pod

GIB = 1 << 30


def resources(**amounts: str) -> core.ResourceRequirements:
    """`requests_cpu='1'` and so on."""
    made = core.ResourceRequirements()
    for key, text in amounts.items():
        which, _, name = key.partition('_')
        getattr(made, which)[name] = Quantity(text)
    return made


def with_resources(*each: core.ResourceRequirements, **spec: Any) -> core.Pod:
    return pod('web', *(container(f'c{n}', resources=r) for n, r in enumerate(each)), **spec)


FULL = resources(limits_cpu='1', limits_memory='1Gi', requests_cpu='1', requests_memory='1Gi')
SOME = resources(requests_cpu='250m', requests_memory='1Gi')
NONE = resources()


@pytest.mark.parametrize(
    ('each', 'quality'),
    [
        ((FULL,), 'Guaranteed'),
        ((FULL, FULL), 'Guaranteed'),
        ((FULL, NONE), 'Burstable'),
        ((SOME,), 'Burstable'),
        ((resources(limits_cpu='1'),), 'Burstable'),
        ((NONE, NONE), 'BestEffort'),
    ],
)
def test_quality_of_service(each: tuple[core.ResourceRequirements, ...], quality: str) -> None:
    assert pod_qos(with_resources(*each)) == quality


def test_cpu_values_are_upstreams() -> None:
    assert [cpu_shares(m) for m in (0, 1, 250, 1000, 10**9)] == [2, 2, 256, 1024, 262144]
    assert [cpu_quota(m) for m in (0, 1, 250, 2000)] == [0, 1000, 25000, 200000]


@pytest.mark.parametrize(
    ('requirements', 'spec', 'score'),
    [
        (FULL, {}, -997),
        (NONE, {}, 1000),
        (SOME, {}, 875),
        (resources(requests_memory='1'), {}, 999),
        (resources(requests_memory='8Gi'), {}, 3),
        (NONE, {'priority': 2_000_001_000}, -997),
    ],
)
def test_oom_scores(requirements: core.ResourceRequirements, spec: dict[str, Any], score: int) -> None:
    subject = with_resources(requirements, **spec)
    assert oom_score_adj(subject, subject.spec.containers[0], 8 * GIB) == score


def test_a_request_defaults_to_the_limit() -> None:
    subject = with_resources(resources(limits_cpu='500m', limits_memory='64Mi'))
    subject.spec.containers[0].resources.requests = {}
    found = container_resources(subject, subject.spec.containers[0], 8 * GIB)
    assert (found.cpu_shares, found.cpu_quota, found.memory_limit) == (512, 50000, 64 << 20)


def test_requests_are_the_larger_of_running_and_starting() -> None:
    sidecar = container('side', resources=resources(requests_cpu='100m'), restart_policy='Always')
    step = container('step', resources=resources(requests_cpu='2'))
    subject = with_resources(SOME, init_containers=[sidecar, step], overhead={'cpu': Quantity('10m')})
    assert pod_requests(subject.spec)['cpu'] == 2110
    subject.spec.init_containers[1].resources = NONE
    assert pod_requests(subject.spec)['cpu'] == 360


def node(labels: dict[str, str] | None = None, taints: list[core.Taint] | None = None) -> core.Node:
    return core.Node(
        metadata=meta.ObjectMeta(name='node-a', labels=labels or {}), spec=core.NodeSpec(taints=taints or [])
    )


ALLOCATABLE = {'cpu': Quantity('1'), 'memory': Quantity('4Gi'), 'pods': Quantity('2')}


def test_a_node_takes_what_fits() -> None:
    assert admit(with_resources(SOME), [], node(), ALLOCATABLE) is None
    full = admit(with_resources(SOME), [with_resources(FULL)], node(), ALLOCATABLE)
    assert full is not None and full.reason == 'OutOfcpu'
    assert full.message == "Node didn't have enough resource: cpu, requested: 250, used: 1000, capacity: 1000"
    crowded = admit(pod(), [pod('a'), pod('b')], node(), ALLOCATABLE)
    assert crowded is not None and crowded.reason == 'OutOfpods'


def test_a_node_refuses_pods_that_do_not_select_it() -> None:
    wrong = admit(pod(node_selector={'disk': 'ssd'}), [], node({'disk': 'hdd'}), ALLOCATABLE)
    assert wrong is not None and wrong.reason == 'NodeAffinity'
    assert admit(pod(node_selector={'disk': 'ssd'}), [], node({'disk': 'ssd'}), ALLOCATABLE) is None


@pytest.mark.parametrize(
    ('operator', 'values', 'fits'),
    [
        ('In', ['a', 'b'], True),
        ('NotIn', ['a'], False),
        ('Exists', [], True),
        ('DoesNotExist', [], False),
    ],
)
def test_required_affinity(operator: str, values: list[str], fits: bool) -> None:
    requirement = core.NodeSelectorRequirement(key='zone', operator=operator, values=values)
    terms = [core.NodeSelectorTerm(match_expressions=[requirement])]
    required = core.NodeSelector(node_selector_terms=terms)
    affinity = core.Affinity(
        node_affinity=core.NodeAffinity(required_during_scheduling_ignored_during_execution=required)
    )
    assert (admit(pod(affinity=affinity), [], node({'zone': 'a'}), ALLOCATABLE) is None) is fits


def test_a_taint_that_is_not_tolerated_keeps_pods_out() -> None:
    taint = core.Taint(key='gone', value='yes', effect='NoExecute')
    assert admit(pod(), [], node(taints=[taint]), ALLOCATABLE) is not None
    toleration = core.Toleration(key='gone', operator='Exists')
    assert admit(pod(tolerations=[toleration]), [], node(taints=[taint]), ALLOCATABLE) is None


# --- cgroups, over a folder that looks like them -----------------------------------------------


def version1(folder: Path) -> RealCgroups:
    for controller in ('cpu', 'memory', 'pids'):
        (folder / controller).mkdir()
        (folder / controller / 'cgroup.procs').write_text('')
    return RealCgroups('sampan', folder)


def fill(folder: Path, *files: str) -> None:
    """A kernel makes these files with the folder."""
    folder.mkdir(parents=True)
    for name in files:
        (folder / name).write_text('')


def test_pods_get_their_cgroups_by_quality(tmp_path: Path) -> None:
    cgroups = version1(tmp_path)
    cgroups.set_up()
    subject = with_resources(SOME)
    subject.metadata.uid = 'u1'
    fill(tmp_path / 'cpu/sampan/kubepods/burstable/podu1', 'cpu.shares', 'cpu.cfs_quota_us', 'cgroup.procs')
    (tmp_path / 'cpu/sampan/kubepods/burstable/cpu.shares').write_text('')
    assert cgroups.create(subject) == '/sampan/kubepods/burstable/podu1'
    assert (tmp_path / 'cpu/sampan/kubepods/burstable/podu1/cpu.shares').read_text() == '256'
    assert (tmp_path / 'cpu/sampan/kubepods/burstable/podu1/cpu.cfs_quota_us').read_text() == '-1'
    assert (tmp_path / 'cpu/sampan/kubepods/burstable/cpu.shares').read_text() == '256'
    assert cgroups.pods() == ['u1']


def test_version_two_hands_controllers_down(tmp_path: Path) -> None:
    (tmp_path / 'cgroup.controllers').write_text('cpu memory pids')
    (tmp_path / 'cgroup.subtree_control').write_text('')
    cgroups = RealCgroups('sampan', tmp_path)
    subject = with_resources(FULL)
    subject.metadata.uid = 'u1'
    fill(tmp_path / 'sampan/kubepods/podu1', 'cpu.weight', 'cpu.max', 'memory.max')
    assert cgroups.create(subject) == '/sampan/kubepods/podu1'
    assert (tmp_path / 'sampan/kubepods/cgroup.subtree_control').read_text() == '+pids'
    assert (tmp_path / 'sampan/kubepods/podu1/cpu.weight').read_text() == '39'
    assert (tmp_path / 'sampan/kubepods/podu1/cpu.max').read_text() == '100000 100000'
    assert (tmp_path / 'sampan/kubepods/podu1/memory.max').read_text() == str(GIB)
