"""More functions for texts: charAt, indexOf, replace, split, format, ....

Upstream: cel-go's ext/strings.go, versions 0 and 2.
"""

from __future__ import annotations

from typing import Any, Final

from sampan.machinery.cel.declarations import Library, Overload, method, overload
from sampan.machinery.cel.errors import CostLimitExceeded, EvaluationError
from sampan.machinery.cel.library.formatting import format_text
from sampan.machinery.cel.types import DYN, INT, STRING, list_of

# Reading a text of this length costs more than one evaluation may.
LONGEST: Final = 1 << 24

# What Go's unicode.IsSpace takes for white space.
_SPACE = (
    ' \t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
    '\u2028\u2029\u202f\u205f\u3000'
)
_LOWER = {c: c + 32 for c in range(65, 91)}
_UPPER = {c: c - 32 for c in range(97, 123)}


def _out_of_range(index: int) -> EvaluationError:
    return EvaluationError(f'index out of range: {index}')


def _char_at(text: str, index: int) -> str:
    if not 0 <= index <= len(text):
        raise _out_of_range(index)
    return text[index : index + 1]


def _index_of(text: str, part: str, offset: int = 0) -> int:
    if not part:
        return offset
    if offset < 0:
        raise _out_of_range(offset)
    return -1 if offset >= len(text) else text.find(part, offset)


def _last_index_of(text: str, part: str, offset: int | None = None) -> int:
    if offset is None:
        return len(text) if not part else text.rfind(part)
    if not part:
        return offset
    if offset < 0:
        raise _out_of_range(offset)
    return -1 if offset >= len(text) else text.rfind(part, 0, offset + len(part))


def _replace(text: str, old: str, new: str, count: int = -1) -> str:
    if len(new) > len(old):
        found = text.count(old)
        _affordable(len(text) + (min(count, found) if count >= 0 else found) * (len(new) - len(old)))
    return text.replace(old, new, count if count >= 0 else -1)


def _affordable(size: int) -> None:
    """Nothing that reads so long a text fits a budget; the cost of making it is known too late."""
    if size > LONGEST:
        raise CostLimitExceeded


def _split(text: str, separator: str, count: int = -1) -> list[str]:
    if count == 0:
        return []
    if separator:
        return text.split(separator, count - 1 if count > 0 else -1)
    if count < 0 or count > len(text):
        return list(text)
    return [*text[: count - 1], text[count - 1 :]]


def _substring(text: str, start: int, end: int | None = None) -> str:
    if end is None:
        if not 0 <= start <= len(text):
            raise _out_of_range(start)
        return text[start:]
    if start > end:
        raise EvaluationError(f'invalid substring range. start: {start}, end: {end}')
    for place in (start, end):
        if not 0 <= place <= len(text):
            raise _out_of_range(place)
    return text[start:end]


def _join(parts: Any, separator: str = '') -> str:
    for part in parts:
        if not isinstance(part, str):
            raise EvaluationError(f'join: invalid input: {part}')
    _affordable(sum(map(len, parts)) + len(separator) * (len(parts) - 1))
    return separator.join(parts)


_QUOTES = str.maketrans({
    '\a': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"',
})  # fmt: skip


def _quote(text: str) -> str:
    return f'"{text.translate(_QUOTES)}"'


_S = STRING
_BASE: tuple[tuple[str, Overload], ...] = (
    ('charAt', method('string_char_at_int', (_S, INT), _S, _char_at)),
    ('indexOf', method('string_index_of_string', (_S, _S), INT, _index_of)),
    ('indexOf', method('string_index_of_string_int', (_S, _S, INT), INT, _index_of)),
    ('lastIndexOf', method('string_last_index_of_string', (_S, _S), INT, _last_index_of)),
    ('lastIndexOf', method('string_last_index_of_string_int', (_S, _S, INT), INT, _last_index_of)),
    ('lowerAscii', method('string_lower_ascii', (_S,), _S, lambda text: text.translate(_LOWER))),
    ('replace', method('string_replace_string_string', (_S, _S, _S), _S, _replace)),
    ('replace', method('string_replace_string_string_int', (_S, _S, _S, INT), _S, _replace)),
    ('split', method('string_split_string', (_S, _S), list_of(_S), _split)),
    ('split', method('string_split_string_int', (_S, _S, INT), list_of(_S), _split)),
    ('substring', method('string_substring_int', (_S, INT), _S, _substring)),
    ('substring', method('string_substring_int_int', (_S, INT, INT), _S, _substring)),
    ('trim', method('string_trim', (_S,), _S, lambda text: text.strip(_SPACE))),
    ('upperAscii', method('string_upper_ascii', (_S,), _S, lambda text: text.translate(_UPPER))),
    ('join', method('list_join', (list_of(_S),), _S, _join)),
    ('join', method('list_join_string', (list_of(_S), _S), _S, _join)),
)
STRINGS_0 = Library('ext.strings.0', _BASE)
STRINGS_2 = Library(
    'ext.strings.2',
    (
        *_BASE,
        ('format', method('string_format', (_S, list_of(DYN)), _S, format_text)),
        ('strings.quote', overload('strings_quote', (_S,), _S, _quote)),
    ),
)
