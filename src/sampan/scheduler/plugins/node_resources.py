"""Room for the pod's requests; the emptier and the more evenly used the node, the better."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sampan.api.podrequests import CPU
from sampan.scheduler import resources
from sampan.scheduler.columns import Cluster, Ints
from sampan.scheduler.framework import MAX_SCORE, Rejection, Scores
from sampan.scheduler.podinfo import PodInfo
from sampan.scheduler.queue import Event


class NodeResourcesFit:
    """Filter by requests; score by the share left free (upstream's default strategy LeastAllocated)."""

    name = 'NodeResourcesFit'
    events = frozenset({Event.NODE_ADD, Event.NODE_UPDATE, Event.POD_DELETE, Event.POD_UPDATE})

    def filter(self, pod: PodInfo, cluster: Cluster) -> Rejection | None:
        wanted = {name: value for name, value in pod.requests.items() if value > 0}
        rejected = _free(cluster, resources.PODS) < 1
        for name, value in wanted.items():
            rejected |= _free(cluster, name) < value

        def reasons(row: int) -> Sequence[str]:
            full = ['Too many pods'] if _free(cluster, resources.PODS)[row] < 1 else []
            return full + [
                f'Insufficient {name}' for name, value in wanted.items() if _free(cluster, name)[row] < value
            ]

        return Rejection(rejected, reasons)

    def score(self, pod: PodInfo, cluster: Cluster, rows: npt.NDArray[np.intp]) -> Scores | None:
        total = np.zeros(len(rows), np.int64)
        weight = np.zeros(len(rows), np.int64)
        for index, name in enumerate((CPU, resources.MEMORY)):
            capacity = cluster.allocatable[name][rows]
            used = cluster.nonzero[index][rows] + pod.nonzero[index]
            offered = capacity > 0
            share = np.where(used > capacity, 0, (capacity - used) * MAX_SCORE // np.maximum(capacity, 1))
            total += np.where(offered, share, 0)
            weight += offered
        return total // np.maximum(weight, 1)


class BalancedAllocation:
    """Score by how close the used shares of CPU and memory are. Pods that ask for nothing are not scored."""

    name = 'NodeResourcesBalancedAllocation'

    def score(self, pod: PodInfo, cluster: Cluster, rows: npt.NDArray[np.intp]) -> Scores | None:
        if not any(pod.requests.get(name) for name in (CPU, resources.MEMORY)):
            return None
        shares = [
            np.minimum(
                (cluster.requested[name][rows] + pod.requests.get(name, 0))
                / np.maximum(cluster.allocatable[name][rows], 1),
                1,
            )
            for name in (CPU, resources.MEMORY)
        ]
        both = (cluster.allocatable[CPU][rows] > 0) & (cluster.allocatable[resources.MEMORY][rows] > 0)
        deviation = np.where(both, np.abs(shares[0] - shares[1]) / 2, 0.0)
        return ((1 - deviation) * MAX_SCORE).astype(np.int64)


def _free(cluster: Cluster, name: str) -> Ints:
    """What is left of a resource per row; nodes that do not offer it have nothing."""
    none = np.zeros(cluster.capacity, np.int64)
    return cluster.allocatable.get(name, none) - cluster.requested.get(name, none)
