"""The default plugins, in upstream's order and with upstream's weights. Adding one = a module and a line here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sampan.scheduler.framework import Filter, Score
from sampan.scheduler.listers import Listers
from sampan.scheduler.plugins.image_locality import ImageLocality
from sampan.scheduler.plugins.inter_pod_affinity import InterPodAffinity
from sampan.scheduler.plugins.node_affinity import NodeAffinity
from sampan.scheduler.plugins.node_name import NodeName
from sampan.scheduler.plugins.node_ports import NodePorts
from sampan.scheduler.plugins.node_resources import BalancedAllocation, NodeResourcesFit
from sampan.scheduler.plugins.node_unschedulable import NodeUnschedulable
from sampan.scheduler.plugins.taint_toleration import TaintToleration
from sampan.scheduler.plugins.topology_spread import PodTopologySpread


@dataclass(frozen=True, slots=True)
class Profile:
    """Which plugins run, in which order, and how much each score weighs."""

    filters: Sequence[Filter]
    scores: Sequence[tuple[Score, int]]


def default_profile(listers: Listers) -> Profile:
    """Upstream's default-scheduler."""
    taints, affinity, fit = TaintToleration(), NodeAffinity(), NodeResourcesFit()
    spread, inter_pod = PodTopologySpread(listers), InterPodAffinity(listers)
    return Profile(
        filters=(NodeUnschedulable(), NodeName(), taints, affinity, NodePorts(), fit, spread, inter_pod),
        scores=(
            (taints, 3),
            (affinity, 2),
            (fit, 1),
            (spread, 2),
            (inter_pod, 2),
            (BalancedAllocation(), 1),
            (ImageLocality(), 1),
        ),
    )
