"""Field selectors: `status.phase=Running,spec.nodeName!=a`. Upstream: k8s.io/apimachinery/pkg/fields.

Which fields a kind offers is the registry's business; here a selector is only read and matched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


class SelectorError(ValueError):
    """The selector cannot be understood."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """`field` equals (or, when `negated`, does not equal) `value`."""

    field: str
    value: str
    negated: bool = False

    def matches(self, fields: Mapping[str, str]) -> bool:
        """A field the object does not have counts as empty."""
        return (fields.get(self.field, '') == self.value) != self.negated

    def __str__(self) -> str:
        return f'{self.field}{"!=" if self.negated else "="}{escape(self.value)}'


@dataclass(frozen=True, slots=True)
class Selector:
    """A conjunction of requirements; an empty one matches everything."""

    requirements: tuple[Requirement, ...] = ()

    def matches(self, fields: Mapping[str, str]) -> bool:
        """Whether `fields` fulfil every requirement."""
        return all(each.matches(fields) for each in self.requirements)

    @property
    def empty(self) -> bool:
        """Whether everything matches."""
        return not self.requirements

    def requires_exact_match(self, name: str) -> str | None:
        """The one value that field `name` must have, if the selector pins it: what an index can use."""
        return next((each.value for each in self.requirements if each.field == name and not each.negated), None)

    def transform(self, rule: Callable[[str, str], tuple[str, str]]) -> Selector:
        """Each (field, value) through `rule`, which may rename or raise; ('', '') drops it."""
        changed = [Requirement(*rule(each.field, each.value), each.negated) for each in self.requirements]
        return Selector(tuple(each for each in changed if each.field or each.value))

    def __str__(self) -> str:
        return ','.join(str(each) for each in self.requirements)


EVERYTHING = Selector()


def from_set(fields: Mapping[str, str]) -> Selector:
    """Exactly these values."""
    return Selector(tuple(Requirement(name, value) for name, value in fields.items()))


def parse(text: str) -> Selector:
    """Terms joined by commas; `=`, `==` and `!=`; backslash escapes `,`, `=` and itself. Raises SelectorError."""
    terms = sorted(term for term in _split(text) if term)
    return Selector(tuple(_term(text, term) for term in terms))


def _split(text: str) -> Iterable[str]:
    start, escaped = 0, False
    for position, char in enumerate(text):
        if escaped:
            escaped = False
        elif char == '\\':
            escaped = True
        elif char == ',':
            yield text[start:position]
            start = position + 1
    yield text[start:]


def _term(selector: str, term: str) -> Requirement:
    for position in range(len(term)):
        for operator in ('!=', '==', '='):
            if term.startswith(operator, position):
                value = unescape(term[position + len(operator) :])
                return Requirement(term[:position], value, operator == '!=')
    raise SelectorError(f"invalid selector: '{selector}'; can't understand '{term}'")


def escape(value: str) -> str:
    """`value` as it must be written in a selector."""
    return value.replace('\\', '\\\\').replace(',', '\\,').replace('=', '\\=')


def unescape(text: str) -> str:
    """The inverse of `escape`. Raises SelectorError at a stray separator or escape."""
    if not any(char in text for char in '\\,='):
        return text
    result: list[str] = []
    escaped = False
    for char in text:
        if escaped:
            if char not in '\\,=':
                raise SelectorError(f'invalid field selector: invalid escape sequence: \\{char}')
            result.append(char)
            escaped = False
        elif char == '\\':
            escaped = True
        elif char in ',=':
            raise SelectorError(f'invalid field selector: unescaped character in value: {ord(char)}')
        else:
            result.append(char)
    if escaped:
        raise SelectorError('invalid field selector: invalid escape sequence: \\')
    return ''.join(result)
