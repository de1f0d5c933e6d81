"""Resource lists are kept in thousandths: finer quantities are rounded up. Upstream: SetDefaults_ResourceList."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity
from sampan.machinery import quantity


def resource_list(amounts: dict[str, Quantity]) -> None:
    """Round every quantity up to a thousandth."""
    for name, amount in amounts.items():
        # Only these two suffixes (and exponents) can say anything finer.
        if amount[-1:] in ('n', 'u') or 'e-' in amount:
            amounts[name] = _rounded(amount)


def _rounded(amount: Quantity) -> Quantity:
    exact = quantity.parse(str(amount))
    if exact.nanos % quantity.MILLI == 0:
        return amount
    return Quantity(str(quantity.Amount(exact.milli_value() * quantity.MILLI, exact.format)))


def requirements(resources: core.ResourceRequirements | core.VolumeResourceRequirements | None) -> None:
    """Both lists of a container, pod or volume claim."""
    if resources is not None:
        resource_list(resources.limits)
        resource_list(resources.requests)
