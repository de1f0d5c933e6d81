"""Names of properties as identifiers: `namespace` is `__namespace__`, `a-b` is `a__dash__b`.

Upstream: k8s.io/apiserver/pkg/cel/escaping.go.
"""

from __future__ import annotations

import re
from typing import Final

RESERVED: Final = frozenset(
    [
        'true',
        'false',
        'null',
        'in',
        'as',
        'break',
        'const',
        'continue',
        'else',
        'for',
        'function',
        'if',
        'import',
        'let',
        'loop',
        'package',
        'namespace',
        'return',
        'var',
        'void',
        'while',
    ]
)
_PLAIN = re.compile(r'[a-zA-Z_][a-zA-Z0-9_]*\Z')
_PARTS = re.compile(r'__|[-./]|[^a-zA-Z0-9_]')
_WORDS = {'__': '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__'}
_CHARACTERS = {'underscores': '__', 'dot': '.', 'dash': '-', 'slash': '/'}
_ESCAPED = re.compile(r'__[^_]+__')


def escape(name: str) -> str | None:
    """The identifier for a property's name; None when there is none."""
    if name in RESERVED:
        return f'__{name}__'
    if '__' not in name and _PLAIN.match(name):
        return name
    if not name or name[0] in '0123456789':
        return None
    if any(part not in _WORDS for part in _PARTS.findall(name)):
        return None
    return _PARTS.sub(lambda match: _WORDS[match.group()], name)


def unescape(identifier: str) -> str | None:
    """The property's name for an identifier; None when no escape writes it like that."""
    good = True

    def one(match: re.Match[str]) -> str:
        nonlocal good
        word = match.group()[2:-2]
        if word in _CHARACTERS:
            return _CHARACTERS[word]
        good = good and word in RESERVED and len(match.group()) == len(identifier)
        return word

    name = _ESCAPED.sub(one, identifier)
    return name if good else None
