"""string.format(): `%s`, `%d`, `%.3f`, `%e`, `%b`, `%x`, `%o`; checked early when the format and its list are literals.

Numbers with a point are written as golang.org/x/text does for English: grouped by thousands, exponents in superscript.
Upstream: cel-go's ext/formatting.go (the formatter of library versions 1 to 3).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from sampan.machinery.cel import gofloat, times
from sampan.machinery.cel.ast import ListLiteral, MapLiteral, Node
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.numbers import UInt, natural
from sampan.machinery.cel.types import Type
from sampan.machinery.cel.validators import FormatMistake
from sampan.machinery.cel.values import Duration, Timestamp, type_name
from sampan.machinery.gotext import quote

_SUPERSCRIPT = str.maketrans('0123456789-', '⁰¹²³⁴⁵⁶⁷⁸⁹⁻')
_STRING_KINDS = 'strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps'
_COMPLAINTS = {
    's': f'string clause can only be used on {_STRING_KINDS}',
    'd': 'decimal clause can only be used on integers',
    'f': 'fixed-point clause can only be used on doubles',
    'e': 'scientific clause can only be used on doubles',
    'b': 'only integers and bools can be formatted as binary',
    'x': 'only integers, byte buffers, and strings can be formatted as hex',
    'o': 'octal clause can only be used on integers',
}
_KINDS = {
    's': {
        'list',
        'map',
        'int',
        'uint',
        'double',
        'bool',
        'string',
        'timestamp',
        'bytes',
        'duration',
        'type',
        'null_type',
    },
    'd': {'int', 'uint'},
    'f': {'double', 'string'},
    'e': {'double', 'string'},
    'b': {'int', 'uint', 'bool'},
    'x': {'int', 'uint', 'string', 'bytes'},
    'o': {'int', 'uint'},
}


class _Mistake(Exception):
    """The format string itself is wrong."""


def _clauses(text: str) -> Iterator[tuple[str, str, int | None]]:
    """Pieces of a format string: (literal text, '', None) or ('', clause, precision)."""
    at = 0
    while at < len(text):
        mark = text.find('%', at)
        if mark < 0:
            yield text[at:], '', None
            return
        if mark > at:
            yield text[at:mark], '', None
        if text[mark + 1 : mark + 2] == '%':
            yield '%', '', None
            at = mark + 2
            continue
        at = mark + 1
        if at >= len(text):
            yield '', 'end', None
            return
        precision: int | None = None
        if text[at] == '.':
            stop = at + 1
            while stop < len(text) and text[stop] in '0123456789':
                stop += 1
            if stop >= len(text):
                raise _Mistake('error while parsing precision: could not find end of precision specifier')
            if stop == at + 1:
                raise _Mistake(
                    'error while parsing precision: error while converting precision to integer: strconv.Atoi: '
                    'parsing "": invalid syntax'
                )
            precision = min(natural(text[at + 1 : stop]), 1000)
            at = stop
        if text[at] not in 'sdfebxXo':
            raise _Mistake(f'unrecognized formatting clause "{text[at]}"')
        yield '', text[at], precision
        at += 1


def format_text(text: str, values: Any) -> str:
    """The text with its clauses filled in. Raises EvaluationError."""
    parts: list[str] = []
    index = 0
    try:
        for literal, clause, precision in _clauses(text):
            if not clause:
                parts.append(literal)
                continue
            if index >= len(values):
                raise EvaluationError(f'index {index} out of range')
            if clause == 'end':
                raise EvaluationError('unexpected end of string')
            parts.append(_FORMATTERS[clause](values[index], precision, clause))
            index += 1
    except _Mistake as mistake:
        if index >= len(values):
            raise EvaluationError(f'index {index} out of range') from None
        raise EvaluationError(f'could not parse formatting clause: {mistake}') from None
    return ''.join(parts)


def check_format(text: str, arguments: list[Node]) -> int:
    """How many arguments a literal format string uses. Raises FormatMistake for what would fail when it runs."""
    index = 0
    try:
        for _, clause, _precision in _clauses(text):
            if not clause:
                continue
            if clause == 'end':
                raise FormatMistake('unexpected end of string')
            if index >= len(arguments):
                raise FormatMistake(f'index {index} out of range')
            _check(clause.lower(), arguments[index])
            index += 1
    except _Mistake as mistake:
        raise FormatMistake(f'could not parse formatting clause: {mistake}') from None
    return index


def _check(clause: str, node: Node) -> None:
    t = node.type
    if t.kind != 'dyn' and t.kind not in _KINDS[clause]:
        raise FormatMistake(f'error during formatting: {_COMPLAINTS[clause]}, was given {t.name}', node.at)
    if clause == 's' and isinstance(node, ListLiteral):
        for element in node.elements:
            _check(clause, element)
    if clause == 's' and isinstance(node, MapLiteral):
        for entry in node.entries:
            _check(clause, entry.key)
            _check(clause, entry.value)


def _complain(clause: str, value: Any) -> EvaluationError:
    return EvaluationError(f'error during formatting: {_COMPLAINTS[clause.lower()]}, was given {type_name(value)}')


def _string(value: Any, precision: int | None, clause: str) -> str:
    if value is None:
        return 'null'
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return gofloat.general(value)
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise EvaluationError('error during formatting: could not convert argument to string') from None
    if isinstance(value, Timestamp):
        return times.format_timestamp(value)
    if isinstance(value, Duration):
        return times.format_duration(value)
    if isinstance(value, Type):
        return value.name
    if isinstance(value, (list, tuple)):
        return '[' + ', '.join(_nested(one) for one in value) + ']'
    if isinstance(value, dict):
        pairs = sorted((_map_key(key), _nested(one)) for key, one in value.items())
        return '{' + ', '.join(f'{key}:{one}' for key, one in pairs) + '}'
    raise _complain('s', value)


def _map_key(key: Any) -> str:
    if isinstance(key, (str, bool, int)):
        return _nested(key)
    raise EvaluationError(f'error during formatting: no formatting function for map key of type {type_name(key)}')


def _nested(value: Any) -> str:
    """A value inside a list or map: texts in quotes, doubles with six digits."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, bytes):
        return 'b' + quote(_string(value, None, 's'))
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            return f'"{gofloat.general(value)}"'
        return f'{value:.6f}'
    if isinstance(value, Timestamp):
        return f'timestamp({quote(times.format_timestamp(value))})'
    if isinstance(value, Duration):
        return f'duration({quote(times.format_duration(value))})'
    if value is None or isinstance(value, (bool, int, list, tuple, dict, Type)):
        return _string(value, None, 's')
    raise EvaluationError(f'error during formatting: no formatting function for {type_name(value)}')


