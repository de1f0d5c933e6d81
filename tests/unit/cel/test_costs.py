"""What evaluation costs, what it may cost, and what happens when the budget is spent: upstream's own figures."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest

from sampan.machinery import cel

ENVIRONMENT = cel.Environment({
    's': cel.STRING, 't': cel.STRING, 'l': cel.list_of(cel.INT), 'm': cel.map_of(cel.STRING, cel.INT), 'b': cel.BOOL,
    'd': cel.DYN,
})  # fmt: skip
BINDINGS: dict[str, Any] = {
    's': 's' * 500,
    't': 't' * 500,
    'l': [1, 2, 3],
    'm': {'a': 1},
    'b': True,
    'd': {'x': {'y': 1}},
}


@pytest.mark.parametrize(
    ('text', 'cost'),
    [
        ("'x'", 0),
        ('s', 1),
        ('d.x.y', 3),
        ('has(d.x.y)', 2),
        ('m["a"]', 2),
        ("m['a' + '']", 3),
        ('l[0]', 2),
        ('[1, 2]', 0),
        ('[l]', 11),
        ("{'a': b}", 31),
        ('1 < 2', 1),
        ('b ? s : t', 1),
        ('b ? d.x : d.y', 2),
        ('b || b', 1),
        ('b && b', 2),
        ('s.size()', 2),
        ("s.matches('[0-9]')", 103),
        ('s.contains(t)', 2502),
        ("s.startsWith('x')", 51),
        ('bytes(s)', 51),
        ("'12345678901234567890' == '123456789012345678901234567890'", 2),
        ('1 in [1, 2, 3]', 0),
        ('1 in l', 4),
        ('s + t', 102),
        ('l.all(x, true)', 2 + 3 * 3),
        ('l.exists(x, false)', 2 + 4 * 3),
        ('l.map(x, x)', 2 + 13 * 3),
        ('l.filter(x, x == 2)', 2 + 2 * 3 + 13),
        ('l.exists_one(x, x == 2)', 1 + 2 + 2 * 3 + 2),
        ('l.sum()', 4),
        ('sets.contains(l, l)', 12),
        ('dyn(l)[0]', 4),
    ],
)
def test_the_cost_of_an_evaluation(text: str, cost: int) -> None:
    assert ENVIRONMENT.compile(text).evaluate(BINDINGS)[1] == cost


@pytest.mark.parametrize(
    ('text', 'bounds'),
    [
        ('[1, 2, 3].sum()', (13, 13)),
        ('[uint(1), uint(2)].sum()', (14, 14)),
        ('sets.contains([1, 2, 3, 4], [2, 3])', (29, 29)),
        ("{'a': 1, 'b': 2}.transformMapEntry(k, v, v < 5, {k: v + 1})", (67, 135)),
        ('[1, 2].transformList(i, v, v < 5, v + 1)', (27, 53)),
        ("url('https:://kubernetes.io/')", (3, 3)),
        ("ip.isCanonical('127.0.0.1')", (2, 2)),
        ("'abc'.lowerAscii()", (1, 1)),
        ("b ? 'a' : 'b'", (1, 1)),
        ('b && b', (1, 2)),
        ('l', (1, 1)),
    ],
)
def test_the_bounds_of_a_cost(text: str, bounds: tuple[int, int]) -> None:
    assert ENVIRONMENT.compile(text).estimate() == bounds


def test_a_schema_bounds_the_cost() -> None:
    items: dict[str, Any] = {'type': 'string', 'maxLength': 10}
    schema: dict[str, Any] = {
        'type': 'object',
        'properties': {
            'bounded': {'type': 'array', 'maxItems': 5, 'items': items},
            'free': {'type': 'array', 'items': items},
        },
    }
    declaration = cel.types_from_schema(schema)
    assert declaration is not None
    environment = cel.Environment({'self': declaration})
    # 2 for the list, 1 for the result; each of the five: 3 for the loop, 1 for x, 1..4 for 40 bytes compared with one
    assert environment.compile("self.bounded.all(x, x == 'a')").estimate() == (3, 3 + 5 * 5)
    assert environment.compile("self.free.all(x, x == 'a')").estimate()[1] > 1_000_000


def test_a_spent_budget_ends_the_evaluation() -> None:
    program = ENVIRONMENT.compile('s.contains(t)')
    assert program.evaluate(BINDINGS, budget=2502)[0] is False
    with pytest.raises(cel.CostLimitExceeded, match=r'^operation cancelled: actual cost limit exceeded$') as caught:
        program.evaluate(BINDINGS, budget=2501)
    assert caught.value.cost == 2502


def test_no_condition_absorbs_a_spent_budget() -> None:
    program = ENVIRONMENT.compile('l.all(x, l.all(y, l.all(z, x + y + z >= 0))) || true')
    with pytest.raises(cel.CostLimitExceeded):
        program.evaluate({'l': list(range(200))})


@pytest.mark.parametrize(
    'text',
    [
        "'b'" + ".replace('', 'bbbbbbbbbb')" * 9,
        "s.replace('', s).replace('', s).size() > 0",
        'lists.range(100000).map(x, s).join(s) == s',
    ],
)
def test_no_text_grows_beyond_what_a_budget_could_read(text: str) -> None:
    program = ENVIRONMENT.compile(text)
    tracemalloc.start()
    try:
        with pytest.raises(cel.CostLimitExceeded):
            program.evaluate({**BINDINGS, 's': 'a' * 20_000})
        assert tracemalloc.get_traced_memory()[1] < 500_000_000
    finally:
        tracemalloc.stop()


def test_a_pattern_cannot_take_exponential_time() -> None:
    assert ENVIRONMENT.compile("s.matches('(a+)+$')").evaluate({'s': 'a' * 5000 + 'b'})[0] is False
