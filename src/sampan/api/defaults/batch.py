"""Defaults of jobs and cron jobs. Upstream: pkg/apis/batch/v1/defaults.go."""

from __future__ import annotations

from sampan.api.defaults import pods
from sampan.api.generated import batch_v1 as batch

BACKOFF_LIMIT = 6
_UNLIMITED = 2**31 - 1


def job(obj: batch.Job) -> None:
    """One pod that completes once; labels are the template's unless given."""
    spec = obj.spec
    if spec.completions is None and spec.parallelism is None:
        spec.completions = 1
    if spec.parallelism is None:
        spec.parallelism = 1
    if spec.backoff_limit is None:
        spec.backoff_limit = BACKOFF_LIMIT if spec.backoff_limit_per_index is None else _UNLIMITED
    if not obj.metadata.labels:
        obj.metadata.labels = dict(spec.template.metadata.labels)
    if spec.completion_mode is None:
        spec.completion_mode = 'NonIndexed'
    if spec.suspend is None:
        spec.suspend = False
    if spec.pod_replacement_policy is None:
        spec.pod_replacement_policy = 'TerminatingOrFailed' if spec.pod_failure_policy is None else 'Failed'
    if spec.manual_selector is None:
        spec.manual_selector = False
    _job_spec(spec)


def cron_job(obj: batch.CronJob) -> None:
    """Jobs may overlap; three that succeeded and one that failed are kept. The template's jobs get theirs when made."""
    spec = obj.spec
    spec.concurrency_policy = spec.concurrency_policy or 'Allow'
    if spec.suspend is None:
        spec.suspend = False
    if spec.successful_jobs_history_limit is None:
        spec.successful_jobs_history_limit = 3
    if spec.failed_jobs_history_limit is None:
        spec.failed_jobs_history_limit = 1
    _job_spec(spec.job_template.spec)


def _job_spec(spec: batch.JobSpec) -> None:
    """What a job and a job's template share."""
    for rule in spec.pod_failure_policy.rules if spec.pod_failure_policy is not None else ():
        for pattern in rule.on_pod_conditions:
            pattern.status = pattern.status or 'True'
    pods.pod_spec(spec.template.spec)
