"""YAML as Kubernetes reads and prints it."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.machinery import yaml


@pytest.mark.parametrize(
    ('text', 'value'),
    [
        ('', None),
        ('~', None),
        ('a: yes\nb: Off\nc: "on"\nd: y', {'a': True, 'b': False, 'c': 'on', 'd': True}),
        ('a: 014\nb: 0x1F\nc: 0b11\nd: 1_000\ne: 0o17\nf: 08', {'a': 12, 'b': 31, 'c': 3, 'd': 1000, 'e': 15, 'f': 8}),
        ('a: 1e3\nb: 1.5\nc: 1.0\nd: .5', {'a': 1000, 'b': 1.5, 'c': 1, 'd': 0.5}),
        (
            'a: 12:30:45\nb: 2020-01-01\nc: 2020-01-01T00:00:00Z\nd: =',
            {'a': '12:30:45', 'b': '2020-01-01', 'c': '2020-01-01T00:00:00Z', 'd': '='},
        ),
        ('1: a\ntrue: b\n1.5: c', {'1': 'a', 'true': 'b', '1.5': 'c'}),
        ('a: &x {p: 1}\nb: {<<: *x, q: 2}', {'a': {'p': 1}, 'b': {'p': 1, 'q': 2}}),
        ('b: {<<: [{p: 1}, {p: 2, r: 3}]}', {'b': {'p': 1, 'r': 3}}),
        ('a: !!str 1\nb: !!binary aGk=\nc: !foo 1', {'a': '1', 'b': 'hi', 'c': '1'}),
        ('a: 99999999999999999999', {'a': 100000000000000000000}),
        ('- a\n- - b\n  - {c: d}', ['a', ['b', {'c': 'd'}]]),
        ('a: |\n  x\n  y\nb: >-\n  x\n  y', {'a': 'x\ny\n', 'b': 'x y'}),
        ('{"a": "\\u00e9", "b": [1, null]}', {'a': 'é', 'b': [1, None]}),
        ('"<<": 1', {'<<': 1}),
    ],
)
def test_read(text: str, value: Any) -> None:
    assert yaml.load(text) == value


def test_aliases_share_nothing() -> None:
    loaded = yaml.load('a: &x {p: [1]}\nb: *x')
    loaded['a']['p'].append(2)
    assert loaded['b'] == {'p': [1]}


def test_several_documents() -> None:
    assert list(yaml.load_all('a: 1\n---\n---\n# nothing\n---\nb: 2\n')) == [{'a': 1}, None, None, {'b': 2}]


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('a: b: c', 'yaml: mapping values are not allowed in this context'),
        ('x: 1\na: b: c', 'yaml: line 2: mapping values are not allowed in this context'),
        ('a: [1,2', "did not find expected ',' or ']'"),
        ('a: *x', "yaml: unknown anchor 'x' referenced"),
        ('a: &x [*x]', "yaml: anchor 'x' value contains itself"),
        ('a: {<<: 1}', 'yaml: map merge requires map or sequence of maps as the value'),
        ('? [a]\n: 1', 'unsupported map key of type: slice'),
        ('~: 1', 'unsupported map key of type: nil'),
        ('a: !!int x', 'yaml: cannot decode !!str `x` as a !!int'),
        ('[' * 600, 'yaml: exceeded max depth of 500'),
        ('a: \x01', 'control characters are not allowed'),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(yaml.YAMLError) as caught:
        yaml.load(text)
    assert message in str(caught.value)


def test_bomb_is_refused_quickly() -> None:
    lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'] + [f'a{n}: &a{n} [{",".join([f"*a{n - 1}"] * 10)}]' for n in range(1, 10)]
    with pytest.raises(yaml.YAMLError, match='excessive aliasing'):
        yaml.load('\n'.join(lines))


def test_doubled_keys_are_refused_if_strict() -> None:
    assert yaml.load('a: 1\na: 2') == {'a': 2}
    with pytest.raises(yaml.YAMLError) as caught:
        yaml.load('a: 1\na: 2', strict=True)
    assert str(caught.value) == 'yaml: unmarshal errors:\n  line 2: key "a" already set in map'


def test_bytes_must_be_utf8() -> None:
    assert yaml.load('a: é'.encode()) == {'a': 'é'}
    with pytest.raises(yaml.YAMLError):
        yaml.load(b'a: \xff\xfe\xff')


def test_printed_as_kubectl_prints() -> None:
    value = {
        'k10': 1,
        'k9': [],
        'bool': 'yes',
        'creationTimestamp': '2020-01-01T00:00:00Z',
        'empty': '',
        'list': [{'b': None, 'a': True}, 'x'],
        'map': {},
        'number': '014',
        'text': 'line\nline\n',
        'quoted': "it's: so",
        'float': 1.5,
        'ratio': '12:30',
    }
    assert yaml.dump(value) == (
        'bool: "yes"\n'
        'creationTimestamp: "2020-01-01T00:00:00Z"\n'
        'empty: ""\n'
        'float: 1.5\n'
        'k9: []\n'
        'k10: 1\n'
        'list:\n- a: true\n  b: null\n- x\n'
        'map: {}\n'
        'number: "014"\n'
        "quoted: 'it''s: so'\n"
        'ratio: "12:30"\n'
        'text: |\n  line\n  line\n'
    )
    assert yaml.dump('x') == 'x\n'
    assert yaml.dump({'a': 'and so on...'}) == 'a: and so on...\n'
    assert yaml.dump('and so on...') == 'and so on...\n'
    assert yaml.dump_all([{'a': 1}, {'b': 2}]) == 'a: 1\n---\nb: 2\n'


_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False).map(
        lambda number: number if not number.is_integer() else math.floor(number % 1000)
    ),
    st.text(max_size=30),
    st.sampled_from(
        ['yes', 'null', '~', '1e3', '0x1', '=', '<<', '-', '- a', 'a: b', '#x', ' x ', "'", '"', '2020-01-01', '1_0']
    ),
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@given(_VALUES)
def test_printed_values_are_read_back(value: Any) -> None:
    assert yaml.load(yaml.dump(value)) == value
