"""What expressions come to: arithmetic with overflow, errors and their absorption, equality, schema values."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.machinery import cel

ENVIRONMENT = cel.Environment({'d': cel.DYN, 's': cel.STRING, 'n': cel.INT})


def value(text: str, **bindings: Any) -> Any:
    return ENVIRONMENT.compile(text).evaluate(bindings)[0]


def failure(text: str, **bindings: Any) -> str:
    with pytest.raises(cel.EvaluationError) as caught:
        ENVIRONMENT.compile(text).evaluate(bindings)
    return str(caught.value)


@pytest.mark.parametrize(
    ('text', 'result'),
    [
        ('7 / -2', -3),
        ('-7 % 3', -1),
        ('2.0 / 0.0 > 1e300', True),
        ('0.0 / 0.0 == 0.0 / 0.0', False),
        ('dyn(1) == 1.0 && dyn(1u) == 1 && dyn(1) != true', True),
        ('dyn([1, 2]) == [1.0, 2.0]', True),
        ("{'a': 1} == dyn({'a': 1.0})", True),
        ("dyn('a') == 1", False),
        ('1 < 1.5 && 2u > 1', True),
        ("'b' > 'a' && b'a' < b'b'", True),
        ("'é'.size() == 1 && bytes('é').size() == 2", True),
        ('string(1.5) + string(true) + string(2u)', '1.5true2'),
        ('string(1e21) + string(0.00001)', '1e+211e-05'),
        ("int('-42') + int(3.9)", -39),
        ("double('1e3')", 1000.0),
        ("bool('True')", True),
        ("string(duration('90m'))", '5400s'),
        ("duration('1h30m').getMinutes()", 90),
        ("timestamp('2023-12-31T23:30:00Z').getFullYear('+01:00')", 2024),
        ("timestamp('2023-07-14T10:30:45.123Z').getHours('America/Los_Angeles')", 3),
        ("timestamp('2023-07-14T10:30:45.123Z').getMilliseconds()", 123),
        ("timestamp('2023-07-16T00:00:00Z').getDayOfWeek()", 0),
        ("timestamp('2023-01-02T00:00:00Z').getDayOfYear()", 1),
        ("string(timestamp('2023-01-02T00:00:00Z') - timestamp('2023-01-01T00:00:00Z'))", '86400s'),
        ("string(timestamp('2023-01-02T03:04:05.06+02:00'))", '2023-01-02T03:04:05.06+02:00'),
        ('false && 1 / 0 == 1', False),
        ('1 / 0 == 1 && false', False),
        ('1 / 0 == 1 || true', True),
        ('[1, 0].all(x, 1 / x > 5)', False),
        ('[0, 1].exists(x, 1 / x == 1)', True),
        ('[1, 2, 3].exists_one(x, x > 2)', True),
        ('[1, 2, 3].existsOne(x, x > 1)', False),
        ('[1, 2, 3].map(x, x > 1, x * 2)', [4, 6]),
        ("{'a': 1, 'b': 2}.filter(k, k == 'b')", ['b']),
        ("{'a': 1}.all(k, v, k == 'a' && v == 1)", True),
        ('[5, 6].transformList(i, x, i + x)', [5, 7]),
        ("{'a': 1}.transformMap(k, v, v + 1)", {'a': 2}),
        ("{'a': 1}.transformMapEntry(k, v, {v: k})", {1: 'a'}),
        ('[[1, 2], [3]].map(l, l.map(x, x + 1))', [[2, 3], [4]]),
        ("has({'a': 1}.a) && !has({'a': 1}.b)", True),
        ("{'a': {'b': 1}}.?a.?b.orValue(0)", 1),
        ("{'a': {'b': 1}}.?x.b.orValue(7)", 7),
        ('[1, 2][?5].hasValue()', False),
        ('dyn(5).?a[?0].hasValue() || dyn(null).?a.hasValue()', False),
        ("[?optional.none(), ?optional.of(1)] == [1] && {?'a': optional.none()} == {}", True),
        ('optional.of(2).optMap(x, x * 2).value()', 4),
        ('optional.none().optFlatMap(x, optional.of(x)).hasValue()', False),
        ('optional.none().or(optional.of(3)).value()', 3),
        ("optional.ofNonZeroValue('').hasValue()", False),
        ('type(1) == int && type([]) == list && type(type(1)) == type', True),
        ("'a' in {'a': 1} && 2 in [1, 2] && !(dyn(true) in {1: 1})", True),
        ("'abc'.matches('^a.c$') && matches('abc', 'b')", True),
        ('{1: 2}[1.0 == 1.0 ? 1 : 2]', 2),
    ],
)
def test_values(text: str, result: Any) -> None:
    assert value(text, d=None) == result


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('9223372036854775807 + n', 'integer overflow'),
        ('-9223372036854775807 - 2 * n', 'integer overflow'),
        ('0u - 1u', 'unsigned integer overflow'),
        ('n / 0', 'division by zero'),
        ('n % 0', 'modulus by zero'),
        ('[1, 2][n + 4]', 'index out of bounds: 5'),
        ("{'a': 1}[s]", 'no such key: x'),
        ('d.nope', 'no such key: nope'),
        ("dyn(1) + dyn('a')", 'no such overload'),
        ("dyn(1).startsWith('a')", 'no such overload'),
        ("dyn(1).matches('a')", 'no such overload: matches'),
        ('dyn({}) + 1', 'no such overload: _+_'),
        ('string(dyn({}))', 'no such overload: string(map)'),
        ('-dyn(true)', 'no such overload: -_'),
        ('dyn(1).map(x, x)', "got 'types.Int', expected iterable type"),
        ('has(dyn([1]).x)', "unsupported index type 'string' in list"),
        ('int(1e30 * double(n))', 'integer overflow'),
        ('int(s)', "type conversion error from 'string' to 'int'"),
        ("timestamp('9999-12-31T23:59:59Z') + duration('1h')", 'timestamp overflow'),
        ("timestamp('2020-01-01T00:00:00Z').getHours('Nowhere/City')", 'unknown time zone Nowhere/City'),
        ('[1].map(x, x / 0)', 'division by zero'),
        ('optional.none().value()', 'optional.none() dereference'),
        ('1 / 0 == 1 && d', 'division by zero'),
        ("string(b'\\xff')", 'invalid UTF-8 in bytes, cannot convert to string'),
        ("[1, 2].transformMapEntry(i, x, {'k': x})", 'insert failed: key k already exists'),
        ("s.matches('(' + s)", 'error parsing regexp: missing closing ): `(x`'),
    ],
)
def test_failures_have_the_words_of_upstream(text: str, message: str) -> None:
    try:
        assert failure(text, d={'a': True}, s='x', n=1) == message
    except cel.CompileError as error:
        assert message in str(error)


def test_a_missing_binding_is_an_error_only_when_it_is_read() -> None:
    assert value('true || n > 1') is True
    assert failure('n > 1') == 'no such attribute(s): n'


def test_a_lazy_binding_is_asked_once() -> None:
    asked = []
    lazy = cel.Lazy(lambda: asked.append(1) or {'a': 1})
    assert value('d.a + d.a', d=lazy) == 2
    assert asked == [1]


SCHEMA: dict[str, Any] = {
    'type': 'object',
    'properties': {
        'ratio': {'type': 'number'},
        'at': {'type': 'string', 'format': 'date-time'},
        'for': {'type': 'string', 'format': 'duration'},
        'data': {'type': 'string', 'format': 'byte'},
        'namespace': {'type': 'string'},
        'set': {'type': 'array', 'x-kubernetes-list-type': 'set', 'items': {'type': 'string'}},
        'map': {
            'type': 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['k'],
            'items': {'type': 'object', 'properties': {'k': {'type': 'string'}, 'v': {'type': 'number'}}},
        },
        'times': {'type': 'object', 'additionalProperties': {'type': 'string', 'format': 'date-time'}},
    },
}
OBJECT: dict[str, Any] = {
    'ratio': 2,
    'at': '2020-01-01T00:00:00Z',
    'for': '1h',
    'data': 'aGk=',
    'namespace': 'ns',
    'set': ['a', 'b'],
    'map': [{'k': 'x', 'v': 1}, {'k': 'y', 'v': 2}],
    'times': {'t': '2020-01-01T00:00:00+00:00'},
}


@pytest.mark.parametrize(
    'text',
    [
        'self.ratio == 2.0 && type(self.ratio) == double',
        "self.at < timestamp('2021-01-01T00:00:00Z') && self.at.getFullYear() == 2020",
        "self.__for__ == duration('60m')",
        "self.data == b'hi' && size(self.data) == 2",
        "self.__namespace__ == 'ns' && self.namespace == 'ns' && has(self.__namespace__)",
        "self.set == ['b', 'a'] && self.set + ['b', 'c'] == ['a', 'b', 'c']",
        "dyn(self.map) == [{'k': dyn('y'), 'v': dyn(2.0)}, {'k': dyn('x'), 'v': dyn(1.0)}]",
        "(dyn(self.map) + [{'k': dyn('x'), 'v': dyn(5.0)}])[0].v == 5.0",
        'self.map.all(e, e.v > 0.5) && self.map.map(e, e.v).sum() == 3.0',
        'self.times.t == self.at && self.times.all(k, self.times[k] == self.at) && self.times.all(k, v, v == self.at)',
        'self == old && dyn(self) == dyn(old)',
        'dyn(self).at == self.at',
        'cel.bind(m, self.map, m[0].v == 1.0)',
        "self.?at.orValue(timestamp('1970-01-01T00:00:00Z')) == self.at",
        '[self][0].ratio == 2.0 && (true ? self : old).ratio == 2.0',
    ],
)
def test_values_of_a_schema(text: str) -> None:
    declaration = cel.types_from_schema(SCHEMA)
    assert declaration is not None
    libraries = (*cel.base_libraries(), 'ext.bindings')
    environment = cel.Environment({'self': declaration, 'old': declaration}, libraries)
    assert environment.compile(text, cel.BOOL).evaluate({'self': OBJECT, 'old': dict(OBJECT)})[0] is True


def test_what_does_not_fit_its_format_fails_where_it_is_used() -> None:
    declaration = cel.types_from_schema(SCHEMA)
    assert declaration is not None
    program = cel.Environment({'self': declaration}).compile("self.at > timestamp('2020-01-01T00:00:00Z')")
    with pytest.raises(cel.EvaluationError, match=r'^Invalid date-time formatted string x'):
        program.evaluate({'self': {'at': 'x'}})


def test_values_become_json_again() -> None:
    found = value("[timestamp('2020-01-01T00:00:00Z')]")
    assert cel.to_json(found) == ['2020-01-01T00:00:00Z']
    assert cel.to_json({'d': cel.Duration(60_000_000_000), 'b': b'hi', 'u': cel.UInt(1), 1: None}) == {
        'd': '60s',
        'b': 'aGk=',
        'u': 1,
        '1': None,
    }
