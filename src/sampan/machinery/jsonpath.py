"""JSONPath as Kubernetes writes it: fields of objects by a short text, for printed columns and selectors.

`.spec.replicas`, `.metadata.annotations['a.b/c']`, `.spec.ports[0].port`, `.items[*].name`, `.list[-1]`, `.list[1:3]`,
`..name`, `.status.conditions[?(@.type=="Ready")].status`, `['a','b']`. A dot in a name is escaped with a backslash.

`compile(path)` parses once; `find(document)` walks. What is missing is not found, which is no error.
Upstream: k8s.io/client-go/util/jsonpath.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Step = Callable[[Any], Iterator[Any]]

_FIELD = re.compile(r'(?:\\.|[^\\.\[\]{}\s])+')
_SLICE = re.compile(r'(-?\d*):(-?\d*)(?::(-?\d+))?')
_FILTER = re.compile(r'(.+?)\s*(==|!=|<=|>=|<|>|=)\s*(.+)')
MAX_DEPTH = 1000


class JsonPathError(ValueError):
    """The text is no path. The message says where it stopped making sense."""


class JsonPath:
    """A compiled path."""

    def __init__(self, steps: list[Step]) -> None:
        self._steps = steps

    def find(self, document: Any) -> list[Any]:
        """The values the path leads to, in order; empty if there are none."""
        found = [document]
        for step in self._steps:
            found = [value for each in found for value in step(each)]
        return found


def compile(path: str) -> JsonPath:
    """Raises JsonPathError."""
    parser = _Parser(path)
    return JsonPath(parser.steps())


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def steps(self) -> list[Step]:
        text = self._text
        if text.startswith(('$', '@')):
            self._at = 1
        found: list[Step] = []
        while self._at < len(text):
            if len(found) > MAX_DEPTH:
                raise JsonPathError('the path is too long')
            found.append(self._step())
        return found

    def _step(self) -> Step:
        text, at = self._text, self._at
        if text.startswith('..', at):
            self._at += 2
            return _recursive(self._name())
        if text[at] == '.':
            self._at += 1
            if self._at == len(text) or text[self._at] == '[':
                return lambda value: iter((value,))
            if text[self._at] == '*':
                self._at += 1
                return _every
            return _field(self._name())
        if text[at] == '[':
            return self._subscript()
        if at == 0:
            return _field(self._name())
        raise JsonPathError(f'unexpected {text[at]!r} at {at} in {text!r}')

    def _name(self) -> str:
        found = _FIELD.match(self._text, self._at)
        if found is None:
            raise JsonPathError(f'a field name is missing at {self._at} in {self._text!r}')
        self._at = found.end()
        return re.sub(r'\\(.)', r'\1', found[0])

    def _subscript(self) -> Step:
        inner = self._bracketed().strip()
        if inner == '*':
            return _every
        if inner.startswith('?(') and inner.endswith(')'):
            return _filter(inner[2:-1].strip())
        parts = _split(inner)
        if len(parts) > 1:
            steps = [self._one(part.strip()) for part in parts]
            return lambda value: (each for step in steps for each in step(value))
        return self._one(inner)

    def _one(self, inner: str) -> Step:
        if len(inner) >= 2 and inner[0] == inner[-1] and inner[0] in '\'"':
            return _field(inner[1:-1])
        found = _SLICE.fullmatch(inner)
        if found is not None:
            start, stop, stride = (None if part in (None, '') else int(part) for part in found.groups())
            return _slice(start, stop, stride)
        try:
            return _index(int(inner))
        except ValueError:
            raise JsonPathError(f'invalid array index {inner}') from None

    def _bracketed(self) -> str:
        """The text up to the matching bracket; brackets in quotes do not count."""
        start, depth, quote = self._at + 1, 0, ''
        for at in range(self._at, len(self._text)):
            char = self._text[at]
            if quote:
                quote = '' if char == quote else quote
            elif char in '\'"':
                quote = char
            elif char == '[':
                depth += 1
            elif char == ']':
                depth -= 1
                if not depth:
                    self._at = at + 1
                    return self._text[start:at]
        raise JsonPathError('unterminated array')


def _split(text: str) -> list[str]:
    """At commas outside of quotes."""
    return re.findall(r"""(?:'[^']*'|"[^"]*"|[^,'"])+""", text)


def _field(name: str) -> Step:
    def step(value: Any) -> Iterator[Any]:
        if isinstance(value, dict) and name in value:
            yield value[name]

    return step


def _index(index: int) -> Step:
    def step(value: Any) -> Iterator[Any]:
        if isinstance(value, list) and -len(value) <= index < len(value):
            yield value[index]

    return step


def _slice(start: int | None, stop: int | None, stride: int | None) -> Step:
    return lambda value: iter(value[start:stop:stride]) if isinstance(value, list) else iter(())


def _every(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        return iter(value.values())
    return iter(value) if isinstance(value, list) else iter(())


def _recursive(name: str) -> Step:
    def step(value: Any) -> Iterator[Any]:
        if isinstance(value, dict) and name in value:
            yield value[name]
        for part in _every(value):
            yield from step(part)

    return step


def _filter(text: str) -> Step:
    found = _FILTER.fullmatch(text)
    if found is None:
        path = compile(text)
        return lambda value: (each for each in _elements(value) if path.find(each))
    left, sign, right = _operand(found[1]), found[2], _operand(found[3])
    return lambda value: (each for each in _elements(value) if _holds(left(each), sign, right(each)))


def _elements(value: Any) -> Iterator[Any]:
    return iter(value) if isinstance(value, list) else iter(())


def _operand(text: str) -> Callable[[Any], list[Any]]:
    text = text.strip()
    if text.startswith(('@', '.', '$')):
        path = compile(text)
        return path.find
    if len(text) >= 2 and text[0] == text[-1] and text[0] in '\'"':
        literal: Any = text[1:-1]
    elif text in ('true', 'false'):
        literal = text == 'true'
    else:
        try:
            literal = float(text) if '.' in text else int(text)
        except ValueError:
            raise JsonPathError(f'unrecognized identifier {text}') from None
    return lambda value: [literal]


def _holds(left: list[Any], sign: str, right: list[Any]) -> bool:
    if not left or not right:
        return False
    one, other = left[0], right[0]
    if sign in ('==', '='):
        return bool(one == other)
    if sign == '!=':
        return bool(one != other)
    try:
        return bool({'<': one < other, '>': one > other, '<=': one <= other, '>=': one >= other}[sign])
    except TypeError:
        return False
