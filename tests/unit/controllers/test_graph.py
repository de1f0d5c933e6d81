"""The collector's picture of who owns whom."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sampan.api.generated import meta_v1 as meta
from sampan.controllers.garbagecollector.access import AbsentOwners
from sampan.controllers.garbagecollector.graph import FOREGROUND, ORPHAN, Graph, Identity, Verdict


def identity(name: str) -> Identity:
    return Identity('v1', 'ConfigMap', 'default', name, f'uid-{name}')


def owned_by(*names: str, block: bool = True) -> list[meta.OwnerReference]:
    return [
        meta.OwnerReference(
            api_version='v1', kind='ConfigMap', name=name, uid=f'uid-{name}', block_owner_deletion=block
        )
        for name in names
    ]


def see(
    graph: Graph, name: str, *owners: str, deleting: bool = False, finalizers: tuple[str, ...] = (), block: bool = True
) -> tuple[list[str], list[str]]:
    verdict = graph.observe(identity(name), owned_by(*owners, block=block), deleting=deleting, finalizers=finalizers)
    return names(verdict)


def names(verdict: Verdict) -> tuple[list[str], list[str]]:
    return [node.identity.name for node in verdict.look], [node.identity.name for node in verdict.orphan]


def test_dependents_are_looked_at_when_their_owner_goes() -> None:
    graph = Graph()
    see(graph, 'owner')
    see(graph, 'a', 'owner')
    see(graph, 'b', 'owner')
    assert names(graph.gone('uid-owner')) == (['a', 'b'], [])


def test_an_owner_nobody_saw_is_looked_for_and_forgotten_with_its_last_dependent() -> None:
    graph = Graph()
    assert see(graph, 'a', 'owner') == (['owner'], [])
    owner = graph.get('uid-owner')
    assert owner is not None and owner.virtual
    see(graph, 'owner')
    assert graph.get('uid-owner') is owner and not owner.virtual
    assert see(graph, 'b', 'other') == (['other'], [])
    graph.gone('uid-b')
    assert graph.get('uid-other') is None


def test_foreground_deletion_looks_at_dependents_and_waits_for_the_blocking_ones() -> None:
    graph = Graph()
    see(graph, 'owner')
    see(graph, 'a', 'owner')
    see(graph, 'b', 'owner', block=False)
    assert see(graph, 'owner', deleting=True, finalizers=(FOREGROUND,)) == (['a', 'b', 'owner'], [])
    owner = graph.get('uid-owner')
    assert owner is not None
    assert [node.identity.name for node in owner.blocking_dependents()] == ['a']
    assert names(graph.gone('uid-a')) == (['owner'], [])
    assert owner.blocking_dependents() == []


def test_a_reference_that_stops_blocking_calls_for_the_owner() -> None:
    graph = Graph()
    see(graph, 'owner')
    see(graph, 'a', 'owner')
    see(graph, 'owner', deleting=True, finalizers=(FOREGROUND,))
    assert see(graph, 'a', 'owner', block=False) == (['owner'], [])


def test_a_dependent_that_appears_during_a_foreground_deletion_is_looked_at() -> None:
    graph = Graph()
    see(graph, 'owner', deleting=True, finalizers=(FOREGROUND,))
    assert see(graph, 'late', 'owner') == (['late'], [])


def test_orphaning_is_asked_for_once() -> None:
    graph = Graph()
    see(graph, 'owner')
    see(graph, 'a', 'owner')
    assert see(graph, 'owner', deleting=True, finalizers=(ORPHAN,)) == ([], ['owner'])
    assert see(graph, 'owner', deleting=True, finalizers=(ORPHAN,)) == ([], [])


def test_a_plain_deletion_in_progress_calls_for_nothing() -> None:
    graph = Graph()
    see(graph, 'owner')
    assert see(graph, 'owner', deleting=True) == ([], [])


objects = st.sampled_from('abcde')
steps = st.lists(
    st.one_of(
        st.tuples(st.just('see'), objects, st.sets(objects)), st.tuples(st.just('gone'), objects, st.just(set()))
    ),
    max_size=40,
)


@given(steps)
def test_the_picture_is_always_two_way_and_holds_nothing_useless(script: list[tuple[str, str, set[str]]]) -> None:
    graph = Graph()
    observed: set[str] = set()
    for verb, name, owners in script:
        if verb == 'see':
            see(graph, name, *sorted(owners))
            observed.add(name)
        else:
            graph.gone(f'uid-{name}')
            observed.discard(name)
    for uid, node in graph._nodes.items():
        assert node.identity.uid == uid
        for dependent_uid, dependent in node.dependents.items():
            assert graph.get(dependent_uid) is dependent
            assert uid in {owner.uid for owner in dependent.owners}
        if node.virtual:
            assert node.dependents and node.identity.name not in observed
    assert {node.identity.name for node in graph._nodes.values() if not node.virtual} == observed


def test_absent_owners_are_remembered_within_bounds() -> None:
    absent = AbsentOwners(2)
    for uid in 'abc':
        absent.add('default', uid)
    assert ('default', 'a') not in absent and ('default', 'c') in absent
