"""Quantities: `500m`, `1Gi`, `2e3`; exact, and printed in canonical form.

A value is held as whole nano-units (1e-9), the smallest thing upstream keeps; finer ones are rounded
up, away from zero. Upstream: k8s.io/apimachinery/pkg/api/resource. One habit of upstream's is kept on
purpose: a text that needs no rewriting at all is kept as it was written (`+1`, `01` and `1e3` stay).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

NANO = 1_000_000_000
MILLI = 1_000_000
MAX_INT64 = 2**63 - 1
# Nobody writes longer ones; Python's integers would happily grow to any size a request asks for.
MAX_LENGTH = 256
MAX_EXPONENT = 256

_PATTERN = re.compile(
    r'(?P<sign>[+-]?)(?P<whole>[0-9]*)(?:\.(?P<fraction>[0-9]*))?(?P<suffix>[eEinumkKMGTP]*[-+]?[0-9]*)'
)
_EXPONENT = re.compile(r'[eE][-+]?[0-9]+')


class QuantityError(ValueError):
    """Not a quantity; the text is upstream's."""


FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
SUFFIX_WRONG = "unable to parse quantity's suffix"


class Format(StrEnum):
    """How a quantity is written."""

    DECIMAL_EXPONENT = 'DecimalExponent'
    BINARY_SI = 'BinarySI'
    DECIMAL_SI = 'DecimalSI'


_DECIMAL = {'n': -9, 'u': -6, 'm': -3, '': 0, 'k': 3, 'M': 6, 'G': 9, 'T': 12, 'P': 15, 'E': 18}
_BINARY = {'Ki': 10, 'Mi': 20, 'Gi': 30, 'Ti': 40, 'Pi': 50, 'Ei': 60}
_DECIMAL_SUFFIX = {exponent: suffix for suffix, exponent in _DECIMAL.items()}
_BINARY_SUFFIX = {0: ''} | {exponent: suffix for suffix, exponent in _BINARY.items()}


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact number of nano-units and the way to print it. Compare and add them; `str()` is canonical."""

    nanos: int
    format: Format = Format.DECIMAL_SI

    def value(self) -> int:
        """Whole units, rounded up (away from zero)."""
        return _round_up(self.nanos, NANO)

    def milli_value(self) -> int:
        """Whole thousandths, rounded up (away from zero)."""
        return _round_up(self.nanos, MILLI)

    def decimal(self) -> Decimal:
        """The exact value."""
        return Decimal(self.nanos).scaleb(-9)

    def __add__(self, other: Amount) -> Amount:
        """The sum, in this one's format (a zero takes the other's)."""
        return Amount(self.nanos + other.nanos, self.format if self.nanos else other.format)

    def __sub__(self, other: Amount) -> Amount:
        """The difference, in this one's format (a zero takes the other's)."""
        return Amount(self.nanos - other.nanos, self.format if self.nanos else other.format)

    def __neg__(self) -> Amount:
        return Amount(-self.nanos, self.format)

    def __str__(self) -> str:
        if self.nanos == 0:
            return '0'
        if self.format is Format.BINARY_SI and abs(self.nanos) >= 1024 * NANO and self.nanos % NANO == 0:
            return _print_binary(self.nanos // NANO)
        return _print_decimal(self.nanos, self.format is Format.DECIMAL_EXPONENT)


def _round_up(number: int, scale: int) -> int:
    return -(-number // scale) if number >= 0 else number // scale


def _print_binary(number: int) -> str:
    exponent = 0
    while number % 1024 == 0 and exponent < 60:
        number //= 1024
        exponent += 10
    return f'{number}{_BINARY_SUFFIX[exponent]}'


def _print_decimal(nanos: int, exponential: bool) -> str:
    exponent = -9
    while nanos % 1000 == 0 and (exponential or exponent < 18):
        nanos //= 1000
        exponent += 3
    if exponential:
        return f'{nanos}e{exponent}' if exponent else str(nanos)
    return f'{nanos}{_DECIMAL_SUFFIX[exponent]}'


@lru_cache(maxsize=4096)
def parse(text: str) -> Amount:
    """The amount that `text` stands for. Raises QuantityError."""
    return _parse(text)[0]


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """`text` as upstream would write it back. Raises QuantityError."""
    amount, as_written = _parse(text)
    return text if as_written else str(amount)


def value(text: str) -> int:
    """Whole units in `text`, rounded up."""
    return parse(text).value()


def milli_value(text: str) -> int:
    """Thousandths in `text`, rounded up."""
    return parse(text).milli_value()


def _parse(text: str) -> tuple[Amount, bool]:
    """The amount, and whether upstream would keep the text as it is."""
    match = _PATTERN.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if not text or match is None:
        raise QuantityError(FORMAT_WRONG)
    whole, fraction = match['whole'].lstrip('0'), match['fraction'] or ''
    base, exponent, format_ = _suffix(match['suffix'])
    # Upstream reads a bare sign, point or suffix as zero units of it.
    digits = int((whole + fraction) or '0') * (-1 if match['sign'] == '-' else 1)
    nanos = _nanos(digits, len(fraction), base, exponent)
    if format_ is Format.BINARY_SI:
        # Binary quantities beyond int64 are cut to it; decimal ones are not.
        capped = max(-MAX_INT64 * NANO, min(MAX_INT64 * NANO, nanos))
        if 0 < abs(capped) < NANO:
            format_ = Format.DECIMAL_SI
        return Amount(capped, format_), _kept_binary(whole, fraction, exponent, digits)
    return Amount(nanos, format_), _kept_decimal(whole, fraction, exponent, text)


def _suffix(suffix: str) -> tuple[int, int, Format]:
    if suffix in _DECIMAL:
        return 10, _DECIMAL[suffix], Format.DECIMAL_SI
    if suffix in _BINARY:
        return 2, _BINARY[suffix], Format.BINARY_SI
    if _EXPONENT.fullmatch(suffix):
        exponent = int(suffix[1:])
        if abs(exponent) <= MAX_EXPONENT:
            return 10, exponent, Format.DECIMAL_EXPONENT
    raise QuantityError(SUFFIX_WRONG)


def _nanos(digits: int, places: int, base: int, exponent: int) -> int:
    if base == 2:
        return _round_up(digits * 2**exponent * NANO, 10**places)
    power = exponent - places + 9
    return digits * 10**power if power >= 0 else _round_up(digits, 10**-power)


def _kept_binary(whole: str, fraction: str, exponent: int, digits: int) -> bool:
    # Upstream's fast path: few enough digits, no fraction, and nothing a bigger suffix could take.
    room = 15 - len(whole or '0') - int(exponent * 3 / 10) - 1
    return not fraction and room >= 0 and abs(digits) & 7 != 0


def _kept_decimal(whole: str, fraction: str, exponent: int, text: str) -> bool:
    if text == '0':
        return True
    shifted = (whole or '0') + fraction
    scale = exponent - len(fraction)
    fits = 18 - len(shifted) >= 0 and scale >= -9
    return fits and scale % 3 == 0 and not shifted.endswith('000') and shifted[0] != '0'
