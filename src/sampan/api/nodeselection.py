"""Which nodes a pod asks for (upstream: component-helpers/scheduling/corev1/nodeaffinity)."""

from __future__ import annotations

from collections.abc import Mapping

from sampan.api.generated import core_v1 as core
from sampan.machinery.labels import parse_int64

Labels = Mapping[str, str]


def node_matches(spec: core.PodSpec, labels: Labels, name: str) -> bool:
    """Whether the node satisfies the nodeSelector and one of the required terms."""
    if any(labels.get(key) != value for key, value in spec.node_selector.items()):
        return False
    affinity = node_affinity(spec)
    required = affinity.required_during_scheduling_ignored_during_execution if affinity else None
    return required is None or any(term_matches(term, labels, name) for term in required.node_selector_terms)


def term_matches(term: core.NodeSelectorTerm, labels: Labels, name: str) -> bool:
    """All requirements of a term; a term without any matches nothing."""
    if not term.match_expressions and not term.match_fields:
        return False
    fields = {'metadata.name': name}
    return all(_satisfied(requirement, labels) for requirement in term.match_expressions) and all(
        _satisfied(requirement, fields) for requirement in term.match_fields
    )


def node_affinity(spec: core.PodSpec) -> core.NodeAffinity | None:
    return spec.affinity.node_affinity if spec.affinity else None


def _satisfied(requirement: core.NodeSelectorRequirement, values: Labels) -> bool:
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
