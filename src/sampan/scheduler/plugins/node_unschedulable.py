"""Cordoned nodes take no pods, unless they tolerate the unschedulable taint."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core
from sampan.api.tolerations import tolerates
from sampan.scheduler.columns import Cluster, Node
from sampan.scheduler.framework import Rejection
from sampan.scheduler.podinfo import PodInfo
from sampan.scheduler.queue import Event

TAINT = core.Taint(key='node.kubernetes.io/unschedulable', effect='NoSchedule')
REASONS = ('node(s) were unschedulable',)


class NodeUnschedulable:
    name = 'NodeUnschedulable'
    events = frozenset({Event.NODE_ADD, Event.NODE_UPDATE})

    def filter(self, pod: PodInfo, cluster: Cluster) -> Rejection | None:
        cordoned = cluster.values('unschedulable', _is_cordoned)
        if not cordoned.any() or any(tolerates(toleration, TAINT) for toleration in pod.pod.spec.tolerations):
            return None
        return Rejection(cordoned != 0, lambda row: REASONS)


def _is_cordoned(node: Node) -> int:
    return int(node.node is not None and node.node.spec.unschedulable)
