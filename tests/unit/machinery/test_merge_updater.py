"""Owners after updates and applies: scenarios, and what holds after any of them."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampan.machinery.merge import sets
from sampan.machinery.merge.fieldset import field_set
from sampan.machinery.merge.merging import merge
from sampan.machinery.merge.schema import Type, from_openapi
from sampan.machinery.merge.updater import Conflicts, MissingVersion, NotConvertible, Owned, Owners, Updater

ITEM = {'type': 'object', 'properties': {'name': {'type': 'string'}, 'v': {'type': 'integer'}}}
KEYED = {'type': 'array', 'items': ITEM, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name']}
TYPE = from_openapi(
    {
        'type': 'object',
        'properties': {
            'a': {'type': 'integer'},
            'b': {'type': 'integer'},
            'map': {'type': 'object', 'additionalProperties': {'type': 'integer'}},
            'whole': {'type': 'array', 'items': {'type': 'integer'}},
            'list': KEYED,
            'set': {'type': 'array', 'items': {'type': 'string'}, 'x-kubernetes-list-type': 'set'},
        },
    }
)


class Renaming:
    """Two versions: what `one` calls `a`, `two` calls `b`. Others are gone, or need somebody else."""

    def type_of(self, version: str) -> Type:
        if version == 'gone':
            raise MissingVersion(version)
        return TYPE

    def convert(self, document: Any, origin: str, version: str) -> Any:
        if origin == version:
            return document
        if 'remote' in (origin, version):
            raise NotConvertible(version)
        return {{'a': 'b', 'b': 'a'}.get(name, name): value for name, value in document.items()}


ONE, TWO = Updater(Renaming(), 'one'), Updater(Renaming(), 'two')


def of(*names: str) -> sets.Tree:
    return sets.of(*([f'f:{name}'] for name in names))


def fields(owners: Owners) -> dict[Any, list[str]]:
    return {manager: [sets.shown(path) for path in sets.paths(owned.fields)] for manager, owned in owners.items()}


def test_an_update_takes_and_gives_up() -> None:
    owners = ONE.update({}, {'a': 1, 'map': {'x': 1}}, {}, 'me')
    assert fields(owners) == {'me': ['.a', '.map', '.map.x']}
    owners = ONE.update({'a': 1, 'map': {'x': 1}}, {'a': 2, 'map': {}}, owners, 'you')
    assert fields(owners) == {'me': ['.map'], 'you': ['.a']}


def test_an_apply_in_somebodys_way_is_a_conflict_for_each_field() -> None:
    owners: Owners = {'you': Owned(of('a', 'b'), 'one')}
    with pytest.raises(Conflicts) as caught:
        ONE.apply({'a': 1, 'b': 1}, {'a': 2, 'b': 2}, owners, 'me', force=False)
    assert [(each.manager, each.path) for each in caught.value.found] == [('you', ('f:a',)), ('you', ('f:b',))]
    assert fields(owners) == {'you': ['.a', '.b']}


def test_an_apply_that_only_agrees_is_no_conflict() -> None:
    new, owners = ONE.apply({'a': 1}, {'a': 1}, {'you': Owned(of('a'), 'one')}, 'me', force=False)
    assert new is None
    assert fields(owners) == {'you': ['.a'], 'me': ['.a']}


def test_what_is_not_applied_any_more_goes_unless_somebody_owns_it() -> None:
    live = {'a': 1, 'b': 1, 'list': [{'name': 'x', 'v': 1}], 'map': {'k': 1}}
    mine = field_set(live, TYPE)
    owners: Owners = {'me': Owned(mine, 'one', applied=True), 'you': Owned(of('b'), 'one')}
    new, owners = ONE.apply(live, {'map': {'k': 1}}, owners, 'me', force=False)
    assert new == {'b': 1, 'map': {'k': 1}}
    assert fields(owners) == {'me': ['.map.k'], 'you': ['.b']}


def test_an_item_goes_with_what_nobody_owns_in_it_and_stays_while_another_owns_it() -> None:
    live = {'a': 1, 'list': [{'name': 'x', 'v': 1}]}
    item = sets.of(['f:list', 'k:{"name":"x"}'], ['f:list', 'k:{"name":"x"}', 'f:name'])
    mine = Owned(item, 'one', applied=True)
    new, _ = ONE.apply(live, {}, {'me': mine}, 'me', force=False)
    assert new == {'a': 1}
    new, owners = ONE.apply(live, {}, {'me': mine, 'you': mine}, 'me', force=False)
    assert new is None
    assert list(owners) == ['you']


def test_owners_of_another_version_are_asked_in_theirs() -> None:
    owners: Owners = {'you': Owned(of('b'), 'two')}
    with pytest.raises(Conflicts) as caught:
        ONE.apply({'a': 1}, {'a': 2}, owners, 'me', force=False)
    assert [each.path for each in caught.value.found] == [('f:b',)]
    _, owners = ONE.apply({'a': 1}, {'a': 2}, owners, 'me', force=True)
    assert fields(owners) == {'me': ['.a']}


def test_what_was_applied_in_another_version_is_removed_in_this_one() -> None:
    _, owners = TWO.apply({}, {'b': 1, 'set': ['x']}, {}, 'me', force=False)
    new, owners = ONE.apply({'a': 1, 'set': ['x']}, {'set': ['x']}, owners, 'me', force=False)
    assert new == {'set': ['x']}
    assert owners['me'].version == 'one'


def test_owners_of_a_version_that_is_gone_are_forgotten_and_of_one_that_cannot_be_converted_kept() -> None:
    owners: Owners = {'gone': Owned(of('a'), 'gone'), 'remote': Owned(of('a'), 'remote')}
    assert fields(ONE.update({'a': 1}, {'a': 2}, owners, 'me')) == {'remote': ['.a'], 'me': ['.a']}


names = st.sampled_from('xyz')
numbers = st.integers(0, 2)
items = st.fixed_dictionaries({'name': names}, optional={'v': numbers})
# Without empty lists by key: nobody can own those, so who applies one after another does not get it.
documents = st.fixed_dictionaries(
    {},
    optional={
        'a': numbers,
        'b': numbers,
        'map': st.dictionaries(names, numbers, max_size=3),
        'whole': st.lists(numbers, max_size=2),
        'list': st.lists(items, min_size=1, unique_by=lambda i: i['name']),
        'set': st.lists(names, min_size=1, unique=True),
    },
)
writes = st.lists(st.tuples(st.sampled_from(['me', 'you', 'him']), documents, st.booleans()), min_size=1, max_size=6)


@settings(max_examples=300, deadline=None)
@given(writes)
def test_whatever_is_written_owners_own_what_is_there(steps: list[tuple[str, Any, bool]]) -> None:
    live: Any = {}
    owners: Owners = {}
    for who, wanted, applies in steps:
        before = copy.deepcopy((live, wanted))
        manager = (who, applies)
        if applies:
            new, owners = ONE.apply(live, wanted, owners, manager, force=True)
            assert (live, wanted) == before
            live = live if new is None else new
            assert merge(live, wanted, TYPE) == live, 'what is applied is there'
            again, same = ONE.apply(live, wanted, owners, manager, force=False)
            assert again is None
            assert same == owners
        else:
            owners = ONE.update(live, wanted, owners, manager)
            live = wanted
        for owned in owners.values():
            assert all(exists(live, path) for path in sets.paths(owned.fields)), 'what is owned is there'


def exists(document: Any, path: tuple[str, ...]) -> bool:
    """Whether the path leads to something in the document."""
    place = document
    for element in path:
        kind, content = element[:2], element[2:]
        if kind == 'f:':
            if not isinstance(place, dict) or content not in place:
                return False
            place = place[content]
            continue
        if not isinstance(place, list):
            return False
        wanted = json.loads(content)
        found = [item for item in place if (item['name'] == wanted['name'] if kind == 'k:' else item == wanted)]
        if not found:
            return False
        place = found[0]
    return True
