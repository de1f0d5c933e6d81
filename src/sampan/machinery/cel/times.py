"""Timestamps and durations as text and in time zones: RFC 3339 and Go's durations.

Upstream: time.ParseDuration, time.RFC3339, cel-go's common/types/{timestamp,duration}.go.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.numbers import INT_MAX, INT_MIN
from sampan.machinery.cel.values import SECOND, TIME_MAX, TIME_MIN, Duration, Timestamp

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_RFC3339 = re.compile(
    r'(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)\Z', re.ASCII
)  # fmt: skip
_PART = re.compile(r'(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)', re.ASCII)
_UNITS: Final = {
    'ns': 1,
    'us': 1000,
    'µs': 1000,
    'μs': 1000,
    'ms': 10**6,
    's': SECOND,
    'm': 60 * SECOND,
    'h': 3600 * SECOND,
}


def parse_timestamp(text: str) -> Timestamp:
    """An RFC 3339 text. Raises ValueError."""
    match = _RFC3339.match(text)
    if match is None:
        raise ValueError(text)
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    whole = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    zone = match.group(8)
    offset = 0
    if zone != 'Z':
        hours, minutes = int(zone[1:3]), int(zone[4:6])
        if hours > 23 or minutes > 59:
            raise ValueError(text)
        offset = (hours * 60 + minutes) * 60
        offset = -offset if zone[0] == '-' else offset
    fraction = int((match.group(7) or '0').ljust(9, '0')[:9])
    seconds = (whole - _EPOCH) // timedelta(seconds=1) - offset
    return Timestamp(seconds * SECOND + fraction, offset)


def parse_date(text: str) -> Timestamp:
    """A date (`2006-01-02`) at midnight UTC. Raises ValueError."""
    if not re.fullmatch(r'\d{4}-\d\d-\d\d', text, re.ASCII):
        raise ValueError(text)
    return parse_timestamp(text + 'T00:00:00Z')


def parse_duration(text: str) -> Duration:
    """A text of Go's time.ParseDuration. Raises ValueError."""
    body = text[1:] if text[:1] in ('-', '+') else text
    if body == '0':
        return Duration(0)
    total = 0
    at = 0
    while at < len(body):
        match = _PART.match(body, at)
        if match is None:
            raise ValueError(text)
        number, unit = match.groups()
        whole, _, fraction = number.partition('.')
        total += int(whole or '0') * _UNITS[unit]
        if fraction:
            total += int(fraction) * _UNITS[unit] // 10 ** len(fraction)
        at = match.end()
    total = -total if text[:1] == '-' else total
    if not body or not INT_MIN <= total <= INT_MAX:
        raise ValueError(text)
    return Duration(total)


def local(moment: Timestamp, zone: str | None = None) -> datetime:
    """The moment's calendar in UTC or in a zone (an IANA name or `[+-]hh:mm`)."""
    whole = _EPOCH + timedelta(seconds=moment.ns // SECOND)
    if zone is None:
        return whole
    colon = zone.find(':')
    try:
        if colon < 0:
            return whole.astimezone(_zone(zone))
        hours, minutes = int(zone[:colon]), int(zone[colon + 1 :])
        offset = hours * 60 - minutes if zone[0] == '-' else hours * 60 + minutes
        return whole + timedelta(minutes=offset)
    except (OverflowError, ValueError) as error:
        raise EvaluationError(str(error)) from None


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or 'UTC')
    except (ZoneInfoNotFoundError, OSError):
        raise EvaluationError(f'unknown time zone {name}') from None


def format_timestamp(moment: Timestamp) -> str:
    """RFC 3339 with as many digits of the second as there are, in the offset it was written with."""
    shown = _EPOCH + timedelta(seconds=moment.ns // SECOND + moment.offset)
    text = f'{shown.year:04d}-{shown.month:02d}-{shown.day:02d}T{shown.hour:02d}:{shown.minute:02d}:{shown.second:02d}'
    nanos = moment.ns % SECOND
    if nanos:
        text += f'.{nanos:09d}'.rstrip('0')
    if not moment.offset:
        return text + 'Z'
    minutes = abs(moment.offset) // 60
    return f'{text}{"-" if moment.offset < 0 else "+"}{minutes // 60:02d}:{minutes % 60:02d}'


def format_duration(length: Duration) -> str:
    """Seconds as a decimal number, as cel-go's string(duration) writes them."""
    from sampan.machinery.cel.gofloat import shortest

    return shortest(length.ns / SECOND) + 's'


def timestamp(ns: int, offset: int = 0) -> Timestamp:
    """A checked timestamp. Raises EvaluationError outside years 1 to 9999."""
    if not TIME_MIN <= ns <= TIME_MAX:
        raise EvaluationError('timestamp overflow')
    return Timestamp(ns, offset)


def duration(ns: int) -> Duration:
    """A checked duration. Raises EvaluationError outside 64 bits."""
    if not INT_MIN <= ns <= INT_MAX:
        raise EvaluationError('duration overflow')
    return Duration(ns)
