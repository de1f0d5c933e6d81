"""Field paths and field errors: what is wrong with an object, and where.

Validation collects `FieldError`s; the API server turns a list of them into one 422 `Status` whose
causes carry type, path and body. Paths print as `spec.containers[0].env[1].name`; keys of maps as
`metadata.labels[app]`. Upstream: k8s.io/apimachinery/pkg/util/validation/field.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sampan.machinery import gotext


class Path:
    """An immutable path to a field; each step makes a longer one and leaves this one as it is."""

    __slots__ = ('_parent', '_step')

    def __init__(self, name: str, *more: str) -> None:
        """A path that starts at `name` and goes on through `more`."""
        if not more:
            self._parent: Path | None = None
            # The whole object: upstream prints an empty name as an empty subscript.
            self._step = name or '[]'
            return
        start = Path(name).child(*more)
        self._parent, self._step = start._parent, start._step

    @classmethod
    def _below(cls, parent: Path | None, step: str) -> Path:
        path = cls.__new__(cls)
        path._parent, path._step = parent, step
        return path

    def child(self, name: str, *more: str) -> Path:
        """The field `name` of the object at this path (and so on through `more`)."""
        path = Path._below(self, '.' + name)
        for step in more:
            path = Path._below(path, '.' + step)
        return path

    def index(self, number: int) -> Path:
        """The element `number` of the list at this path."""
        return Path._below(self, f'[{number}]')

    def key(self, key: str) -> Path:
        """The entry `key` of the map (or of the list of unique keys) at this path."""
        return Path._below(self, f'[{key}]')

    def root(self) -> Path:
        """The first step of this path."""
        path = self
        while path._parent is not None:
            path = path._parent
        return path

    def __str__(self) -> str:
        steps = []
        path: Path | None = self
        while path is not None:
            steps.append(path._step)
            path = path._parent
        return ''.join(reversed(steps))

    def __repr__(self) -> str:
        return f'Path({str(self)!r})'

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Path) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


class ErrorType(StrEnum):
    """The `reason` of a cause in a `Status`, upstream's `field.ErrorType`."""

    NOT_FOUND = 'FieldValueNotFound'
    REQUIRED = 'FieldValueRequired'
    DUPLICATE = 'FieldValueDuplicate'
    INVALID = 'FieldValueInvalid'
    NOT_SUPPORTED = 'FieldValueNotSupported'
    FORBIDDEN = 'FieldValueForbidden'
    TOO_LONG = 'FieldValueTooLong'
    TOO_MANY = 'FieldValueTooMany'
    TOO_FEW = 'FieldValueTooFew'
    INTERNAL = 'InternalError'
    TYPE_INVALID = 'FieldValueTypeInvalid'
    TOO_SHORT = 'FieldValueTooShort'


_TITLES = {
    ErrorType.NOT_FOUND: 'Not found',
    ErrorType.REQUIRED: 'Required value',
    ErrorType.DUPLICATE: 'Duplicate value',
    ErrorType.INVALID: 'Invalid value',
    ErrorType.NOT_SUPPORTED: 'Unsupported value',
    ErrorType.FORBIDDEN: 'Forbidden',
    ErrorType.TOO_LONG: 'Too long',
    ErrorType.TOO_MANY: 'Too many',
    ErrorType.TOO_FEW: 'Too few',
    ErrorType.INTERNAL: 'Internal error',
    ErrorType.TYPE_INVALID: 'Invalid value',
    ErrorType.TOO_SHORT: 'Too short',
}

_WITHOUT_VALUE = frozenset(
    {ErrorType.REQUIRED, ErrorType.FORBIDDEN, ErrorType.TOO_LONG, ErrorType.TOO_SHORT, ErrorType.INTERNAL}
)


class _Omitted:
    """Stands for a bad value that the message leaves out."""

    def __repr__(self) -> str:
        return '<omitted>'


