"""Strategic merge: upstream's documented examples and rules."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.machinery.patch import (
    UNKNOWN,
    InvalidPatch,
    PatchError,
    PatchFailed,
    PatchField,
    Schema,
    strategic_merge_patch,
)


class Table:
    """A schema out of a dictionary."""

    def __init__(self, **fields: PatchField) -> None:
        self._fields = fields

    def field(self, name: str) -> PatchField | None:
        return self._fields.get(name)


_CONTAINER = Table(
    name=PatchField(UNKNOWN),
    image=PatchField(UNKNOWN),
    command=PatchField(UNKNOWN),
    env=PatchField(Table(name=PatchField(UNKNOWN), value=PatchField(UNKNOWN)), ('merge',), 'name'),
    ports=PatchField(UNKNOWN, ('merge',), 'containerPort'),
)
SCHEMA: Schema = Table(
    metadata=PatchField(Table(labels=PatchField(UNKNOWN), finalizers=PatchField(UNKNOWN, ('merge',)))),
    containers=PatchField(_CONTAINER, ('merge',), 'name'),
    tolerations=PatchField(UNKNOWN),
    strategy=PatchField(UNKNOWN, ('retainKeys',)),
    replaced=PatchField(UNKNOWN, ('replace',)),
)


def patched(doc: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    before = repr((doc, patch))
    result = strategic_merge_patch(doc, patch, SCHEMA)
    assert repr((doc, patch)) == before, 'arguments are not changed'
    return result


def test_list_of_objects_is_merged_by_key() -> None:
    doc = {'containers': [{'name': 'a', 'image': '1', 'command': ['x']}]}
    patch = {'containers': [{'name': 'b', 'image': '2'}, {'name': 'a', 'image': '3'}]}
    assert patched(doc, patch) == {
        'containers': [{'name': 'b', 'image': '2'}, {'name': 'a', 'image': '3', 'command': ['x']}]
    }


def test_lists_without_a_strategy_are_replaced() -> None:
    assert patched({'tolerations': [{'key': 'a'}]}, {'tolerations': [{'key': 'b'}]}) == {'tolerations': [{'key': 'b'}]}


def test_nested_merge() -> None:
    doc = {'containers': [{'name': 'a', 'env': [{'name': 'X', 'value': '1'}, {'name': 'Y', 'value': '2'}]}]}
    patch = {'containers': [{'name': 'a', 'env': [{'name': 'Y', 'value': '3'}, {'name': 'Z', 'value': '4'}]}]}
    assert patched(doc, patch)['containers'][0]['env'] == [
        {'name': 'X', 'value': '1'},
        {'name': 'Y', 'value': '3'},
        {'name': 'Z', 'value': '4'},
    ]


def test_null_deletes_and_unmatched_nulls_vanish() -> None:
    doc = {'metadata': {'labels': {'a': '1', 'b': '2'}}}
    patch = {'metadata': {'labels': {'a': None, 'c': None}, 'annotations': None}, 'strategy': {'x': None, 'y': 1}}
    assert patched(doc, patch) == {'metadata': {'labels': {'b': '2'}}, 'strategy': {'y': 1}}


def test_delete_directive_takes_one_element() -> None:
    doc = {'containers': [{'name': 'a'}, {'name': 'b'}, {'name': 'c'}]}
    patch = {'containers': [{'name': 'b', '$patch': 'delete'}]}
    assert patched(doc, patch) == {'containers': [{'name': 'a'}, {'name': 'c'}]}


def test_replace_directive_replaces_list_or_object() -> None:
    doc = {'containers': [{'name': 'a'}], 'metadata': {'labels': {'a': '1'}}}
    patch = {
        'containers': [{'$patch': 'replace'}, {'name': 'z'}],
        'metadata': {'labels': {'$patch': 'replace', 'b': '2'}},
    }
    assert patched(doc, patch) == {'containers': [{'name': 'z'}], 'metadata': {'labels': {'b': '2'}}}


def test_delete_directive_empties_an_object() -> None:
    assert patched({'strategy': {'a': 1}}, {'strategy': {'$patch': 'delete'}}) == {'strategy': {}}
    assert patched({}, {'strategy': {'$patch': 'delete'}}) == {}


def test_primitive_lists_merge_and_delete() -> None:
    doc = {'metadata': {'finalizers': ['a', 'b', 'c']}}
    assert patched(doc, {'metadata': {'finalizers': ['d', 'a']}}) == {'metadata': {'finalizers': ['d', 'a', 'b', 'c']}}
    patch = {'metadata': {'$deleteFromPrimitiveList/finalizers': ['b', 'x']}}
    assert patched(doc, patch) == {'metadata': {'finalizers': ['a', 'c']}}


def test_set_element_order() -> None:
    doc = {'containers': [{'name': 'a'}, {'name': 'b'}, {'name': 's'}, {'name': 'c'}]}
    patch = {
        '$setElementOrder/containers': [{'name': 'c'}, {'name': 'b'}, {'name': 'n'}, {'name': 'a'}],
        'containers': [{'name': 'b', 'image': '2'}, {'name': 'n', 'image': '9'}],
    }
    names = [each['name'] for each in patched(doc, patch)['containers']]
    assert [name for name in names if name != 's'] == ['c', 'b', 'n', 'a']
    assert sorted(names) == ['a', 'b', 'c', 'n', 's']


def test_set_element_order_alone_reorders() -> None:
    doc = {'metadata': {'finalizers': ['a', 'b', 'c']}}
    patch = {'metadata': {'$setElementOrder/finalizers': ['c', 'b', 'a']}}
    assert patched(doc, patch) == {'metadata': {'finalizers': ['c', 'b', 'a']}}


def test_order_that_contradicts_the_patch_is_refused() -> None:
    patch = {
        '$setElementOrder/containers': [{'name': 'a'}, {'name': 'b'}],
        'containers': [{'name': 'b'}, {'name': 'a'}],
    }
    with pytest.raises(PatchError, match='The order in patch list'):
        patched({}, patch)


def test_retain_keys_drops_the_others() -> None:
    doc = {'strategy': {'type': 'RollingUpdate', 'rollingUpdate': {'maxSurge': 1}}}
    patch = {'strategy': {'$retainKeys': ['type'], 'type': 'Recreate'}}
    assert patched(doc, patch) == {'strategy': {'type': 'Recreate'}}
    with pytest.raises(InvalidPatch, match='retainKeys'):
        patched(doc, {'strategy': {'$retainKeys': ['type'], 'other': 1}})


def test_replace_strategy_of_an_object() -> None:
    assert patched({'replaced': {'a': 1}}, {'replaced': {'b': 2}}) == {'replaced': {'b': 2}}


@pytest.mark.parametrize(
    ('doc', 'patch', 'kind', 'message'),
    [
        ({}, [], InvalidPatch, 'invalid JSON document'),
        ({'containers': [{'name': 'a'}]}, {'containers': [{'image': 'x'}]}, PatchError, 'declared merge key: name'),
        ({'containers': [{'name': 'a'}]}, {'containers': [['x']]}, PatchFailed, 'lists of lists are not supported'),
        ({'containers': [{'name': 'a'}]}, {'containers': ['x']}, PatchError, 'list element types are not identical'),
        ({'containers': [{'name': 'a'}]}, {'containers': [{'name': {}}]}, PatchError, 'a scalar'),
        ({'strategy': {}}, {'strategy': {'$patch': 'foo'}}, PatchError, 'unknown patch type: foo'),
        ({'unknown': {}}, {'unknown': {'a': 1}}, PatchError, 'unable to find api field "unknown"'),
        ({}, {'$setElementOrder': []}, InvalidPatch, 'setElementOrder'),
        ({'a': 1}, {'$deleteFromPrimitiveList': []}, InvalidPatch, 'primitive list'),
    ],
)
def test_refused(doc: Any, patch: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        strategic_merge_patch(doc, patch, SCHEMA)


def test_type_change_takes_the_patch() -> None:
    assert patched({'containers': {'a': 1}}, {'containers': [{'name': 'a'}]}) == {'containers': [{'name': 'a'}]}
