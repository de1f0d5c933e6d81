"""Strategic merge: every directive beside every kind of field, with what others have written beside it."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.machinery.patch import (
    UNKNOWN,
    InvalidPatch,
    PatchError,
    PatchField,
    Schema,
    strategic_merge_patch,
)


class Item:
    """A type that holds itself in all ways; `kept` and `keptItems` are patched with `retainKeys`."""

    def field(self, name: str) -> PatchField | None:
        return _FIELDS.get(name)


ITEM: Schema = Item()
_FIELDS = {
    'name': PatchField(UNKNOWN),
    'value': PatchField(UNKNOWN),
    'other': PatchField(UNKNOWN),
    'map': PatchField(UNKNOWN),
    'item': PatchField(ITEM),
    'whole': PatchField(UNKNOWN, ('replace',)),
    'items': PatchField(ITEM, ('merge',), 'name'),
    'atomic': PatchField(ITEM),
    'numbers': PatchField(UNKNOWN, ('merge',)),
    'atomicNumbers': PatchField(UNKNOWN),
    'kept': PatchField(ITEM, ('retainKeys',)),
    'keptItems': PatchField(ITEM, ('merge', 'retainKeys'), 'name'),
}


def named(*names: str, **more: Any) -> list[dict[str, Any]]:
    return [{'name': name, **more} for name in names]


# what it is about, the live object, the patch, the result
CASES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    # scalars and maps
    ('a member is added', {'name': 'a'}, {'value': '1'}, {'name': 'a', 'value': '1'}),
    ('a member is replaced by one of another type', {'value': '1'}, {'value': 1}, {'value': 1}),
    ('null takes a member away', {'name': 'a', 'value': '1'}, {'value': None}, {'name': 'a'}),
    ('null for what is not there is nothing', {'name': 'a'}, {'value': None}, {'name': 'a'}),
    ('maps are merged', {'map': {'a': '1', 'b': '2'}}, {'map': {'b': '3', 'c': None}}, {'map': {'a': '1', 'b': '3'}}),
    ('a new map comes without its nulls', {}, {'map': {'a': '1', 'b': None}}, {'map': {'a': '1'}}),
    ('a map of nulls is an empty map', {}, {'map': {'a': None}}, {'map': {}}),
    ('a map is replaced', {'map': {'a': '1'}}, {'map': {'$patch': 'replace', 'b': '2'}}, {'map': {'b': '2'}}),
    ('a map is emptied', {'map': {'a': '1'}}, {'map': {'$patch': 'delete'}}, {'map': {}}),
    ('a map is taken away', {'map': {'a': '1'}}, {'map': None}, {}),
    ('objects are merged', {'item': {'name': 'a', 'value': '1'}}, {'item': {'value': None}}, {'item': {'name': 'a'}}),
    ('an object with the strategy replace', {'whole': {'a': 1}}, {'whole': {'b': None}}, {'whole': {'b': None}}),
    ('the document is emptied', {'name': 'a'}, {'$patch': 'delete'}, {}),
    ('the document is replaced', {'name': 'a'}, {'$patch': 'replace', 'value': '1'}, {'value': '1'}),
    # lists that are replaced
    ('an atomic list', {'atomic': named('a', 'b')}, {'atomic': named('c')}, {'atomic': named('c')}),
    ('an atomic list of scalars', {'atomicNumbers': [1, 2]}, {'atomicNumbers': [2]}, {'atomicNumbers': [2]}),
    ('an atomic list is emptied', {'atomic': named('a')}, {'atomic': []}, {'atomic': []}),
    # lists that are merged
    ('elements are merged', {'items': named('a', value='1')}, {'items': named('a', other='2')},
     {'items': named('a', value='1', other='2')}),
    ('an empty list changes nothing', {'items': named('a')}, {'items': []}, {'items': named('a')}),
    ('elements of the patch that are new come first', {'items': named('a')}, {'items': named('b')},
     {'items': named('b', 'a')}),
    ('elements of both stand as in the patch', {'items': named('a', 'b', 'c')}, {'items': named('c', 'a')},
     {'items': named('b', 'c', 'a')}),
    ('a list is taken away', {'items': named('a')}, {'items': None}, {}),
    ('an element is taken away', {'items': named('a', 'b')}, {'items': [{'name': 'a', '$patch': 'delete'}]},
     {'items': named('b')}),
    ('an element that is not there', {'items': named('a')}, {'items': [{'name': 'z', '$patch': 'delete'}]},
     {'items': named('a')}),
    ('directives vanish from new lists', {}, {'items': [{'name': 'z', '$patch': 'delete'}, {'name': 'a'}]},
     {'items': named('a')}),
    ('every element with the key', {'items': named('a', 'b', 'a')}, {'items': [{'name': 'a', '$patch': 'delete'}]},
     {'items': named('b')}),
    ('a list is replaced', {'items': named('a', 'b')}, {'items': [{'name': 'c'}, {'$patch': 'replace'}]},
     {'items': named('c')}),
    ('a list is replaced by nothing', {'items': named('a')}, {'items': [{'$patch': 'replace'}]}, {'items': []}),
    ('an element is replaced', {'items': named('a', item={'name': 'x', 'value': '1'})},
     {'items': [{'name': 'a', 'item': {'$patch': 'replace', 'value': '2'}}]},
     {'items': named('a', item={'value': '2'})}),
    ('lists in lists', {'items': [{'name': 'a', 'items': named('x', 'y')}]},
     {'items': [{'name': 'a', 'items': [{'name': 'x', '$patch': 'delete'}, {'name': 'y', 'value': '1'}]}]},
     {'items': [{'name': 'a', 'items': named('y', value='1')}]}),
    # lists of scalars
    ('scalars are merged', {'numbers': [1, 2]}, {'numbers': [2, 3]}, {'numbers': [1, 2, 3]}),
    ('scalars are taken away', {'numbers': [1, 2, 3]}, {'$deleteFromPrimitiveList/numbers': [1, 9]},
     {'numbers': [2, 3]}),
    ('out of a list that is not there', {}, {'$deleteFromPrimitiveList/numbers': [1]}, {}),
    ('out of an atomic list', {'atomicNumbers': [1, 2]}, {'$deleteFromPrimitiveList/atomicNumbers': [1]},
     {'atomicNumbers': [2]}),
    ('some go, some come', {'numbers': [1, 2, 3]},
     {'$deleteFromPrimitiveList/numbers': [2], '$setElementOrder/numbers': [1, 4, 3], 'numbers': [4]},
     {'numbers': [1, 4, 3]}),
    # orders
    ('an order', {'items': named('a', 'b', 'c')}, {'$setElementOrder/items': named('c', 'b', 'a')},
     {'items': named('c', 'b', 'a')}),
    ('an order of scalars', {'numbers': [1, 2, 3]}, {'$setElementOrder/numbers': [3, 1, 2]}, {'numbers': [3, 1, 2]}),
    ('an order of what is not there', {}, {'$setElementOrder/items': named('a')}, {}),
    ("others' elements stay where they are", {'items': named('x', 'a', 'y', 'b', 'z')},
     {'$setElementOrder/items': named('b', 'a')}, {'items': named('x', 'y', 'b', 'a', 'z')}),
    ('an order with new elements', {'items': named('a', 'b')},
     {'$setElementOrder/items': named('b', 'n', 'a'), 'items': named('n', value='1')},
     {'items': [*named('b'), *named('n', value='1'), *named('a')]}),
    ('a new list in its order', {}, {'$setElementOrder/items': named('b', 'a'), 'items': named('b', 'a')},
     {'items': named('b', 'a')}),
    ('an order beside deletions', {'items': [*named('a'), *named('b', other='1'), *named('x', other='2')]},
     {'$setElementOrder/items': named('b', 'n'), 'items': [{'name': 'n'}, {'name': 'a', '$patch': 'delete'}]},
     {'items': [*named('b', other='1'), *named('x', other='2'), *named('n')]}),
    ('an order of an atomic list', {'atomicNumbers': [1, 2, 9]},
     {'$setElementOrder/atomicNumbers': [2, 1], 'atomicNumbers': [2, 1]}, {'atomicNumbers': [2, 1]}),
    ('orders in lists', {'items': [{'name': 'a', 'numbers': [1, 2]}]},
     {'$setElementOrder/items': named('a'), 'items': [{'name': 'a', '$setElementOrder/numbers': [2, 1]}]},
     {'items': [{'name': 'a', 'numbers': [2, 1]}]}),
    # keys to be retained
    ('only these', {'kept': {'name': 'a', 'value': '1'}}, {'kept': {'$retainKeys': ['value'], 'value': '2'}},
     {'kept': {'value': '2'}}),
    ('only these, none of them new', {'kept': {'name': 'a', 'value': '1'}}, {'kept': {'$retainKeys': ['value']}},
     {'kept': {'value': '1'}}),
    ('a null need not be retained', {'kept': {'name': 'a', 'value': '1'}},
     {'kept': {'$retainKeys': ['value'], 'name': None}}, {'kept': {'value': '1'}}),
    ('of elements', {'keptItems': [*named('a', value='1'), *named('b', value='1')]},
     {'keptItems': [{'name': 'a', '$retainKeys': ['name', 'other'], 'other': '2'}]},
     {'keptItems': [*named('a', other='2'), *named('b', value='1')]}),
    ('beside an order', {'kept': {'name': 'a', 'numbers': [1, 2]}},
     {'kept': {'$retainKeys': ['numbers'], '$setElementOrder/numbers': [3, 1], 'numbers': [3],
               '$deleteFromPrimitiveList/numbers': [2]}}, {'kept': {'numbers': [3, 1]}}),
]  # fmt: skip


@pytest.mark.parametrize(('live', 'patch', 'result'), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_patches(live: dict[str, Any], patch: dict[str, Any], result: dict[str, Any]) -> None:
    before = repr((live, patch))
    assert strategic_merge_patch(live, patch, ITEM) == result
    assert repr((live, patch)) == before, 'arguments are not changed'


@pytest.mark.parametrize(
    ('live', 'patch', 'kind', 'message'),
    [
        (
            {'items': named('a')},
            {'items': [{'$patch': 'delete'}]},
            PatchError,
            'does not contain declared merge key: name',
        ),
        ({'items': [{'value': '1'}]}, {'items': named('a')}, PatchError, 'does not contain declared merge key: name'),
        ({'items': named('a')}, {'items': [{'$patch': 'merge'}]}, PatchError, 'merging lists cannot yet be specified'),
        ({'items': named('a')}, {'items': [{'name': 'a', '$patch': 'x'}]}, PatchError, 'unknown patch type: x'),
        ({'map': {}}, {'map': {'$patch': 'merge'}}, PatchError, 'unknown patch type: merge'),
        ({'numbers': [1]}, {'numbers': ['x']}, PatchError, 'list element types are not identical'),
        ({'kept': {}}, {'kept': {'$retainKeys': 'name'}}, InvalidPatch, 'invalid patch format of retainKeys'),
        ({}, {'$setElementOrder/items': 'x'}, PatchError, 'expected a'),
        (
            {'items': named('a')},
            {'$setElementOrder/items': named('a'), 'items': named('b')},
            PatchError,
            "doesn't match .setElementOrder list",
        ),
        ({}, {'$setElementOrder/unknown': []}, PatchError, 'unable to find api field "unknown"'),
    ],
)
def test_refused(live: dict[str, Any], patch: dict[str, Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        strategic_merge_patch(live, patch, ITEM)
