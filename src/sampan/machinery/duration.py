"""Durations: Go's `1h15m30.5s`, and the short ages that tables show.

Exact durations are whole nanoseconds, as in Go. Upstream: Go's `time.ParseDuration` and
`Duration.String`, k8s.io/apimachinery/pkg/util/duration.
"""

from __future__ import annotations

import re

from sampan.machinery import gotext

NANOSECOND = 1
MICROSECOND = 1000
MILLISECOND = 1_000_000
SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

_UNITS = {
    'ns': NANOSECOND,
    'us': MICROSECOND,
    '\u00b5s': MICROSECOND,
    '\u03bcs': MICROSECOND,
    'ms': MILLISECOND,
    's': SECOND,
    'm': MINUTE,
    'h': HOUR,
}
_PART = re.compile(r'(?P<whole>[0-9]*)(?P<fraction>\.[0-9]*)?(?P<unit>[^.0-9]*)')
_LIMIT = 1 << 63


class DurationError(ValueError):
    """Not a duration; the text is Go's."""


def parse(text: str) -> int:
    """Nanoseconds in a text like `-1.5h` or `2m30s`. Raises DurationError."""
    sign, rest = (-1 if text[:1] == '-' else 1), text[1:] if text[:1] in ('+', '-') else text
    if rest == '0':
        return 0
    if not rest:
        raise DurationError(f'time: invalid duration {gotext.quote(text)}')
    total, position = 0, 0
    while position < len(rest):
        match = _PART.match(rest, position)
        assert match is not None  # every part of the pattern may be empty
        total += _part(text, match)
        position = match.end()
        if total > _LIMIT:
            raise DurationError(f'time: invalid duration {gotext.quote(text)}')
    if sign > 0 and total == _LIMIT:
        raise DurationError(f'time: invalid duration {gotext.quote(text)}')
    return sign * total


def _part(text: str, match: re.Match[str]) -> int:
    whole, fraction, unit = match['whole'], (match['fraction'] or '')[1:], match['unit']
    if (not whole and not fraction) or len(whole) > 20:
        raise DurationError(f'time: invalid duration {gotext.quote(text)}')
    if not unit:
        raise DurationError(f'time: missing unit in duration {gotext.quote(text)}')
    scale = _UNITS.get(unit)
    if scale is None:
        raise DurationError(f'time: unknown unit {gotext.quote(unit)} in duration {gotext.quote(text)}')
    fraction = fraction[:18]
    part = int(fraction) * scale // 10 ** len(fraction) if fraction else 0
    return int(whole or '0') * scale + part


def print_go(nanoseconds: int) -> str:
    """As Go prints it: `1h0m0s`, `1.5s`, `2ms`, `0s`."""
    if nanoseconds < 0:
        return '-' + print_go(-nanoseconds)
    if nanoseconds == 0:
        return '0s'
    if nanoseconds < SECOND:
        for unit, scale in (('ns', NANOSECOND), ('\u00b5s', MICROSECOND), ('ms', MILLISECOND)):
            if nanoseconds < scale * 1000:
                return _decimal(nanoseconds, scale) + unit
    minutes, rest = divmod(nanoseconds, MINUTE)
    seconds = _decimal(rest, SECOND) + 's'
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f'{hours}h{minutes}m{seconds}'
    return f'{minutes}m{seconds}' if minutes else seconds


def _decimal(value: int, scale: int) -> str:
    whole, rest = divmod(value, scale)
    if not rest:
        return str(whole)
    return f'{whole}.{str(rest).rjust(len(str(scale)) - 1, "0").rstrip("0")}'


def human(seconds: float) -> str:
    """An age in two or three figures: `5s`, `3m20s`, `2d4h`, `<invalid>` if it lies in the future."""
    whole = int(seconds)
    if whole < -1:
        return '<invalid>'
    if seconds < 0:
        return '0s'
    if whole < 120:
        return f'{whole}s'
    minutes = whole // 60
    if minutes < 10:
        return _two(minutes, 'm', whole % 60, 's')
    if minutes < 180:
        return f'{minutes}m'
    hours = whole // 3600
    if hours < 8:
        return _two(hours, 'h', minutes % 60, 'm')
    if hours < 48:
        return f'{hours}h'
    return _human_days(hours)


def _human_days(hours: int) -> str:
    days = hours // 24
    if hours < 24 * 8:
        return _two(days, 'd', hours % 24, 'h')
    if days < 365 * 2:
        return f'{days}d'
    if days < 365 * 8:
        return _two(days // 365, 'y', days % 365, 'd')
    return f'{days // 365}y'


def _two(big: int, big_unit: str, small: int, small_unit: str) -> str:
    return f'{big}{big_unit}{small}{small_unit}' if small else f'{big}{big_unit}'


def short_human(seconds: float) -> str:
    """An age in one figure: `5s`, `3m`, `2d`."""
    whole = int(seconds)
    if whole < -1:
        return '<invalid>'
    if whole < 0:
        return '0s'
    for size, unit in ((60, 's'), (60, 'm'), (24, 'h'), (365, 'd')):
        if whole < size:
            return f'{whole}{unit}'
        whole //= size
    return f'{whole}y'
