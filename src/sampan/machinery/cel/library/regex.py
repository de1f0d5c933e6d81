"""Regular expressions with RE2's syntax and its linear time: matches() uses this, `find` and `findAll` are Kubernetes'.

Upstream: Go's regexp package, library/regex.go.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sampan.machinery.cel.declarations import Library, method
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.types import INT, STRING, list_of

if TYPE_CHECKING:
    Pattern = Any


_GO_WORDS = (
    ('missing ]', 'missing closing ]'),
    ('missing )', 'missing closing )'),
    ('unexpected )', 'unexpected )'),
    ('bad repetition operator', 'invalid nested repetition operator'),
    ('no argument for repetition operator', 'missing argument to repetition operator'),
    ('invalid repetition size', 'invalid repeat count'),
    ('invalid character class range', 'invalid character class range'),
    ('invalid perl operator', 'invalid or unsupported Perl syntax'),
    ('invalid escape sequence', 'invalid escape sequence'),
    ('trailing \\', 'trailing backslash at end of expression'),
    ('invalid named capture group', 'invalid named capture'),
    ('invalid UTF-8', 'invalid UTF-8'),
)


@lru_cache(maxsize=1024)
def _compile(pattern: str) -> Pattern:
    import re2

    options = re2.Options()
    options.log_errors = False
    if '\\C' in pattern.replace('\\\\', ''):
        raise ValueError('error parsing regexp: invalid escape sequence: `\\C`')
    try:
        return re2.compile(pattern, options=options)
    except re2.error as error:
        raise ValueError(_go_text(error)) from None


def _go_text(error: Exception) -> str:
    """RE2's complaint in the words of Go's regexp/syntax."""
    text = error.args[0] if error.args else ''
    if isinstance(text, bytes):
        text = text.decode(errors='replace')
    what, _, where = str(text).partition(': ')
    for ours, go in _GO_WORDS:
        if what == ours:
            what = go
            break
    return f'error parsing regexp: {what}: `{where}`' if where else f'error parsing regexp: {what}'


def compiled(pattern: str, prefix: str) -> Pattern:
    """The pattern, compiled once. Raises EvaluationError with Go's words after the prefix."""
    try:
        return _compile(pattern)
    except ValueError as error:
        raise EvaluationError(prefix + str(error)) from None


def find(text: str, pattern: str) -> str:
    match = compiled(pattern, 'Illegal regex: ').search(text)
    return '' if match is None else match.group()


def find_all(text: str, pattern: str, limit: int = -1) -> list[str]:
    """All matches, left to right; an empty one right after another match is none."""
    regex = compiled(pattern, 'Illegal regex: ')
    found: list[str] = []
    at, end = 0, -1
    while at <= len(text) and (limit < 0 or len(found) < limit):
        match = regex.search(text, at)
        if match is None:
            break
        start, stop = match.span()
        if stop > at or start != end:
            found.append(match.group())
        at = stop if stop > at else at + 1
        end = stop
    return found


REGEX = Library(
    'kubernetes.regex',
    (
        ('find', method('string_find_string', (STRING, STRING), STRING, find)),
        ('findAll', method('string_find_all_string', (STRING, STRING), list_of(STRING), find_all)),
        ('findAll', method('string_find_all_string_int', (STRING, STRING, INT), list_of(STRING), find_all)),
    ),
)
