"""Dividing seats: each class a fair multiple of what it wants, within its bounds (upstream: conc_alloc.go)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST_TARGET = 0.001
EPSILON = 1e-7


class Impossible(ValueError):
    """The bounds leave no solution."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a class wants, and the least and most it can be given."""

    target: float
    low: float
    high: float


def allocate(total: int, claims: Sequence[Claim]) -> tuple[list[float], float]:
    """Shares that add up to `total`, and the common proportion of the targets.

    A share is its target times the proportion unless a bound is nearer. Raises Impossible.
    """
    _check(total, claims)
    if total == 0:
        return [0.0] * len(claims), 0.0
    proportion = _proportion(total, claims)
    return [_share(claim, proportion) for claim in claims], proportion


def _check(total: int, claims: Sequence[Claim]) -> None:
    for claim in claims:
        if claim.low < 0 or claim.target < claim.low or claim.high < claim.low:
            raise Impossible(f'{claim} is not in order')
    low, high = sum(claim.low for claim in claims), sum(claim.high for claim in claims)
    if low - total > EPSILON:
        raise Impossible(f'lower bounds sum to {low:g}, which is higher than the required sum of {total}')
    if total - high > EPSILON:
        raise Impossible(f'upper bounds sum to {high:g}, which is lower than the required sum of {total}')


def _share(claim: Claim, proportion: float) -> float:
    return max(claim.low, min(claim.high, proportion * max(claim.target, SMALLEST_TARGET)))


def _proportion(total: int, claims: Sequence[Claim]) -> float:
    """The shares' sum grows with the proportion, linearly between the points where a bound begins or ends to matter."""
    bends = sorted(
        {bound / max(claim.target, SMALLEST_TARGET) for claim in claims for bound in (claim.low, claim.high)}
    )
    before, reached = 0.0, sum(claim.low for claim in claims)
    if reached >= total - EPSILON:
        return bends[0]
    for bend in bends:
        at_bend = sum(_share(claim, bend) for claim in claims)
        if at_bend >= total:
            return before + (bend - before) * (total - reached) / (at_bend - reached) if at_bend > reached else bend
        before, reached = bend, at_bend
    return bends[-1]
