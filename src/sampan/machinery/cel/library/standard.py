"""The standard library of CEL: operators, conversions, text tests and times. Upstream: cel-go's common/stdlib."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sampan.machinery.cel import arithmetic, gofloat, times
from sampan.machinery.cel.declarations import Library, Overload, method, overload
from sampan.machinery.cel.errors import EvaluationError, no_such_overload
from sampan.machinery.cel.macros import STANDARD as MACROS
from sampan.machinery.cel.numbers import INT_MAX, INT_MIN, UINT_MAX, UInt, natural
from sampan.machinery.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    TYPE,
    UINT,
    Type,
    list_of,
    map_of,
    param,
    type_of,
)
from sampan.machinery.cel.values import SECOND, Duration, Timestamp, bare_type, compare, contains, equal, has_key

A, B = param('A'), param('B')
LIST_A, MAP_AB = list_of(A), map_of(A, B)


def _never(*args: Any) -> Any:
    """For operators that the planner writes itself."""
    raise no_such_overload()


def _arithmetic() -> list[tuple[str, Overload]]:
    rows: list[tuple[str, str, list[tuple[str, Type, Type, Type]]]] = [
        ('_+_', 'add', [
            ('bytes', BYTES, BYTES, BYTES), ('double', DOUBLE, DOUBLE, DOUBLE),
            ('duration_duration', DURATION, DURATION, DURATION), ('duration_timestamp', DURATION, TIMESTAMP, TIMESTAMP),
            ('timestamp_duration', TIMESTAMP, DURATION, TIMESTAMP), ('int64', INT, INT, INT),
            ('list', LIST_A, LIST_A, LIST_A), ('string', STRING, STRING, STRING), ('uint64', UINT, UINT, UINT)]),
        ('_/_', 'divide', [('double', DOUBLE, DOUBLE, DOUBLE), ('int64', INT, INT, INT), ('uint64', UINT, UINT, UINT)]),
        ('_%_', 'modulo', [('int64', INT, INT, INT), ('uint64', UINT, UINT, UINT)]),
        ('_*_', 'multiply', [
            ('double', DOUBLE, DOUBLE, DOUBLE), ('int64', INT, INT, INT), ('uint64', UINT, UINT, UINT)]),
        ('_-_', 'subtract', [
            ('double', DOUBLE, DOUBLE, DOUBLE), ('duration_duration', DURATION, DURATION, DURATION),
            ('int64', INT, INT, INT), ('timestamp_duration', TIMESTAMP, DURATION, TIMESTAMP),
            ('timestamp_timestamp', TIMESTAMP, TIMESTAMP, DURATION), ('uint64', UINT, UINT, UINT)]),
    ]  # fmt: skip
    return [
        (operator, overload(f'{prefix}_{suffix}', (left, right), result, arithmetic.OPERATORS[operator]))
        for operator, prefix, variants in rows
        for suffix, left, right, result in variants
    ]


def _comparisons() -> list[tuple[str, Overload]]:
    names = {INT: 'int64', UINT: 'uint64', DOUBLE: 'double'}
    pairs: list[tuple[str, Type, Type]] = [('bool', BOOL, BOOL)]
    for left in (INT, UINT, DOUBLE):
        pairs.append((names[left], left, left))
        pairs += [(f'{names[left]}_{names[right]}', left, right) for right in (INT, UINT, DOUBLE) if right is not left]
    pairs += [('string', STRING, STRING), ('bytes', BYTES, BYTES)]
    pairs += [('timestamp', TIMESTAMP, TIMESTAMP), ('duration', DURATION, DURATION)]
    tests: list[tuple[str, str, Callable[[Any, Any], bool]]] = [
        ('_<_', 'less', lambda a, b: compare(a, b) < 0),
        ('_<=_', 'less_equals', lambda a, b: compare(a, b) <= 0),
        ('_>_', 'greater', lambda a, b: compare(a, b) > 0),
        ('_>=_', 'greater_equals', lambda a, b: compare(a, b) >= 0),
    ]
    return [
        (operator, overload(f'{prefix}_{suffix}', (left, right), BOOL, run))
        for operator, prefix, run in tests
        for suffix, left, right in pairs
    ]


def _in_list(value: Any, sequence: Any) -> bool:
    if isinstance(sequence, dict):
        return has_key(sequence, value)
    if isinstance(sequence, (list, tuple)):
        return contains(sequence, value)
    raise no_such_overload()


def _logic() -> list[tuple[str, Overload]]:
    return [
        ('_?_:_', overload('conditional', (BOOL, A, A), A, _never)),
        ('_&&_', overload('logical_and', (BOOL, BOOL), BOOL, _never)),
        ('_||_', overload('logical_or', (BOOL, BOOL), BOOL, _never)),
        ('!_', overload('logical_not', (BOOL,), BOOL, arithmetic.logical_not)),
        ('@not_strictly_false', overload('not_strictly_false', (BOOL,), BOOL, lambda value: value is not False)),
        ('_==_', overload('equals', (A, A), BOOL, equal)),
        ('_!=_', overload('not_equals', (A, A), BOOL, lambda a, b: not equal(a, b))),
        ('-_', overload('negate_double', (DOUBLE,), DOUBLE, arithmetic.negate)),
        ('-_', overload('negate_int64', (INT,), INT, arithmetic.negate)),
        ('_[_]', overload('index_list', (LIST_A, INT), A, _never)),
        ('_[_]', overload('index_map', (MAP_AB, A), B, _never)),
        ('@in', overload('in_list', (A, LIST_A), BOOL, _in_list)),
        ('@in', overload('in_map', (A, MAP_AB), BOOL, _in_list)),
    ]


def _sizes() -> list[tuple[str, Overload]]:
    kinds = (('bytes', BYTES), ('list', LIST_A), ('map', MAP_AB), ('string', STRING))
    found = [('size', overload(f'size_{name}', (t,), INT, len)) for name, t in kinds]
    return found + [('size', method(f'{name}_size', (t,), INT, len)) for name, t in kinds]


def conversion_error(value: Any, to: Type) -> EvaluationError:
    return EvaluationError(f"type conversion error from '{bare_type(value).name}' to '{to.name}'")


def _int_from_string(text: str) -> int:
    body = text[1:] if text[:1] in ('-', '+') else text
    if body.isascii() and body.isdigit():
        value = -natural(body) if text[0] == '-' else natural(body)
        if INT_MIN <= value <= INT_MAX:
            return value
    raise conversion_error(text, INT)


def _uint_from_string(text: str) -> UInt:
    if text.isascii() and text.isdigit() and (value := natural(text)) <= UINT_MAX:
        return UInt(value)
    raise conversion_error(text, UINT)


def _double_from_string(text: str) -> float:
    try:
        if text != text.strip() or not text.isascii() or '_' in text:
            raise ValueError
        value = float(text)
        if value in (float('inf'), float('-inf')) and 'inf' not in text.lower():
            raise ValueError
        return value
    except ValueError:
        raise conversion_error(text, DOUBLE) from None


def _bool_from_string(text: str) -> bool:
    if text in ('1', 't', 'T', 'true', 'TRUE', 'True'):
        return True
    if text in ('0', 'f', 'F', 'false', 'FALSE', 'False'):
        return False
    raise conversion_error(text, BOOL)


def _timestamp_from_string(text: str) -> Timestamp:
    try:
        moment = times.parse_timestamp(text)
    except ValueError:
        raise conversion_error(text, TIMESTAMP) from None
    return times.timestamp(moment.ns, moment.offset)


def _duration_from_string(text: str) -> Duration:
    try:
        return times.parse_duration(text)
    except ValueError:
        raise conversion_error(text, DURATION) from None


def _string_from_bytes(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise EvaluationError('invalid UTF-8 in bytes, cannot convert to string') from None


def _same(value: Any) -> Any:
    return value


def _conversions() -> list[tuple[str, Overload]]:
    return [
        ('type', overload('type', (A,), type_of(A), bare_type)),
        ('dyn', overload('to_dyn', (A,), DYN, _same)),
        ('bool', overload('bool_to_bool', (BOOL,), BOOL, _same)),
        ('bool', overload('string_to_bool', (STRING,), BOOL, _bool_from_string)),
        ('bytes', overload('bytes_to_bytes', (BYTES,), BYTES, _same)),
        ('bytes', overload('string_to_bytes', (STRING,), BYTES, str.encode)),
        ('double', overload('double_to_double', (DOUBLE,), DOUBLE, _same)),
        ('double', overload('int64_to_double', (INT,), DOUBLE, float)),
        ('double', overload('string_to_double', (STRING,), DOUBLE, _double_from_string)),
        ('double', overload('uint64_to_double', (UINT,), DOUBLE, float)),
        ('duration', overload('duration_to_duration', (DURATION,), DURATION, _same)),
        ('duration', overload('int64_to_duration', (INT,), DURATION, Duration)),
        ('duration', overload('string_to_duration', (STRING,), DURATION, _duration_from_string)),
        ('int', overload('int64_to_int64', (INT,), INT, _same)),
        ('int', overload('double_to_int64', (DOUBLE,), INT, arithmetic.to_int)),
        ('int', overload('duration_to_int64', (DURATION,), INT, lambda value: value.ns)),
        ('int', overload('string_to_int64', (STRING,), INT, _int_from_string)),
        ('int', overload('timestamp_to_int64', (TIMESTAMP,), INT, lambda value: value.ns // SECOND)),
        ('int', overload('uint64_to_int64', (UINT,), INT, lambda value: arithmetic.checked_int(int(value)))),
        ('string', overload('string_to_string', (STRING,), STRING, _same)),
        ('string', overload('bool_to_string', (BOOL,), STRING, lambda value: 'true' if value else 'false')),
        ('string', overload('bytes_to_string', (BYTES,), STRING, _string_from_bytes)),
        ('string', overload('double_to_string', (DOUBLE,), STRING, gofloat.general)),
        ('string', overload('duration_to_string', (DURATION,), STRING, times.format_duration)),
        ('string', overload('int64_to_string', (INT,), STRING, str)),
        ('string', overload('timestamp_to_string', (TIMESTAMP,), STRING, times.format_timestamp)),
        ('string', overload('uint64_to_string', (UINT,), STRING, lambda value: str(int(value)))),
        ('timestamp', overload('timestamp_to_timestamp', (TIMESTAMP,), TIMESTAMP, _same)),
        ('timestamp', overload('int64_to_timestamp', (INT,), TIMESTAMP, lambda value: times.timestamp(value * SECOND))),
        ('timestamp', overload('string_to_timestamp', (STRING,), TIMESTAMP, _timestamp_from_string)),
        ('uint', overload('uint64_to_uint64', (UINT,), UINT, _same)),
        ('uint', overload('double_to_uint64', (DOUBLE,), UINT, arithmetic.to_uint)),
        ('uint', overload('int64_to_uint64', (INT,), UINT, arithmetic.checked_uint)),
        ('uint', overload('string_to_uint64', (STRING,), UINT, _uint_from_string)),
    ]


def matches(text: str, pattern: str) -> bool:
    from sampan.machinery.cel.library.regex import compiled

    return compiled(pattern, '').search(text) is not None


def _texts() -> list[tuple[str, Overload]]:
    pair = (STRING, STRING)
    return [
        ('contains', method('contains_string', pair, BOOL, lambda text, part: part in text)),
        ('endsWith', method('ends_with_string', pair, BOOL, str.endswith)),
        ('startsWith', method('starts_with_string', pair, BOOL, str.startswith)),
        ('matches', overload('matches', pair, BOOL, matches)),
        ('matches', method('matches_string', pair, BOOL, matches)),
    ]


def _accessors() -> list[tuple[str, Overload]]:
    parts: list[tuple[str, str, Callable[[datetime], int]]] = [
        ('getFullYear', 'year', lambda t: t.year),
        ('getMonth', 'month', lambda t: t.month - 1),
        ('getDayOfYear', 'day_of_year', lambda t: t.timetuple().tm_yday - 1),
        ('getDayOfMonth', 'day_of_month', lambda t: t.day - 1),
        ('getDate', 'day_of_month_1_based', lambda t: t.day),
        ('getDayOfWeek', 'day_of_week', lambda t: t.isoweekday() % 7),
        ('getHours', 'hours', lambda t: t.hour),
        ('getMinutes', 'minutes', lambda t: t.minute),
        ('getSeconds', 'seconds', lambda t: t.second),
    ]
    found: list[tuple[str, Overload]] = []
    for name, word, read in parts:
        zoned = 'timestamp_to_seconds_tz' if word == 'seconds' else f'timestamp_to_{word}_with_tz'

        def run(moment: Timestamp, zone: str | None = None, read: Callable[[datetime], int] = read) -> int:
            return read(times.local(moment, zone))

        found.append((name, method(f'timestamp_to_{word}', (TIMESTAMP,), INT, run)))
        found.append((name, method(zoned, (TIMESTAMP, STRING), INT, run)))

    def milliseconds(moment: Timestamp, zone: str | None = None) -> int:
        times.local(moment, zone)
        return moment.ns % SECOND // 1_000_000

    found.append(('getMilliseconds', method('timestamp_to_milliseconds', (TIMESTAMP,), INT, milliseconds)))
    zoned_args = (TIMESTAMP, STRING)
    found.append(('getMilliseconds', method('timestamp_to_milliseconds_with_tz', zoned_args, INT, milliseconds)))
    units = (('Hours', 3600 * SECOND), ('Minutes', 60 * SECOND), ('Seconds', SECOND), ('Milliseconds', 1_000_000))
    for name, unit in units:

        def whole(length: Duration, unit: int = unit) -> int:
            return abs(length.ns) // unit * (-1 if length.ns < 0 else 1)

        found.append((f'get{name}', method(f'duration_to_{name.lower()}', (DURATION,), INT, whole)))
    return found


STANDARD = Library(
    'std',
    tuple(_logic() + _arithmetic() + _comparisons() + _sizes() + _conversions() + _texts() + _accessors()),
    MACROS,
    {t.name: t for t in (BOOL, BYTES, DOUBLE, DURATION, INT, NULL, STRING, TIMESTAMP, TYPE, UINT, LIST_A, MAP_AB)},
)
