"""Label selectors: the text form of `kubectl -l` and URLs, and the form inside objects.

A selector is a conjunction of requirements, kept sorted by key. Parsing follows upstream's lexer and
parser to the message. Upstream: k8s.io/apimachinery/pkg/labels, metav1.LabelSelectorAsSelector.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sampan.machinery import field, names


class SelectorError(ValueError):
    """The selector cannot be understood; the text says where."""


class Operator(StrEnum):
    """How a requirement compares, as upstream's `selection.Operator`."""

    IN = 'in'
    NOT_IN = 'notin'
    EQUALS = '='
    DOUBLE_EQUALS = '=='
    NOT_EQUALS = '!='
    EXISTS = 'exists'
    DOES_NOT_EXIST = '!'
    GREATER_THAN = 'gt'
    LESS_THAN = 'lt'


_POSITIVE = frozenset({Operator.IN, Operator.EQUALS, Operator.DOUBLE_EQUALS})
_NEGATIVE = frozenset({Operator.NOT_IN, Operator.NOT_EQUALS})
_EXACT = frozenset({Operator.EQUALS, Operator.DOUBLE_EQUALS, Operator.NOT_EQUALS})
_ORDERED = frozenset({Operator.GREATER_THAN, Operator.LESS_THAN})
# The order in which upstream lists the operators when it does not know one.
_BINARY_OPERATORS = ('in', 'notin', '=', '==', '!=', 'gt', 'lt')
_VALID_OPERATORS = (*_BINARY_OPERATORS, 'exists', '!')
_SYMBOLS = {
    Operator.EQUALS: '=',
    Operator.DOUBLE_EQUALS: '==',
    Operator.NOT_EQUALS: '!=',
    Operator.GREATER_THAN: '>',
    Operator.LESS_THAN: '<',
    Operator.IN: ' in ',
    Operator.NOT_IN: ' notin ',
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition on one label; make it with `requirement`, which checks it."""

    key: str
    operator: Operator
    values: tuple[str, ...] = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether `labels` fulfil this condition. A missing label fulfils `notin` and `!=`."""
        operator = self.operator
        if operator in _POSITIVE:
            return self.key in labels and labels[self.key] in self.values
        if operator in _NEGATIVE:
            return self.key not in labels or labels[self.key] not in self.values
        if operator is Operator.EXISTS:
            return self.key in labels
        if operator is Operator.DOES_NOT_EXIST:
            return self.key not in labels
        return self._compares(labels.get(self.key))

    def _compares(self, value: str | None) -> bool:
        left = None if value is None else parse_int64(value)
        right = parse_int64(self.values[0])
        if left is None or right is None:
            return False
        return left > right if self.operator is Operator.GREATER_THAN else left < right

    def __str__(self) -> str:
        if self.operator is Operator.EXISTS:
            return self.key
        if self.operator is Operator.DOES_NOT_EXIST:
            return '!' + self.key
        values = ','.join(sorted(self.values))
        if self.operator in (Operator.IN, Operator.NOT_IN):
            values = f'({values})'
        return self.key + _SYMBOLS[self.operator] + values


def parse_int64(text: str) -> int | None:
    """A decimal integer as Go's `strconv.ParseInt(text, 10, 64)` takes it, else None."""
    digits = text[1:] if text[:1] in ('+', '-') else text
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 64:
        return None
    value = int(text)
    return value if -(2**63) <= value < 2**63 else None


def requirement(key: str, operator: str, values: Iterable[str] = (), path: field.Path | None = None) -> Requirement:
    """A checked requirement; raises SelectorError with all that is wrong with it."""
    found = tuple(values)
    errors = requirement_errors(key, operator, found, path)
    if errors:
        raise SelectorError(field.aggregate(errors))
    return Requirement(key, Operator(operator), found)


def requirement_errors(
    key: str, operator: str, values: tuple[str, ...], path: field.Path | None = None
) -> list[field.FieldError]:
    """What is wrong with such a requirement, upstream's `labels.NewRequirement`."""
    at = (lambda name: path.child(name)) if path is not None else field.Path
    errors = []
    if wrong := names.label_key(key):
        errors.append(field.invalid(at('key'), key, '; '.join(wrong)))
    errors += _count_errors(operator, values, at('values'), at('operator'))
    for index, value in enumerate(values):
        if wrong := names.label_value(value):
            errors.append(field.invalid(at('values').index(index).key(key), value, '; '.join(wrong)))
    return errors


def _count_errors(
    operator: str, values: tuple[str, ...], at: field.Path, at_operator: field.Path
) -> list[field.FieldError]:
    if operator in (Operator.IN, Operator.NOT_IN):
        return (
            []
            if values
            else [field.invalid(at, list(values), "for 'in', 'notin' operators, values set can't be empty")]
        )
    if operator in _EXACT:
        wrong = len(values) != 1
        return [field.invalid(at, list(values), 'exact-match compatibility requires one single value')] if wrong else []
    if operator in (Operator.EXISTS, Operator.DOES_NOT_EXIST):
        text = 'values set must be empty for exists and does not exist'
        return [field.invalid(at, list(values), text)] if values else []
    if operator in _ORDERED:
        errors = []
        if len(values) != 1:
            errors.append(field.invalid(at, list(values), "for 'Gt', 'Lt' operators, exactly one value is required"))
        text = "for 'Gt', 'Lt' operators, the value must be an integer"
        errors += [field.invalid(at.index(i), v, text) for i, v in enumerate(values) if parse_int64(v) is None]
        return errors
    return [field.not_supported(at_operator, operator, _VALID_OPERATORS)]


class Selector:
    """A conjunction of requirements; an empty one matches everything."""

    __slots__ = ('_exact', 'requirements')

    def __init__(self, requirements: Iterable[Requirement] = ()) -> None:
        self.requirements = tuple(sorted(requirements, key=lambda each: each.key))
        # Most selectors are plain equalities: comparing dictionary items is then all there is to do.
        plain = all(len(each.values) == 1 and each.operator in _POSITIVE for each in self.requirements)
        self._exact = tuple((each.key, each.values[0]) for each in self.requirements) if plain else None

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether `labels` fulfil every requirement."""
        if self._exact is not None:
            return all(labels.get(key) == value for key, value in self._exact)
        return all(each.matches(labels) for each in self.requirements)

    @property
    def empty(self) -> bool:
        """Whether everything matches."""
        return not self.requirements

    def requires_exact_match(self, key: str) -> str | None:
        """The one value that label `key` must have, if the selector pins it: what an index can use."""
        for each in self.requirements:
            if each.key == key:
                return each.values[0] if each.operator in _POSITIVE and len(each.values) == 1 else None
        return None

    def add(self, *requirements: Requirement) -> Selector:
        """This selector and more."""
        return Selector((*self.requirements, *requirements))

    def __str__(self) -> str:
        return ','.join(str(each) for each in self.requirements)

    def __repr__(self) -> str:
        return f'Selector({str(self)!r})'

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Selector) and other.requirements == self.requirements

    def __hash__(self) -> int:
        return hash(self.requirements)


class _Nothing(Selector):
    """Matches no object: what a missing selector inside an object means."""

    __slots__ = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        return False

    @property
    def empty(self) -> bool:
        return False

    def add(self, *requirements: Requirement) -> Selector:
        return self


EVERYTHING = Selector()
NOTHING: Selector = _Nothing()


def from_set(labels: Mapping[str, str]) -> Selector:
    """Exactly these labels; unchecked, as upstream's `SelectorFromSet`."""
    return Selector(Requirement(key, Operator.EQUALS, (value,)) for key, value in labels.items())


class MatchExpression(Protocol):
    """What `metav1.LabelSelectorRequirement` looks like."""

    @property
    def key(self) -> str: ...
    @property
    def operator(self) -> str: ...
    @property
    def values(self) -> list[str]: ...


class LabelSelector(Protocol):
    """What `metav1.LabelSelector` looks like."""

    @property
    def match_labels(self) -> dict[str, str]: ...
    @property
    def match_expressions(self) -> Iterable[MatchExpression]: ...


_EXPRESSION_OPERATORS = {
    'In': Operator.IN,
    'NotIn': Operator.NOT_IN,
    'Exists': Operator.EXISTS,
    'DoesNotExist': Operator.DOES_NOT_EXIST,
}


def from_label_selector(
    match_labels: Mapping[str, str] | None, match_expressions: Iterable[MatchExpression] | None = None
) -> Selector:
    """The selector written inside an object. Raises SelectorError."""
    requirements = [requirement(key, Operator.EQUALS, (value,)) for key, value in (match_labels or {}).items()]
    for each in match_expressions or ():
        operator = _EXPRESSION_OPERATORS.get(each.operator)
        if operator is None:
            raise SelectorError(f'"{each.operator}" is not a valid label selector operator')
        requirements.append(requirement(each.key, operator, tuple(each.values or ())))
    return Selector(requirements)


def from_object(selector: LabelSelector | None) -> Selector:
    """The same for the whole struct: None matches nothing, an empty one everything."""
    return NOTHING if selector is None else from_label_selector(selector.match_labels, selector.match_expressions)


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
            raise SelectorError(f"found '{literal}', expected: {', '.join(_BINARY_OPERATORS)}")
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
