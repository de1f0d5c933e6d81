"""Regular expressions of schemas: Go's, which are RE2's, so that no pattern takes more than linear time."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

Search = Callable[[str], bool]


class BadPattern(ValueError):
    """The text is no regular expression. The message is Go's."""


@lru_cache(maxsize=1024)
def search(pattern: str) -> Search:
    """What tells whether the pattern matches anywhere in a text. Raises BadPattern."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        raise BadPattern(_message(error, pattern)) from None
    return lambda text: compiled.search(text) is not None


_GO = {
    'missing )': 'missing closing )',
    'missing ]': 'missing closing ]',
    'unexpected )': 'unexpected )',
    'no argument for repetition operator': 'missing argument to repetition operator',
    'bad repetition operator': 'invalid nested repetition operator',
    'invalid escape sequence': 'invalid escape sequence',
    'invalid character class range': 'invalid character class range',
    'invalid perl operator': 'invalid or unsupported Perl syntax',
    'trailing \\': 'trailing backslash at end of expression',
    'invalid repetition size': 'invalid repeat count',
}


def _message(error: Exception, pattern: str) -> str:
    """RE2's complaint in the words of Go's regexp/syntax, which names the part it stumbled over."""
    text = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
    what, _, where = text.partition(': ')
    where = where or pattern
    return f'error parsing regexp: {_GO.get(what, what)}: `{where}`'
