"""RFC 6902, and the messages of the library that upstream uses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.machinery.patch import InvalidPatch, PatchFailed, json_patch, merge_diff, merge_patch

# (document, operations, result): the examples of RFC 6902, appendix A, that succeed.
RFC = [
    ({'foo': 'bar'}, [{'op': 'add', 'path': '/baz', 'value': 'qux'}], {'baz': 'qux', 'foo': 'bar'}),
    ({'foo': ['bar', 'baz']}, [{'op': 'add', 'path': '/foo/1', 'value': 'qux'}], {'foo': ['bar', 'qux', 'baz']}),
    ({'baz': 'qux', 'foo': 'bar'}, [{'op': 'remove', 'path': '/baz'}], {'foo': 'bar'}),
    ({'foo': ['bar', 'qux', 'baz']}, [{'op': 'remove', 'path': '/foo/1'}], {'foo': ['bar', 'baz']}),
    ({'baz': 'qux'}, [{'op': 'replace', 'path': '/baz', 'value': 'boo'}], {'baz': 'boo'}),
    (
        {'foo': {'bar': 'baz', 'waldo': 'fred'}, 'qux': {'corge': 'grault'}},
        [{'op': 'move', 'from': '/foo/waldo', 'path': '/qux/thud'}],
        {'foo': {'bar': 'baz'}, 'qux': {'corge': 'grault', 'thud': 'fred'}},
    ),
    (
        {'foo': ['all', 'grass', 'cows', 'eat']},
        [{'op': 'move', 'from': '/foo/1', 'path': '/foo/3'}],
        {'foo': ['all', 'cows', 'eat', 'grass']},
    ),
    (
        {'baz': 'qux', 'foo': ['a', 2, 'c']},
        [{'op': 'test', 'path': '/baz', 'value': 'qux'}, {'op': 'test', 'path': '/foo/1', 'value': 2}],
        {'baz': 'qux', 'foo': ['a', 2, 'c']},
    ),
    ({'foo': 'bar'}, [{'op': 'add', 'path': '/c', 'value': {'g': {}}}], {'foo': 'bar', 'c': {'g': {}}}),
    ({'foo': 'bar'}, [{'op': 'add', 'path': '/baz', 'value': 'qux', 'xyz': 1}], {'foo': 'bar', 'baz': 'qux'}),
    ({'/': 9, '~1': 10}, [{'op': 'test', 'path': '/~01', 'value': 10}], {'/': 9, '~1': 10}),
    ({'foo': ['bar']}, [{'op': 'add', 'path': '/foo/-', 'value': ['a']}], {'foo': ['bar', ['a']]}),
    ({'a': 1}, [{'op': 'copy', 'from': '/a', 'path': '/b'}], {'a': 1, 'b': 1}),
    ({'a': [1, 2]}, [{'op': 'replace', 'path': '/a/-1', 'value': 3}], {'a': [1, 3]}),
    ({'a': 1}, [{'op': 'replace', 'path': '', 'value': {'b': 2}}], {'b': 2}),
    ({}, [{'op': 'test', 'path': '/a', 'value': None}], {}),
]


@pytest.mark.parametrize(('doc', 'operations', 'result'), RFC)
def test_examples(doc: Any, operations: Any, result: Any) -> None:
    before = repr((doc, operations))
    assert json_patch(doc, operations) == result
    assert repr((doc, operations)) == before, 'arguments are not changed'


@pytest.mark.parametrize(
    ('operations', 'message'),
    [
        (
            [{'op': 'remove', 'path': '/x'}],
            "error in remove for path: '/x': unable to remove nonexistent key: x: missing value",
        ),
        (
            [{'op': 'replace', 'path': '/x', 'value': 1}],
            'replace operation does not apply: doc is missing key: /x: missing value',
        ),
        (
            [{'op': 'add', 'path': '/x/y', 'value': 1}],
            'add operation does not apply: doc is missing path: "/x/y": missing value',
        ),
        ([{'op': 'test', 'path': '/a', 'value': 2}], 'testing value /a failed: test failed'),
        ([{'op': 'test', 'path': '/a', 'value': True}], 'testing value /a failed: test failed'),
        (
            [{'op': 'add', 'path': '/l/9', 'value': 1}],
            "error in add for path: '/l/9': Unable to access invalid index: 9: invalid index referenced",
        ),
        (
            [{'op': 'move', 'from': '/x', 'path': '/y'}],
            "error in move for path: 'x': unable to get nonexistent key: x: missing value",
        ),
        ([{'op': 'remove', 'path': ''}], 'remove operation does not apply: doc is missing path'),
    ],
)
def test_failures(operations: Any, message: str) -> None:
    with pytest.raises(PatchFailed) as caught:
        json_patch({'a': 1, 'l': []}, operations)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    'operations',
    [
        {},
        'x',
        [1],
        [{'op': 'foo', 'path': '/a'}],
        [{'op': {}, 'path': '/a'}],
        [{'op': 'add', 'path': '/a'}],
        [{'op': 'remove'}],
        [{'op': 'copy', 'path': '/a'}],
    ],
)
def test_what_is_no_patch(operations: Any) -> None:
    with pytest.raises(InvalidPatch):
        json_patch({}, operations)


def test_copies_are_bounded() -> None:
    doubling = [{'op': 'copy', 'from': '/a', 'path': '/a/-'} for _ in range(40)]
    with pytest.raises(PatchFailed, match='accumulated size increase'):
        json_patch({'a': ['x' * 1000]}, doubling)


# The table of RFC 7386, appendix A.
MERGES = [
    ({'a': 'b'}, {'a': 'c'}, {'a': 'c'}),
    ({'a': 'b'}, {'b': 'c'}, {'a': 'b', 'b': 'c'}),
    ({'a': 'b'}, {'a': None}, {}),
    ({'a': 'b', 'b': 'c'}, {'a': None}, {'b': 'c'}),
    ({'a': ['b']}, {'a': 'c'}, {'a': 'c'}),
    ({'a': 'c'}, {'a': ['b']}, {'a': ['b']}),
    ({'a': {'b': 'c'}}, {'a': {'b': 'd', 'c': None}}, {'a': {'b': 'd'}}),
    ({'a': [{'b': 'c'}]}, {'a': [1]}, {'a': [1]}),
    (['a', 'b'], ['c', 'd'], ['c', 'd']),
    ({'a': 'b'}, ['c'], ['c']),
    ({'a': 'foo'}, None, None),
    ({'a': 'foo'}, 'bar', 'bar'),
    ({'e': None}, {'a': 1}, {'e': None, 'a': 1}),
    ([1, 2], {'a': 'b', 'c': None}, {'a': 'b'}),
    ({}, {'a': {'bb': {'ccc': None}}}, {'a': {'bb': {}}}),
]


@pytest.mark.parametrize(('doc', 'patch', 'result'), MERGES)
def test_merge_examples(doc: Any, patch: Any, result: Any) -> None:
    assert merge_patch(doc, patch) == result


_LEAVES = st.one_of(st.booleans(), st.integers(-3, 3), st.sampled_from(['', 'x']))
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from('abc'), inner, max_size=3)
)
_OBJECTS = st.dictionaries(st.sampled_from('abc'), _VALUES, max_size=3)


@given(_OBJECTS, _OBJECTS)
def test_difference_leads_from_one_to_the_other(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert merge_patch(old, merge_diff(old, new)) == new
