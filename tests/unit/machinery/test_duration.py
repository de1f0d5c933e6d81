"""Durations: Go's text, and ages for people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.machinery import duration


@pytest.mark.parametrize(
    ('text', 'nanoseconds', 'printed'),
    [
        ('0', 0, '0s'),
        ('5s', 5 * 10**9, '5s'),
        ('1h', 3600 * 10**9, '1h0m0s'),
        ('-1.5h', -5400 * 10**9, '-1h30m0s'),
        ('2m30s', 150 * 10**9, '2m30s'),
        ('1.5s', 1_500_000_000, '1.5s'),
        ('100ms', 10**8, '100ms'),
        ('1us', 1000, '1µs'),
        ('.5m', 30 * 10**9, '30s'),
        ('3000000h', 3_000_000 * 3600 * 10**9 if 3_000_000 * 3600 * 10**9 < 2**63 else None, None),
    ],
)
def test_go_durations(text: str, nanoseconds: int | None, printed: str | None) -> None:
    if nanoseconds is None:
        with pytest.raises(duration.DurationError):
            duration.parse(text)
        return
    assert duration.parse(text) == nanoseconds
    assert duration.print_go(nanoseconds) == printed


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('', 'time: invalid duration ""'),
        ('5', 'time: missing unit in duration "5"'),
        ('5x', 'time: unknown unit "x" in duration "5x"'),
        ('s', 'time: invalid duration "s"'),
        ('-', 'time: invalid duration "-"'),
    ],
)
def test_go_errors(text: str, message: str) -> None:
    with pytest.raises(duration.DurationError) as caught:
        duration.parse(text)
    assert str(caught.value) == message


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_printed_durations_are_read_back(nanoseconds: int) -> None:
    assert duration.parse(duration.print_go(nanoseconds)) == nanoseconds


_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@pytest.mark.parametrize(
    ('seconds', 'printed'),
    [
        (-5, '<invalid>'),
        (-1.5, '0s'),
        (0, '0s'),
        (119, '119s'),
        (120, '2m'),
        (125, '2m5s'),
        (10 * _MINUTE, '10m'),
        (179 * _MINUTE, '179m'),
        (3 * _HOUR, '3h'),
        (7 * _HOUR + 59 * _MINUTE, '7h59m'),
        (8 * _HOUR, '8h'),
        (47 * _HOUR, '47h'),
        (2 * _DAY, '2d'),
        (2 * _DAY + 5 * _HOUR, '2d5h'),
        (8 * _DAY, '8d'),
        (729 * _DAY, '729d'),
        (2 * 365 * _DAY, '2y'),
        (2 * 365 * _DAY + _DAY, '2y1d'),
        (8 * 365 * _DAY, '8y'),
    ],
)
def test_ages(seconds: float, printed: str) -> None:
    assert duration.human(seconds) == printed


def test_short_ages() -> None:
    assert [duration.short_human(each) for each in (-2, -1, 59, 60, 3600, 86400, 366 * 86400)] == [
        '<invalid>',
        '0s',
        '59s',
        '1m',
        '1h',
        '1d',
        '1y',
    ]
