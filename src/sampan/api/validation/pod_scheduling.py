"""Tolerations, taints, topology spread and gates. Upstream: ValidateTolerations, validateTopologySpreadConstraints."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import NOT_POSITIVE, Errors, checked, label_selector
from sampan.api.validation.pod_label_keys import label_keys
from sampan.machinery import field, gotext, names
from sampan.machinery.field import Path
from sampan.machinery.labels import parse_int64

_EFFECTS = ('NoSchedule', 'PreferNoSchedule', 'NoExecute')
_ACTIONS = ('DoNotSchedule', 'ScheduleAnyway')
_POLICIES = ('Honor', 'Ignore')


def tolerations(path: Path, items: Sequence[core.Toleration]) -> Errors:
    for index, toleration in enumerate(items):
        yield from _toleration(path.index(index), toleration)


def _toleration(path: Path, toleration: core.Toleration) -> Errors:
    operator = toleration.operator
    if toleration.key:
        yield from checked(path.child('key'), toleration.key, names.label_key)
    elif operator != 'Exists':
        detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
        yield field.invalid(path.child('operator'), operator, detail)
    if toleration.toleration_seconds is not None and toleration.effect != 'NoExecute':
        detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
        yield field.invalid(path.child('effect'), toleration.effect, detail)
    if operator in ('', 'Equal'):
        if wrong := names.label_value(toleration.value):
            yield field.invalid(path.child('operator'), toleration.value, ';'.join(wrong))
    elif operator == 'Exists':
        if toleration.value:
            detail = "value must be empty when `operator` is 'Exists'"
            yield field.invalid(path.child('operator'), toleration.value, detail)
    elif operator in ('Lt', 'Gt'):
        yield from _whole_number(path.child('value'), toleration.value)
    else:
        yield field.not_supported(path.child('operator'), operator, ('Equal', 'Exists'))
    if toleration.effect and toleration.effect not in _EFFECTS:
        yield field.not_supported(path.child('effect'), toleration.effect, _EFFECTS)


def _whole_number(path: Path, text: str) -> Errors:
    """A decimal number of 64 bits, written in the one way it has."""
    for message in names.decimal_integer(text):
        yield field.invalid(path, text, message)
    if parse_int64(text) is None:
        digits = text[1:] if text[:1] in ('+', '-') else text
        problem = 'value out of range' if digits.isascii() and digits.isdigit() else 'invalid syntax'
        yield field.invalid(path, text, f'strconv.ParseInt: parsing {gotext.quote(text)}: {problem}')


def taints(path: Path, items: Sequence[core.Taint]) -> Errors:
    """A node's taints: one per key and effect."""
    seen: set[tuple[str, str]] = set()
    for index, taint in enumerate(items):
        at = path.index(index)
        yield from checked(at.child('key'), taint.key, names.label_key)
        if wrong := names.label_value(taint.value):
            yield field.invalid(at.child('value'), taint.value, ';'.join(wrong))
        if not taint.effect:
            yield field.required(at.child('effect'))
        elif taint.effect not in _EFFECTS:
            yield field.not_supported(at.child('effect'), taint.effect, _EFFECTS)
        if (taint.key, taint.effect) in seen:
            detail = 'taints must be unique by key and effect pair'
            yield field.FieldError(field.ErrorType.DUPLICATE, str(at), taint, detail)
        seen.add((taint.key, taint.effect))


def readiness_gates(path: Path, gates: Sequence[core.PodReadinessGate]) -> Errors:
    for index, gate in enumerate(gates):
        yield from checked(path.index(index).child('conditionType'), gate.condition_type, names.qualified_name)


def scheduling_gates(path: Path, gates: Sequence[core.PodSchedulingGate]) -> Errors:
    seen: set[str] = set()
    for index, gate in enumerate(gates):
        yield from checked(path.index(index), gate.name, names.qualified_name)
        if gate.name in seen:
            yield field.duplicate(path.index(index), gate.name)
        seen.add(gate.name)


def topology_spread(path: Path, constraints: Sequence[core.TopologySpreadConstraint]) -> Errors:
    for index, constraint in enumerate(constraints):
        yield from _constraint(path.index(index), constraint, constraints[index + 1 :])


def _constraint(
    path: Path, constraint: core.TopologySpreadConstraint, others: Sequence[core.TopologySpreadConstraint]
) -> Errors:
    action = constraint.when_unsatisfiable
    if constraint.max_skew <= 0:
        yield field.invalid(path.child('maxSkew'), constraint.max_skew, NOT_POSITIVE)
    if not constraint.topology_key:
        yield field.required(path.child('topologyKey'), 'can not be empty')
    if action not in _ACTIONS:
        yield field.not_supported(path.child('whenUnsatisfiable'), action, _ACTIONS)
    if any((each.topology_key, each.when_unsatisfiable) == (constraint.topology_key, action) for each in others):
        shown = f'{{{constraint.topology_key}, {action}}}'
        yield field.duplicate(path.child('{topologyKey, whenUnsatisfiable}'), shown)
    yield from _min_domains(path.child('minDomains'), constraint)
    for name, policy in (
        ('nodeAffinityPolicy', constraint.node_affinity_policy),
        ('nodeTaintsPolicy', constraint.node_taints_policy),
    ):
        if policy is not None and policy not in _POLICIES:
            yield field.not_supported(path.child(name), policy, _POLICIES)
    yield from label_keys(path, constraint.match_label_keys, (), constraint.label_selector)
    yield from label_selector(path.child('labelSelector'), constraint.label_selector)


def _min_domains(path: Path, constraint: core.TopologySpreadConstraint) -> Errors:
    number = constraint.min_domains
    if number is None:
        return
    if number <= 0:
        yield field.invalid(path, number, NOT_POSITIVE)
    if constraint.when_unsatisfiable != 'DoNotSchedule':
        found = constraint.when_unsatisfiable
        detail = f'can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {found}'
        yield field.invalid(path, number, detail)
