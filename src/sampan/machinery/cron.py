"""Cron schedules in the standard five-field form, with descriptors such as `@daily` and `@every 1h30m`.

`parse` reads what robfig/cron's `ParseStandard` reads, and refuses in its words, which the API server passes on.
A field is a bit set: bit n is set when the schedule fires at n; `starred` says whether it was written with `*`
or `?`, which matters for the two day fields (both must match when one is starred, either when none is).

Upstream: github.com/robfig/cron/v3, parser.go and spec.go; pkg/util/parsers.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass

from sampan.machinery import duration, gotext

_MONTH_NAMES = ('jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec')
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_WEEKDAYS = {name: number for number, name in enumerate(('sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'))}
_DESCRIPTORS = {
    '@yearly': '0 0 1 1 *',
    '@annually': '0 0 1 1 *',
    '@monthly': '0 0 1 * *',
    '@weekly': '0 0 * * 0',
    '@daily': '0 0 * * *',
    '@midnight': '0 0 * * *',
    '@hourly': '0 * * * *',
}
_EVERY = '@every '
_SECOND = 10**9


class ScheduleError(ValueError):
    """The text is no schedule; the message is upstream's."""


@dataclass(frozen=True, slots=True)
class Field:
    """The numbers at which one unit of time matches."""

    bits: int
    starred: bool = False

    def __contains__(self, number: int) -> bool:
        return bool(self.bits >> number & 1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to run: at matching minutes, in `zone` ('' is the caller's), or else every so many whole seconds."""

    minute: Field = Field(0)
    hour: Field = Field(0)
    day: Field = Field(0)
    month: Field = Field(0)
    weekday: Field = Field(0)
    zone: str = ''
    every: int = 0


@dataclass(frozen=True, slots=True)
class _Bounds:
    low: int
    high: int
    names: Mapping[str, int]


_BOUNDS = (
    _Bounds(0, 59, {}),
    _Bounds(0, 23, {}),
    _Bounds(1, 31, {}),
    _Bounds(1, 12, _MONTHS),
    _Bounds(0, 6, _WEEKDAYS),
)


def parse(text: str) -> Schedule:
    """The schedule. Raises ScheduleError."""
    if not text:
        raise ScheduleError('empty spec string')
    zone = ''
    if text.startswith(('TZ=', 'CRON_TZ=')):
        zone, text = _zone(text)
    if text.startswith('@'):
        return _descriptor(text, zone)
    parts = text.split()
    if len(parts) != len(_BOUNDS):
        raise ScheduleError(f'expected exactly {len(_BOUNDS)} fields, found {len(parts)}: [{" ".join(parts)}]')
    return _scheduled(parts, zone)


def _scheduled(parts: list[str], zone: str) -> Schedule:
    minute, hour, day, month, weekday = (_field(part, bounds) for part, bounds in zip(parts, _BOUNDS, strict=True))
    return Schedule(minute, hour, day, month, weekday, zone)


def load_zone(name: str) -> zoneinfo.ZoneInfo:
    """An IANA time zone. Raises ScheduleError in the words of Go's time.LoadLocation."""
    try:
        return zoneinfo.ZoneInfo(name or 'UTC')
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ScheduleError(f'unknown time zone {name}') from error


def _zone(text: str) -> tuple[str, str]:
    assigned, space, rest = text.partition(' ')
    if not space:
        # Upstream slices with the missing space's position, -1, and reports the panic.
        at = text.index('=') + 1
        raise ScheduleError(f'failed to parse schedule: runtime error: slice bounds out of range [{at}:-1]')
    zone = assigned.partition('=')[2]
    try:
        load_zone(zone)
    except ScheduleError as error:
        raise ScheduleError(f'provided bad location {zone}: {error}') from error
    return zone, rest.strip()


def _descriptor(text: str, zone: str) -> Schedule:
    meaning = _DESCRIPTORS.get(text)
    if meaning is not None:
        return _scheduled(meaning.split(), zone)
    if not text.startswith(_EVERY):
        raise ScheduleError(f'unrecognized descriptor: {text}')
    try:
        nanoseconds = duration.parse(text.removeprefix(_EVERY))
    except ValueError as error:
        raise ScheduleError(f'failed to parse duration {text}: {error}') from error
    return Schedule(zone=zone, every=max(1, nanoseconds // _SECOND))


def _field(text: str, bounds: _Bounds) -> Field:
    bits, starred = 0, False
    for part in text.split(','):
        if part:
            found = _range(part, bounds)
            bits |= found.bits
            starred |= found.starred
    return Field(bits, starred)


def _range(text: str, bounds: _Bounds) -> Field:
    """`number | name | * | ?`, as a range `low-high`, with a step `/n`."""
    extent, *steps = text.split('/')
    low, *highs = extent.split('-')
    starred = low in ('*', '?')
    if starred:
        start, end = bounds.low, bounds.high
    else:
        start = end = _number_or_name(low, bounds.names)
        if len(highs) == 1:
            end = _number_or_name(highs[0], bounds.names)
        elif highs:
            raise ScheduleError(f'too many hyphens: {text}')
    step = 1
    if len(steps) == 1:
        step = _number(steps[0])
        if not highs:  # `5/15` is `5-59/15`
            end = bounds.high
        starred = starred and step <= 1
    elif steps:
        raise ScheduleError(f'too many slashes: {text}')
    _check(text, start, end, step, bounds)
    return Field(sum(1 << number for number in range(start, end + 1, step)), starred)


def _check(text: str, start: int, end: int, step: int, bounds: _Bounds) -> None:
    if start < bounds.low:
        raise ScheduleError(f'beginning of range ({start}) below minimum ({bounds.low}): {text}')
    if end > bounds.high:
        raise ScheduleError(f'end of range ({end}) above maximum ({bounds.high}): {text}')
    if start > end:
        raise ScheduleError(f'beginning of range ({start}) beyond end of range ({end}): {text}')
    if step == 0:
        raise ScheduleError(f'step of range should be a positive number: {text}')


def _number_or_name(text: str, names: Mapping[str, int]) -> int:
    named = names.get(text.lower())
    return _number(text) if named is None else named


def _number(text: str) -> int:
    digits = text[1:] if text[:1] in ('+', '-') else text
    if not (digits.isascii() and digits.isdigit()):
        problem = f'strconv.Atoi: parsing {gotext.quote(text)}: invalid syntax'
        raise ScheduleError(f'failed to parse int from {text}: {problem}')
    number = int(text)
    if abs(number) >= 2**63:
        problem = f'strconv.Atoi: parsing {gotext.quote(text)}: value out of range'
        raise ScheduleError(f'failed to parse int from {text}: {problem}')
    if number < 0:
        raise ScheduleError(f'negative number ({number}) not allowed: {text}')
    return number
