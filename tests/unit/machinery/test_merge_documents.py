"""Documents and their types: the fields they mention, comparing, merging, removing, reconciling."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sampan.machinery.merge import sets
from sampan.machinery.merge.compare import compare
from sampan.machinery.merge.fieldset import field_set
from sampan.machinery.merge.merging import MergeError, merge
from sampan.machinery.merge.reconcile import named, reconcile
from sampan.machinery.merge.removal import extract, remove
from sampan.machinery.merge.schema import DEDUCED, from_openapi
from sampan.machinery.merge.validation import Misfit, validate

ITEM = {
    'type': 'object',
    'properties': {
        'name': {'type': 'string'},
        'protocol': {'type': 'string', 'default': 'TCP'},
        'value': {'type': 'integer'},
        'nested': {'type': 'object', 'properties': {'x': {'type': 'integer'}}},
    },
}
SCHEMA = {
    'type': 'object',
    'properties': {
        'number': {'type': 'integer'},
        'text': {'type': 'string'},
        'flag': {'type': 'boolean'},
        'any': {'x-kubernetes-int-or-string': True},
        'struct': {'type': 'object', 'properties': {'a': {'type': 'integer'}, 'b': {'type': 'integer'}}},
        'map': {'type': 'object', 'additionalProperties': {'type': 'integer'}},
        'atomicMap': {
            'type': 'object',
            'additionalProperties': {'type': 'integer'},
            'x-kubernetes-map-type': 'atomic',
        },
        'set': {'type': 'array', 'items': {'type': 'string'}, 'x-kubernetes-list-type': 'set'},
        'atomicList': {'type': 'array', 'items': {'type': 'string'}},
        'list': {
            'type': 'array',
            'items': ITEM,
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['name'],
        },
        'ports': {
            'type': 'array',
            'items': ITEM,
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['name', 'protocol'],
        },
        'free': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': True},
    },
}
TYPE = from_openapi(SCHEMA)


def fields(document: Any) -> Any:
    return json.loads(sets.encode(field_set(document, TYPE)))


def changes(old: Any, new: Any) -> tuple[Any, Any, Any]:
    found = compare(old, new, TYPE)
    return tuple(json.loads(sets.encode(tree)) for tree in (found.removed, found.modified, found.added))  # type: ignore[return-value]


def test_structs_are_not_fields_and_items_and_map_entries_are() -> None:
    assert fields({'struct': {'a': 1}, 'map': {'k': 1}, 'list': [{'name': 'x', 'value': 1}], 'set': ['s']}) == {
        'f:struct': {'f:a': {}},
        'f:map': {'f:k': {}},
        'f:list': {'k:{"name":"x"}': {'.': {}, 'f:name': {}, 'f:value': {}}},
        'f:set': {'v:"s"': {}},
    }


def test_atomic_values_are_one_field_and_empty_maps_and_nulls_are_fields() -> None:
    assert fields({'atomicMap': {'a': 1}, 'atomicList': ['a'], 'map': {}, 'struct': None, 'list': [], 'set': None}) == {
        'f:atomicMap': {},
        'f:atomicList': {},
        'f:map': {},
        'f:struct': {},
        'f:set': {},
    }


def test_a_key_field_that_is_left_out_has_its_default() -> None:
    assert fields({'ports': [{'name': 'a'}]}) == {
        'f:ports': {'k:{"name":"a","protocol":"TCP"}': {'.': {}, 'f:name': {}}}
    }


def test_free_form_members_are_deduced() -> None:
    assert fields({'free': {'a': {'b': 1}, 'l': [1]}}) == {'f:free': {'f:a': {'.': {}, 'f:b': {}}, 'f:l': {}}}


def test_items_that_cannot_be_told_apart_are_one_field() -> None:
    twice = {'list': [{'name': 'x', 'value': 1}, {'name': 'x', 'value': 2}]}
    assert fields(twice) == {'f:list': {'k:{"name":"x"}': {}}}


def test_comparing_tells_removed_modified_and_added() -> None:
    old = {'number': 1, 'text': 'a', 'map': {'x': 1, 'y': 1}, 'list': [{'name': 'x', 'value': 1}, {'name': 'y'}]}
    new = {'number': 2, 'flag': True, 'map': {'y': 1, 'z': 1}, 'list': [{'name': 'x', 'value': 2}, {'name': 'z'}]}
    assert changes(old, new) == (
        {'f:list': {'k:{"name":"y"}': {'.': {}, 'f:name': {}}}, 'f:map': {'f:x': {}}, 'f:text': {}},
        {'f:list': {'k:{"name":"x"}': {'f:value': {}}}, 'f:number': {}},
        {'f:flag': {}, 'f:list': {'k:{"name":"z"}': {'.': {}, 'f:name': {}}}, 'f:map': {'f:z': {}}},
    )


def test_an_added_container_is_added_itself() -> None:
    assert changes({}, {'struct': {'a': 1}, 'map': {'k': 1}}) == (
        {},
        {},
        {'f:map': {'.': {}, 'f:k': {}}, 'f:struct': {'.': {}, 'f:a': {}}},
    )


@pytest.mark.parametrize(
    ('old', 'new', 'same'), [(1, 1.0, True), (1, True, False), ('1', 1, False), (None, None, True), (0, False, False)]
)
def test_numbers_are_equal_by_value_and_booleans_are_no_numbers(old: Any, new: Any, same: bool) -> None:
    assert (changes({'free': {'x': old}}, {'free': {'x': new}})[1] == {}) is same


def test_order_alone_is_no_change_of_a_list_by_key() -> None:
    old = {'list': [{'name': 'x'}, {'name': 'y'}], 'set': ['a', 'b']}
    assert changes(old, {'list': [{'name': 'y'}, {'name': 'x'}], 'set': ['b', 'a']}) == ({}, {}, {})


def test_merging_removes_nothing() -> None:
    live = {'number': 1, 'struct': {'a': 1}, 'map': {'x': 1}, 'list': [{'name': 'x', 'value': 1}]}
    wanted = {'struct': {'b': 2}, 'map': {'x': 2, 'y': 2}, 'list': [{'name': 'x', 'nested': {'x': 1}}, {'name': 'z'}]}
    assert merge(live, wanted, TYPE) == {
        'number': 1,
        'struct': {'a': 1, 'b': 2},
        'map': {'x': 2, 'y': 2},
        'list': [{'name': 'x', 'value': 1, 'nested': {'x': 1}}, {'name': 'z'}],
    }


def test_atomic_values_are_replaced_whole() -> None:
    live = {'atomicMap': {'a': 1, 'b': 1}, 'atomicList': ['a', 'b']}
    assert merge(live, {'atomicMap': {'c': 1}, 'atomicList': ['c']}, TYPE) == {
        'atomicMap': {'c': 1},
        'atomicList': ['c'],
    }


@pytest.mark.parametrize(
    ('live', 'wanted', 'merged'),
    [
        ('abc', '', 'abc'),
        ('', 'abc', 'abc'),
        ('ab', 'ba', 'ba'),
        ('abc', 'def', 'abcdef'),
        ('abc', 'cdef', 'abcdef'),
        ('abcgf', 'cdef', 'abcgdef'),
        ('cdef', 'ace', 'acdef'),
        ('abcxyz', 'def', 'abcxyzdef'),
        ('abcxyz', 'defxyz', 'abcdefxyz'),
        ('cagf', 'cfag', 'cfag'),
        ('abcd', 'defa', 'bcdefa'),
        ('cdefghij', '2h3e4kl', 'cdfg2hij3e4kl'),
        ('abb', 'c', 'abbc'),
        ('abb', 'b', 'ab'),
        ('abb', 'a', 'abb'),
        ('abcdec', '1b2ed', 'a1bc2ecd'),
        ('aabb', 'bcd', 'aabcd'),
    ],
)
def test_lists_keep_their_order_where_the_applied_one_has_no_other(live: str, wanted: str, merged: str) -> None:
    assert ''.join(merge({'set': list(live)}, {'set': list(wanted)}, TYPE)['set']) == merged


def test_merging_lists_with_doubled_items_is_refused() -> None:
    with pytest.raises(MergeError, match=r'duplicate entries for key \[name="x"\]'):
        merge({}, {'list': [{'name': 'x'}, {'name': 'x'}]}, TYPE)


def test_removing_takes_members_and_items_and_leaves_empty_containers() -> None:
    document = {'number': 1, 'map': {'x': 1}, 'list': [{'name': 'x', 'value': 1}, {'name': 'y'}], 'set': ['a', 'b']}
    gone = sets.decode(
        b'{"f:number":{},"f:map":{"f:x":{}},"f:list":{"k:{\\"name\\":\\"x\\"}":{"f:value":{}},'
        b'"k:{\\"name\\":\\"y\\"}":{}},"f:set":{"v:\\"a\\"":{}}}'
    )
    assert remove(document, gone, TYPE) == {'map': {}, 'list': [{'name': 'x'}], 'set': ['b']}


def test_extracting_keeps_only_the_fields() -> None:
    document = {'number': 1, 'map': {'x': 1, 'y': 2}, 'list': [{'name': 'x', 'value': 1}, {'name': 'y'}]}
    kept = sets.decode(b'{"f:map":{"f:y":{}},"f:list":{"k:{\\"name\\":\\"x\\"}":{".":{},"f:name":{}}}}')
    assert extract(document, kept, TYPE) == {'map': {'y': 2}, 'list': [{'name': 'x'}]}


def test_a_set_of_parts_becomes_the_whole_when_its_place_became_atomic() -> None:
    written = sets.decode(b'{"f:atomicMap":{"f:a":{}},"f:atomicList":{".":{},"i:0":{}},"f:map":{"f:a":{}}}')
    assert json.loads(sets.encode(reconcile(written, TYPE))) == {
        'f:atomicMap': {},
        'f:atomicList': {},
        'f:map': {'f:a': {}},
    }


def test_a_set_that_fits_is_reconciled_to_itself() -> None:
    written = field_set({'atomicMap': {'a': 1}, 'list': [{'name': 'x'}]}, TYPE)
    assert reconcile(written, TYPE) is written


def test_named_fields_become_members_and_entries_of_maps_do_not() -> None:
    written = sets.decode(b'{"f:struct":{"f:a":{}},"f:map":{"f:k":{}},"f:free":{"f:a":{"f:b":{}}}}')
    assert json.loads(sets.encode(named(written, TYPE))) == {
        'f:free': {'.': {}, 'f:a': {'f:b': {}}},
        'f:map': {'.': {}, 'f:k': {}},
        'f:struct': {'.': {}, 'f:a': {}},
    }


@pytest.mark.parametrize(
    ('document', 'text'),
    [
        ({'unknown': 1}, '.unknown: field not declared in schema'),
        ({'number': 'x'}, '.number: expected numeric (int or float), got string'),
        ({'text': 1}, '.text: expected string, got &value.valueUnstructured{Value:1}'),
        ({'flag': 'x'}, '.flag: expected boolean, got &{x}'),
        ({'map': [1]}, '.map: expected map, got &{[1]}'),
        ({'set': {'a': 1}}, '.set: expected list, got &{map[a:1]}'),
        ({'set': ['a', 'a']}, '.set: duplicate entries for key [="a"]'),
        ({'list': [{'name': 'x'}, {'name': 'x'}]}, '.list: duplicate entries for key [name="x"]'),
        (
            {'list': [{'value': 1}]},
            '.list: element 0: associative list with keys has an element that omits all key fields ["name"] '
            "(and doesn't have default values for any key fields)",
        ),
        ({'list': [{'name': 'x', 'bad': 1}]}, '.list[name="x"].bad: field not declared in schema'),
        ({'number': 'x', 'text': 1}, 'errors:\n  .number: expected numeric (int or float), got string\n  .text: '),
    ],
)
def test_documents_that_do_not_fit_are_refused_in_upstreams_words(document: Any, text: str) -> None:
    with pytest.raises(Misfit) as caught:
        validate(document, TYPE)
    assert str(caught.value).startswith(text)


def test_doubled_items_are_allowed_in_what_is_stored() -> None:
    validate({'list': [{'name': 'x'}, {'name': 'x'}], 'set': ['a', 'a']}, TYPE, duplicates=True)


def test_anything_fits_free_form_json() -> None:
    validate({'a': [1, {'b': None}], 'c': True}, DEDUCED)
