"""nodeSelector and node affinity (upstream: plugins/nodeaffinity)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sampan.api.nodeselection import node_affinity, node_matches, term_matches
from sampan.scheduler.columns import Cluster, Node
from sampan.scheduler.framework import Rejection, Scores, normalized
from sampan.scheduler.podinfo import PodInfo
from sampan.scheduler.queue import Event

REASONS = ("node(s) didn't match Pod's node affinity/selector",)


class NodeAffinity:
    name = 'NodeAffinity'
    events = frozenset({Event.NODE_ADD, Event.NODE_UPDATE})

    def filter(self, pod: PodInfo, cluster: Cluster) -> Rejection | None:
        rejected = mismatches(pod, cluster)
        return None if rejected is None else Rejection(rejected != 0, lambda row: REASONS)

    def score(self, pod: PodInfo, cluster: Cluster, rows: npt.NDArray[np.intp]) -> Scores | None:
        affinity = node_affinity(pod.pod.spec)
        preferred = affinity.preferred_during_scheduling_ignored_during_execution if affinity else []
        if not preferred:
            return None

        def weight(node: Node) -> int:
            return sum(term.weight for term in preferred if term_matches(term.preference, node.labels, node.name))

        return normalized(cluster.values(('preferred nodes', pod.affinity_key), weight)[rows])


def mismatches(pod: PodInfo, cluster: Cluster) -> npt.NDArray[np.int64] | None:
    """1 for each row whose node the pod must not go to; None when it does not care."""
    affinity = node_affinity(pod.pod.spec)
    if not pod.pod.spec.node_selector and (
        affinity is None or affinity.required_during_scheduling_ignored_during_execution is None
    ):
        return None

    def mismatch(node: Node) -> int:
        return int(not node_matches(pod.pod.spec, node.labels, node.name))

    return cluster.values(('required nodes', pod.affinity_key), mismatch)
