"""Text the way Go prints it: quoted strings, floats, compact JSON.

Upstream's messages are made with Go's `%q`, `%v` and `encoding/json`; clients compare and grep them,
so ours must come out the same. Sources: Go's `strconv.Quote`, `fmt`, `encoding/json`.
"""

from __future__ import annotations

from typing import Any

import msgspec

_SHORT_ESCAPES = {
    '\a': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\v': '\\v',
    '\\': '\\\\',
    '"': '\\"',
}

# encoding/json escapes these inside strings so that its output can be embedded in HTML.
_HTML_ESCAPES = str.maketrans(
    {'<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029'}
)


def quote(text: str) -> str:
    """`text` as `%q` prints it: double quotes, Go's escapes, printable Unicode as it is."""
    if text.isprintable() and '"' not in text and '\\' not in text:
        return f'"{text}"'
    return '"' + ''.join(_escape(char) for char in text) + '"'


def _escape(char: str) -> str:
    short = _SHORT_ESCAPES.get(char)
    if short is not None:
        return short
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x80:
        return f'\\x{code:02x}'
    return f'\\u{code:04x}' if code < 0x10000 else f'\\U{code:08x}'


def number(value: float) -> str:
    """A float as `%v` prints it: shortest form, exponent only below 1e-4 and from 1e21 on."""
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return repr(value)


def value(item: Any) -> str:
    """A decoded JSON value as `%v` prints it: `map[a:1 b:[x y]]`, keys sorted, strings bare."""
    if item is None:
        return '<nil>'
    if isinstance(item, bool):
        return 'true' if item else 'false'
    if isinstance(item, dict):
        return f'map[{" ".join(f"{key}:{value(item[key])}" for key in sorted(item))}]'
    if isinstance(item, list):
        return f'[{" ".join(value(each) for each in item)}]'
    return number(item) if isinstance(item, float) else str(item)


def json_text(value: Any) -> str:
    """Compact JSON as `encoding/json` writes it: map keys sorted, struct fields in order, `<>&` escaped."""
    return msgspec.json.encode(value, enc_hook=str, order='deterministic').decode().translate(_HTML_ESCAPES)
