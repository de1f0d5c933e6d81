"""Paths and field errors print as upstream's."""

from __future__ import annotations

import msgspec
import pytest

from sampan.machinery import field
from sampan.machinery.field import Path


def test_path_prints_steps() -> None:
    path = Path('spec').child('containers').index(0).child('env', 'name').key('a.b/c')
    assert str(path) == 'spec.containers[0].env.name[a.b/c]'
    assert str(Path('metadata', 'annotations').key('x')) == 'metadata.annotations[x]'
    assert str(path.root()) == 'spec'
    assert str(Path('')) == '[]', 'as upstream prints the whole object'


def test_path_is_not_changed_by_its_children() -> None:
    path = Path('spec')
    path.child('a')
    assert str(path) == 'spec'
    assert path == Path('spec')


class Inner(msgspec.Struct):
    b: str = '<x>'
    a: int = 1


@pytest.mark.parametrize(
    ('error', 'text'),
    [
        (field.required(Path('a')), 'a: Required value'),
        (field.required(Path('a'), 'why'), 'a: Required value: why'),
        (field.invalid(Path('a'), 'x"y', 'bad'), 'a: Invalid value: "x\\"y": bad'),
        (field.invalid(Path('a'), 'tab\t\x01é', 'bad'), 'a: Invalid value: "tab\\t\\x01é": bad'),
        (field.invalid(Path('a'), 3, 'bad'), 'a: Invalid value: 3: bad'),
        (field.invalid(Path('a'), True, 'bad'), 'a: Invalid value: true: bad'),
        (field.invalid(Path('a'), 1.5, 'bad'), 'a: Invalid value: 1.5: bad'),
        (field.invalid(Path('a'), None, 'bad'), 'a: Invalid value: null: bad'),
        (field.invalid(Path('a'), {'z': 1, 'b': []}, 'bad'), 'a: Invalid value: {"b":[],"z":1}: bad'),
        (field.invalid(Path('a'), Inner(), 'bad'), 'a: Invalid value: {"b":"\\u003cx\\u003e","a":1}: bad'),
        (field.invalid(None, 'x', 'bad'), '<nil>: Invalid value: "x": bad'),
        (
            field.not_supported(Path('a'), 'x', ('p', 'q')),
            'a: Unsupported value: "x": supported values: "p", "q"',
        ),
        (field.not_supported(Path('a'), 'x', ()), 'a: Unsupported value: "x"'),
        (field.forbidden(Path('a'), 'no'), 'a: Forbidden: no'),
        (field.duplicate(Path('a'), 'x'), 'a: Duplicate value: "x"'),
        (field.not_found(Path('a'), 'x'), 'a: Not found: "x"'),
        (field.too_long(Path('a'), 'xx', 1), 'a: Too long: may not be more than 1 byte'),
        (field.too_long_characters(Path('a'), 'xx', 2), 'a: Too long: may not be more than 2 characters'),
        (field.too_short(Path('a'), 'xx', 3), 'a: Too short: must be at least 3 characters'),
        (field.too_many(Path('a'), 3, 2), 'a: Too many: 3: must have at most 2 items'),
        (field.too_many(Path('a'), -1, 1), 'a: Too many: must have at most 1 item'),
        (field.internal(Path('a'), ValueError('boom')), 'a: Internal error: boom'),
    ],
)
def test_error_prints_like_upstream(error: field.FieldError, text: str) -> None:
    assert str(error) == text
    assert error.body() == text.partition(': ')[2]


def test_reason_is_upstreams() -> None:
    assert field.invalid(Path('a'), 1, '').type == 'FieldValueInvalid'
    assert field.not_supported(Path('a'), 1, ()).type == 'FieldValueNotSupported'


def test_aggregate_drops_doubles() -> None:
    one, two = field.required(Path('a')), field.required(Path('b'))
    assert field.aggregate([one, one]) == 'a: Required value'
    assert field.aggregate([one, two, one]) == '[a: Required value, b: Required value]'