def _decimal(value: Any, precision: int | None, clause: str) -> str:
    if type(value) not in (int, UInt):
        raise _complain(clause, value)
    return str(int(value))


def _float(value: Any, clause: str) -> float:
    if isinstance(value, float):
        return value
    if isinstance(value, str) and value in ('NaN', 'Infinity', '-Infinity'):
        return float(value)
    raise _complain(clause, value)


def _special(value: float) -> str:
    if math.isnan(value):
        return 'NaN'
    return '∞' if value > 0 else '-∞'


def _fixed(value: Any, precision: int | None, clause: str) -> str:
    number = _float(value, clause)
    if math.isnan(number) or math.isinf(number):
        return _special(number)
    return f'{number:,.{6 if precision is None else precision}f}'


def _scientific(value: Any, precision: int | None, clause: str) -> str:
    number = _float(value, clause)
    if math.isnan(number) or math.isinf(number):
        return _special(number)
    mantissa, _, exponent = f'{number:.{6 if precision is None else precision}e}'.partition('e')
    return f'{mantissa}\u202f×\u202f10{exponent.lstrip("+").translate(_SUPERSCRIPT)}'


def _binary(value: Any, precision: int | None, clause: str) -> str:
    if isinstance(value, int):
        return format(int(value), 'b')
    raise _complain(clause, value)


def _hex(value: Any, precision: int | None, clause: str) -> str:
    if isinstance(value, str):
        text = value.encode().hex()
    elif isinstance(value, bytes):
        text = value.hex()
    elif type(value) in (int, UInt):
        text = format(int(value), 'x')
    else:
        raise _complain(clause, value)
    return text.upper() if clause == 'X' else text


def _octal(value: Any, precision: int | None, clause: str) -> str:
    if type(value) not in (int, UInt):
        raise _complain(clause, value)
    return format(int(value), 'o')


_FORMATTERS: dict[str, Callable[[Any, int | None, str], str]] = {
    's': _string,
    'd': _decimal,
    'f': _fixed,
    'e': _scientific,
    'b': _binary,
    'x': _hex,
    'X': _hex,
    'o': _octal,
}
