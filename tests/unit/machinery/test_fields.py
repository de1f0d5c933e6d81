"""Field selectors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.machinery import fields


@pytest.mark.parametrize(
    ('text', 'printed'),
    [
        ('', ''),
        ('status.phase=Running', 'status.phase=Running'),
        ('b==1,a!=2', 'a!=2,b=1'),
        ('a=x\\,y\\=z', 'a=x\\,y\\=z'),
        (',a=1,', 'a=1'),
    ],
)
def test_parsed_and_printed(text: str, printed: str) -> None:
    assert str(fields.parse(text)) == printed


@pytest.mark.parametrize('text', ['a', 'a=b=c', 'a=\\x', 'a=b\\'])
def test_refused(text: str) -> None:
    with pytest.raises(fields.SelectorError):
        fields.parse(text)


@given(st.text(max_size=20))
def test_escaping_is_undone(text: str) -> None:
    assert fields.unescape(fields.escape(text)) == text


def test_matching_takes_missing_as_empty() -> None:
    selector = fields.parse('spec.nodeName=,status.phase!=Failed')
    assert selector.matches({'status.phase': 'Running'})
    assert not selector.matches({'spec.nodeName': 'a'})
    assert fields.parse('a=b').requires_exact_match('a') == 'b'
    assert fields.parse('a!=b').requires_exact_match('a') is None


def test_transform_renames_and_drops() -> None:
    selector = fields.parse('a=1,b=2').transform(lambda name, value: ('', '') if name == 'a' else ('c', value))
    assert str(selector) == 'c=2'
