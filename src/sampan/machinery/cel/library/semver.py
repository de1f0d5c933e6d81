"""Semantic versions. Upstream: k8s.io/apiserver/pkg/cel/library/semverlib.go, github.com/blang/semver/v4."""

from __future__ import annotations

import re
from typing import Any

from sampan.machinery.cel.declarations import Library, method, overload
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.numbers import UINT_MAX, natural
from sampan.machinery.cel.types import BOOL, INT, STRING, struct
from sampan.machinery.cel.values import Opaque
from sampan.machinery.gotext import quote

SEMVER_TYPE = struct('kubernetes.Semver')
_IDENTIFIER = re.compile(r'[0-9A-Za-z-]+\Z')


class Semver(Opaque):
    """A version; build data does not count when comparing."""

    __slots__ = ('build', 'numbers', 'pre')
    cel_type = SEMVER_TYPE

    def __init__(self, numbers: tuple[int, int, int], pre: tuple[int | str, ...], build: tuple[str, ...]) -> None:
        self.numbers = numbers
        self.pre = pre
        self.build = build

    def key(self) -> Any:
        return (self.numbers, self.pre)

    def __str__(self) -> str:
        text = '.'.join(map(str, self.numbers))
        text += '-' + '.'.join(map(str, self.pre)) if self.pre else ''
        return text + ('+' + '.'.join(self.build) if self.build else '')


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise EvaluationError(f'Invalid character(s) found in {name} number {quote(text)}')
    if len(text) > 1 and text[0] == '0':
        raise EvaluationError(f'{name.capitalize()} number must not contain leading zeroes {quote(text)}')
    return _uint64(text)


def _uint64(text: str) -> int:
    value = natural(text)
    if value > UINT_MAX:
        raise EvaluationError(f'strconv.ParseUint: parsing {quote(text)}: value out of range')
    return value


def _pre(text: str) -> int | str:
    if not text:
        raise EvaluationError('Prerelease is empty')
    if text.isascii() and text.isdigit():
        if len(text) > 1 and text[0] == '0':
            raise EvaluationError(f'Numeric PreRelease version must not contain leading zeroes {quote(text)}')
        return _uint64(text)
    if not _IDENTIFIER.match(text):
        raise EvaluationError(f'Invalid character(s) found in prerelease {quote(text)}')
    return text


def _build(text: str) -> str:
    if not text:
        raise EvaluationError('Build meta data is empty')
    if not _IDENTIFIER.match(text):
        raise EvaluationError(f'Invalid character(s) found in build meta data {quote(text)}')
    return text


def _parse(text: str) -> Semver:
    if not text:
        raise EvaluationError('Version string empty')
    parts = text.split('.', 2)
    if len(parts) != 3:
        raise EvaluationError('No Major.Minor.Patch elements found')
    major, minor = _number(parts[0], 'major'), _number(parts[1], 'minor')
    rest, _, build = parts[2].partition('+')
    has_build = '+' in parts[2]
    patch, _, pre = rest.partition('-')
    builds = tuple(map(_build, build.split('.'))) if has_build else ()
    pres = tuple(map(_pre, pre.split('.'))) if '-' in rest else ()
    return Semver((major, minor, _number(patch, 'patch')), pres, builds)


def _normalized(text: str) -> str:
    parts = text.removeprefix('v').split('.', 2)
    for index, part in enumerate(parts):
        if len(part) > 1:
            part = part.lstrip('0')
            if not part or part[0] not in '0123456789':
                part = '0' + part
            parts[index] = part
    if len(parts) < 3:
        if any(c in parts[-1] for c in '+-'):
            raise EvaluationError('short version cannot contain PreRelease/Build meta data')
        parts += ['0'] * (3 - len(parts))
    return '.'.join(parts)


def parse(text: str, normalize: bool = False) -> Semver:
    return _parse(_normalized(text) if normalize else text)


def _is_semver(text: str, normalize: bool = False) -> bool:
    try:
        parse(text, normalize)
    except EvaluationError:
        return False
    return True


def _rank(value: int | str) -> tuple[int, int, str]:
    return (0, value, '') if isinstance(value, int) else (1, 0, value)


def compare(a: Semver, b: Semver) -> int:
    if a.numbers != b.numbers:
        return 1 if a.numbers > b.numbers else -1
    if not a.pre or not b.pre:
        return bool(b.pre) - bool(a.pre)
    x, y = [_rank(part) for part in a.pre], [_rank(part) for part in b.pre]
    return (x > y) - (x < y)


_S = SEMVER_TYPE
SEMVER = Library(
    'kubernetes.Semver',
    (
        ('semver', overload('string_to_semver', (STRING,), _S, parse)),
        ('semver', overload('string_bool_to_semver', (STRING, BOOL), _S, parse)),
        ('isSemver', overload('is_semver_string', (STRING,), BOOL, _is_semver)),
        ('isSemver', overload('is_semver_string_bool', (STRING, BOOL), BOOL, _is_semver)),
        ('isGreaterThan', method('semver_is_greater_than', (_S, _S), BOOL, lambda a, b: compare(a, b) == 1)),
        ('isLessThan', method('semver_is_less_than', (_S, _S), BOOL, lambda a, b: compare(a, b) == -1)),
        ('compareTo', method('semver_compare_to', (_S, _S), INT, compare)),
        ('major', method('semver_major', (_S,), INT, lambda value: value.numbers[0])),
        ('minor', method('semver_minor', (_S,), INT, lambda value: value.numbers[1])),
        ('patch', method('semver_patch', (_S,), INT, lambda value: value.numbers[2])),
    ),
    {},
    {_S.name: _S},
)
