"""Spreading pods over zones, hosts or any other topology, strictly or by preference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sampan.api.tolerations import untolerated
from sampan.scheduler.columns import Cluster, Ints, Mask, Node
from sampan.scheduler.framework import MAX_SCORE, Rejection, Scores
from sampan.scheduler.listers import Listers
from sampan.scheduler.plugins.node_affinity import mismatches
from sampan.scheduler.podinfo import PodInfo, SpreadConstraint
from sampan.scheduler.queue import Event

HOSTNAME = 'kubernetes.io/hostname'
ZONE = 'topology.kubernetes.io/zone'
SKEWED = ("node(s) didn't match pod topology spread constraints",)
UNLABELLED = ("node(s) didn't match pod topology spread constraints (missing required label)",)


class PodTopologySpread:
    name = 'PodTopologySpread'
    events = frozenset({Event.NODE_ADD, Event.NODE_UPDATE, Event.POD_ADD, Event.POD_UPDATE, Event.POD_DELETE})

    def __init__(self, listers: Listers) -> None:
        self._listers = listers

    def filter(self, pod: PodInfo, cluster: Cluster) -> Rejection | None:
        constraints = pod.spread('DoNotSchedule')
        if not constraints:
            return None
        labelled = _labelled(constraints, cluster)
        rejected = ~labelled
        for constraint in constraints:
            eligible = labelled & _eligible(constraint, pod, cluster)
            counts = _counts_by_domain(constraint, pod, cluster, eligible)
            present = np.unique(cluster.domains(constraint.topology_key)[eligible])
            fewest = counts[present].min(initial=np.iinfo(np.int64).max)
            if len(present) < constraint.min_domains:
                fewest = 0
            here = counts[cluster.domains(constraint.topology_key)]
            own = int(constraint.selector.matches(pod.labels))
            rejected |= labelled & (here + own - fewest > constraint.max_skew)
        return Rejection(rejected, lambda row: SKEWED if labelled[row] else UNLABELLED)

    def score(self, pod: PodInfo, cluster: Cluster, rows: npt.NDArray[np.intp]) -> Scores | None:
        own = bool(pod.pod.spec.topology_spread_constraints)
        constraints = pod.spread('ScheduleAnyway') if own else self._defaults(pod)
        if not constraints:
            return None
        # The defaults also spread over hosts that have no zone; the pod's own want every label.
        scored = _labelled(constraints, cluster)[rows] if own else np.ones(len(rows), np.bool_)
        raw = np.zeros(len(rows))
        for constraint in constraints:
            raw += _crowding(constraint, pod, cluster, rows, scored)
        return _fewer_is_better(np.rint(raw).astype(np.int64), scored)

    def _defaults(self, pod: PodInfo) -> tuple[SpreadConstraint, ...]:
        """Upstream's cluster-wide defaults for pods that belong to a Service or a controller."""
        selector = self._listers.default_selector(pod)
        if selector is None:
            return ()
        return tuple(
            SpreadConstraint(skew, key, selector, min_domains=1, honor_affinity=True, honor_taints=False)
            for key, skew in ((HOSTNAME, 3), (ZONE, 5))
        )


def _labelled(constraints: Sequence[SpreadConstraint], cluster: Cluster) -> Mask:
    """The rows that have every topology label."""
    labelled = cluster.alive.copy()
    for constraint in constraints:
        labelled &= cluster.domains(constraint.topology_key) > 0
    return labelled


def _eligible(constraint: SpreadConstraint, pod: PodInfo, cluster: Cluster) -> Mask:
    """The rows that count, by the constraint's node inclusion policies."""
    eligible = cluster.alive.copy()
    if constraint.honor_affinity and (rejected := mismatches(pod, cluster)) is not None:
        eligible &= rejected == 0
    if constraint.honor_taints:
        eligible &= cluster.values(('spread taints', pod.tolerations_key), _repelled(pod)) == 0
    return eligible


def _repelled(pod: PodInfo) -> Any:
    def repelled(node: Node) -> int:
        strict = (taint for taint in node.taints if taint.effect in ('NoSchedule', 'NoExecute'))
        return int(any(untolerated(strict, pod.pod.spec.tolerations)))

    return repelled


def _counts_by_domain(constraint: SpreadConstraint, pod: PodInfo, cluster: Cluster, rows: Mask) -> Ints:
    matching = cluster.count_selected(pod.namespace, constraint.selector)
    return cluster.per_domain(constraint.topology_key, matching, rows)


def _crowding(
    constraint: SpreadConstraint, pod: PodInfo, cluster: Cluster, rows: npt.NDArray[np.intp], scored: Mask
) -> npt.NDArray[np.float64]:
    """How many matching pods each candidate's domain has, weighted so that small topologies are heard too."""
    domains = cluster.domains(constraint.topology_key)
    labelled = domains[rows] > 0
    if constraint.topology_key == HOSTNAME:
        counts = cluster.count_selected(pod.namespace, constraint.selector)[rows]
        size = int(scored.sum())
    else:
        eligible = _eligible(constraint, pod, cluster) & (domains > 0)
        counts = _counts_by_domain(constraint, pod, cluster, eligible)[domains[rows]]
        size = len(np.unique(domains[rows][scored & labelled]))
    weight = np.log(size + 2)
    return np.where(labelled & scored, counts * weight + (constraint.max_skew - 1), 0.0)


def _fewer_is_better(raw: Scores, scored: Mask) -> Scores:
    """Turn crowding into 0..100 (upstream: PodTopologySpread.NormalizeScore)."""
    if not scored.any():
        return np.zeros_like(raw)
    most, fewest = int(raw[scored].max()), int(raw[scored].min())
    if most == 0:
        return np.where(scored, MAX_SCORE, 0)
    return np.where(scored, MAX_SCORE * (most + fewest - raw) // most, 0)
