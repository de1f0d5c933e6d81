"""The values of literals, by the kind of their token. All raise ValueError with cel-go's text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sampan.machinery.cel.lexer import unquote, unquote_bytes
from sampan.machinery.cel.numbers import INT_MAX, INT_MIN, UINT_MAX, UInt, natural


def _int(text: str) -> int:
    sign = -1 if text[0] == '-' else 1
    value = int(text, 16) if '0x' in text else sign * natural(text.removeprefix('-'))
    if not INT_MIN <= value <= INT_MAX:
        raise ValueError('invalid int literal')
    return value


def _uint(text: str) -> UInt:
    value = int(text[:-1], 16) if '0x' in text else natural(text[:-1])
    if value > UINT_MAX:
        raise ValueError('invalid uint literal')
    return UInt(value)


def _double(text: str) -> float:
    value = float(text)
    if value in (float('inf'), float('-inf')):
        raise ValueError('invalid double literal')
    return value


LITERALS: Mapping[str, Callable[[str], Any]] = {
    'NUM_INT': _int,
    'NUM_UINT': _uint,
    'NUM_FLOAT': _double,
    'STRING': unquote,
    'BYTES': lambda text: unquote_bytes(text[1:]),
    'true': lambda text: True,
    'false': lambda text: False,
    'null': lambda text: None,
}
