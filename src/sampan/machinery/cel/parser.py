"""From text to tree: a descent by precedence over the grammar of cel-spec, with the messages of cel-go's parser.

After a mistake the parser goes on only where one token too many was given (as ANTLR's single-token deletion does);
any other mistake ends it, so what is reported after the first is less than cel-go's guesses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NoReturn

from sampan.machinery.cel.ast import (
    Call,
    Entry,
    Ident,
    ListLiteral,
    Literal,
    MapLiteral,
    Node,
    ObjectLiteral,
    Select,
)
from sampan.machinery.cel.cursor import BINARY, MAX_DEPTH, WORDS, Cursor, Stop
from sampan.machinery.cel.literals import LITERALS
from sampan.machinery.cel.macros import Macro, MacroError
from sampan.machinery.cel.source import Source

MAX_SIZE: Final = 100_000

_RESERVED = frozenset(
    [
        'as',
        'break',
        'const',
        'continue',
        'else',
        'false',
        'for',
        'function',
        'if',
        'import',
        'in',
        'let',
        'loop',
        'package',
        'namespace',
        'null',
        'return',
        'true',
        'var',
        'void',
        'while',
    ]
)
_OPERAND = (
    "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
)
_ENTRY = (
    "{'[', '{', '}', '(', '.', ',', '-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, "
    'BYTES, IDENTIFIER}'
)
_ELEMENT = _ENTRY.replace("'}', ", '').replace("'{', ", "']', '{', ")
_FIELD = "{'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}"
_STARTS = frozenset(['[', '{', '(', '.', '-', '!', 'true', 'false', 'null', *WORDS])


def parse(text: str, macros: Mapping[tuple[str, int, bool], Macro], optionals: bool = True) -> tuple[Node, Source]:
    """The tree of an expression, macros expanded. Raises CompileError with cel-go's texts."""
    source = Source(text)
    if len(text) > MAX_SIZE:
        source.report(-1, f'expression code point size exceeds limit: size: {len(text)}, limit {MAX_SIZE}')
        raise source.error()
    parser = _Parser(source, macros, optionals)
    try:
        node = parser.start()
    except Stop:
        raise source.error() from None
    except RecursionError:
        source.report(-1, f'expression recursion limit exceeded: {MAX_DEPTH}')
        raise source.error() from None
    source.check()
    return node, source


