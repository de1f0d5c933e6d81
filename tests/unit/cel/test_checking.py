"""Types: which expressions are refused before they run, and what a schema makes of names."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.machinery import cel
from sampan.machinery.cel.types import format_type

SCHEMA: dict[str, Any] = {
    'type': 'object',
    'properties': {
        'name': {'type': 'string', 'maxLength': 10},
        'count': {'type': 'integer'},
        'ratio': {'type': 'number'},
        'at': {'type': 'string', 'format': 'date-time'},
        'for': {'type': 'string', 'format': 'duration'},
        'data': {'type': 'string', 'format': 'byte'},
        'port': {'x-kubernetes-int-or-string': True},
        'a-b': {'type': 'boolean'},
        'free': {'x-kubernetes-preserve-unknown-fields': True},
        'set': {'type': 'array', 'x-kubernetes-list-type': 'set', 'items': {'type': 'string'}},
        'list': {
            'type': 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['k'],
            'items': {'type': 'object', 'properties': {'k': {'type': 'string'}, 'v': {'type': 'number'}}},
        },
        'template': {'type': 'object', 'x-kubernetes-embedded-resource': True},
    },
}
ENVIRONMENT = cel.Environment({'self': cel.types_from_schema(SCHEMA) or cel.DYN, 'n': cel.INT, 'd': cel.DYN})


@pytest.mark.parametrize(
    ('text', 'kind'),
    [
        ('self.name', 'string'),
        ('self.count', 'int'),
        ('self.ratio', 'double'),
        ('self.at', 'timestamp'),
        ('self.__for__', 'duration'),
        ('self.data', 'bytes'),
        ('self.port', 'dyn'),
        ('self.a__dash__b', 'bool'),
        ('self.set', 'list(string)'),
        ('self.list[0].v', 'double'),
        ('self.template.metadata.name', 'string'),
        ('self.list.map(x, x.v)', 'list(double)'),
        ('{1: [2]}', 'map(int, list(int))'),
        ('type(n)', 'type(int)'),
        ('[]', 'list(dyn)'),
        ('self.?name', 'optional_type(string)'),
        ('optional.of(1).orValue(2)', 'int'),
        ('d.x.y + 1', 'int'),
        ('n in [1] ? 1 : 2', 'int'),
        ('cidr("::/0").ip()', 'net.IP'),
        ('duration("1h") + timestamp("2020-01-01T00:00:00Z")', 'timestamp'),
    ],
)
def test_the_type_of_an_expression(text: str, kind: str) -> None:
    assert format_type(ENVIRONMENT.compile(text).result) == kind


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('self.nope', "undefined field 'nope'"),
        ('self.free', "undefined field 'free'"),
        ('nope', "undeclared reference to 'nope' (in container '')"),
        ('nope(1)', "undeclared reference to 'nope' (in container '')"),
        ("1 + 'a'", "found no matching overload for '_+_' applied to '(int, string)'"),
        ("'a'.startsWith(1)", "found no matching overload for 'startsWith' applied to 'string.(int)'"),
        ('n.x', "type 'int' does not support field selection"),
        ('1 && true', "expected type 'bool' but found 'int'"),
        ("[1, 'a']", "expected type 'int' but found 'string'"),
        (
            'n.all(x, true)',
            "expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)",
        ),
        ('Nope{a: 1}', "undeclared reference to 'Nope' (in container '')"),
        ("duration('x')", 'invalid duration argument'),
        ("timestamp('x')", 'invalid timestamp argument'),
        ("'a'.matches('[')", 'invalid matches argument'),
        (
            "'%d'.format(['a'])",
            'error during formatting: decimal clause can only be used on integers, was given string',
        ),
        ("'%d'.format([1, 2])", 'too many arguments supplied to string.format (expected 1, got 2)'),
    ],
)
def test_what_does_not_fit_is_refused(text: str, message: str) -> None:
    with pytest.raises(cel.CompileError) as caught:
        ENVIRONMENT.compile(text)
    assert caught.value.issues[0].message == message


def test_the_result_may_be_asked_for() -> None:
    with pytest.raises(cel.CompileError, match=r'^must evaluate to bool but got int$'):
        ENVIRONMENT.compile('1', cel.BOOL)
    with pytest.raises(cel.CompileError, match=r'^must evaluate to one of \[string bool\] but got dyn$'):
        ENVIRONMENT.compile('d', (cel.STRING, cel.BOOL))


def test_a_program_tells_which_variables_it_uses() -> None:
    assert ENVIRONMENT.compile('d.all(n, n > 1)').uses == {'d'} | {'n'}
    assert ENVIRONMENT.compile('d == 1').uses == {'d'}


@pytest.mark.parametrize(
    ('version', 'text', 'known'),
    [
        ('1.27', 'optional.of(1)', False),
        ('1.28', 'optional.of(1)', True),
        ('1.28', '1 < 1.5', True),
        ('1.27', '1 < 1.5', False),
        ('1.28', 'sets.contains([1], [1])', False),
        ('1.29', 'sets.contains([1], [1])', True),
        ('1.29', "ip('::1')", False),
        ('1.30', "ip('::1')", True),
        ('1.31', '[1].all(i, x, true)', False),
        ('1.32', '[1].all(i, x, true)', True),
        ('1.32', "semver('1.0.0')", False),
        ('1.33', "semver('1.0.0')", True),
        ('1.33', '[1].sort()', False),
        ('1.34', '[1].sort()', True),
    ],
)
def test_libraries_come_with_their_version(version: str, text: str, known: bool) -> None:
    environment = cel.Environment({}, version=version)
    if known:
        environment.compile(text)
    else:
        with pytest.raises(cel.CompileError):
            environment.compile(text)


@pytest.mark.parametrize(
    ('name', 'identifier'),
    [
        ('namespace', '__namespace__'),
        ('a-b', 'a__dash__b'),
        ('a.b/c', 'a__dot__b__slash__c'),
        ('a__b', 'a__underscores__b'),
        ('plain', 'plain'),
        ('1a', None),
        ('a b', None),
    ],
)
def test_properties_are_escaped(name: str, identifier: str | None) -> None:
    assert cel.escape(name) == identifier
    if identifier is not None:
        assert cel.unescape(identifier) == name
