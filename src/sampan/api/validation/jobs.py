"""Jobs: creation and updates. Upstream: pkg/apis/batch/validation, and the options of pkg/registry/batch/job."""

from __future__ import annotations

from sampan.api import codec
from sampan.api.generated import batch_v1 as batch
from sampan.api.generated import core_v1 as core
from sampan.api.joblabels import CONTROLLER_UID, JOB_NAME, LEGACY_CONTROLLER_UID, LEGACY_JOB_NAME
from sampan.api.validation import job_policies
from sampan.api.validation.common import Errors, immutable, label_selector, nonnegative
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.pod_spec import pod_template
from sampan.api.validation.references import domain_prefixed_path
from sampan.machinery import field, labels, names
from sampan.machinery.field import Path

_SPEC = Path('spec')
_MAX_PARALLELISM = 100_000
_MANY = 100_000  # completions; beyond, failures per index are limited more tightly
_LIMIT_OF_MANY = 10_000
_MAX_MANAGED_BY = 63
_FINAL_POLICIES = ('OnFailure', 'Never')


def job(obj: batch.Job, prefixed_labels: bool = True) -> Errors:
    """A whole job; jobs older than the prefixed labels need not have them."""
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from _generated_selector(obj, prefixed_labels)
    yield from _spec_with_selector(obj.spec)
    completions = obj.spec.completions or 0
    if obj.spec.completion_mode == 'Indexed' and completions > 0:
        hostname = f'{obj.metadata.name}-{completions - 1}'
        if names.dns1123_label(hostname):
            detail = f'will not able to create pod with invalid DNS label: {hostname}'
            yield field.invalid(Path('metadata', 'name'), obj.metadata.name, detail)


def job_update(new: batch.Job, old: batch.Job) -> Errors:
    """Parallelism, deadlines, limits and suspension may change; the template while the job is suspended."""
    labelled = {CONTROLLER_UID, JOB_NAME} <= old.spec.template.metadata.labels.keys()
    yield from object_meta_update(new.metadata, old.metadata)
    yield from job(new, prefixed_labels=labelled)
    yield from _completions(_SPEC.child('completions'), new.spec, old.spec)
    yield from immutable(_SPEC.child('selector'), new.spec.selector, old.spec.selector)
    yield from _template(new.spec, old)
    for name, after, before in (
        ('completionMode', new.spec.completion_mode, old.spec.completion_mode),
        ('podFailurePolicy', new.spec.pod_failure_policy, old.spec.pod_failure_policy),
        ('backoffLimitPerIndex', new.spec.backoff_limit_per_index, old.spec.backoff_limit_per_index),
        ('managedBy', new.spec.managed_by, old.spec.managed_by),
        ('successPolicy', new.spec.success_policy, old.spec.success_policy),
    ):
        yield from immutable(_SPEC.child(name), after, before)


def _generated_selector(obj: batch.Job, prefixed_labels: bool) -> Errors:
    """A selector that was not asked for is the server's own, and the template has its labels."""
    if obj.spec.manual_selector or obj.spec.selector is None:
        return
    uid, name = obj.metadata.uid, obj.metadata.name
    if not uid:
        yield field.required(Path('metadata', 'uid'))
    expected = {LEGACY_CONTROLLER_UID: uid, LEGACY_JOB_NAME: name}
    if prefixed_labels:
        expected |= {CONTROLLER_UID: uid, JOB_NAME: name}
    at, found = _SPEC.child('template', 'metadata', 'labels'), obj.spec.template.metadata.labels
    for key, value in expected.items():
        if key not in found:
            yield field.required(at.key(key), f"must be '{value}'")
        elif found[key] != value:
            yield field.invalid(at.key(key), found, f"must be '{value}'")
    if not _selects(obj.spec, expected):
        yield field.invalid(_SPEC.child('selector'), obj.spec.selector, '`selector` not auto-generated')


def _selects(spec: batch.JobSpec, values: dict[str, str]) -> bool:
    """Whether the selector matches; one that cannot be read is complained about elsewhere."""
    try:
        return labels.from_object(spec.selector).matches(values)
    except labels.SelectorError:
        return True


def _spec_with_selector(spec: batch.JobSpec) -> Errors:
    yield from job_spec(_SPEC, spec)
    if spec.selector is None:
        yield field.required(_SPEC.child('selector'))
    yield from label_selector(_SPEC.child('selector'), spec.selector)
    found = spec.template.metadata.labels
    if not _selects(spec, found):
        detail = '`selector` does not match template `labels`'
        yield field.invalid(_SPEC.child('template', 'metadata', 'labels'), found or None, detail)


