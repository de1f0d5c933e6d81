"""Numbers of more digits than Python reads are too big, like others that fit no 64 bits."""

from __future__ import annotations

import pytest

from sampan.machinery import cel
from sampan.machinery.cel.strfmt import parse_duration as cel_duration

NINES = '9' * 20_000
ENVIRONMENT = cel.Environment({'s': cel.STRING})


@pytest.mark.parametrize(
    ('text', 'value', 'message'),
    [
        ('int(s)', NINES, "type conversion error from 'string' to 'int'"),
        ('int(s)', '-' + NINES, "type conversion error from 'string' to 'int'"),
        ('uint(s)', NINES, "type conversion error from 'string' to 'uint'"),
        ('semver(s)', f'{NINES}.0.0', 'value out of range'),
        ('semver(s)', f'1.0.0-{NINES}', 'value out of range'),
        ('quantity(s)', NINES, 'quantities must match'),
        ('duration(s)', f'{NINES}s', "type conversion error from 'string'"),
        ("cidr('1.2.3.4/' + s)", NINES, 'prefix length out of range'),
        ("timestamp('2020-01-01T00:00:00Z').getHours(s)", f'{NINES}:00', 'digits'),
    ],
)
def test_too_many_digits(text: str, value: str, message: str) -> None:
    with pytest.raises(cel.EvaluationError, match=message):
        ENVIRONMENT.compile(text).evaluate({'s': value})


@pytest.mark.parametrize(
    ('text', 'value'),
    [
        ('int(s) == 7', '0' * 20_000 + '7'),
        ('int(s) == -7', '-' + '0' * 20_000 + '7'),
        ('uint(s) == 7u', '0' * 20_000 + '7'),
        ('!isQuantity(s)', NINES),
        ('!isSemver(s)', f'{NINES}.0.0'),
        ("s.format([1.5]).startsWith('1.5000')", f'%.{NINES}f'),
        ('format.dns1123Label().validate(s).hasValue()', NINES),
    ],
)
def test_many_digits_that_say_little(text: str, value: str) -> None:
    assert ENVIRONMENT.compile(text).evaluate({'s': value})[0] is True


@pytest.mark.parametrize('text', [NINES, f'-{NINES}', f'{NINES}u'])
def test_literals(text: str) -> None:
    with pytest.raises(cel.CompileError, match=r'invalid u?int literal'):
        ENVIRONMENT.compile(text)


def test_a_duration_in_words_longer_than_any_number() -> None:
    with pytest.raises(ValueError, match='unable to parse'):
        cel_duration('9' * 400 + ' days')
