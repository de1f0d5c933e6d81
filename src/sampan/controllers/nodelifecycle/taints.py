"""Conditions as taints. Pure.

Upstream: node_lifecycle_controller.go, pkg/util/taints. NoSchedule taints follow conditions and `spec.unschedulable`
one to one; NoExecute is only for not-ready and unreachable, and comes later, at the pace evictions are allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Time
from sampan.controllers.nodelifecycle.health import READY, ready_status

NO_SCHEDULE = 'NoSchedule'
NO_EXECUTE = 'NoExecute'
NOT_READY = 'node.kubernetes.io/not-ready'
UNREACHABLE = 'node.kubernetes.io/unreachable'
UNSCHEDULABLE = 'node.kubernetes.io/unschedulable'

# Condition type and status: the taint's key.
_BY_CONDITION = {
    (READY, 'False'): NOT_READY,
    (READY, 'Unknown'): UNREACHABLE,
    ('MemoryPressure', 'True'): 'node.kubernetes.io/memory-pressure',
    ('DiskPressure', 'True'): 'node.kubernetes.io/disk-pressure',
    ('NetworkUnavailable', 'True'): 'node.kubernetes.io/network-unavailable',
    ('PIDPressure', 'True'): 'node.kubernetes.io/pid-pressure',
}
_MANAGED = frozenset((*_BY_CONDITION.values(), UNSCHEDULABLE))


def no_schedule(node: core.Node, now: datetime) -> list[core.Taint]:
    """The node's taints with the NoSchedule ones that we manage brought up to date; others as they are."""
    wanted = [
        key for each in node.status.conditions if (key := _BY_CONDITION.get((each.type, each.status))) is not None
    ]
    if node.spec.unschedulable:
        wanted.append(UNSCHEDULABLE)
    return _replaced(node.spec.taints, NO_SCHEDULE, _MANAGED, wanted, now)


def no_execute_key(node: core.Node) -> str | None:
    """The NoExecute taint a node in this condition gets; None for a ready one."""
    return _BY_CONDITION.get((READY, ready_status(node.status.conditions)))


def no_execute(node: core.Node, key: str | None, now: datetime) -> list[core.Taint]:
    """The node's taints with that NoExecute taint of ours (or none) and not the other."""
    return _replaced(node.spec.taints, NO_EXECUTE, (NOT_READY, UNREACHABLE), [key] if key else [], now)


def has_no_execute(node: core.Node) -> bool:
    """Whether one of our NoExecute taints is on the node."""
    return any(taint.effect == NO_EXECUTE and taint.key in (NOT_READY, UNREACHABLE) for taint in node.spec.taints)


def _replaced(
    present: Sequence[core.Taint], effect: str, managed: Iterable[str], wanted: Sequence[str], now: datetime
) -> list[core.Taint]:
    keys = frozenset(managed)
    kept = [taint for taint in present if taint.effect != effect or taint.key not in keys or taint.key in wanted]
    there = {taint.key for taint in kept if taint.effect == effect}
    added = [
        core.Taint(key=key, effect=effect, time_added=Time.of(now)) for key in dict.fromkeys(wanted) if key not in there
    ]
    return kept + added
