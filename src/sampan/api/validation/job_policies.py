"""A job's policies: what a pod's failure means, and when enough has succeeded.

Upstream: validatePodFailurePolicy, validateSuccessPolicy, validatePodReplacementPolicy.
"""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api.generated import batch_v1 as batch
from sampan.api.validation import job_indexes
from sampan.api.validation.common import Errors, checked, nonnegative
from sampan.machinery import field, gotext, names
from sampan.machinery.field import OMITTED, Path

_MAX_RULES = 20
_MAX_EXIT_CODES = 255
_MAX_PATTERNS = 20
_MAX_INDEXES = 64 * 1024
_ACTIONS = ('Count', 'FailIndex', 'FailJob', 'Ignore')
_OPERATORS = ('In', 'NotIn')
_STATUSES = ('False', 'True', 'Unknown')
_REPLACEMENTS = ('Failed', 'TerminatingOrFailed')


def failure_policy(path: Path, spec: batch.JobSpec) -> Errors:
    """The rules of `podFailurePolicy`."""
    policy, at = spec.pod_failure_policy, path.child('rules')
    if policy is None:
        return
    if len(policy.rules) > _MAX_RULES:
        yield field.too_many(at, len(policy.rules), _MAX_RULES)
    pod = spec.template.spec
    containers = {container.name for container in (*pod.containers, *pod.init_containers)}
    for index, rule in enumerate(policy.rules):
        yield from _failure_rule(at.index(index), spec, rule, containers)


def _failure_rule(path: Path, spec: batch.JobSpec, rule: batch.PodFailurePolicyRule, containers: set[str]) -> Errors:
    if rule.action == 'FailIndex':
        if spec.backoff_limit_per_index is None:
            detail = 'requires the backoffLimitPerIndex to be set'
            yield field.invalid(path.child('action'), rule.action, detail)
    else:
        yield from _one_of(path.child('action'), rule.action, _ACTIONS)
    if rule.on_exit_codes is not None:
        yield from _exit_codes(path.child('onExitCodes'), rule.on_exit_codes, containers)
    if rule.on_pod_conditions:
        yield from _pod_conditions(path.child('onPodConditions'), rule.on_pod_conditions)
    if rule.on_exit_codes is not None and rule.on_pod_conditions:
        yield field.invalid(path, OMITTED, 'specifying both OnExitCodes and OnPodConditions is not supported')
    if rule.on_exit_codes is None and not rule.on_pod_conditions:
        yield field.invalid(path, OMITTED, 'specifying one of OnExitCodes and OnPodConditions is required')


def _one_of(path: Path, value: str, valid: Sequence[str]) -> Errors:
    if not value:
        yield field.required(path, f'valid values: [{" ".join(gotext.quote(each) for each in valid)}]')
    elif value not in valid:
        yield field.not_supported(path, value, valid)


def _pod_conditions(path: Path, patterns: Sequence[batch.PodFailurePolicyOnPodConditionsPattern]) -> Errors:
    if len(patterns) > _MAX_PATTERNS:
        yield field.too_many(path, len(patterns), _MAX_PATTERNS)
    for index, pattern in enumerate(patterns):
        yield from checked(path.index(index).child('type'), pattern.type, names.qualified_name)
        yield from _one_of(path.index(index).child('status'), pattern.status, _STATUSES)


def _exit_codes(path: Path, codes: batch.PodFailurePolicyOnExitCodesRequirement, containers: set[str]) -> Errors:
    yield from _one_of(path.child('operator'), codes.operator, _OPERATORS)
    if codes.container_name is not None and codes.container_name not in containers:
        detail = 'must be one of the container or initContainer names in the pod template'
        yield field.invalid(path.child('containerName'), codes.container_name, detail)
    at, values = path.child('values'), codes.values
    if not values:
        yield field.invalid(at, values, 'at least one value is required')
    elif len(values) > _MAX_EXIT_CODES:
        yield field.too_many(at, len(values), _MAX_EXIT_CODES)
    for index, code in enumerate(values):
        if code == 0 and codes.operator == 'In':
            yield field.invalid(at.index(index), code, 'must not be 0 for the In operator')
        if code in values[:index]:
            yield field.duplicate(at.index(index), code)
    if list(values) != sorted(values):
        yield field.invalid(at, values, 'must be ordered')


def success_policy(path: Path, spec: batch.JobSpec) -> Errors:
    """The rules of `successPolicy`, which only indexed jobs have."""
    policy, at = spec.success_policy, path.child('rules')
    if policy is None:
        return
    if spec.completion_mode != 'Indexed':
        yield field.invalid(path, policy, 'requires indexed completion mode')
        return
    if not policy.rules:
        yield field.required(at, 'at least one rules must be specified when the successPolicy is specified')
    if len(policy.rules) > _MAX_RULES:
        yield field.too_many(at, len(policy.rules), _MAX_RULES)
    for index, rule in enumerate(policy.rules):
        yield from _success_rule(at.index(index), spec.completions or 0, rule)


def _success_rule(path: Path, completions: int, rule: batch.SuccessPolicyRule) -> Errors:
    wanted, indexes, total = rule.succeeded_count, rule.succeeded_indexes, 0
    if wanted is None and indexes is None:
        yield field.required(path, 'at least one of succeededCount or succeededIndexes must be specified')
    if indexes is not None:
        at = path.child('succeededIndexes')
        if names.byte_length(indexes) > _MAX_INDEXES:
            yield field.too_long(at, '', _MAX_INDEXES)
        try:
            total = job_indexes.count(indexes, completions)
        except job_indexes.IndexesError as error:
            yield field.invalid(at, indexes, f'error parsing succeededIndexes: {error}')
    if wanted is None:
        return
    at = path.child('succeededCount')
    yield from nonnegative(at, wanted)
    if wanted > completions:
        detail = f'must be less than or equal to {completions} (the number of specified completions)'
        yield field.invalid(at, wanted, detail)
    if indexes is not None and wanted > total:
        named = 'the number of indexes in the specified succeededIndexes field'
        yield field.invalid(at, wanted, f'must be less than or equal to {total} ({named})')


def replacement_policy(path: Path, spec: batch.JobSpec) -> Errors:
    """When a pod that goes is replaced; with a failure policy only after its failure is known."""
    policy = spec.pod_replacement_policy
    valid = _REPLACEMENTS if spec.pod_failure_policy is None else ('Failed',)
    if policy is not None and policy not in valid:
        yield field.not_supported(path, policy, valid)
