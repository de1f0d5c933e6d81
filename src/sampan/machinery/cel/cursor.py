"""A place among the tokens of a text, and what the parser says where another token should be there.

The words are those of ANTLR's default error strategy, which cel-go's parser has.
"""

from __future__ import annotations

from typing import Final, NoReturn

from sampan.machinery.cel.lexer import Token, tokenize
from sampan.machinery.cel.source import Source

MAX_DEPTH: Final = 250

WORDS = ('NUM_FLOAT', 'NUM_INT', 'NUM_UINT', 'STRING', 'BYTES', 'IDENTIFIER')
BINARY = {
    '*': (4, '_*_'), '/': (4, '_/_'), '%': (4, '_%_'), '+': (3, '_+_'), '-': (3, '_-_'),
    '<': (2, '_<_'), '<=': (2, '_<=_'), '>': (2, '_>_'), '>=': (2, '_>=_'), '==': (2, '_==_'), '!=': (2, '_!=_'),
    'in': (2, '@in'),
}  # fmt: skip
FOLLOWS = frozenset(['<EOF>', ')', ']', '}', ',', ':', '?', '&&', '||', '.', '[', *BINARY])


class Stop(Exception):
    """The text is too broken to go on."""


class Cursor:
    """Goes over the tokens of one text, forward only."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.index = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def next(self) -> Token:
        token = self.tokens[self.index]
        if token.kind != '<EOF>':
            self.index += 1
        return token

    def peek(self) -> str:
        return self.tokens[min(self.index + 1, len(self.tokens) - 1)].kind

    def syntax(self, at: int, message: str) -> None:
        self.source.report(at, f'Syntax error: {message}')

    def stop(self, expecting: str) -> NoReturn:
        self.syntax(self.token.at, f"mismatched input '{self.token.text}' expecting {expecting}")
        raise Stop

    def expect(self, kind: str) -> Token:
        if self.token.kind == kind:
            return self.next()
        if self.peek() == kind:
            self.syntax(self.token.at, f"extraneous input '{self.token.text}' expecting '{kind}'")
            self.index += 1
            return self.next()
        if kind in (')', ']') and self.token.kind in FOLLOWS:
            self.syntax(self.token.at, f"missing '{kind}' at '{self.token.text}'")
            return self.token
        return self.stop(f"'{kind}'")

    def enter(self, by: int = 1) -> None:
        self.depth += by
        if self.depth > MAX_DEPTH:
            self.source.report(-1, f'expression recursion limit exceeded: {MAX_DEPTH}')
            raise Stop
