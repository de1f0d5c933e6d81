"""Arithmetic on lists of resources (upstream: quota/v1/resources.go)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sampan.api.scalars import Quantity
from sampan.machinery.quantity import Amount

Amounts = dict[str, Amount]
ZERO = Amount(0)
ONE = Amount(1_000_000_000)


def parse(quantities: Mapping[str, Quantity]) -> Amounts:
    return {name: quantity.amount() for name, quantity in quantities.items()}


def written(amounts: Mapping[str, Amount]) -> dict[str, Quantity]:
    return {name: Quantity.of(amount) for name, amount in amounts.items()}


def count(number: int) -> Amount:
    """A number of things."""
    return Amount(number * ONE.nanos)


def add(one: Mapping[str, Amount], other: Mapping[str, Amount]) -> Amounts:
    """The sum; names of either."""
    total = dict(one)
    for name, amount in other.items():
        total[name] = total[name] + amount if name in total else amount
    return total


def increase(new: Mapping[str, Amount], old: Mapping[str, Amount]) -> Amounts:
    """By how much `new` exceeds `old`; what shrinks is zero."""
    found = dict.fromkeys(old, ZERO)
    for name, amount in new.items():
        more = amount - old[name] if name in old else amount
        found[name] = more if more.nanos > 0 else ZERO
    return found


def mask(amounts: Mapping[str, Amount], names: Iterable[str]) -> Amounts:
    """Only these names."""
    kept = set(names)
    return {name: amount for name, amount in amounts.items() if name in kept}


def nonzero(amounts: Mapping[str, Amount]) -> Amounts:
    return {name: amount for name, amount in amounts.items() if amount.nanos}


def negative(amounts: Mapping[str, Amount]) -> list[str]:
    return [name for name, amount in amounts.items() if amount.nanos < 0]


def exceeded(amounts: Mapping[str, Amount], limits: Mapping[str, Amount]) -> list[str]:
    """The names that are beyond their limit."""
    return [name for name, limit in limits.items() if name in amounts and amounts[name].nanos > limit.nanos]


def same(one: Mapping[str, Amount], other: Mapping[str, Amount]) -> bool:
    """Equal as numbers, however they are written."""
    return one.keys() == other.keys() and all(amount.nanos == other[name].nanos for name, amount in one.items())


def pretty(amounts: Mapping[str, Amount]) -> str:
    """`cpu=1,memory=2Gi`."""
    return ','.join(f'{name}={amounts[name]}' for name in sorted(amounts))
