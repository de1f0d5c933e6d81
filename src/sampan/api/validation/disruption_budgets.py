"""Pod disruption budgets. Upstream: pkg/apis/policy/validation."""

from __future__ import annotations

from sampan.api.generated import policy_v1 as policy
from sampan.api.validation.common import Errors, label_selector, nonnegative
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.references import conditions
from sampan.api.validation.workloads import at_most_all, int_or_percent
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SPEC, _STATUS = Path('spec'), Path('status')
_UNHEALTHY = ('AlwaysAllow', 'IfHealthyBudget')


def disruption_budget(obj: policy.PodDisruptionBudget) -> Errors:
    """Upstream asks of its name no more than that it fits into a path."""
    yield from object_meta(obj.metadata, True, names.name_is_path_segment)
    yield from _budget_spec(obj.spec)


def disruption_budget_update(new: policy.PodDisruptionBudget, old: policy.PodDisruptionBudget) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _budget_spec(new.spec)


def _budget_spec(spec: policy.PodDisruptionBudgetSpec) -> Errors:
    if spec.min_available is not None and spec.max_unavailable is not None:
        yield field.invalid(_SPEC, spec, 'minAvailable and maxUnavailable cannot be both set')
    for name, value in (('minAvailable', spec.min_available), ('maxUnavailable', spec.max_unavailable)):
        if value is not None:
            yield from int_or_percent(_SPEC.child(name), value)
            yield from at_most_all(_SPEC.child(name), value)
    yield from label_selector(_SPEC.child('selector'), spec.selector)
    unhealthy = spec.unhealthy_pod_eviction_policy
    if unhealthy is not None and unhealthy not in _UNHEALTHY:
        yield field.not_supported(_SPEC.child('unhealthyPodEvictionPolicy'), unhealthy, _UNHEALTHY)


def disruption_budget_status_update(new: policy.PodDisruptionBudget, old: policy.PodDisruptionBudget) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    status = new.status
    yield from conditions(_STATUS.child('conditions'), status.conditions)
    yield from nonnegative(_STATUS.child('disruptionsAllowed'), status.disruptions_allowed)
    yield from nonnegative(_STATUS.child('currentHealthy'), status.current_healthy)
    yield from nonnegative(_STATUS.child('desiredHealthy'), status.desired_healthy)
    yield from nonnegative(_STATUS.child('expectedPods'), status.expected_pods)
