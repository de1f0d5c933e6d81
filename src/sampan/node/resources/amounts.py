"""Amounts out of a list of resources."""

from __future__ import annotations

from collections.abc import Mapping

from sampan.api.scalars import Quantity

ResourceList = Mapping[str, Quantity]


def milli(amounts: ResourceList, name: str) -> int:
    """A resource in thousandths; 0 when absent."""
    amount = amounts.get(name)
    return Quantity(amount).milli_value() if amount is not None else 0


def whole(amounts: ResourceList, name: str) -> int:
    """A resource in whole units, rounded up; 0 when absent."""
    amount = amounts.get(name)
    return Quantity(amount).value() if amount is not None else 0
