"""Judges a node by its heartbeats. Pure.

Upstream: node_lifecycle_controller.go tryUpdateNodeHealth. Times of heartbeats are the node's, whose clock may be
off; so what counts is when *we* last saw one of them change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import MicroTime, Time

READY = 'Ready'
MONITORED = (READY, 'MemoryPressure', 'DiskPressure', 'PIDPressure')


@dataclass(slots=True)
class Health:
    """What we know of one node: its last signs of life, and when (loop time) we saw them."""

    probed: float
    ready: core.NodeCondition | None = None
    renewed: MicroTime | None = None


def condition(node: core.Node, type_: str) -> core.NodeCondition | None:
    return next((each for each in node.status.conditions if each.type == type_), None)


def update(health: Health | None, node: core.Node, renewed: MicroTime | None, now: float, age: float = 0.0) -> Health:
    """Take in what the node shows now. A changed condition, heartbeat or Lease is a sign of life.

    A node that never spoke has been silent for all its `age` (seconds).
    """
    ready = condition(node, READY)
    if health is None:
        return Health(now if ready is not None else now - age, ready, renewed)
    if _moved(health.ready, ready) or (renewed is not None and renewed != health.renewed):
        return Health(now, ready, renewed)
    return health


def _moved(before: core.NodeCondition | None, after: core.NodeCondition | None) -> bool:
    if before is None or after is None:
        return before is not after
    return before.last_heartbeat_time != after.last_heartbeat_time or before.status != after.status


def is_silent(health: Health, now: float, grace: float) -> bool:
    """Whether the last sign of life is longer ago than the grace period."""
    return now - health.probed > grace


def silenced(node: core.Node, now: datetime) -> list[core.NodeCondition]:
    """The node's conditions when it has been silent for too long: nobody knows."""
    conditions = list(node.status.conditions)
    moment = Time.of(now)
    for type_ in MONITORED:
        index = next((i for i, each in enumerate(conditions) if each.type == type_), None)
        if index is None:
            conditions.append(
                core.NodeCondition(
                    type=type_,
                    status='Unknown',
                    reason='NodeStatusNeverUpdated',
                    message='Kubelet never posted node status.',
                    last_heartbeat_time=node.metadata.creation_timestamp,
                    last_transition_time=moment,
                )
            )
        elif conditions[index].status != 'Unknown':
            conditions[index] = msgspec.structs.replace(
                conditions[index],
                status='Unknown',
                reason='NodeStatusUnknown',
                message='Kubelet stopped posting node status.',
                last_transition_time=moment,
            )
    return conditions


def ready_status(conditions: Sequence[core.NodeCondition]) -> str:
    """True, False or Unknown; Unknown for a node that never said."""
    return next((each.status for each in conditions if each.type == READY), 'Unknown')
