"""The status of a job: a controller of anybody's (`managedBy`) writes it, so it is held to what clients rely on.

A rule is asked only when something it speaks of has changed, so that a status that was wrong before, or became
wrong by a change of the spec, can still be written. Upstream: validateJobStatus, ValidateJobStatusUpdate,
getStatusValidationOptions.
"""

from __future__ import annotations

from sampan.api.generated import batch_v1 as batch
from sampan.api.validation import job_indexes
from sampan.api.validation.common import Errors, nonnegative
from sampan.api.validation.metadata import object_meta_update
from sampan.machinery import field
from sampan.machinery.field import OMITTED, Path

_STATUS = Path('status')
_CONDITIONS = _STATUS.child('conditions')


def job_status_update(new: batch.Job, old: batch.Job) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _counts(new.status)
    yield from _uncounted(new.status)
    changed = _Changed(new.status, old.status)
    yield from _completion(new.status, changed)
    yield from _finished(new.status, changed)
    yield from _indexes(new, changed)
    yield from _success(new)
    yield from _transitions(new, old)


def is_true(status: batch.JobStatus, condition: str) -> bool:
    """Whether the job has the condition."""
    return any(each.type == condition and each.status == 'True' for each in status.conditions)


def is_finished(status: batch.JobStatus) -> bool:
    return is_true(status, 'Complete') or is_true(status, 'Failed')


class _Changed:
    """What differs from the stored status."""

    def __init__(self, new: batch.JobStatus, old: batch.JobStatus) -> None:
        self.complete = is_true(new, 'Complete') != is_true(old, 'Complete')
        self.failed = is_true(new, 'Failed') != is_true(old, 'Failed')
        self.failure_target = is_true(new, 'FailureTarget') != is_true(old, 'FailureTarget')
        self.criteria_met = is_true(new, 'SuccessCriteriaMet') != is_true(old, 'SuccessCriteriaMet')
        self.finished = is_finished(new) != is_finished(old)
        self.completed_indexes = new.completed_indexes != old.completed_indexes
        self.failed_indexes = new.failed_indexes != old.failed_indexes
        self.active = new.active != old.active
        self.ready = new.ready != old.ready
        self.terminating = new.terminating != old.terminating
        self.start = new.start_time != old.start_time
        self.completion = new.completion_time != old.completion_time
        self.uncounted = new.uncounted_terminated_pods != old.uncounted_terminated_pods


def _counts(status: batch.JobStatus) -> Errors:
    for name, count in (
        ('active', status.active),
        ('succeeded', status.succeeded),
        ('failed', status.failed),
        ('ready', status.ready or 0),
        ('terminating', status.terminating or 0),
    ):
        yield from nonnegative(_STATUS.child(name), count)


def _uncounted(status: batch.JobStatus) -> Errors:
    pods, at = status.uncounted_terminated_pods, _STATUS.child('uncountedTerminatedPods')
    seen: set[str] = set()
    if pods is None:
        return
    for name, uids in (('succeeded', pods.succeeded), ('failed', pods.failed)):
        for index, uid in enumerate(uids):
            where = at.child(name).index(index)
            if not uid:
                yield field.invalid(where, uid, 'must not be empty')
            elif uid in seen:
                yield field.duplicate(where, uid)
            seen.add(uid)


def _impossible(detail: str) -> field.FieldError:
    return field.invalid(_CONDITIONS, OMITTED, detail)


def _completion(status: batch.JobStatus, changed: _Changed) -> Errors:
    complete, failed = is_true(status, 'Complete'), is_true(status, 'Failed')
    start, end, at = status.start_time, status.completion_time, _STATUS.child('completionTime')
    if (changed.complete or changed.failed) and complete and failed:
        yield _impossible('cannot set Complete=True and Failed=true conditions')
    if (changed.complete or changed.failure_target) and complete and is_true(status, 'FailureTarget'):
        yield _impossible('cannot set Complete=True and FailureTarget=true conditions')
    if changed.complete or changed.completion:
        if end is not None and not complete:
            yield field.invalid(at, end, 'cannot set completionTime when there is no Complete=True condition')
        if end is None and complete:
            yield field.required(at, 'completionTime is required for Complete jobs')
    if (changed.start or changed.completion) and start is not None and end is not None and end < start:
        yield field.invalid(at, end, 'must be equal to or after `startTime`')
    if (changed.failed or changed.failed_indexes) and failed and not is_true(status, 'FailureTarget'):
        yield _impossible('cannot set Failed=True condition without the FailureTarget=true condition')
    if (changed.complete or changed.criteria_met) and complete and not is_true(status, 'SuccessCriteriaMet'):
        yield _impossible('cannot set Complete=True condition without the SuccessCriteriaMet=true condition')


