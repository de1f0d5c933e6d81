"""Pods that want to be near other pods, or away from them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from sampan.scheduler.columns import Cluster, Ints, Mask
from sampan.scheduler.framework import MAX_SCORE, Rejection, Scores
from sampan.scheduler.listers import Listers
from sampan.scheduler.podinfo import PodInfo, Term
from sampan.scheduler.queue import Event

AFFINITY = ("node(s) didn't match pod affinity rules",)
ANTI_AFFINITY = ("node(s) didn't match pod anti-affinity rules",)
EXISTING_ANTI_AFFINITY = ("node(s) didn't satisfy existing pods anti-affinity rules",)
HARD_WEIGHT = 1  # upstream's default hardPodAffinityWeight


class InterPodAffinity:
    name = 'InterPodAffinity'
    events = frozenset({Event.NODE_ADD, Event.NODE_UPDATE, Event.POD_ADD, Event.POD_UPDATE, Event.POD_DELETE})

    def __init__(self, listers: Listers) -> None:
        self._listers = listers

    def filter(self, pod: PodInfo, cluster: Cluster) -> Rejection | None:
        if not cluster.pods_with_terms and not (pod.terms.required or pod.terms.required_anti):
            return None
        affinity = self._lacks_company(pod, cluster)
        anti = self._near(pod.terms.required_anti, cluster)
        existing = self._unwelcome(pod, cluster)

        def reasons(row: int) -> tuple[str, ...]:
            if affinity[row]:
                return AFFINITY
            return ANTI_AFFINITY if anti[row] else EXISTING_ANTI_AFFINITY

        return Rejection(affinity | anti | existing, reasons)

    def score(self, pod: PodInfo, cluster: Cluster, rows: npt.NDArray[np.intp]) -> Scores | None:
        if not cluster.pods_with_terms and not (pod.terms.preferred or pod.terms.preferred_anti):
            return None
        total = np.zeros(cluster.capacity, np.int64)
        for sign, terms in ((1, pod.terms.preferred), (-1, pod.terms.preferred_anti)):
            for weighted in terms:
                total += sign * weighted.weight * self._company(weighted.term, cluster)
        for other in cluster.pods_with_terms.values():
            self._add_wishes(total, other, pod, cluster)
        scores = total[rows]
        low, high = min(int(scores.min()), 0), max(int(scores.max()), 0)
        if high == low:
            return np.zeros_like(scores)
        return MAX_SCORE * (scores - low) // (high - low)

    def _lacks_company(self, pod: PodInfo, cluster: Cluster) -> Mask:
        """Rows where some required term finds nobody. The first pod of a group that selects itself is let in."""
        lacking = np.zeros(cluster.capacity, np.bool_)
        alone = True
        for term in pod.terms.required:
            company = self._company(term, cluster)
            alone &= not company.any()
            lacking |= company == 0
        if pod.terms.required and alone and all(self._selects(term, pod) for term in pod.terms.required):
            lacking[:] = False
            for term in pod.terms.required:
                lacking |= cluster.domains(term.topology_key) == 0
        return lacking

    def _near(self, terms: Iterable[Term], cluster: Cluster) -> Mask:
        """Rows in whose domain some term finds somebody."""
        found = np.zeros(cluster.capacity, np.bool_)
        for term in terms:
            found |= self._company(term, cluster) > 0
        return found

    def _unwelcome(self, pod: PodInfo, cluster: Cluster) -> Mask:
        """Rows in whose domain a placed pod does not want this one."""
        rejected = np.zeros(cluster.capacity, np.bool_)
        for other in cluster.pods_with_terms.values():
            for term in other.terms.required_anti:
                if self._selects(term, pod):
                    rejected |= _same_domain(term.topology_key, other, cluster)
        return rejected

    def _add_wishes(self, total: Ints, other: PodInfo, pod: PodInfo, cluster: Cluster) -> None:
        """What a placed pod would like of the one that is coming."""
        wishes = [
            *((term, HARD_WEIGHT) for term in other.terms.required),
            *((weighted.term, weighted.weight) for weighted in other.terms.preferred),
            *((weighted.term, -weighted.weight) for weighted in other.terms.preferred_anti),
        ]
        for term, weight in wishes:
            if self._selects(term, pod):
                total += weight * _same_domain(term.topology_key, other, cluster)

    def _company(self, term: Term, cluster: Cluster) -> Ints:
        """How many pods the term selects in the domain of each row; 0 where the row has no such domain."""
        matching = cluster.count(('term', term), lambda info: self._selects(term, info))
        domains = cluster.domains(term.topology_key)
        counts = cluster.per_domain(term.topology_key, matching, cluster.alive & (domains > 0))
        return np.where(domains > 0, counts[domains], 0)

    def _selects(self, term: Term, info: PodInfo) -> bool:
        if not term.selector.matches(info.labels):
            return False
        return term.covers(info.namespace, self._listers.namespace_labels(info.namespace))


def _same_domain(topology_key: str, other: PodInfo, cluster: Cluster) -> Mask:
    domains = cluster.domains(topology_key)
    assert other.row is not None
    domain = domains[other.row]
    return (domains == domain) if domain else np.zeros(cluster.capacity, np.bool_)
