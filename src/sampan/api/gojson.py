"""Go's complaints about malformed JSON, for the slow path after a fast decoder has refused.

The fast decoders say where a document is broken in words of their own; clients, and people who search
the web for a message, expect those of Go's scanner. Upstream: Go's `encoding/json/scanner.go`.
"""

from __future__ import annotations

import json
from typing import Any

_SPACE = b' \t\r\n'
_DIGITS = b'0123456789'
_LITERALS = {0x74: b'true', 0x66: b'false', 0x6E: b'null'}
_ESCAPES = b'bfnrt\\/"'
_HEX = b'0123456789abcdefABCDEF'
_END = 'unexpected end of JSON input'


class Number(str):
    """A number as it was written."""

    __slots__ = ()


class Members(list[tuple[str, Any]]):
    """An object's members in order, doubles included."""

    __slots__ = ()


class SyntaxProblem(ValueError):
    """The document is no JSON; the text is Go's."""


def parse(data: bytes) -> Any:
    """The document with numbers as written and members in order. Raises SyntaxProblem."""
    text = data.decode('utf-8', 'replace')
    try:
        document = json.loads(
            text, object_pairs_hook=Members, parse_int=Number, parse_float=Number, parse_constant=_not_json
        )
        return _mend(document) if '\\ud' in text.lower() else document
    except (ValueError, RecursionError) as error:
        if isinstance(error, RecursionError):
            raise SyntaxProblem('exceeded max depth') from error
        raise SyntaxProblem(syntax_error(data) or str(error)) from error


def _mend(value: Any) -> Any:
    """Halves of surrogate pairs, which JSON can spell and UTF-8 cannot, become U+FFFD."""
    if isinstance(value, Members):
        return Members((_mend(name), _mend(item)) for name, item in value)
    if isinstance(value, list):
        return [_mend(item) for item in value]
    if isinstance(value, str) and not isinstance(value, Number):
        return value.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')
    return value


def _not_json(name: str) -> None:
    raise ValueError(name)


def syntax_error(data: bytes) -> str:
    """What Go's scanner says about the first wrong byte; '' for a document that is right."""
    try:
        _Scanner(data).run()
    except SyntaxProblem as problem:
        return str(problem)
    return ''


class _Scanner:
    """A validating scanner that keeps its own stack, so that depth costs memory only."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._stack: list[str] = []

    def run(self) -> None:
        expect = 'value'
        while True:
            self._skip_space()
            if self._at >= len(self._data):
                if expect == 'top':
                    return
                raise SyntaxProblem(_END)
            expect = getattr(self, '_' + expect)(self._data[self._at])

    def _skip_space(self) -> None:
        while self._at < len(self._data) and self._data[self._at] in _SPACE:
            self._at += 1

    def _wrong(self, where: str) -> SyntaxProblem:
        if self._at >= len(self._data):
            return SyntaxProblem(_END)
        return SyntaxProblem(f'invalid character {quote_char(self._data[self._at])} {where}')

    # Each of these sees the next byte that is no space, and names what is expected after it.

    def _value(self, byte: int) -> str:
        if byte in b'{[':
            self._stack.append('object' if byte == 0x7B else 'array')
            self._at += 1
            return 'key_or_end' if byte == 0x7B else 'value_or_end'
        if byte == 0x22:
            self._string()
        elif byte in b'-0123456789':
            self._number()
        elif byte in _LITERALS:
            self._literal(_LITERALS[byte])
        else:
            raise self._wrong('looking for beginning of value')
        return self._after()

    def _after(self) -> str:
        if not self._stack:
            return 'top'
        return 'after_pair' if self._stack[-1] == 'object' else 'after_element'

    def _close(self) -> str:
        self._stack.pop()
        self._at += 1
        return self._after()

    def _value_or_end(self, byte: int) -> str:
        return self._close() if byte == 0x5D else self._value(byte)

    def _key_or_end(self, byte: int) -> str:
        return self._close() if byte == 0x7D else self._key(byte)

    def _key(self, byte: int) -> str:
        if byte != 0x22:
            raise self._wrong('looking for beginning of object key string')
        self._string()
        return 'colon'

    def _colon(self, byte: int) -> str:
        if byte != 0x3A:
            raise self._wrong('after object key')
        self._at += 1
        return 'value'

    def _after_pair(self, byte: int) -> str:
        if byte == 0x7D:
            return self._close()
        if byte != 0x2C:
            raise self._wrong('after object key:value pair')
        self._at += 1
        return 'key'

    def _after_element(self, byte: int) -> str:
        if byte == 0x5D:
            return self._close()
        if byte != 0x2C:
            raise self._wrong('after array element')
        self._at += 1
        return 'value'

    def _top(self, byte: int) -> str:
        raise self._wrong('after top-level value')

    def _next(self) -> int:
        self._at += 1
        if self._at >= len(self._data):
            raise SyntaxProblem(_END)
        return self._data[self._at]

    def _string(self) -> None:
        while (byte := self._next()) != 0x22:
            if byte < 0x20:
                raise self._wrong('in string literal')
            if byte == 0x5C:
                self._escape()
        self._at += 1

    def _escape(self) -> None:
        byte = self._next()
        if byte == 0x75:
            for _ in range(4):
                if self._next() not in _HEX:
                    raise self._wrong('in \\u hexadecimal character escape')
        elif byte not in _ESCAPES:
            raise self._wrong('in string escape code')

    def _literal(self, word: bytes) -> None:
        for expected in word[1:]:
            if self._next() != expected:
                raise self._wrong(f'in literal {word.decode()} (expecting {quote_char(expected)})')
        self._at += 1

    def _number(self) -> None:
        if self._data[self._at] == 0x2D and self._next() not in _DIGITS:
            raise self._wrong('in numeric literal')
        if self._data[self._at] == 0x30:
            self._at += 1
        else:
            self._digits()
        if self._peek() == 0x2E:
            if self._next() not in _DIGITS:
                raise self._wrong('after decimal point in numeric literal')
            self._digits()
        if self._peek() in (0x65, 0x45):
            if self._next() in b'+-':
                self._next()
            if self._data[self._at] not in _DIGITS:
                raise self._wrong('in exponent of numeric literal')
            self._digits()

    def _digits(self) -> None:
        while self._peek() is not None and self._data[self._at] in _DIGITS:
            self._at += 1

    def _peek(self) -> int | None:
        return self._data[self._at] if self._at < len(self._data) else None


def quote_char(byte: int) -> str:
    """A byte as Go's scanner quotes it: `'x'`."""
    if byte == 0x27:
        return "'\\''"
    if byte == 0x22:
        return "'\"'"
    char = chr(byte)
    if char == '\\':
        return "'\\\\'"
    if char.isprintable():
        return f"'{char}'"
    short = {'\a': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v'}.get(char)
    return f"'{short}'" if short else (f"'\\x{byte:02x}'" if byte < 0x80 else f"'\\u{byte:04x}'")
