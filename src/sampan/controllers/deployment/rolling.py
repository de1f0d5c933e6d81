"""The arithmetic of a roll-out: how many replicas each ReplicaSet of a Deployment should have now.

Upstream: pkg/controller/deployment {rolling,sync,recreate}.go and util. Pure functions over `Part`s. What they keep,
for every state: the sum of replicas never grows beyond `replicas + maxSurge`, and no scale-down takes available pods
below `replicas - maxUnavailable`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sampan.api.generated import apps_v1 as apps

ROLLING_UPDATE = 'RollingUpdate'
RECREATE = 'Recreate'


@dataclass(frozen=True, slots=True)
class Limits:
    """A Deployment's size and the fence posts around it, in pods."""

    replicas: int
    max_surge: int
    max_unavailable: int

    @property
    def most(self) -> int:
        return self.replicas + self.max_surge

    @property
    def least_available(self) -> int:
        return self.replicas - self.max_unavailable


@dataclass(frozen=True, slots=True)
class Part:
    """One ReplicaSet in the arithmetic. `most_before` is its max-replicas annotation, None without one."""

    name: str
    replicas: int
    available: int
    created: datetime | None = None
    most_before: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Scale one ReplicaSet."""

    name: str
    replicas: int


def limits_of(deployment: apps.Deployment) -> Limits:
    """The fence posts: a surge rounds up, unavailability down, and they are never both zero."""
    replicas = deployment.spec.replicas or 0
    strategy = deployment.spec.strategy
    if strategy.type != ROLLING_UPDATE:
        return Limits(replicas, 0, 0)
    rolling = strategy.rolling_update or apps.RollingUpdateDeployment()
    surge = scaled(rolling.max_surge, replicas, math.ceil)
    unavailable = scaled(rolling.max_unavailable, replicas, math.floor)
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return Limits(replicas, surge, min(unavailable, replicas))


def scaled(value: int | str | None, total: int, rounding: object) -> int:
    """An int-or-percent of a total (upstream: GetScaledValueFromIntOrPercent). ValueError when it is neither."""
    if value is None:
        return 0
    if isinstance(value, int):
        return value
    if not value.endswith('%') or not value[:-1].isdigit():
        raise ValueError('invalid value for IntOrString: invalid type: string is not a percentage')
    product = int(value[:-1]) * total
    return -(-product // 100) if rounding is math.ceil else product // 100


def new_replicas(limits: Limits, strategy: str, new: Part, total: int) -> int:
    """How big the new ReplicaSet may be now, `total` being the replicas of all (upstream: NewRSNewReplicas)."""
    if strategy == RECREATE or new.replicas >= limits.replicas:
        return limits.replicas
    room = limits.most - total
    if room <= 0:
        return new.replicas
    return new.replicas + min(room, limits.replicas - new.replicas)


def shrink_old(limits: Limits, new: Part, old: Sequence[Part]) -> list[Step]:
    """Which old ReplicaSets to shrink: first by their unavailable pods, then, oldest first, by available ones.

    Upstream: reconcileOldReplicaSets. The same ReplicaSet may come twice; steps are to be taken in order.
    """
    total = new.replicas + sum(part.replicas for part in old)
    removable = total - limits.least_available - (new.replicas - new.available)
    if removable <= 0 or not any(part.replicas for part in old):
        return []
    by_age = sorted(old, key=_age)
    unhealthy, by_age = _shrink_unhealthy(by_age, removable)
    return unhealthy + _shrink_available(limits, new, by_age)


def _shrink_unhealthy(parts: Sequence[Part], removable: int) -> tuple[list[Step], list[Part]]:
    steps: list[Step] = []
    after: list[Part] = []
    for part in parts:
        count = max(0, min(removable, part.replicas - part.available))
        removable -= count
        if count:
            part = replace(part, replicas=part.replicas - count)
            steps.append(Step(part.name, part.replicas))
        after.append(part)
    return steps, after


def _shrink_available(limits: Limits, new: Part, parts: Sequence[Part]) -> list[Step]:
    spare = new.available + sum(part.available for part in parts) - limits.least_available
    steps: list[Step] = []
    for part in parts:
        count = min(part.replicas, spare)
        if count > 0:
            steps.append(Step(part.name, part.replicas - count))
            spare -= count
    return steps


def proportional(limits: Limits, status_replicas: int, parts: Sequence[Part]) -> list[Step]:
    """The sizes of all active ReplicaSets when the Deployment is scaled in the middle of a roll-out.

    Upstream: scale. What is to be added or removed is shared out by size; the biggest one takes what rounding leaves.
    `status_replicas` stands in for a missing max-replicas annotation. Every part gets a step, changed or not.
    """
    allowed = limits.most if limits.replicas > 0 else 0
    to_add = allowed - sum(part.replicas for part in parts)
    parts = _by_size(parts, newer_first=to_add > 0) if to_add else list(parts)
    added = 0
    sizes: list[int] = []
    for part in parts:
        share = _share(limits, status_replicas, part, to_add, added)
        sizes.append(part.replicas + share)
        added += share
    if sizes:
        sizes[0] = max(0, sizes[0] + to_add - added)
    return [Step(part.name, size) for part, size in zip(parts, sizes, strict=True)]


def _share(limits: Limits, status_replicas: int, part: Part, to_add: int, added: int) -> int:
    if part.replicas == 0 or to_add in (0, added):
        return 0
    fraction = _fraction(limits, status_replicas, part)
    return min(fraction, to_add - added) if to_add > 0 else max(fraction, to_add - added)


def _fraction(limits: Limits, status_replicas: int, part: Part) -> int:
    """By how much the part should change for its share of the whole to stay what it was."""
    if limits.replicas == 0:
        return -part.replicas
    before = part.most_before or status_replicas
    if before == 0:
        return 0
    return _round(part.replicas * limits.most / before) - part.replicas


def _round(value: float) -> int:
    return int(value - 0.5) if value < 0 else int(value + 0.5)


def _by_size(parts: Sequence[Part], newer_first: bool) -> list[Part]:
    return sorted(sorted(parts, key=_age, reverse=newer_first), key=lambda part: -part.replicas)


def _age(part: Part) -> tuple[float, str]:
    return (part.created.timestamp() if part.created else 0.0, part.name)
