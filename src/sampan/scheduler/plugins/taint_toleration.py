"""Taints keep pods away: NoSchedule and NoExecute strictly, PreferNoSchedule by score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sampan.api.tolerations import untolerated
from sampan.scheduler.columns import Cluster, Node
from sampan.scheduler.framework import Rejection, Scores, normalized
from sampan.scheduler.podinfo import PodInfo
from sampan.scheduler.queue import Event

REASONS = ('node(s) had untolerated taint(s)',)
STRICT = ('NoSchedule', 'NoExecute')


class TaintToleration:
    name = 'TaintToleration'
    events = frozenset({Event.NODE_ADD, Event.NODE_UPDATE})

    def filter(self, pod: PodInfo, cluster: Cluster) -> Rejection | None:
        def repelled(node: Node) -> int:
            strict = (taint for taint in node.taints if taint.effect in STRICT)
            return int(any(untolerated(strict, pod.pod.spec.tolerations)))

        rejected = cluster.values(('taints', pod.tolerations_key), repelled)
        return Rejection(rejected != 0, lambda row: REASONS) if rejected.any() else None

    def score(self, pod: PodInfo, cluster: Cluster, rows: npt.NDArray[np.intp]) -> Scores | None:
        soft = [t for t in pod.pod.spec.tolerations if t.effect in ('', 'PreferNoSchedule')]

        def disliked(node: Node) -> int:
            preferred = (taint for taint in node.taints if taint.effect == 'PreferNoSchedule')
            return len(list(untolerated(preferred, soft)))

        return normalized(cluster.values(('soft taints', pod.tolerations_key), disliked)[rows], reverse=True)
