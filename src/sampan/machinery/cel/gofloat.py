"""Floating-point numbers as Go writes them."""

from __future__ import annotations

import math
from decimal import Decimal


def shortest(value: float) -> str:
    """strconv.FormatFloat(v, 'f', -1, 64): no exponent, as few digits as tell the number."""
    special = _special(value)
    if special:
        return special
    text = format(Decimal(repr(value)), 'f')
    return text.removesuffix('.0')


def general(value: float) -> str:
    """fmt's %g: shortest digits, an exponent below -4 and from 21 on."""
    special = _special(value)
    if special:
        return special
    if value == 0:
        return '-0' if math.copysign(1, value) < 0 else '0'
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    point = len(digits) + exponent
    minus = '-' if sign else ''
    text = ''.join(map(str, digits))
    if -4 <= point - 1 < 21:
        return minus + shortest(abs(value))
    fraction = f'.{text[1:]}' if len(text) > 1 else ''
    return f'{minus}{text[0]}{fraction}e{"-" if point - 1 < 0 else "+"}{abs(point - 1):02d}'


def _special(value: float) -> str:
    if math.isnan(value):
        return 'NaN'
    if math.isinf(value):
        return '+Inf' if value > 0 else '-Inf'
    return ''
