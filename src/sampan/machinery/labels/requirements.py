"""One condition on one label (upstream: labels.Requirement)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

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


POSITIVE = frozenset({Operator.IN, Operator.EQUALS, Operator.DOUBLE_EQUALS})
_NEGATIVE = frozenset({Operator.NOT_IN, Operator.NOT_EQUALS})
_EXACT = frozenset({Operator.EQUALS, Operator.DOUBLE_EQUALS, Operator.NOT_EQUALS})
_ORDERED = frozenset({Operator.GREATER_THAN, Operator.LESS_THAN})
# The order in which upstream lists the operators when it does not know one.
BINARY_OPERATORS = ('in', 'notin', '=', '==', '!=', 'gt', 'lt')
_VALID_OPERATORS = (*BINARY_OPERATORS, 'exists', '!')
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
        if operator in POSITIVE:
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
