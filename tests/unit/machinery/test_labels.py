"""Label selectors: text, objects, matching."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.machinery import labels
from sampan.machinery.labels import Operator


@pytest.mark.parametrize(
    ('text', 'printed'),
    [
        ('', ''),
        ('x=a,y=b', 'x=a,y=b'),
        ('y=b, x==a', 'x==a,y=b'),
        ('x!=a', 'x!=a'),
        ('x in (b,a), !y, z', 'x in (a,b),!y,z'),
        ('x notin ( a )', 'x notin (a)'),
        ('x in ()', 'x in ()'),
        ('x in (,a)', 'x in (,a)'),
        ('x=', 'x='),
        ('x=,y=a', 'x=,y=a'),
        ('x>1,y<2', 'x>1,y<2'),
        ('in in (in, notin)', 'in in (in,notin)'),
        ('example.com/a=b', 'example.com/a=b'),
        ('!x', '!x'),
    ],
)
def test_parsed_and_printed(text: str, printed: str) -> None:
    assert str(labels.parse(text)) == printed
    assert labels.parse(str(labels.parse(text))) == labels.parse(text)


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('a,', "found '', expected: identifier after ','"),
        ('a,,b', "found ',', expected: identifier after ','"),
        ('=x', "found '=', expected: !, identifier, or 'end of string'"),
        ('a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ('a in b', "unable to parse requirement: found 'b' expected: '('"),
        ('a in (b', "unable to parse requirement: found '', expected: ',' or ')'"),
        ('a=b c', "found 'c', expected: ',' or 'end of string'"),
        ('!', "unable to parse requirement: found '', expected: identifier"),
        ('a=(', "unable to parse requirement: found '(', expected: identifier"),
        ('x>a', "for 'Gt', 'Lt' operators, the value must be an integer"),
        ('a_=b', 'unable to parse requirement: <nil>: Invalid value: "a_": name part must consist of'),
        ('a=b_', 'Invalid value: "b_": a valid label must be an empty string or consist of'),
    ],
)
def test_errors_are_upstreams(text: str, message: str) -> None:
    with pytest.raises(labels.SelectorError) as caught:
        labels.parse(text)
    assert message in str(caught.value)


@given(st.text(alphabet='ab=!(),<> innotx/.\t', max_size=30))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        selector = labels.parse(text)
    except labels.SelectorError:
        return
    assert labels.parse(str(selector)) == selector


@pytest.mark.parametrize(
    ('text', 'matching', 'other'),
    [
        ('x=a', {'x': 'a', 'y': 'b'}, {'x': 'b'}),
        ('x=', {'x': ''}, {}),
        ('x!=a', {}, {'x': 'a'}),
        ('x in (a,b)', {'x': 'b'}, {}),
        ('x notin (a,b)', {'x': 'c'}, {'x': 'a'}),
        ('x', {'x': ''}, {'y': ''}),
        ('!x', {}, {'x': ''}),
        ('x>5', {'x': '6'}, {'x': '5'}),
        ('x<5', {'x': '-4'}, {'x': 'four'}),
        ('x=a,y', {'x': 'a', 'y': 'b'}, {'x': 'a'}),
    ],
)
def test_matching(text: str, matching: dict[str, str], other: dict[str, str]) -> None:
    assert labels.parse(text).matches(matching)
    assert not labels.parse(text).matches(other)


_KEYS = st.sampled_from('abc')
_VALUES = st.sampled_from(['', '1', '2', 'x'])
_REQUIREMENTS = st.builds(
    lambda key, operator, values: labels.requirement(
        key, operator, values[:1] if operator in ('=', '!=') else values if operator in ('in', 'notin') else []
    ),
    _KEYS,
    st.sampled_from(['=', '!=', 'in', 'notin', 'exists', '!']),
    st.lists(_VALUES, min_size=1, max_size=3),
)


@given(st.lists(_REQUIREMENTS, max_size=4), st.dictionaries(_KEYS, _VALUES))
def test_selector_is_the_conjunction_of_its_requirements(
    requirements: list[labels.Requirement], found: dict[str, str]
) -> None:
    assert labels.Selector(requirements).matches(found) == all(each.matches(found) for each in requirements)


def test_missing_selector_matches_nothing_and_empty_everything() -> None:
    assert not labels.from_object(None).matches({'a': 'b'})
    assert labels.from_label_selector({}, []).matches({'a': 'b'})
    assert labels.NOTHING != labels.EVERYTHING


def test_object_selector() -> None:
    expressions = [
        SimpleNamespace(key='x', operator='NotIn', values=['a']),
        SimpleNamespace(key='y', operator='Exists', values=[]),
    ]
    selector = labels.from_label_selector({'z': '1'}, expressions)
    assert str(selector) == 'x notin (a),y,z=1'
    with pytest.raises(labels.SelectorError, match='"Foo" is not a valid label selector operator'):
        labels.from_label_selector({}, [SimpleNamespace(key='x', operator='Foo', values=[])])


def test_exact_match_is_known() -> None:
    selector = labels.parse('x=a,y in (b),z in (b,c)')
    assert [selector.requires_exact_match(key) for key in 'xyzw'] == ['a', 'b', None, None]
    assert selector.add(labels.requirement('v', Operator.EXISTS)).requirements[0].key == 'v'
