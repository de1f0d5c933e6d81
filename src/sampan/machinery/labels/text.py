"""The text form: a lexer and a parser that follow upstream's to the message (upstream: labels.Parse)."""

from __future__ import annotations

from sampan.machinery import field, names
from sampan.machinery.labels.requirements import BINARY_OPERATORS, Operator, Requirement, SelectorError, requirement
from sampan.machinery.labels.selector import Selector


def parse(text: str) -> Selector:
    """`app=web,tier in (a, b),!canary`: kubectl's syntax. Raises SelectorError in upstream's words."""
    return Selector(_Parser(text).requirements())


_SPECIAL = frozenset('=!(),><')
_SPACE = frozenset(' \t\r\n')
_KEYWORDS = frozenset({')', ',', '!', '==', '=', '>', 'in', '<', '!=', 'notin', '('})
_OPERATORS = {
    'in': Operator.IN,
    '=': Operator.EQUALS,
    '==': Operator.DOUBLE_EQUALS,
    '>': Operator.GREATER_THAN,
    '<': Operator.LESS_THAN,
    'notin': Operator.NOT_IN,
    '!=': Operator.NOT_EQUALS,
}
_IDENTIFIER = 'identifier'
_END = 'end'


def _tokens(text: str) -> list[tuple[str, str]]:
    """(kind, literal) pairs; a keyword's kind is itself. Ends with an end token."""
    found: list[tuple[str, str]] = []
    position, end = 0, len(text)
    while position < end:
        char = text[position]
        start = position
        if char in _SPACE:
            position += 1
            continue
        if char in _SPECIAL:
            # The longest operator: two characters at most.
            position += 2 if text[position : position + 2] in _KEYWORDS else 1
        else:
            while position < end and text[position] not in _SPECIAL and text[position] not in _SPACE:
                position += 1
        literal = text[start:position]
        found.append((literal if literal in _KEYWORDS else _IDENTIFIER, literal))
    found.append((_END, ''))
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._position = 0

    def requirements(self) -> list[Requirement]:
        found: list[Requirement] = []
        while True:
            kind, literal = self._look()
            if kind == _END:
                return found
            if kind not in (_IDENTIFIER, '!'):
                raise SelectorError(f"found '{literal}', expected: !, identifier, or 'end of string'")
            try:
                found.append(self._requirement())
            except SelectorError as error:
                raise SelectorError(f'unable to parse requirement: {error}') from None
            kind, literal = self._take()
            if kind == _END:
                return found
            if kind != ',':
                raise SelectorError(f"found '{literal}', expected: ',' or 'end of string'")
            kind, literal = self._look()
            if kind not in (_IDENTIFIER, '!'):
                raise SelectorError(f"found '{literal}', expected: identifier after ','")

    def _look(self) -> tuple[str, str]:
        return self._as_value(self._tokens[self._position])

    def _take(self) -> tuple[str, str]:
        token = self._take_operator()
        return self._as_value(token)

    def _take_operator(self) -> tuple[str, str]:
        token = self._tokens[self._position]
        # The end token is never passed: a broken selector ends there, it does not run off the list.
        self._position = min(self._position + 1, len(self._tokens) - 1)
        return token

    @staticmethod
    def _as_value(token: tuple[str, str]) -> tuple[str, str]:
        """Everywhere but after a key, `in` and `notin` are ordinary words."""
        return (_IDENTIFIER, token[1]) if token[0] in ('in', 'notin') else token

    def _requirement(self) -> Requirement:
        key, operator = self._key()
        if operator is not None:
            return requirement(key, operator)
        operator = self._operator()
        if operator in (Operator.IN, Operator.NOT_IN):
            values = self._value_list()
        else:
            values = {self._exact_value()}
        return requirement(key, operator, sorted(values))

    def _key(self) -> tuple[str, Operator | None]:
        operator = None
        kind, literal = self._take()
        if kind == '!':
            operator = Operator.DOES_NOT_EXIST
            kind, literal = self._take()
        if kind != _IDENTIFIER:
            raise SelectorError(f"found '{literal}', expected: identifier")
        if wrong := names.label_key(literal):
            raise SelectorError(str(field.invalid(None, literal, '; '.join(wrong))))
        if operator is None and self._look()[0] in (_END, ','):
            operator = Operator.EXISTS
        return literal, operator

    def _operator(self) -> Operator:
        kind, literal = self._take_operator()
        if kind not in _OPERATORS:
            raise SelectorError(f"found '{literal}', expected: {', '.join(BINARY_OPERATORS)}")
        return _OPERATORS[kind]

    def _exact_value(self) -> str:
        if self._look()[0] in (_END, ','):
            return ''
        kind, literal = self._take()
        if kind != _IDENTIFIER:
            raise SelectorError(f"found '{literal}', expected: identifier")
        return literal

    def _value_list(self) -> set[str]:
        kind, literal = self._take()
        if kind != '(':
            raise SelectorError(f"found '{literal}' expected: '('")
        kind, literal = self._look()
        if kind == ')':
            self._take()
            return {''}
        if kind not in (_IDENTIFIER, ','):
            raise SelectorError(f"found '{literal}', expected: ',', ')' or identifier")
        values = self._identifiers()
        if self._take()[0] != ')':
            raise SelectorError(f"found '{literal}', expected: ')'")
        return values

    def _identifiers(self) -> set[str]:
        values: set[str] = set()
        while True:
            kind, literal = self._take()
            following, next_literal = self._look()
            if kind == _IDENTIFIER:
                values.add(literal)
                if following == ')':
                    return values
                if following != ',':
                    raise SelectorError(f"found '{next_literal}', expected: ',' or ')'")
            elif kind == ',':
                # An empty word before, between or after commas is the empty value.
                if not values or following in (',', ')'):
                    values.add('')
                if following == ')':
                    return values
            else:
                raise SelectorError(f"found '{literal}', expected: ',', or identifier")
