"""What the parser says about broken texts: the words and places of cel-go."""

from __future__ import annotations

import pytest

from sampan.machinery import cel

OPERAND = (
    "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
)
ENVIRONMENT = cel.Environment({'a': cel.DYN, 'm': cel.DYN, 'x': cel.DYN})


def complaint(text: str) -> str:
    with pytest.raises(cel.CompileError) as caught:
        ENVIRONMENT.compile(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('1 +', f"1:4: Syntax error: mismatched input '<EOF>' expecting {OPERAND}"),
        ('*-', f"1:1: Syntax error: extraneous input '*' expecting {OPERAND}"),
        ('a b', "1:3: Syntax error: extraneous input 'b' expecting <EOF>"),
        ('1 + 2\n3 +', "2:1: Syntax error: mismatched input '3' expecting <EOF>"),
        ('a ? 1', "1:6: Syntax error: mismatched input '<EOF>' expecting ':'"),
        ('{a}', "1:3: Syntax error: mismatched input '}' expecting ':'"),
        ('{"a": 1}."a"', '1:10: Syntax error: no viable alternative at input \'."a"\''),
        ('a.true', "1:3: Syntax error: mismatched input 'true' expecting IDENTIFIER"),
        ('[1, 2', "1:6: Syntax error: mismatched input '<EOF>' expecting {']', ','}"),
        ('size(x', "1:7: Syntax error: missing ')' at '<EOF>'"),
        ('1 + $', "1:5: Syntax error: token recognition error at: '$'"),
        ('as', '1:1: reserved identifier: as'),
        ('namespace.x', '1:1: reserved identifier: namespace'),
        ('has(m)', '1:5: invalid argument to has() macro'),
        ('m.all(2, true)', '1:7: argument must be a simple name'),
        ('m.map(a.b, true)', '1:8: argument is not an identifier'),
        ('m.all(k, k, true)', '1:10: duplicate variable name: k'),
        ('9223372036854775808', '1:1: invalid int literal'),
        ('18446744073709551616u', '1:1: invalid uint literal'),
        ('1.99e90000009', '1:1: invalid double literal'),
    ],
)
def test_a_syntax_error_tells_its_place(text: str, message: str) -> None:
    assert complaint(text).split('\n')[0] == f'ERROR: <input>:{message}'


def test_the_line_is_shown_with_a_caret_below() -> None:
    assert complaint('"é" + y') == "ERROR: <input>:1:7: undeclared reference to 'y' (in container '')\n" + (
        ' | "é" + y\n | .．....^'
    )


def test_all_mistakes_are_told_in_the_order_of_the_text() -> None:
    found = complaint('[1, 2, 3].map(var, var * var)')
    assert [line.split(': ', 2)[2] for line in found.split('\n') if line.startswith('ERROR')] == [
        'reserved identifier: var',
        'argument is not an identifier',
        'reserved identifier: var',
        'reserved identifier: var',
    ]


@pytest.mark.parametrize('text', ['(' * 251 + '1' + ')' * 251, 'a' + '.b' * 300, '1' + '+1' * 300, '[' * 5000])
def test_depth_is_limited(text: str) -> None:
    assert complaint(text) == 'ERROR: <input>:-1:0: expression recursion limit exceeded: 250'


def test_size_is_limited() -> None:
    assert complaint(' ' * 100_001) == (
        'ERROR: <input>:-1:0: expression code point size exceeds limit: size: 100001, limit 100000'
    )


def test_many_conditions_in_a_row_are_not_deep() -> None:
    value, cost = ENVIRONMENT.compile(' && '.join(['a'] * 2000)).evaluate({'a': True})
    assert (value, cost) == (True, 2000)


@pytest.mark.parametrize(
    ('literal', 'value'),
    [
        (r"'\u00e9\x41\101\n\''", "éAA\n'"),
        (r"r'\n'", r'\n'),
        (r"b'\xff\377é'", b'\xff\xff\xc3\xa9'),
        ('"""a\n"b"""', 'a\n"b'),
        ('0xFF', 255),
        ('-9223372036854775808', -(1 << 63)),
        ('7u', cel.UInt(7)),
        ('.5e1', 5.0),
        ('null', None),
        ('// no more\n1', 1),
    ],
)
def test_literals(literal: str, value: object) -> None:
    found, _ = ENVIRONMENT.compile(literal).evaluate({})
    assert found == value
    assert type(found) is type(value)