OMITTED = _Omitted()


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field; `str()` is `path: body`."""

    type: ErrorType
    field: str
    bad_value: Any
    detail: str = ''

    def body(self) -> str:
        """The message without the path: title, the value where it helps, the detail."""
        text = _TITLES[self.type]
        if self.type not in _WITHOUT_VALUE and self.bad_value is not OMITTED:
            text = f'{text}: {_value_text(self.bad_value)}'
        return f'{text}: {self.detail}' if self.detail else text

    def __str__(self) -> str:
        return f'{self.field}: {self.body()}'


def _value_text(value: Any) -> str:
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, float):
        return gotext.number(value)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, str):
        return gotext.quote(str(value))
    return gotext.json_text(value)


def aggregate(errors: Iterable[FieldError]) -> str:
    """One line out of many errors: doubles dropped, brackets around more than one (Go's Aggregate)."""
    texts = list(dict.fromkeys(str(error) for error in errors))
    return texts[0] if len(texts) == 1 else f'[{", ".join(texts)}]'


def _text(path: Path | None) -> str:
    return '<nil>' if path is None else str(path)


def not_found(path: Path | None, value: Any) -> FieldError:
    """`value` names something that does not exist."""
    return FieldError(ErrorType.NOT_FOUND, _text(path), value)


def required(path: Path | None, detail: str = '') -> FieldError:
    """A value must be given and is not."""
    return FieldError(ErrorType.REQUIRED, _text(path), '', detail)


def duplicate(path: Path | None, value: Any) -> FieldError:
    """`value` must be unique and is there before."""
    return FieldError(ErrorType.DUPLICATE, _text(path), value)


def invalid(path: Path | None, value: Any, detail: str) -> FieldError:
    """`value` is malformed or out of bounds."""
    return FieldError(ErrorType.INVALID, _text(path), value, detail)


def type_invalid(path: Path | None, value: Any, detail: str) -> FieldError:
    """`value` has another type than the field's schema."""
    return FieldError(ErrorType.TYPE_INVALID, _text(path), value, detail)


def not_supported(path: Path | None, value: Any, valid: Iterable[str]) -> FieldError:
    """`value` is not one of the `valid` ones, which the detail lists in the order given."""
    quoted = ', '.join(gotext.quote(str(each)) for each in valid)
    return FieldError(ErrorType.NOT_SUPPORTED, _text(path), value, f'supported values: {quoted}' if quoted else '')


def forbidden(path: Path | None, detail: str) -> FieldError:
    """The field may not be set (or not so) under the present conditions."""
    return FieldError(ErrorType.FORBIDDEN, _text(path), '', detail)


def too_long(path: Path | None, value: Any, maximum: int) -> FieldError:
    """The value has more than `maximum` bytes; it is not repeated in the message."""
    return _too_long(path, maximum, 'byte')


def too_long_characters(path: Path | None, value: Any, maximum: int) -> FieldError:
    """The value has more than `maximum` characters; it is not repeated in the message."""
    return _too_long(path, maximum, 'character')


def _too_long(path: Path | None, maximum: int, unit: str) -> FieldError:
    detail = f'may not be more than {maximum} {_plural(unit, maximum)}' if maximum >= 0 else 'value is too long'
    return FieldError(ErrorType.TOO_LONG, _text(path), '<value omitted>', detail)


def too_short(path: Path | None, value: Any, minimum: int) -> FieldError:
    """The value has fewer than `minimum` characters."""
    detail = f'must be at least {minimum} {_plural("character", minimum)}' if minimum >= 0 else 'value is too short'
    return FieldError(ErrorType.TOO_SHORT, _text(path), value, detail)


def too_many(path: Path | None, actual: int, maximum: int) -> FieldError:
    """A list has `actual` items where `maximum` are allowed; a negative number is left out."""
    detail = f'must have at most {maximum} {_plural("item", maximum)}' if maximum >= 0 else 'has too many items'
    return FieldError(ErrorType.TOO_MANY, _text(path), actual if actual >= 0 else OMITTED, detail)


def too_few(path: Path | None, actual: int, minimum: int) -> FieldError:
    """A list has `actual` items where `minimum` are needed; a negative number is left out."""
    detail = f'must have at least {minimum} {_plural("item", minimum)}' if minimum >= 0 else 'has too few items'
    return FieldError(ErrorType.TOO_FEW, _text(path), actual if actual >= 0 else OMITTED, detail)


def internal(path: Path | None, error: Exception) -> FieldError:
    """Something broke that is not the user's fault."""
    return FieldError(ErrorType.INTERNAL, _text(path), str(error), str(error))


def _plural(word: str, count: int) -> str:
    return word if count == 1 else word + 's'
