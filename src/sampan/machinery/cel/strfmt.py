"""Texts of OpenAPI formats, with the tolerance of upstream's strfmt: date-times of several shapes, durations in words.

Upstream: k8s.io/kube-openapi/pkg/validation/strfmt.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from typing import Final

from sampan.machinery.cel.times import parse_duration as parse_go_duration
from sampan.machinery.cel.times import parse_timestamp
from sampan.machinery.cel.values import SECOND, Duration, Timestamp

_TIME = re.compile(
    r'(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)(?:([Zz])|([+-]\d{2}:?\d{2}))?\Z', re.ASCII
)  # fmt: skip
_WORDS: Final = {
    'ns': 1, 'nano': 1, 'us': 1000, 'µs': 1000, 'micro': 1000, 'ms': 10**6, 'milli': 10**6, 's': SECOND, 'sec': SECOND,
    'm': 60 * SECOND, 'min': 60 * SECOND, 'h': 3600 * SECOND, 'hr': 3600 * SECOND, 'hour': 3600 * SECOND,
    'd': 86400 * SECOND, 'day': 86400 * SECOND, 'w': 604800 * SECOND, 'wk': 604800 * SECOND, 'week': 604800 * SECOND,
}  # fmt: skip
_SPAN = re.compile(r'((?:\d+)|(?:\d*\.\d+))\s*([A-Za-zµ]+)')
UUID: Final = re.compile(r'(?i)^[0-9A-F]{8}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{12}$')


def parse_date_time(text: str) -> Timestamp:
    """A date-time as strfmt takes it (seconds and colon of the zone may be missing). Raises ValueError."""
    if not text:
        return Timestamp(-62135596800 * SECOND)
    match = _TIME.match(text)
    if match is None:
        raise ValueError(f'parsing time "{text}": cannot parse')
    date, clock, zulu, zone = match.groups()
    if clock.count(':') == 1:
        clock += ':00'
    if zone and ':' not in zone:
        zone = f'{zone[:3]}:{zone[3:]}'
    del zulu
    return parse_timestamp(f'{date}T{clock}{zone or "Z"}')


def parse_duration(text: str) -> Duration:
    """A duration as Go writes it, or in words: `3 days`, `2 wks`. Raises ValueError."""
    try:
        return parse_go_duration(text)
    except ValueError:
        pass
    total = 0.0
    found = False
    for number, unit in _SPAN.findall(text):
        word = unit.lower()
        scale = _WORDS.get(word) or _WORDS.get(word.rstrip('s')) or _starts(word)
        if scale:
            found = True
            total += float(number) * scale
    if not found or total == math.inf:
        raise ValueError(f'unable to parse {text} as duration')
    return Duration(int(total))


def _starts(word: str) -> int:
    return next((scale for name, scale in _WORDS.items() if len(name) > 2 and word.startswith(name)), 0)


def is_uuid(text: str) -> bool:
    return UUID.match(text) is not None and not text.endswith('\n')


def is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def is_date(text: str) -> bool:
    try:
        parse_timestamp(text + 'T00:00:00Z')
    except ValueError:
        return False
    return True


def is_date_time(text: str) -> bool:
    """A date-time with a zone, in which hours, minutes and seconds are in range."""
    match = re.match(r'(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})\Z', text, re.ASCII)
    return (
        match is not None
        and is_date(match.group(1))
        and int(match.group(2)) < 24
        and int(match.group(3)) < 60
        and int(match.group(4)) < 60
    )
