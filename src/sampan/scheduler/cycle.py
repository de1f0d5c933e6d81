"""One scheduling attempt: which node for this pod, given the columns? (upstream: schedulePod)"""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from sampan.machinery.world import World
from sampan.scheduler.columns import Cluster, Mask
from sampan.scheduler.framework import Rejection, Unschedulable, failure_message
from sampan.scheduler.plugins import Profile
from sampan.scheduler.plugins.node_name import NodeName
from sampan.scheduler.podinfo import PodInfo

Rows = npt.NDArray[np.intp]


class Cycle:
    """Filters, then scores, then chooses. Changes nothing."""

    def __init__(self, cluster: Cluster, profile: Profile, world: World) -> None:
        self._cluster = cluster
        self._profile = profile
        self._world = world

    def place(self, pod: PodInfo) -> str:
        """The name of the best node; raises Unschedulable with upstream's message."""
        rows = np.flatnonzero(self._feasible(pod))
        best = rows if len(rows) == 1 else self._best(pod, rows)
        draw = int(self._world.jitter(len(best))) if len(best) > 1 else 0
        node = self._cluster.rows[int(best[draw])]
        assert node is not None
        return node.name

    def _feasible(self, pod: PodInfo) -> Mask:
        feasible = self._cluster.alive.copy()
        nodes = int(feasible.sum())
        if nodes == 0:
            raise Unschedulable('no nodes available to schedule pods', frozenset((NodeName.name,)))
        failures: list[tuple[str, Mask, Rejection]] = []
        for plugin in self._profile.filters:
            rejection = plugin.filter(pod, self._cluster)
            if rejection is None:
                continue
            newly = feasible & rejection.rows
            if newly.any():
                failures.append((plugin.name, newly, rejection))
                feasible &= ~newly
        if not feasible.any():
            reasons = Counter(
                reason
                for _, rows, rejection in failures
                for row in np.flatnonzero(rows)
                for reason in rejection.reasons(int(row))
            )
            raise Unschedulable(failure_message(nodes, reasons), frozenset(name for name, _, _ in failures))
        return feasible

    def _best(self, pod: PodInfo, rows: Rows) -> Rows:
        total = np.zeros(len(rows), np.int64)
        for plugin, weight in self._profile.scores:
            scores = plugin.score(pod, self._cluster, rows)
            if scores is not None:
                total += weight * scores
        best: Rows = rows[total == total.max()]
        return best
