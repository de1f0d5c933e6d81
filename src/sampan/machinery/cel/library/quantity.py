"""Kubernetes quantities. Upstream: k8s.io/apiserver/pkg/cel/library/quantity.go."""

from __future__ import annotations

from typing import Any

from sampan.machinery import quantity
from sampan.machinery.cel.declarations import Library, method, overload
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.types import BOOL, DOUBLE, INT, STRING, struct
from sampan.machinery.cel.values import Opaque

QUANTITY_TYPE = struct('kubernetes.Quantity')


class Quantity(Opaque):
    """A quantity as a value of CEL."""

    __slots__ = ('amount',)
    cel_type = QUANTITY_TYPE

    def __init__(self, amount: quantity.Amount) -> None:
        self.amount = amount

    def key(self) -> Any:
        return self.amount.nanos

    def __str__(self) -> str:
        return str(self.amount)


def _parse(text: str) -> Quantity:
    try:
        return Quantity(quantity.parse(text))
    except quantity.QuantityError as error:
        raise EvaluationError(str(error)) from None


def _is_quantity(text: str) -> bool:
    try:
        quantity.parse(text)
    except quantity.QuantityError:
        return False
    return True


def _fits(value: Quantity) -> bool:
    whole, rest = divmod(value.amount.nanos, quantity.NANO)
    return rest == 0 and -(1 << 63) <= whole < 1 << 63


def _integer(value: Quantity) -> int:
    if not _fits(value):
        raise EvaluationError('cannot convert value to integer')
    return value.amount.nanos // quantity.NANO


def _compare(a: Quantity, b: Quantity) -> int:
    return (a.amount.nanos > b.amount.nanos) - (a.amount.nanos < b.amount.nanos)


def _whole(number: int) -> quantity.Amount:
    return quantity.Amount(number * quantity.NANO, quantity.Format.DECIMAL_EXPONENT)


_Q = QUANTITY_TYPE
QUANTITY = Library(
    'kubernetes.quantity',
    (
        ('quantity', overload('string_to_quantity', (STRING,), _Q, _parse)),
        ('isQuantity', overload('is_quantity_string', (STRING,), BOOL, _is_quantity)),
        ('sign', overload('quantity_sign', (_Q,), INT, lambda a: (a.amount.nanos > 0) - (a.amount.nanos < 0))),
        ('isGreaterThan', method('quantity_is_greater_than', (_Q, _Q), BOOL, lambda a, b: _compare(a, b) == 1)),
        ('isLessThan', method('quantity_is_less_than', (_Q, _Q), BOOL, lambda a, b: _compare(a, b) == -1)),
        ('compareTo', method('quantity_compare_to', (_Q, _Q), INT, _compare)),
        ('asApproximateFloat', method('quantity_get_float', (_Q,), DOUBLE, lambda a: a.amount.nanos / quantity.NANO)),
        ('asInteger', method('quantity_get_int', (_Q,), INT, _integer)),
        ('isInteger', method('quantity_is_integer', (_Q,), BOOL, _fits)),
        ('add', method('quantity_add', (_Q, _Q), _Q, lambda a, b: Quantity(a.amount + b.amount))),
        ('add', method('quantity_add_int', (_Q, INT), _Q, lambda a, b: Quantity(a.amount + _whole(b)))),
        ('sub', method('quantity_sub', (_Q, _Q), _Q, lambda a, b: Quantity(a.amount - b.amount))),
        ('sub', method('quantity_sub_int', (_Q, INT), _Q, lambda a, b: Quantity(a.amount - _whole(b)))),
    ),
    {},
    {QUANTITY_TYPE.name: QUANTITY_TYPE},
)
