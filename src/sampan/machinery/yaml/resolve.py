"""What a plain scalar means: go-yaml v2's `resolve`."""

from __future__ import annotations

import re
from typing import Any

# The first character decides quickly that most words are just strings.
_MAYBE = frozenset('+-.0123456789~yYnNtTfFoO<')

_WORDS: dict[str, Any] = {'': None, '~': None, 'null': None, 'Null': None, 'NULL': None}
for _word in ('y', 'yes', 'true', 'on'):
    _WORDS |= dict.fromkeys((_word, _word.capitalize(), _word.upper()), True)
for _word in ('n', 'no', 'false', 'off'):
    _WORDS |= dict.fromkeys((_word, _word.capitalize(), _word.upper()), False)
for _word in ('.nan', '.NaN', '.NAN'):
    _WORDS[_word] = float('nan')
for _word in ('.inf', '.Inf', '.INF'):
    _WORDS |= {_word: float('inf'), '+' + _word: float('inf'), '-' + _word: float('-inf')}

_FLOAT = re.compile(r'[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?', re.ASCII)
_INTEGER = re.compile(r'[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)', re.ASCII)
_BASE_60 = re.compile(r'[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?', re.ASCII)
_TIMESTAMP = re.compile(
    r'\d{4}-\d{1,2}-\d{1,2}'
    r'(?:(?:[Tt]|[ ])\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})?)?',
    re.ASCII,
)
# Longer ones are no int64, and Python would spend quadratic time on them.
_MAX_DIGITS = 70


def resolve(text: str) -> Any:
    """The value of a plain scalar: None, bool, int, float, or the text itself."""
    if text and text[0] not in _MAYBE:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if not text[0].isdigit() and text[0] not in '+-.':
        return text
    plain = text.replace('_', '')
    integer = _integer(plain)
    if integer is not None:
        return integer
    if _FLOAT.fullmatch(plain) and len(plain) <= 4096:
        return whole(float(plain))
    return text


def _integer(plain: str) -> int | None:
    if len(plain) > _MAX_DIGITS or not _INTEGER.fullmatch(plain):
        return None
    sign, digits = (plain[0], plain[1:]) if plain[0] in '+-' else ('', plain)
    if digits[:1] == '0' and digits[1:].isdigit():
        digits = '0o' + digits[1:]
    value = int(digits, 0)
    value = -value if sign == '-' else value
    return value if -(2**63) <= value < 2**64 else None


def whole(value: float) -> int | float:
    """JSON does not tell 3.0 from 3, and Go prints both as 3."""
    return int(value) if value.is_integer() and abs(value) < 1e21 else value


def reads_as_string(text: str) -> bool:
    """Whether a plain scalar of this text comes back as the same string, in YAML 1.1 too."""
    return (
        text != '<<'
        and isinstance(resolve(text), str)
        and not (text[:1].isdigit() and _TIMESTAMP.fullmatch(text))
        and not _BASE_60.fullmatch(text)
    )
