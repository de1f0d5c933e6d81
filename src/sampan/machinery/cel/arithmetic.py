"""The operators' meaning for numbers, times, texts and lists, with overflow as an error.

Each is given as one function over any two values (`add`) and, where speed counts, as the function for one static
type (`TYPED`). Upstream: cel-go's common/types/overflow.go.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from sampan.machinery.cel import times
from sampan.machinery.cel.errors import EvaluationError, no_such_overload
from sampan.machinery.cel.numbers import INT_MAX, INT_MIN, UINT_MAX, UInt
from sampan.machinery.cel.values import Duration, MapList, SetList, Timestamp, add_lists

_LISTS = (list, tuple, SetList, MapList)
_NUMBERS = (int, UInt, float)


def _unfit(value: Any, operator: str, kinds: tuple[type, ...]) -> EvaluationError:
    """The operator's name is told when the left value could not be its operand at all."""
    return no_such_overload() if type(value) in kinds else EvaluationError(f'no such overload: {operator}')


def checked_int(value: int) -> int:
    if INT_MIN <= value <= INT_MAX:
        return value
    raise EvaluationError('integer overflow')


def checked_uint(value: int) -> UInt:
    if 0 <= value <= UINT_MAX:
        return UInt(value)
    raise EvaluationError('unsigned integer overflow')


def add(a: Any, b: Any) -> Any:
    ta, tb = type(a), type(b)
    if ta is tb:
        if ta is int:
            return checked_int(a + b)
        if ta is str or ta is float or ta is bytes:
            return a + b
        if ta is UInt:
            return checked_uint(int(a) + int(b))
        if ta is Duration:
            return times.duration(a.ns + b.ns)
    if ta in _LISTS and tb in _LISTS:
        return add_lists(a, b)
    if ta is Timestamp and tb is Duration:
        return times.timestamp(a.ns + b.ns, a.offset)
    if ta is Duration and tb is Timestamp:
        return times.timestamp(a.ns + b.ns, b.offset)
    raise _unfit(a, '_+_', (*_NUMBERS, *_LISTS, str, bytes, Duration, Timestamp))


def subtract(a: Any, b: Any) -> Any:
    ta, tb = type(a), type(b)
    if ta is tb:
        if ta is int:
            return checked_int(a - b)
        if ta is float:
            return a - b
        if ta is UInt:
            return checked_uint(int(a) - int(b))
        if ta is Duration or ta is Timestamp:
            return times.duration(a.ns - b.ns)
    if ta is Timestamp and tb is Duration:
        return times.timestamp(a.ns - b.ns, a.offset)
    raise _unfit(a, '_-_', (*_NUMBERS, Duration, Timestamp))


def multiply(a: Any, b: Any) -> Any:
    ta = type(a)
    if ta is type(b):
        if ta is int:
            return checked_int(a * b)
        if ta is float:
            return a * b
        if ta is UInt:
            return checked_uint(int(a) * int(b))
    raise _unfit(a, '_*_', _NUMBERS)


def divide(a: Any, b: Any) -> Any:
    ta = type(a)
    if ta is type(b):
        if ta is float:
            return _divide_doubles(a, b)
        if ta is int:
            if b == 0:
                raise EvaluationError('division by zero')
            quotient = abs(a) // abs(b)
            return checked_int(quotient if (a < 0) == (b < 0) else -quotient)
        if ta is UInt:
            if b == 0:
                raise EvaluationError('division by zero')
            return UInt(int(a) // int(b))
    raise _unfit(a, '_/_', _NUMBERS)


def _divide_doubles(a: float, b: float) -> float:
    if b != 0:
        return a / b
    if a == 0 or a != a:
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def modulo(a: Any, b: Any) -> Any:
    ta = type(a)
    if ta is not type(b) or ta not in (int, UInt):
        raise _unfit(a, '_%_', (int, UInt))
    if b == 0:
        raise EvaluationError('modulus by zero')
    if ta is UInt:
        return UInt(int(a) % int(b))
    if a == INT_MIN and b == -1:
        raise EvaluationError('integer overflow')
    rest = abs(a) % abs(b)
    return -rest if a < 0 else rest


def negate(a: Any) -> Any:
    if type(a) is int:
        return checked_int(-a)
    if type(a) is float:
        return -a
    if type(a) is Duration:
        return times.duration(-a.ns)
    raise EvaluationError('no such overload: -_')


def logical_not(a: Any) -> bool:
    if a is True:
        return False
    if a is False:
        return True
    raise no_such_overload()


def to_int(value: float) -> int:
    """A double as an int, fraction dropped. Raises EvaluationError where it has no place."""
    if value != value or math.isinf(value) or not -9223372036854775808.0 < value < 9223372036854775808.0:
        raise EvaluationError('integer overflow')
    return int(value)


def to_uint(value: float) -> UInt:
    """A double as a uint, fraction dropped. Raises EvaluationError where it has no place."""
    if value != value or math.isinf(value) or not 0 <= value < 18446744073709551616.0:
        raise EvaluationError('unsigned integer overflow')
    return UInt(int(value))


OPERATORS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    '_+_': add,
    '_-_': subtract,
    '_*_': multiply,
    '_/_': divide,
    '_%_': modulo,
}