def job_spec(path: Path, spec: batch.JobSpec) -> Errors:
    """What jobs and cron jobs' templates have in common."""
    yield from _numbers(path, spec)
    if spec.managed_by is not None:
        yield from domain_prefixed_path(path.child('managedBy'), spec.managed_by)
        if names.byte_length(spec.managed_by) > _MAX_MANAGED_BY:
            yield field.too_long(path.child('managedBy'), '', _MAX_MANAGED_BY)
    mode = spec.completion_mode
    if mode is not None and mode not in ('NonIndexed', 'Indexed'):
        yield field.not_supported(path.child('completionMode'), mode, ('NonIndexed', 'Indexed'))
    if mode == 'Indexed':
        yield from _indexed(path, spec)
    elif mode in (None, 'NonIndexed'):
        for name, limit in (
            ('backoffLimitPerIndex', spec.backoff_limit_per_index),
            ('maxFailedIndexes', spec.max_failed_indexes),
        ):
            if limit is not None:
                yield field.invalid(path.child(name), limit, 'requires indexed completion mode')
    yield from job_policies.failure_policy(path.child('podFailurePolicy'), spec)
    yield from job_policies.success_policy(path.child('successPolicy'), spec)
    yield from job_policies.replacement_policy(path.child('podReplacementPolicy'), spec)
    yield from pod_template(path.child('template'), spec.template)
    yield from _restart_policy(path.child('template', 'spec', 'restartPolicy'), spec)


def _numbers(path: Path, spec: batch.JobSpec) -> Errors:
    for name, number in (
        ('parallelism', spec.parallelism),
        ('completions', spec.completions),
        ('activeDeadlineSeconds', spec.active_deadline_seconds),
        ('backoffLimit', spec.backoff_limit),
        ('ttlSecondsAfterFinished', spec.ttl_seconds_after_finished),
        ('backoffLimitPerIndex', spec.backoff_limit_per_index),
        ('maxFailedIndexes', spec.max_failed_indexes),
    ):
        yield from nonnegative(path.child(name), number or 0)
    if spec.max_failed_indexes is not None and spec.backoff_limit_per_index is None:
        yield field.required(path.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified')


def _indexed(path: Path, spec: batch.JobSpec) -> Errors:
    completions, parallelism = spec.completions, spec.parallelism or 0
    failed, at = spec.max_failed_indexes, path.child('maxFailedIndexes')
    if completions is None:
        yield field.required(path.child('completions'), 'when completion mode is Indexed')
    if parallelism > _MAX_PARALLELISM:
        detail = f'must be less than or equal to {_MAX_PARALLELISM} when completion mode is Indexed'
        yield field.invalid(path.child('parallelism'), parallelism, detail)
    if completions is not None and failed is not None and failed > completions:
        yield field.invalid(at, failed, 'must be less than or equal to completions')
    if failed is not None and failed > _MANY:
        yield field.invalid(at, failed, f'must be less than or equal to {_MANY}')
    if completions is None or completions <= _MANY or spec.backoff_limit_per_index is None:
        return
    if failed is None:
        yield field.required(at, f'must be specified when completions is above {_MANY}')
    tight = (
        f'must be less than or equal to {_LIMIT_OF_MANY} when completions are above {_MANY} '
        'and used with backoff limit per index'
    )
    if parallelism > _LIMIT_OF_MANY:
        yield field.invalid(path.child('parallelism'), parallelism, tight)
    if failed is not None and failed > _LIMIT_OF_MANY:
        yield field.invalid(at, failed, tight)


def _restart_policy(path: Path, spec: batch.JobSpec) -> Errors:
    policy = spec.template.spec.restart_policy
    if policy in ('', 'Always'):
        yield field.required(path, 'valid values: "OnFailure", "Never"')
    elif policy not in _FINAL_POLICIES:
        yield field.not_supported(path, policy, _FINAL_POLICIES)
    elif spec.pod_failure_policy is not None and policy != 'Never':
        yield field.invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')


def _completions(path: Path, new: batch.JobSpec, old: batch.JobSpec) -> Errors:
    """Fixed, but an indexed job may grow and shrink with its parallelism."""
    if new.completion_mode != 'Indexed':
        yield from immutable(path, new.completions, old.completions)
    elif new.completions not in (old.completions, None, new.parallelism):
        yield field.invalid(path, new.completions, 'can only be modified in tandem with spec.parallelism')


def _template(new: batch.JobSpec, old: batch.Job) -> Errors:
    """While a job is suspended and has no pods, the template may say where its pods go and what they need."""
    before = codec.clone(old.spec.template)
    at = _SPEC.child('template')
    if not (old.spec.suspend and (old.status.start_time is None or not old.status.active)):
        yield from immutable(at, new.template, before)
        return
    _take_over_scheduling(before, new.template)
    _take_over_resources(before.spec, new.template.spec)
    if new.template.spec != before.spec:
        yield field.invalid(_SPEC.child('template.spec'), new.template.spec, 'field is immutable')


def _take_over_scheduling(before: core.PodTemplateSpec, after: core.PodTemplateSpec) -> None:
    old, new = before.spec, after.spec
    if old.affinity is not None:
        old.affinity.node_affinity = new.affinity.node_affinity if new.affinity is not None else None
        if new.affinity is None and old.affinity == core.Affinity():
            old.affinity = None
    elif new.affinity is not None:
        old.affinity = core.Affinity(node_affinity=new.affinity.node_affinity)
    old.node_selector, old.tolerations = new.node_selector, new.tolerations
    old.scheduling_gates = new.scheduling_gates
    before.metadata.annotations, before.metadata.labels = after.metadata.annotations, after.metadata.labels


def _take_over_resources(old: core.PodSpec, new: core.PodSpec) -> None:
    for before, after in ((old.containers, new.containers), (old.init_containers, new.init_containers)):
        if len(before) == len(after):
            for container, wanted in zip(before, after, strict=True):
                if container.name == wanted.name:
                    container.resources = wanted.resources
