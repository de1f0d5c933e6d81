"""CEL against the C++ implementation as an oracle, and the parser against whatever comes."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from cel_expr_python import cel as oracle
from hypothesis import example, given
from hypothesis import strategies as st

from sampan.machinery import cel
from support.fuzzing import FUZZ

TYPES = {
    'i': (cel.INT, oracle.Type.INT),
    'u': (cel.UINT, oracle.Type.UINT),
    'd': (cel.DOUBLE, oracle.Type.DOUBLE),
    's': (cel.STRING, oracle.Type.STRING),
    'b': (cel.BOOL, oracle.Type.BOOL),
    'l': (cel.list_of(cel.INT), oracle.Type.List(oracle.Type.INT)),
    'm': (cel.map_of(cel.STRING, cel.INT), oracle.Type.Map(oracle.Type.STRING, oracle.Type.INT)),
}
OURS = cel.Environment({name: ours for name, (ours, _) in TYPES.items()})
THEIRS = oracle.NewEnv(variables={name: theirs for name, (_, theirs) in TYPES.items()})
FAILED = object()
UNORDERED = object()


def _leaves(kind: str) -> st.SearchStrategy[str]:
    found = {
        'int': st.one_of(st.just('i'), st.integers(-(1 << 62), 1 << 62).map(str)),
        'uint': st.one_of(st.just('u'), st.integers(0, 1 << 63).map(lambda n: f'{n}u')),
        'double': st.one_of(st.just('d'), st.sampled_from(['0.0', '1.5', '-2.25', '1e300'])),
        'string': st.one_of(st.just('s'), st.text('abé"\\', max_size=3).map(_quoted)),
        'bool': st.sampled_from(['b', 'true', 'false', "'a' in m", 'i in l']),
        'list': st.sampled_from(['l', '[1, 2]', '[]', '[i]']),
    }
    return found[kind]


def _quoted(text: str) -> str:
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def _expressions(kind: str, depth: int = 3) -> st.SearchStrategy[str]:
    if depth == 0:
        return _leaves(kind)

    def of(other: str) -> st.SearchStrategy[str]:
        return st.deferred(lambda: _expressions(other, depth - 1))

    def join(pattern: str, *kinds: str) -> st.SearchStrategy[str]:
        return st.tuples(*(of(each) for each in kinds)).map(lambda parts: pattern.format(*parts))

    number = ('{} + {}', '{} - {}', '{} * {}', '{} / {}')
    more: dict[str, list[st.SearchStrategy[str]]] = {
        'int': [
            *(join(f'({each})', 'int', 'int') for each in (*number, '{} % {}')),
            join('size({})', 'string'),
            join('size({})', 'list'),
            join('int({})', 'uint'),
            join('({} ? {} : {})', 'bool', 'int', 'int'),
            join('{}[{}]', 'list', 'int'),
            join('(-({}))', 'int'),
        ],
        'uint': [join(f'({each})', 'uint', 'uint') for each in (*number, '{} % {}')],
        'double': [join(f'({each})', 'double', 'double') for each in number] + [join('double({})', 'int')],
        'string': [join('({} + {})', 'string', 'string'), join('string({})', 'int'), join('string({})', 'uint')],
        'bool': [
            join('({} && {})', 'bool', 'bool'),
            join('({} || {})', 'bool', 'bool'),
            join('(!({}))', 'bool'),
            *(
                join(f'({{}} {op} {{}})', t, t)
                for op in ('<', '<=', '==', '!=')
                for t in ('int', 'uint', 'double', 'string')
            ),
            join('({} == {})', 'list', 'list'),
            join('{}.all(x, x > {})', 'list', 'int'),
            join('{}.exists(x, {} / x > 0)', 'list', 'int'),
            join('{}.exists_one(x, x == {})', 'list', 'int'),
            join('{}.startsWith({})', 'string', 'string'),
            join('{}.contains({})', 'string', 'string'),
            join('({} in {})', 'int', 'list'),
        ],
        'list': [
            join('({} + {})', 'list', 'list'),
            join('{}.map(x, x + {})', 'list', 'int'),
            join('{}.filter(x, x >= {})', 'list', 'int'),
        ],
    }
    return st.one_of(_leaves(kind), *more[kind])


ANY_EXPRESSION = st.one_of([_expressions(kind) for kind in ('int', 'uint', 'double', 'string', 'bool', 'list')])
BINDINGS = st.fixed_dictionaries({
    'i': st.integers(-(1 << 63), (1 << 63) - 1),
    'u': st.integers(0, (1 << 64) - 1),
    'd': st.floats(width=64),
    's': st.text('abé', max_size=4),
    'b': st.booleans(),
    'l': st.lists(st.integers(-3, 3), max_size=3),
    'm': st.dictionaries(st.sampled_from(['a', 'b']), st.integers(-3, 3)),
})  # fmt: skip


def ours(text: str, bindings: dict[str, Any]) -> Any:
    try:
        return OURS.compile(text).evaluate({**bindings, 'u': cel.UInt(bindings['u'])})[0]
    except cel.EvaluationError as error:
        # cel-go, which Kubernetes runs, refuses to order NaN; the oracle says false.
        return UNORDERED if 'NaN values cannot be ordered' in str(error) else FAILED
    except cel.CompileError:
        return FAILED


def theirs(text: str, bindings: dict[str, Any]) -> Any:
    try:
        found = THEIRS.compile(text).eval(data=bindings)
        return FAILED if found.type() == oracle.Type.ERROR else _plain(found.plain_value())
    except Exception:
        return FAILED


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, timedelta)):
        raise AssertionError('no times here')
    return value


def same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b) and isinstance(a, bool) == isinstance(b, bool)


@FUZZ
@given(ANY_EXPRESSION, BINDINGS)
@example('(1 / 0 > 0) || b', {'i': 0, 'u': 0, 'd': 0.0, 's': '', 'b': True, 'l': [], 'm': {}})
@example('[0, 1].exists(x, 1 / x > 0)', {'i': 0, 'u': 0, 'd': 0.0, 's': '', 'b': True, 'l': [], 'm': {}})
def test_values_are_those_of_the_oracle(text: str, bindings: dict[str, Any]) -> None:
    mine, other = ours(text, bindings), theirs(text, bindings)
    if mine is UNORDERED:
        return
    assert (mine is FAILED) == (other is FAILED), (text, bindings, mine, other)
    assert mine is FAILED or same(mine, other), (text, bindings, mine, other)


WORDS = st.sampled_from([
    *'()[]{}.,:?+-*/%!<>@$`\\\nxé', '<=', '>=', '==', '!=', '&&', '||', 'in', 'true', 'false', 'null', '1', '2u', '3.5',
    '"a"', "b'x'", 'r"\\d"', '"""', '//', 'x.y', 'i', 'l', 'all', 'map', 'has', 'exists', 'x,', '.?', '[?', 'optMap',
    'cel.bind', 'Object{', '0xF', '1e9',
])  # fmt: skip


@FUZZ
@given(
    st.one_of(
        st.text(max_size=60), st.lists(WORDS, max_size=25).map(' '.join), st.lists(WORDS, max_size=25).map(''.join)
    )
)
@example('"\\')
@example('`a')
@example('a.b.`c`')
@example('[' * 400)
def test_any_text_is_a_program_or_a_compile_error(text: str) -> None:
    try:
        program = OURS.compile(text)
    except cel.CompileError as error:
        assert str(error)
        return
    assert program.estimate()[0] >= 0
    try:
        program.evaluate({})
    except cel.EvaluationError as error:
        assert str(error)
