"""Node and pod affinity. Upstream: validateAffinity and what it calls."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, checked, label_selector
from sampan.api.validation.pod_label_keys import label_keys
from sampan.machinery import field, names
from sampan.machinery.field import Path

_WEIGHT = 'must be in the range 1-100'
_REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
_PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'


def affinity(path: Path, rules: core.Affinity | None) -> Errors:
    """All three kinds."""
    if rules is None:
        return
    if rules.node_affinity is not None:
        yield from _node_affinity(path.child('nodeAffinity'), rules.node_affinity)
    if rules.pod_affinity is not None:
        yield from _pod_affinity(path.child('podAffinity'), rules.pod_affinity)
    if rules.pod_anti_affinity is not None:
        yield from _pod_affinity(path.child('podAntiAffinity'), rules.pod_anti_affinity)


def _node_affinity(path: Path, rules: core.NodeAffinity) -> Errors:
    required = rules.required_during_scheduling_ignored_during_execution
    if required is not None:
        yield from node_selector(path.child(_REQUIRED), required)
    for index, term in enumerate(rules.preferred_during_scheduling_ignored_during_execution):
        at = path.child(_PREFERRED).index(index)
        yield from _weight(at, term.weight)
        yield from _node_term(at.child('preference'), term.preference, check_values=False)


def node_selector(path: Path, selector: core.NodeSelector) -> Errors:
    """A disjunction of terms."""
    at = path.child('nodeSelectorTerms')
    if not selector.node_selector_terms:
        yield field.required(at, 'must have at least one node selector term')
    for index, term in enumerate(selector.node_selector_terms):
        yield from _node_term(at.index(index), term, check_values=True)


def _node_term(path: Path, term: core.NodeSelectorTerm, check_values: bool) -> Errors:
    for index, requirement in enumerate(term.match_expressions):
        yield from _node_requirement(path.child('matchExpressions').index(index), requirement, check_values)
    for index, requirement in enumerate(term.match_fields):
        yield from _node_field(path.child('matchFields').index(index), requirement)


def _node_requirement(path: Path, requirement: core.NodeSelectorRequirement, check_values: bool) -> Errors:
    operator, at = requirement.operator, path.child('values')
    if operator in ('In', 'NotIn'):
        if not requirement.values:
            yield field.required(at, "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in ('Exists', 'DoesNotExist'):
        if requirement.values:
            yield field.forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    elif operator in ('Gt', 'Lt'):
        if len(requirement.values) != 1:
            yield field.required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'")
    else:
        yield field.invalid(path.child('operator'), operator, 'not a valid selector operator')
    yield from checked(path.child('key'), requirement.key, names.label_key)
    for index, value in enumerate(requirement.values if check_values else ()):
        yield from checked(at.index(index), value, names.label_value)


def _node_field(path: Path, requirement: core.NodeSelectorRequirement) -> Errors:
    if requirement.operator in ('In', 'NotIn'):
        if len(requirement.values) != 1:
            detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
            yield field.required(path.child('values'), detail)
    else:
        yield field.invalid(path.child('operator'), requirement.operator, 'not a valid selector operator')
    if requirement.key != 'metadata.name':
        yield field.invalid(path.child('key'), requirement.key, 'not a valid field selector key')
        return
    for index, value in enumerate(requirement.values):
        yield from checked(path.child('values').index(index), value, names.dns1123_subdomain)


def _weight(path: Path, weight: int) -> Errors:
    if not 1 <= weight <= 100:
        yield field.invalid(path.child('weight'), weight, _WEIGHT)


def _pod_affinity(path: Path, rules: core.PodAffinity | core.PodAntiAffinity) -> Errors:
    for index, term in enumerate(rules.required_during_scheduling_ignored_during_execution):
        yield from _pod_term(path.child(_REQUIRED).index(index), term)
    for index, weighted in enumerate(rules.preferred_during_scheduling_ignored_during_execution):
        at = path.child(_PREFERRED).index(index)
        yield from _weight(at, weighted.weight)
        yield from _pod_term(at.child('podAffinityTerm'), weighted.pod_affinity_term)


def _pod_term(path: Path, term: core.PodAffinityTerm) -> Errors:
    yield from label_selector(path.child('labelSelector'), term.label_selector)
    yield from label_selector(path.child('namespaceSelector'), term.namespace_selector)
    for namespace in term.namespaces:
        yield from checked(path.child('namespace'), namespace, names.dns1123_label)
    yield from label_keys(path, term.match_label_keys, term.mismatch_label_keys, term.label_selector)
    if not term.topology_key:
        yield field.required(path.child('topologyKey'), 'can not be empty')
    yield from checked(path.child('topologyKey'), term.topology_key, names.label_key)
