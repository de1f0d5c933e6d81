"""Quantities: upstream's parsing, rounding and canonical form."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.machinery import quantity


@pytest.mark.parametrize(
    ('text', 'canonical', 'value', 'milli'),
    [
        ('0', '0', 0, 0),
        ('0Mi', '0', 0, 0),
        ('1', '1', 1, 1000),
        ('100m', '100m', 1, 100),
        ('1000m', '1', 1, 1000),
        ('1500m', '1500m', 2, 1500),
        ('0.1', '100m', 1, 100),
        ('.5', '500m', 1, 500),
        ('1.', '1.', 1, 1000),
        ('+1', '+1', 1, 1000),
        ('01', '01', 1, 1000),
        ('1024Ki', '1Mi', 1 << 20, (1 << 20) * 1000),
        ('1025Ki', '1025Ki', 1025 << 10, (1025 << 10) * 1000),
        ('1.5Gi', '1536Mi', 3 << 29, (3 << 29) * 1000),
        ('0.5Ki', '512', 512, 512000),
        ('1000k', '1M', 1_000_000, 1_000_000_000),
        ('1e3', '1e3', 1000, 1_000_000),
        ('1E3', '1E3', 1000, 1_000_000),
        ('1000e3', '1e6', 1_000_000, 1_000_000_000),
        ('1E', '1E', 10**18, 10**21),
        ('-1500m', '-1500m', -2, -1500),
        ('1n', '1n', 1, 1),
        ('0.1n', '1n', 1, 1),
        ('-0.1n', '-1n', -1, -1),
        ('1u', '1u', 1, 1),
        ('100Ei', '9223372036854775807', 2**63 - 1, (2**63 - 1) * 1000),
    ],
)
def test_known_values(text: str, canonical: str, value: int, milli: int) -> None:
    assert quantity.canonical(text) == canonical
    assert quantity.value(text) == value
    assert quantity.milli_value(text) == milli


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('', quantity.FORMAT_WRONG),
        ('1.1.1', quantity.FORMAT_WRONG),
        ('1 Gi', quantity.FORMAT_WRONG),
        ('aaa', quantity.FORMAT_WRONG),
        ('1Mib', quantity.FORMAT_WRONG),
        ('1Mm', quantity.SUFFIX_WRONG),
        ('1e', quantity.SUFFIX_WRONG),
        ('1ki', quantity.SUFFIX_WRONG),
        ('1e99999999999', quantity.SUFFIX_WRONG),
        ('1' * 300, quantity.FORMAT_WRONG),
        ('１', quantity.FORMAT_WRONG),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(quantity.QuantityError) as caught:
        quantity.parse(text)
    assert str(caught.value) == message


_TEXTS = st.builds(
    lambda sign, whole, fraction, suffix: f'{sign}{whole}{fraction}{suffix}',
    st.sampled_from(['', '-', '+']),
    st.integers(0, 10**15).map(str),
    st.one_of(st.just(''), st.integers(0, 10**9).map(lambda number: f'.{number}')),
    st.sampled_from(['', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'P', 'Ki', 'Mi', 'Gi', 'e3', 'e-2', 'E2']),
)


@given(_TEXTS)
def test_canonical_form_keeps_the_value_and_is_stable(text: str) -> None:
    once = quantity.canonical(text)
    assert quantity.parse(once).nanos == quantity.parse(text).nanos
    assert quantity.canonical(once) == once


@given(st.integers(-(10**20), 10**20), st.sampled_from(list(quantity.Format)))
def test_printed_amounts_are_read_back(nanos: int, form: quantity.Format) -> None:
    assert quantity.parse(str(quantity.Amount(nanos, form))).nanos == nanos


@given(st.integers(-(10**6), 10**6), st.integers(0, 9))
def test_decimal_fractions_are_exact_or_rounded_away_from_zero(number: int, places: int) -> None:
    text = str(Decimal(number).scaleb(-places).normalize()) if number else '0'
    text = f'{Decimal(text):f}'
    assert quantity.parse(text).decimal() == Decimal(text)


def test_sums_keep_the_format() -> None:
    memory, more = quantity.parse('1Gi'), quantity.parse('512Mi')
    assert str(memory + more) == '1536Mi'
    assert str(memory - more) == '512Mi'
    assert str(quantity.Amount(0) + more) == '512Mi'
    assert str(-quantity.parse('100m')) == '-100m'
