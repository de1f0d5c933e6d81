"""Tokens of an expression. What is not a token is reported and skipped, as cel-go's lexer does."""

from __future__ import annotations

import re
from typing import NamedTuple

from sampan.machinery.cel.source import Source


class Token(NamedTuple):
    """A token: `kind` is its text for punctuation and keywords, else the name cel-go's messages use."""

    kind: str
    text: str
    at: int


_ESCAPE = r'\\(?:[abfnrtv"\'\\?`]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})'
_PLAIN = (
    rf'"""(?:{_ESCAPE}|[^\\])*?"""'
    rf"|'''(?:{_ESCAPE}|[^\\])*?'''"
    rf'|"(?:{_ESCAPE}|[^\\"\n\r])*"'
    rf"|'(?:{_ESCAPE}|[^\\'\n\r])*'"
)
_RAW = r"""[rR]"{3}.*?"{3}|[rR]'{3}.*?'{3}|[rR]"[^"\n\r]*"|[rR]'[^'\n\r]*'"""
_STRING = f'(?:{_RAW}|{_PLAIN})'
_TOKEN = re.compile(
    r'(?P<skip>[\t \r\n\f]+|//[^\n]*)'
    rf'|(?P<BYTES>[bB]{_STRING})'
    rf'|(?P<STRING>{_STRING})'
    r'|(?P<NUM_FLOAT>[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?)'
    r'|(?P<NUM_UINT>(?:0x[0-9a-fA-F]+|[0-9]+)[uU])'
    r'|(?P<NUM_INT>0x[0-9a-fA-F]+|[0-9]+)'
    r'|(?P<IDENTIFIER>[A-Za-z_][A-Za-z0-9_]*)'
    r'|(?P<ESC_IDENTIFIER>`[A-Za-z0-9_.\-/ ]+`)'
    r'|(?P<op>==|!=|<=|>=|&&|\|\||[\[\]{}().,\-!?:+*/%<>])',
    re.DOTALL,
)
_KEYWORDS = frozenset({'true', 'false', 'null', 'in'})
_HALF_STRING = re.compile(rf'[bB]?(?:"(?:{_ESCAPE}|[^\\"\n\r])*|\'(?:{_ESCAPE}|[^\\\'\n\r])*)')


def tokenize(source: Source) -> list[Token]:
    """All tokens of a text, with an EOF at the end."""
    text = source.text
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            end = _unrecognized(text, at)
            source.report(at, f"Syntax error: token recognition error at: '{_visible(text[at:end])}'")
            at = end
            continue
        kind = match.lastgroup or ''
        if kind != 'skip':
            value = match.group()
            if kind == 'op' or value in _KEYWORDS:
                kind = value
            tokens.append(Token(kind, value, at))
        at = match.end()
    tokens.append(Token('<EOF>', '<EOF>', len(text)))
    return tokens


def _unrecognized(text: str, at: int) -> int:
    """How far the lexer reads before it sees that there is no token: one character beyond what could have been."""
    half = _HALF_STRING.match(text, at)
    if half is not None:
        end = half.end()
        if end < len(text) and text[end] == '\\':
            broken = re.compile(r'\\(?:[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[0-3][0-7]?)?').match(
                text, end
            )
            end = broken.end() if broken else end
        return min(len(text), end + 1)
    if text[at] in '&|=':
        return min(len(text), at + 2)
    return at + 1


def _visible(text: str) -> str:
    return text.replace('\n', '\\n').replace('\r', '\\r').replace('\t', '\\t')


_SIMPLE = {'a': 7, 'b': 8, 'f': 12, 'n': 10, 'r': 13, 't': 9, 'v': 11, '\\': 92, "'": 39, '"': 34, '`': 96, '?': 63}
_ESCAPES = re.compile(_ESCAPE + '|\r\n?')


def unquote(token: str) -> str:
    """The text of a STRING token. Raises ValueError when an escape is no character."""
    raw, body = _body(token)
    if raw or ('\\' not in body and '\r' not in body):
        return body.replace('\r\n', '\n').replace('\r', '\n')

    def one(match: re.Match[str]) -> str:
        escape = match.group()
        if escape[0] == '\r':
            return '\n'
        code = _code(escape)
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            raise ValueError('invalid unicode code point')
        return chr(code)

    return _ESCAPES.sub(one, body)


def unquote_bytes(token: str) -> bytes:
    """The bytes of a BYTES token without its prefix: octal and hexadecimal escapes are bytes, not characters."""
    raw, body = _body(token)
    if raw:
        return body.replace('\r\n', '\n').replace('\r', '\n').encode()
    out = bytearray()
    last = 0
    for match in _ESCAPES.finditer(body):
        out += body[last : match.start()].encode()
        last = match.end()
        escape = match.group()
        if escape[0] == '\r':
            out += b'\n'
            continue
        if escape[1] in 'uU':
            raise ValueError('unable to unescape string')
        out.append(_code(escape))
    out += body[last:].encode()
    return bytes(out)


def _body(token: str) -> tuple[bool, str]:
    raw = token[0] in 'rR'
    body = token[1:] if raw else token
    width = 3 if body.startswith(('"""', "'''")) and len(body) >= 6 else 1
    return raw, body[width:-width]


def _code(escape: str) -> int:
    kind = escape[1]
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if kind in 'xXuU':
        return int(escape[2:], 16)
    return int(escape[1:], 8)
