"""The order in which a ReplicaSet gives pods up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.api.generated import core_v1 as core
from sampan.controllers.replicaset.ranking import DELETION_COST, deletion_cost, pods_to_delete

from .helpers import NOW, pod

PAIRS = {
    'not bound before bound': (pod('a', node=''), pod('b')),
    'Pending before Running': (pod('a', phase='Pending'), pod('b')),
    'Unknown before Running': (pod('a', phase='Unknown'), pod('b')),
    'not ready before ready': (pod('a', ready=False), pod('b')),
    'cheaper before dearer': (pod('a', annotations={DELETION_COST: '-5'}), pod('b')),
    'ready for a shorter time first': (pod('a', ready_for=10), pod('b', ready_for=1000)),
    'more restarts first': (pod('a', restarts=3), pod('b')),
    'younger first': (pod('a', age=10), pod('b', age=10000)),
    'not ready beats cost': (pod('a', ready=False, annotations={DELETION_COST: '100'}), pod('b')),
}


@pytest.mark.parametrize('first, second', PAIRS.values(), ids=PAIRS)
def test_the_order(first: core.Pod, second: core.Pod) -> None:
    assert pods_to_delete([first, second], [], 1, NOW) == [first]
    assert pods_to_delete([second, first], [], 1, NOW) == [first]


def test_pods_on_crowded_nodes_go_first() -> None:
    lonely, crowded = pod('a', node='n1'), pod('b', node='n2')
    family = [lonely, crowded, pod('c', node='n2')]
    assert pods_to_delete([lonely, crowded], family, 1, NOW) == [crowded]


def test_pods_of_about_the_same_age_are_told_apart_by_uid() -> None:
    one, other = pod('x', ready_for=100, age=100), pod('a', ready_for=101, age=101)
    assert pods_to_delete([one, other], [], 1, NOW) == [other]


@pytest.mark.parametrize(
    ('text', 'cost'), [('7', 7), ('-7', -7), ('0', 0), ('07', 0), ('+7', 0), ('x', 0), ('', 0), ('2147483648', 0)]
)
def test_a_cost_is_a_32_bit_integer_as_go_prints_it(text: str, cost: int) -> None:
    assert deletion_cost(pod('a', annotations={DELETION_COST: text})) == cost


pods = st.builds(
    pod,
    st.text('abcdef', min_size=3, max_size=8),
    node=st.sampled_from(['', 'n1', 'n2']),
    phase=st.sampled_from(['Pending', 'Running', 'Unknown']),
    ready=st.booleans(),
    ready_for=st.sampled_from([1, 60, 5000]),
    age=st.sampled_from([1, 60, 5000]),
    restarts=st.integers(0, 2),
)


@given(st.lists(pods, unique_by=lambda each: each.metadata.uid, max_size=12), st.integers(0, 12), st.randoms())
def test_the_choice_does_not_depend_on_the_order_of_the_cache(
    candidates: list[core.Pod], count: int, chance: object
) -> None:
    shuffled = list(candidates)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    chosen = pods_to_delete(candidates, candidates, count, NOW)
    again = pods_to_delete(shuffled, candidates, count, NOW)
    assert len(chosen) == min(count, len(candidates))
    costs = [_visible(each) for each in chosen]
    assert sorted(costs) == sorted(_visible(each) for each in again)


def _visible(each: core.Pod) -> tuple[bool, str, bool]:
    return (bool(each.spec.node_name), each.status.phase, each.status.conditions[0].status == 'True')
