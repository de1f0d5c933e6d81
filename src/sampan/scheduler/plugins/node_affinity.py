"""nodeSelector and node affinity (upstream: component-helpers/scheduling/corev1/nodeaffinity)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sampan.api.generated import core_v1 as core
from sampan.machinery.labels import parse_int64
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
        affinity = _node_affinity(pod.pod)
        preferred = affinity.preferred_during_scheduling_ignored_during_execution if affinity else []
        if not preferred:
            return None

        def weight(node: Node) -> int:
            return sum(term.weight for term in preferred if term_matches(term.preference, node))

        return normalized(cluster.values(('preferred nodes', pod.affinity_key), weight)[rows])


def mismatches(pod: PodInfo, cluster: Cluster) -> npt.NDArray[np.int64] | None:
    """1 for each row whose node the pod must not go to; None when it does not care."""
    affinity = _node_affinity(pod.pod)
    if not pod.pod.spec.node_selector and (
        affinity is None or affinity.required_during_scheduling_ignored_during_execution is None
    ):
        return None
    return cluster.values(('required nodes', pod.affinity_key), lambda node: int(not matches(pod.pod, node)))


def matches(pod: core.Pod, node: Node) -> bool:
    """Whether the node satisfies the pod's nodeSelector and its required terms (one of them is enough)."""
    if any(node.labels.get(key) != value for key, value in pod.spec.node_selector.items()):
        return False
    affinity = _node_affinity(pod)
    required = affinity.required_during_scheduling_ignored_during_execution if affinity else None
    return required is None or any(term_matches(term, node) for term in required.node_selector_terms)


def term_matches(term: core.NodeSelectorTerm, node: Node) -> bool:
    """All requirements of a term; a term without any matches nothing."""
    if not term.match_expressions and not term.match_fields:
        return False
    fields = {'metadata.name': node.name}
    return all(_satisfied(requirement, node.labels) for requirement in term.match_expressions) and all(
        _satisfied(requirement, fields) for requirement in term.match_fields
    )


def _satisfied(requirement: core.NodeSelectorRequirement, values: dict[str, str]) -> bool:
    value = values.get(requirement.key)
    match requirement.operator:
        case 'In':
            return value in requirement.values
        case 'NotIn':
            return value not in requirement.values
        case 'Exists':
            return value is not None
        case 'DoesNotExist':
            return value is None
        case 'Gt' | 'Lt':
            return _compares(requirement, value)
        case _:
            return False


def _compares(requirement: core.NodeSelectorRequirement, value: str | None) -> bool:
    found = None if value is None else parse_int64(value)
    limit = parse_int64(requirement.values[0]) if len(requirement.values) == 1 else None
    if found is None or limit is None:
        return False
    return found > limit if requirement.operator == 'Gt' else found < limit


def _node_affinity(pod: core.Pod) -> core.NodeAffinity | None:
    return pod.spec.affinity.node_affinity if pod.spec.affinity else None
