"""Sets of fields: FieldsV1, their order, and the algebra."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.machinery.merge import elements, sets

A, B, C = elements.field('a'), elements.field('b'), elements.field('c')

_elements = st.sampled_from([A, B, C, elements.key({'name': 'x'}), elements.value(1)])
_paths = st.lists(st.lists(_elements, min_size=1, max_size=4), max_size=8)
_sets = _paths.map(lambda found: sets.of(*found))


def members(tree: sets.Tree) -> set[tuple[str, ...]]:
    return set(sets.paths(tree))


@given(_paths)
def test_a_set_has_what_was_put_in(paths: list[list[str]]) -> None:
    assert members(sets.of(*paths)) == {tuple(path) for path in paths}


@given(_sets, _sets)
def test_the_algebra_is_that_of_sets_of_paths(left: sets.Tree, right: sets.Tree) -> None:
    assert members(sets.union(left, right)) == members(left) | members(right)
    assert members(sets.intersection(left, right)) == members(left) & members(right)
    assert members(sets.difference(left, right)) == members(left) - members(right)


@given(_sets, _sets)
def test_a_recursive_difference_takes_what_is_below_along(left: sets.Tree, right: sets.Tree) -> None:
    gone = members(right)
    kept = {path for path in members(left) if not any(path[:length] in gone for length in range(1, len(path) + 1))}
    assert members(sets.recursive_difference(left, right)) == kept


@given(_sets, _sets)
def test_operations_leave_their_arguments_alone_and_make_normal_trees(left: sets.Tree, right: sets.Tree) -> None:
    before = json.dumps([left, right])
    made = [
        operation(left, right)
        for operation in (sets.union, sets.intersection, sets.difference, sets.recursive_difference)
    ]
    assert json.dumps([left, right]) == before
    for tree in made:
        assert sets.decode(sets.encode(tree)) == tree == sets.of(*sets.paths(tree))


@given(_sets)
def test_fields_v1_round_trips(tree: sets.Tree) -> None:
    assert sets.decode(sets.encode(tree)) == tree


def test_fields_v1_has_members_before_items_before_values_before_positions() -> None:
    items = ['i:10', 'i:9', 'v:"b"', 'v:10', 'v:9', 'k:{"port":80}', 'k:{"port":9}', 'f:z', 'f:a']
    tree = sets.of(*([item] for item in items), ['f:a', 'f:b'])
    assert sets.encode(tree) == (
        b'{"f:a":{".":{},"f:b":{}},"f:z":{},"k:{\\"port\\":9}":{},"k:{\\"port\\":80}":{},'
        b'"v:9":{},"v:10":{},"v:\\"b\\"":{},"i:9":{},"i:10":{}}'
    )


def test_equal_elements_are_written_the_same() -> None:
    read = sets.decode(b'{"k:{\\"protocol\\": \\"TCP\\", \\"containerPort\\": 80.0}":{".":{}}}')
    assert read == sets.of([elements.key({'containerPort': 80, 'protocol': 'TCP'})])


def test_elements_of_unknown_kinds_are_dropped() -> None:
    assert sets.decode(b'{"x:what":{},"f:a":{}}') == sets.of([A])


@pytest.mark.parametrize('data', [b'{"nocolon":{}}', b'[]', b'{"f:a":1}', b'{', b'{"k:{":{}}', b'{"i:x":{}}'])
def test_what_is_no_set_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        sets.decode(data)


def test_paths_print_as_upstream_prints_them() -> None:
    path = [
        A,
        elements.key({'name': 'x', 'port': 1}),
        elements.value('v'),
        elements.value(True),
        'i:3',
        elements.field('b.c'),
    ]
    assert sets.shown(path) == '.a[name="x",port=1][="v"][=true][3].b.c'
