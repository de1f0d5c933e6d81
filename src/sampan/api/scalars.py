"""The scalar types of the API that JSON has no word for: times, quantities, int-or-string.

`Time` and `MicroTime` are `datetime` subclasses, always in UTC; `Quantity` is a `str` subclass
holding upstream's canonical spelling. They print in JSON as upstream prints them. Raw JSON
(`RawExtension`, `FieldsV1`, `JSON`) is `msgspec.Raw`: the bytes as they came.

Upstream: apimachinery `pkg/apis/meta/v1/{time,micro_time}.go`, `pkg/api/resource`, `pkg/util/intstr`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Final, Self

from msgspec import Meta, Raw

from sampan.machinery import quantity

Int32 = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
Int64 = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
IntOrString = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)] | str


NO_RAW: Final = Raw(b'')
"""An absent raw JSON value: left out when written. Compare by identity, or use `is_set`."""


def is_set(value: Raw) -> bool:
    """Whether a raw JSON field holds a value (not absent, not `null`)."""
    return bytes(value) not in (b'', b'null')


def null_raw() -> Raw:
    """A default raw value that is written as `null`."""
    return Raw(b'null')


def none() -> None:
    """A default that is written as `null`: what Go does with an unset value that has no `omitempty`."""


def list_() -> list[Any]:
    """A default empty list that is written even when empty."""
    return []


def dict_() -> dict[str, Any]:
    """A default empty map that is written even when empty."""
    return {}


_RFC3339 = re.compile(
    r'(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9})\d*)?(?:Z|([+-])(\d{2}):(\d{2}))', re.ASCII
)


_SEPARATORS = '2006-01-02T15:04:05Z'[4::3]


class Time(datetime):
    """A point in time, UTC, whole seconds: `2006-01-02T15:04:05Z`."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read RFC 3339; any offset is turned into UTC, fractions are dropped. ValueError otherwise."""
        # The form everybody writes, without a regular expression; Python's parser alone knows other ISO 8601 forms.
        if len(text) == 20 and text[4::3] == _SEPARATORS and text[5] != 'W':
            try:
                return cls.fromisoformat(text)
            except ValueError:
                raise _no_time(text) from None
        return cls.of(_parse_rfc3339(text))

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The same moment (timezone-aware), cut to what this type can hold."""
        utc = moment.astimezone(UTC)
        return cls(utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, tzinfo=UTC)

    def __str__(self) -> str:
        return self.isoformat()[:19] + 'Z'


class MicroTime(datetime):
    """A point in time, UTC, always written with six digits: `2006-01-02T15:04:05.000000Z`."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read RFC 3339; any offset is turned into UTC. ValueError otherwise."""
        return cls.of(_parse_rfc3339(text))

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The same moment (timezone-aware)."""
        utc = moment.astimezone(UTC)
        return cls(utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond, tzinfo=UTC)

    def __str__(self) -> str:
        return self.isoformat(timespec='microseconds')[:26] + 'Z'


def _parse_rfc3339(text: str) -> datetime:
    if not _RFC3339.fullmatch(text):
        raise _no_time(text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _no_time(text) from None


def _no_time(text: str) -> ValueError:
    return ValueError(f'parsing time "{text}" as "2006-01-02T15:04:05Z07:00": cannot parse "{text}" as "2006"')


# --- quantities -------------------------------------------------------------------------------


class Quantity(str):
    """A fixed-point number with a suffix, in canonical form: no fraction, the largest suffix that is exact."""

    __slots__ = ()

    def __new__(cls, text: str | int | float | Decimal = '0') -> Self:
        """Parse and canonicalise; ValueError with upstream's text when it is no quantity."""
        if type(text) is cls:
            return text
        return str.__new__(cls, quantity.canonical(str(text)))

    @classmethod
    def of(cls, amount: quantity.Amount) -> Self:
        """The canonical spelling of an amount, as arithmetic leaves it."""
        return str.__new__(cls, str(amount))

    def amount(self) -> quantity.Amount:
        """For arithmetic: exact, keeps the format."""
        return quantity.parse(self)

    def value(self) -> int:
        """The whole number, rounded up."""
        return quantity.parse(self).value()

    def milli_value(self) -> int:
        """Thousandths, rounded up."""
        return quantity.parse(self).milli_value()

    def decimal(self) -> Decimal:
        """The exact number."""
        return quantity.parse(self).decimal()


_ZERO = Quantity('0')


def zero_quantity() -> Quantity:
    """The default of a quantity field, which Go always writes."""
    return _ZERO


# --- hooks for msgspec -------------------------------------------------------------------------


# Immutable, and the same few come again and again: within one object, and from object to object.
_quantity = lru_cache(maxsize=4096)(Quantity)
_time = lru_cache(maxsize=4096)(Time.parse)
_time_text = lru_cache(maxsize=4096)(Time.__str__)


def decode_hook(kind: type, value: Any) -> Any:
    """Called by msgspec for the classes above."""
    if kind is Quantity:
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return _quantity(value)
        raise ValueError(quantity.FORMAT_WRONG)
    if kind is Time or kind is MicroTime:
        if not isinstance(value, str):
            raise ValueError(f'cannot unmarshal {type(value).__name__} into Go value of type string')
        return _time(value) if kind is Time else MicroTime.parse(value)
    if hasattr(kind, '__from_json__'):  # custom resources
        return kind.__from_json__(value)
    raise NotImplementedError(f'no JSON form for {kind!r}')


def encode_hook(value: Any) -> Any:
    """Called by msgspec for the classes above."""
    if isinstance(value, Time):
        return _time_text(value)
    if isinstance(value, (Quantity, MicroTime)):
        return str(value)
    if hasattr(value, '__json__'):  # custom resources
        return value.__json__()
    raise NotImplementedError(f'no JSON form for {type(value)!r}')
