"""A pod that names its node goes nowhere else."""

from __future__ import annotations

import numpy as np

from sampan.scheduler.columns import Cluster
from sampan.scheduler.framework import Rejection
from sampan.scheduler.podinfo import PodInfo
from sampan.scheduler.queue import Event

REASONS = ("node(s) didn't match the requested node name",)


class NodeName:
    name = 'NodeName'
    events = frozenset({Event.NODE_ADD})

    def filter(self, pod: PodInfo, cluster: Cluster) -> Rejection | None:
        wanted = pod.pod.spec.node_name
        if not wanted:
            return None
        rejected = np.ones(cluster.capacity, np.bool_)
        if (node := cluster.nodes.get(wanted)) is not None:
            rejected[node.row] = False
        return Rejection(rejected, lambda row: REASONS)
