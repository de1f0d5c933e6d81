"""What of a pod matters to scheduling, parsed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import msgspec

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.api.podrequests import Requests, pod_requests
from sampan.machinery.labels import Selector, from_object, requirement
from sampan.scheduler import resources


@dataclass(frozen=True, slots=True)
class Term:
    """One (anti-)affinity term: which pods, and over which topology.

    `namespaces` and `namespace_selector` are joined; an empty selector means every namespace, None none.
    """

    selector: Selector
    namespaces: frozenset[str]
    namespace_selector: Selector | None
    topology_key: str

    def covers(self, namespace: str, namespace_labels: dict[str, str]) -> bool:
        """Whether the term looks at pods of this namespace."""
        if namespace in self.namespaces:
            return True
        return self.namespace_selector is not None and self.namespace_selector.matches(namespace_labels)


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    term: Term
    weight: int


@dataclass(frozen=True, slots=True)
class SpreadConstraint:
    """A topology spread constraint with its selector compiled (upstream: topologySpreadConstraint)."""

    max_skew: int
    topology_key: str
    selector: Selector
    min_domains: int
    honor_affinity: bool
    honor_taints: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """All affinity terms of a pod."""

    required: tuple[Term, ...] = ()
    required_anti: tuple[Term, ...] = ()
    preferred: tuple[WeightedTerm, ...] = ()
    preferred_anti: tuple[WeightedTerm, ...] = ()


@dataclass
class PodInfo:
    """A pod as the scheduler sees it. `row` is where it is placed, None while it is not."""

    pod: core.Pod
    row: int | None = field(default=None, init=False)

    @property
    def key(self) -> tuple[str, str]:
        return self.namespace, self.pod.metadata.name

    @property
    def uid(self) -> str:
        return self.pod.metadata.uid

    @property
    def namespace(self) -> str:
        return self.pod.metadata.namespace

    @property
    def labels(self) -> dict[str, str]:
        return self.pod.metadata.labels

    @cached_property
    def requests(self) -> Requests:
        return pod_requests(self.pod.spec)

    @cached_property
    def nonzero(self) -> tuple[int, int]:
        return resources.nonzero_requests(self.pod.spec)

    @cached_property
    def host_ports(self) -> tuple[tuple[str, str, int], ...]:
        return tuple(resources.host_ports(self.pod.spec))

    @cached_property
    def tolerations_key(self) -> bytes:
        """Equal for pods with the same tolerations."""
        return msgspec.json.encode(self.pod.spec.tolerations)

    @cached_property
    def affinity_key(self) -> bytes:
        """Equal for pods with the same demands on nodes' labels."""
        affinity = self.pod.spec.affinity
        return msgspec.json.encode([self.pod.spec.node_selector, affinity.node_affinity if affinity else None])

    @cached_property
    def terms(self) -> Terms:
        affinity = self.pod.spec.affinity
        if affinity is None:
            return Terms()
        together, apart = affinity.pod_affinity, affinity.pod_anti_affinity
        return Terms(
            required=self._terms(together.required_during_scheduling_ignored_during_execution) if together else (),
            required_anti=self._terms(apart.required_during_scheduling_ignored_during_execution) if apart else (),
            preferred=self._weighted(together.preferred_during_scheduling_ignored_during_execution) if together else (),
            preferred_anti=self._weighted(apart.preferred_during_scheduling_ignored_during_execution) if apart else (),
        )

    def spread(self, when_unsatisfiable: str) -> tuple[SpreadConstraint, ...]:
        """The pod's own constraints of one kind: DoNotSchedule or ScheduleAnyway."""
        return tuple(
            SpreadConstraint(
                max_skew=constraint.max_skew,
                topology_key=constraint.topology_key,
                selector=self._with_own(from_object(constraint.label_selector), constraint.match_label_keys, 'in'),
                min_domains=constraint.min_domains or 1,
                honor_affinity=constraint.node_affinity_policy in (None, 'Honor'),
                honor_taints=constraint.node_taints_policy == 'Honor',
            )
            for constraint in self.pod.spec.topology_spread_constraints
            if constraint.when_unsatisfiable == when_unsatisfiable
        )

    def _weighted(self, terms: list[core.WeightedPodAffinityTerm]) -> tuple[WeightedTerm, ...]:
        return tuple(WeightedTerm(self._term(term.pod_affinity_term), term.weight) for term in terms)

    def _terms(self, terms: list[core.PodAffinityTerm]) -> tuple[Term, ...]:
        return tuple(self._term(term) for term in terms)

    def _term(self, term: core.PodAffinityTerm) -> Term:
        namespaces = frozenset(term.namespaces)
        if not namespaces and term.namespace_selector is None:
            namespaces = frozenset((self.namespace,))
        selector = self._with_own(from_object(term.label_selector), term.match_label_keys, 'in')
        return Term(
            selector=self._with_own(selector, term.mismatch_label_keys, 'notin'),
            namespaces=namespaces,
            namespace_selector=_optional(term.namespace_selector),
            topology_key=term.topology_key,
        )

    def _with_own(self, selector: Selector, keys: list[str], operator: str) -> Selector:
        """Narrow a selector by the pod's own values of some labels (matchLabelKeys, mismatchLabelKeys)."""
        own = [requirement(key, operator, (self.labels[key],)) for key in keys if key in self.labels]
        return selector.add(*own) if own else selector


def _optional(selector: meta.LabelSelector | None) -> Selector | None:
    return None if selector is None else from_object(selector)
