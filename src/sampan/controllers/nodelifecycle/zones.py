"""How fast nodes may be emptied, by the state of their zones. Pure.

Upstream: node_lifecycle_controller.go handleDisruption. One node every ten seconds while a zone is well; a tenth of
that, or nothing in small clusters, when more than 55 % of a zone has failed; the usual rate when a whole zone has
failed and others are well; nothing when all have: then it is more likely that we are the ones cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from sampan.api.generated import core_v1 as core
from sampan.controllers.config import ControllersConfig
from sampan.controllers.nodelifecycle.health import ready_status

REGION_LABEL = 'topology.kubernetes.io/region'
ZONE_LABEL = 'topology.kubernetes.io/zone'


class ZoneState(Enum):
    NORMAL = 'Normal'
    PARTIAL = 'PartialDisruption'
    FULL = 'FullDisruption'


@dataclass(slots=True)
class _Count:
    ready: int = 0
    not_ready: int = 0


def zone_of(node: core.Node) -> str:
    """Region and zone, as upstream's zone key."""
    region = node.metadata.labels.get(REGION_LABEL, '')
    zone = node.metadata.labels.get(ZONE_LABEL, '')
    return f'{region}:\x00:{zone}' if region or zone else ''


def states(nodes: Iterable[core.Node], threshold: float) -> dict[str, ZoneState]:
    """The state of every zone that has nodes."""
    counts: dict[str, _Count] = {}
    for node in nodes:
        count = counts.setdefault(zone_of(node), _Count())
        if ready_status(node.status.conditions) == 'True':
            count.ready += 1
        else:
            count.not_ready += 1
    return {zone: _state(count, threshold) for zone, count in counts.items()}


def _state(count: _Count, threshold: float) -> ZoneState:
    if count.ready == 0 and count.not_ready > 0:
        return ZoneState.FULL
    if count.not_ready > 2 and count.not_ready / (count.not_ready + count.ready) >= threshold:
        return ZoneState.PARTIAL
    return ZoneState.NORMAL


def all_failed(zones: Mapping[str, ZoneState]) -> bool:
    """Whether there is no zone left that is not wholly gone."""
    return all(state is ZoneState.FULL for state in zones.values())


def rate(state: ZoneState, size: int, config: ControllersConfig) -> float:
    """Nodes per second that may be emptied in a zone of `size` nodes (when not all zones have failed)."""
    if state is ZoneState.PARTIAL:
        return config.secondary_node_eviction_rate if size > config.large_cluster_size_threshold else 0.0
    return config.node_eviction_rate


class Pace:
    """Lets one node through every `1 / rate` seconds, the first at once."""

    def __init__(self) -> None:
        self._next = float('-inf')

    def allows(self, rate: float, now: float) -> bool:
        """Whether a node may be emptied now; if so, the next one has to wait."""
        if rate <= 0 or now < self._next:
            return False
        self._next = now + 1 / rate
        return True