class _Parser(Cursor):
    """One run over the tokens of one text."""

    def __init__(self, source: Source, macros: Mapping[tuple[str, int, bool], Macro], optionals: bool) -> None:
        super().__init__(source)
        self.macros = macros
        self.optionals = optionals

    # the grammar

    def start(self) -> Node:
        node = self.expression()
        if self.token.kind != '<EOF>':
            word = 'extraneous' if self.peek() == '<EOF>' else 'mismatched'
            self.syntax(self.token.at, f"{word} input '{self.token.text}' expecting <EOF>")
        return node

    def expression(self) -> Node:
        self.enter()
        condition = self.logical('||')
        if self.token.kind == '?':
            at = self.next().at
            then = self.logical('||')
            self.expect(':')
            condition = Call(at, '_?_:_', [condition, then, self.expression()])
        self.depth -= 1
        return condition

    def logical(self, operator: str) -> Node:
        """Terms joined by || or, inside those, by &&."""
        first = self.binary(2) if operator == '&&' else self.logical('&&')
        if self.token.kind != operator:
            return first
        terms = [first]
        at = self.token.at
        while self.token.kind == operator:
            self.next()
            terms.append(self.binary(2) if operator == '&&' else self.logical('&&'))
        return Call(at, f'_{operator}_', terms)

    def binary(self, floor: int) -> Node:
        left = self.unary()
        links = 0
        while True:
            level, function = BINARY.get(self.token.kind, (0, ''))
            if level < floor:
                break
            at = self.next().at
            links += 1
            self.enter()
            left = self.call(at, function, [left, self.binary(level + 1)])
        self.depth -= links
        return left

    def unary(self) -> Node:
        kind = self.token.kind
        if kind != '-' and kind != '!':
            return self.member()
        at = self.token.at
        count = 0
        while self.token.kind == kind:
            if kind == '-' and self.peek() in ('NUM_INT', 'NUM_FLOAT'):
                break
            self.next()
            count += 1
        if kind == '-' and self.token.kind not in _STARTS:
            self.no_operand()
        node = self.member()
        if count % 2 == 0:
            return node
        return self.call(at, '-_' if kind == '-' else '!_', [node])

    def no_operand(self) -> NoReturn:
        """Behind a minus stands nothing that could be negative."""
        text = '' if self.token.kind == '<EOF>' else self.token.text
        self.syntax(self.token.at, f"no viable alternative at input '-{text}'")
        raise Stop

    def member(self) -> Node:
        node = self.primary()
        links = 0
        while self.token.kind in ('.', '['):
            links += 1
            self.enter()
            node = self.selection(node) if self.token.kind == '.' else self.indexing(node)
        self.depth -= links
        return node

    def selection(self, operand: Node) -> Node:
        dot = self.next().at
        optional = self.token.kind == '?'
        if optional:
            self.next()
            if not self.optionals:
                self.source.report(dot, "unsupported syntax '.?'")
                raise Stop
        token = self.token
        if token.kind == 'ESC_IDENTIFIER':
            self.source.report(token.at, "unsupported syntax: '`'")
            raise Stop
        if token.kind != 'IDENTIFIER':
            self.unnamed(dot)
        self.next()
        if optional:
            return Call(dot, '_?._', [operand, Literal(token.at, token.text)])
        if self.token.kind == '(':
            at = self.next().at
            return self.call(at, token.text, self.arguments(), operand)
        return Select(dot, operand, token.text)

    def unnamed(self, dot: int) -> NoReturn:
        """What follows a dot is no name."""
        token = self.token
        if token.kind in ('true', 'false', 'null'):
            self.stop('IDENTIFIER')
        text = '' if token.kind == '<EOF>' else self.source.text[dot + 1 : token.at + len(token.text)]
        self.syntax(token.at, f"no viable alternative at input '.{text}'")
        raise Stop

    def indexing(self, operand: Node) -> Node:
        at = self.next().at
        function = '_[_]'
        if self.token.kind == '?':
            self.next()
            function = '_[?_]'
            if not self.optionals:
                self.source.report(at, "unsupported syntax '[?'")
                raise Stop
        index = self.expression()
        self.expect(']')
        return self.call(at, function, [operand, index])

    def arguments(self) -> list[Node]:
        if self.token.kind == ')':
            self.next()
            return []
        found = [self.expression()]
        while self.token.kind == ',':
            self.next()
            found.append(self.expression())
        self.expect(')')
        return found

    def primary(self) -> Node:
        token = self.token
        match token.kind:
            case '(':
                self.next()
                node = self.expression()
                self.expect(')')
                return node
            case '[':
                return self.list_literal()
            case '{':
                return self.map_literal()
            case '.' | 'IDENTIFIER':
                return self.name()
        if token.kind in LITERALS or (token.kind == '-' and self.peek() in ('NUM_INT', 'NUM_FLOAT')):
            return self.literal()
        if token.kind == '-':  # reached only behind a word that was skipped: a sign of nothing
            self.next()
            self.no_operand()
        if self.peek() in _STARTS and token.kind != '<EOF>':
            self.syntax(token.at, f"extraneous input '{token.text}' expecting {_OPERAND}")
            self.index += 1
            return self.primary()
        return self.stop(_OPERAND)

    def name(self) -> Node:
        """An identifier, a call of a global function, or an object literal."""
        start = self.token.at
        dot = ''
        if self.token.kind == '.':
            self.next()
            dot = '.'
            if self.token.kind != 'IDENTIFIER':
                self.unnamed(start)
        token = self.next()
        if self.object_follows():
            return self.object_literal(dot + token.text)
        if token.text in _RESERVED:
            self.source.report(start, f'reserved identifier: {token.text}')
            if self.token.kind == '(':
                self.next()
                self.arguments()
            return Literal(start, None)
        if self.token.kind == '(':
            at = self.next().at
            return self.call(at, dot + token.text, self.arguments())
        return Ident(token.at, dot + token.text)

    def object_follows(self) -> bool:
        """Whether a dotted name ends in `{`: then it is an object's type."""
        index = self.index
        while self.tokens[index].kind == '.' and self.tokens[index + 1].kind == 'IDENTIFIER':
            index += 2
        return self.tokens[index].kind == '{'

    def object_literal(self, name: str) -> Node:
        while self.token.kind == '.':
            self.next()
            name += '.' + self.next().text
        at = self.next().at
        entries = []
        while self.token.kind != '}':
            if self.token.kind == ',':
                self.next()
                break
            optional = self.question()
            if self.token.kind == 'ESC_IDENTIFIER':
                self.source.report(at, "unsupported syntax: '`'")
                raise Stop
            if self.token.kind != 'IDENTIFIER':
                if self.peek() != 'IDENTIFIER':
                    self.stop(_FIELD)
                self.syntax(self.token.at, f"extraneous input '{self.token.text}' expecting {_FIELD}")
                self.index += 1
            field = self.next().text
            colon = self.expect(':').at
            entries.append(Entry(colon, field, self.expression(), optional))
            if self.token.kind != ',' or self.peek() == '}':
                break
            self.next()
        self.close('}')
        return ObjectLiteral(at, name, entries)

    def list_literal(self) -> Node:
        at = self.next().at
        elements: list[Node] = []
        optional = []
        while self.token.kind != ']':
            if not elements and self.token.kind == ',':
                break
            if not elements:
                self.first(_ELEMENT)
            if self.question():
                optional.append(len(elements))
            elements.append(self.expression())
            if self.token.kind != ',' or self.peek() == ']':
                break
            self.next()
        self.close(']')
        return ListLiteral(at, elements, frozenset(optional))

    def map_literal(self) -> Node:
        at = self.next().at
        entries: list[Entry] = []
        while self.token.kind != '}':
            if not entries and self.token.kind == ',':
                break
            if not entries:
                self.first(_ENTRY)
            optional = self.question()
            key = self.expression()
            colon = self.expect(':').at
            entries.append(Entry(colon, key, self.expression(), optional))
            if self.token.kind != ',' or self.peek() == '}':
                break
            self.next()
        self.close('}')
        return MapLiteral(at, entries)

    def first(self, expecting: str) -> None:
        """The first element of a literal, which may be missing, so that more is expected than an operand."""
        if self.token.kind in _STARTS or self.token.kind == '?':
            return
        if self.peek() in _STARTS and self.token.kind != '<EOF>':
            self.syntax(self.token.at, f"extraneous input '{self.token.text}' expecting {expecting}")
            self.index += 1
            return
        self.stop(expecting)

    def question(self) -> bool:
        if self.token.kind != '?':
            return False
        at = self.next().at
        if not self.optionals:
            self.source.report(at, "unsupported syntax '?'")
            raise Stop
        return True

    def close(self, kind: str) -> None:
        """The end of a literal, after an optional comma."""
        if self.token.kind == ',':
            self.next()
            self.expect(kind)
            return
        if self.token.kind != kind and self.peek() != kind:
            self.stop(f"{{'{kind}', ','}}")
        self.expect(kind)

    def literal(self) -> Node:
        start = self.token.at
        sign = ''
        if self.token.kind == '-':
            self.next()
            sign = '-'
        token = self.next()
        try:
            return Literal(start, LITERALS[token.kind](sign + token.text))
        except ValueError as error:
            self.source.report(start, str(error))
            return Literal(start, None)

    # calls and macros

    def call(self, at: int, function: str, args: list[Node], target: Node | None = None) -> Node:
        macro = self.macros.get((function, len(args), target is not None))
        if macro is not None:
            try:
                node = macro(at, target, args)
            except MacroError as error:
                self.source.report(error.at, error.message)
                return Literal(at, None)
            if node is not None:
                return node
        return Call(at, function, args, target)