def _finished(status: batch.JobStatus, changed: _Changed) -> Errors:
    finished, uncounted = is_finished(status), status.uncounted_terminated_pods
    if (changed.finished or changed.active) and finished and status.active > 0:
        yield field.invalid(_STATUS.child('active'), status.active, 'active>0 is invalid for finished job')
    if (changed.finished or changed.start) and finished and status.start_time is None:
        yield field.required(_STATUS.child('startTime'), 'startTime is required for finished job')
    if (changed.finished or changed.uncounted) and finished and uncounted and (uncounted.failed or uncounted.succeeded):
        yield field.invalid(_STATUS.child('uncountedTerminatedPods'), uncounted, 'must be empty for finished job')
    if (changed.finished or changed.terminating) and finished and (status.terminating or 0) > 0:
        detail = 'terminating>0 is invalid for finished job'
        yield field.invalid(_STATUS.child('terminating'), status.terminating, detail)
    if (changed.ready or changed.active) and (status.ready or 0) > status.active:
        yield field.invalid(_STATUS.child('ready'), status.ready, 'cannot set more ready pods than active')


def _indexes(job: batch.Job, changed: _Changed) -> Errors:
    status, completions = job.status, job.spec.completions
    completed, failed = status.completed_indexes, status.failed_indexes
    limited = job.spec.backoff_limit_per_index is not None
    if changed.completed_indexes:
        if completions is not None:
            yield from _readable('completedIndexes', completed, completions)
        if completed and job.spec.completion_mode != 'Indexed':
            detail = 'cannot set non-empty completedIndexes when non-indexed completion mode'
            yield field.invalid(_STATUS.child('completedIndexes'), completed, detail)
    if changed.failed_indexes and failed is not None:
        if not limited:
            detail = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null'
            yield field.invalid(_STATUS.child('failedIndexes'), failed, detail)
        elif completions is not None:
            yield from _readable('failedIndexes', failed, completions)
    if (changed.failed_indexes or changed.completed_indexes) and completions is not None and failed is not None:
        both = job_indexes.overlap(completed, failed, completions)
        if both is not None:
            detail = f'failedIndexes and completedIndexes overlap at index: {both}'
            yield field.invalid(_STATUS.child('failedIndexes'), failed, detail)


def _readable(name: str, indexes: str, completions: int) -> Errors:
    try:
        job_indexes.count(indexes, completions)
    except job_indexes.IndexesError as error:
        yield field.invalid(_STATUS.child(name), indexes, f'error parsing {name}: {error}')


def _success(job: batch.Job) -> Errors:
    met = is_true(job.status, 'SuccessCriteriaMet')
    if met and is_true(job.status, 'Failed'):
        yield _impossible('cannot set SuccessCriteriaMet=True and Failed=true conditions')
    if met and is_true(job.status, 'FailureTarget'):
        yield _impossible('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions')
    if job.spec.success_policy is not None and not met and is_true(job.status, 'Complete'):
        yield _impossible('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True')


def _transitions(new: batch.Job, old: batch.Job) -> Errors:
    """Nothing that is final comes undone, and counters do not go back."""
    after, before, spec = new.status, old.status, new.spec
    for condition in ('Failed', 'Complete', 'FailureTarget'):
        if is_true(before, condition) and not is_true(after, condition):
            yield _impossible(f'cannot disable the terminal {condition}=True condition')
    if after.failed < before.failed:
        yield field.invalid(_STATUS.child('failed'), after.failed, 'cannot decrease the failed counter')
    elastic = spec.completion_mode == 'Indexed' and spec.completions == spec.parallelism
    if after.succeeded < before.succeeded and not elastic:
        yield field.invalid(_STATUS.child('succeeded'), after.succeeded, 'cannot decrease the succeeded counter')
    ended = after.completion_time
    if ended is not None and before.completion_time is not None and ended != before.completion_time:
        yield field.invalid(_STATUS.child('completionTime'), ended, 'field is immutable')
    if before.start_time is not None and after.start_time != before.start_time and not spec.suspend:
        yield field.required(_STATUS.child('startTime'), 'startTime cannot be removed for unsuspended job')
    was_met, met = is_true(before, 'SuccessCriteriaMet'), is_true(after, 'SuccessCriteriaMet')
    if was_met and not met:
        yield _impossible('cannot disable the SuccessCriteriaMet=True condition')
    if is_true(before, 'Complete') and not was_met and met:
        yield _impossible('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions')
