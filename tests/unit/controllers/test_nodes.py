"""Judging nodes, taints, zones and tolerations; cutting address ranges."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.tolerations import tolerates
from sampan.controllers.config import ControllersConfig
from sampan.controllers.nodeipam.cidrset import CIDRSet, RangeExhausted
from sampan.controllers.nodelifecycle import health, taints, zones
from sampan.controllers.nodelifecycle.tolerations import toleration_seconds
from sampan.controllers.podgc import surplus

from .helpers import NOW, ago, pod


def node(
    name: str = 'n', ready: str | None = 'True', heartbeat: float = 0, zone: str = '', **spec: object
) -> core.Node:
    conditions = []
    if ready is not None:
        conditions.append(core.NodeCondition(type='Ready', status=ready, last_heartbeat_time=ago(heartbeat)))
    labels = {zones.ZONE_LABEL: zone} if zone else {}
    return core.Node(
        metadata=meta.ObjectMeta(name=name, labels=labels, creation_timestamp=ago(1000)),
        spec=core.NodeSpec(**spec),  # type: ignore[arg-type]
        status=core.NodeStatus(conditions=conditions),
    )


def test_a_heartbeat_a_changed_condition_and_a_renewed_lease_are_signs_of_life() -> None:
    first = health.update(None, node(heartbeat=10), None, now=1)
    assert health.update(first, node(heartbeat=10), None, now=2).probed == 1
    assert health.update(first, node(heartbeat=5), None, now=3).probed == 3
    assert health.update(first, node(heartbeat=10, ready='False'), None, now=4).probed == 4
    renewed = health.MicroTime.of(NOW)
    assert health.update(first, node(heartbeat=10), renewed, now=5).probed == 5
    assert health.is_silent(first, 51.1, 50) and not health.is_silent(first, 51, 50)
    assert health.update(None, node(ready=None), None, now=100, age=70).probed == 30, 'it was silent all its life'
    assert health.update(None, node(), None, now=100, age=70).probed == 100


def test_a_silent_node_is_unknown_and_one_that_never_spoke_says_so() -> None:
    conditions = {each.type: each for each in health.silenced(node(), NOW)}
    assert set(conditions) == {'Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'}
    assert (conditions['Ready'].status, conditions['Ready'].reason) == ('Unknown', 'NodeStatusUnknown')
    assert conditions['Ready'].message == 'Kubelet stopped posting node status.'
    assert conditions['DiskPressure'].reason == 'NodeStatusNeverUpdated'
    again = core.Node(status=core.NodeStatus(conditions=list(conditions.values())))
    assert health.silenced(again, NOW) == again.status.conditions


def keys(found: list[core.Taint]) -> list[tuple[str, str]]:
    return [(each.key.removeprefix('node.kubernetes.io/'), each.effect) for each in found]


def test_no_schedule_taints_follow_conditions_and_leave_others_alone() -> None:
    own = core.Taint(key='dedicated', effect='NoSchedule', value='db')
    stale = core.Taint(key=taints.NOT_READY, effect='NoSchedule')
    executing = core.Taint(key=taints.UNREACHABLE, effect='NoExecute')
    sick = node(ready='Unknown', unschedulable=True, taints=[own, stale, executing])
    assert keys(taints.no_schedule(sick, NOW)) == [
        ('dedicated', 'NoSchedule'),
        ('unreachable', 'NoExecute'),
        ('unreachable', 'NoSchedule'),
        ('unschedulable', 'NoSchedule'),
    ]
    well = node(taints=[own, stale, executing])
    assert keys(taints.no_schedule(well, NOW)) == [('dedicated', 'NoSchedule'), ('unreachable', 'NoExecute')]


def test_the_two_no_execute_taints_exclude_each_other() -> None:
    unreachable = node(ready='False', taints=[core.Taint(key=taints.UNREACHABLE, effect='NoExecute')])
    assert keys(taints.no_execute(unreachable, taints.no_execute_key(unreachable), NOW)) == [('not-ready', 'NoExecute')]
    recovered = node(taints=[core.Taint(key=taints.UNREACHABLE, effect='NoExecute')])
    assert taints.no_execute_key(recovered) is None
    assert taints.no_execute(recovered, None, NOW) == []


def test_zones_fail_partly_or_wholly() -> None:
    nodes = [node(f'a{n}', 'True' if n else 'Unknown', zone='a') for n in range(4)]
    nodes += [node(f'b{n}', 'True' if n == 0 else 'Unknown', zone='b') for n in range(4)]
    nodes += [node(f'c{n}', 'False', zone='c') for n in range(2)]
    found = list(zones.states(nodes, 0.55).values())
    assert found == [zones.ZoneState.NORMAL, zones.ZoneState.PARTIAL, zones.ZoneState.FULL]
    config = ControllersConfig()
    assert zones.rate(zones.ZoneState.PARTIAL, 4, config) == 0
    assert zones.rate(zones.ZoneState.PARTIAL, 51, config) == 0.01
    assert zones.rate(zones.ZoneState.FULL, 4, config) == 0.1
    assert zones.all_failed({'a': zones.ZoneState.FULL}) and not zones.all_failed({'a': zones.ZoneState.NORMAL})


def test_nodes_are_let_through_one_every_ten_seconds() -> None:
    pace = zones.Pace()
    assert [at for at in range(0, 31, 5) if pace.allows(0.1, at)] == [0, 10, 20, 30]
    assert not pace.allows(0, 100)


UNREACHABLE = core.Taint(key=taints.UNREACHABLE, effect='NoExecute')


@pytest.mark.parametrize(
    ('tolerations', 'seconds'),
    [
        ([], 0),
        ([core.Toleration(operator='Exists')], math.inf),
        ([core.Toleration(key=taints.UNREACHABLE, operator='Exists', effect='NoExecute', toleration_seconds=300)], 300),
        ([core.Toleration(key=taints.NOT_READY, operator='Exists', effect='NoExecute', toleration_seconds=300)], 0),
        ([core.Toleration(key=taints.UNREACHABLE, operator='Exists', toleration_seconds=-5)], 0),
        ([core.Toleration(key=taints.UNREACHABLE, effect='NoSchedule', operator='Exists')], 0),
    ],
)
def test_how_long_a_pod_may_stay(tolerations: list[core.Toleration], seconds: float) -> None:
    assert toleration_seconds([UNREACHABLE], tolerations) == seconds


def test_a_value_is_compared_unless_existence_is_enough() -> None:
    taint = core.Taint(key='k', value='v', effect='NoExecute')
    assert tolerates(core.Toleration(key='k', value='v'), taint)
    assert not tolerates(core.Toleration(key='k', value='w'), taint)
    assert tolerates(core.Toleration(key='k', operator='Exists'), taint)


def test_ranges_are_given_out_round_and_round() -> None:
    pieces = CIDRSet('10.244.0.0/22', 24)
    assert [pieces.allocate() for _ in range(3)] == ['10.244.0.0/24', '10.244.1.0/24', '10.244.2.0/24']
    pieces.release('10.244.0.0/24')
    assert [pieces.allocate() for _ in range(2)] == ['10.244.3.0/24', '10.244.0.0/24']
    with pytest.raises(RangeExhausted):
        pieces.allocate()


def test_taken_ranges_are_not_given_out() -> None:
    pieces = CIDRSet('10.0.0.0/22', 24)
    pieces.occupy('10.0.0.0/23')
    pieces.occupy('10.0.3.7/32')
    pieces.occupy('192.168.0.0/16')
    assert pieces.allocate() == '10.0.2.0/24'
    assert CIDRSet('fd00::/60', 64).allocate() == 'fd00::/64'


@given(st.lists(st.integers(-1, 15), max_size=60))
def test_no_piece_is_ever_given_twice(script: list[int]) -> None:
    pieces, held = CIDRSet('10.0.0.0/20', 24), set[str]()
    for step in script:
        if step < 0 or not held:
            if len(held) < 16:
                piece = pieces.allocate()
                assert piece not in held
                held.add(piece)
        else:
            piece = sorted(held)[step % len(held)]
            held.remove(piece)
            pieces.release(piece)


def test_terminated_pods_beyond_the_threshold_go_evicted_ones_first() -> None:
    old, new = pod('old', phase='Succeeded', age=500), pod('new', phase='Failed', age=5)
    evicted = pod('evicted', phase='Failed', age=1)
    evicted.status.reason = 'Evicted'
    running = pod('running', age=9999)
    assert surplus([old, new, evicted, running], 1) == [evicted, old]
    assert surplus([old, new, evicted, running], 0) == []
