"""batch/v1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import core_v1, meta_v1
from sampan.api.scalars import Int32, Int64, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class JobSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    parallelism: Int32 | None = None
    completions: Int32 | None = None
    active_deadline_seconds: Int64 | None = _f(name='activeDeadlineSeconds', default=None)
    pod_failure_policy: PodFailurePolicy | None = _f(name='podFailurePolicy', default=None)
    success_policy: SuccessPolicy | None = _f(name='successPolicy', default=None)
    backoff_limit: Int32 | None = _f(name='backoffLimit', default=None)
    backoff_limit_per_index: Int32 | None = _f(name='backoffLimitPerIndex', default=None)
    max_failed_indexes: Int32 | None = _f(name='maxFailedIndexes', default=None)
    selector: meta_v1.LabelSelector | None = None
    manual_selector: bool | None = _f(name='manualSelector', default=None)
    template: core_v1.PodTemplateSpec = _f(default_factory=core_v1.PodTemplateSpec)
    ttl_seconds_after_finished: Int32 | None = _f(name='ttlSecondsAfterFinished', default=None)
    completion_mode: str | None = _f(name='completionMode', default=None)
    suspend: bool | None = None
    pod_replacement_policy: str | None = _f(name='podReplacementPolicy', default=None)
    managed_by: str | None = _f(name='managedBy', default=None)


class JobTemplateSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: JobSpec = _f(default_factory=JobSpec)


class CronJobSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    schedule: str = _f(default_factory=str)
    time_zone: str | None = _f(name='timeZone', default=None)
    starting_deadline_seconds: Int64 | None = _f(name='startingDeadlineSeconds', default=None)
    concurrency_policy: str = _f(name='concurrencyPolicy', default='')
    suspend: bool | None = None
    job_template: JobTemplateSpec = _f(name='jobTemplate', default_factory=JobTemplateSpec)
    successful_jobs_history_limit: Int32 | None = _f(name='successfulJobsHistoryLimit', default=None)
    failed_jobs_history_limit: Int32 | None = _f(name='failedJobsHistoryLimit', default=None)


class CronJobStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    active: list[core_v1.ObjectReference] = _f(default_factory=list)
    last_schedule_time: Time | None = _f(name='lastScheduleTime', default=None)
    last_successful_time: Time | None = _f(name='lastSuccessfulTime', default=None)


class CronJob(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CronJob')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'batch/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: CronJobSpec = _f(default_factory=CronJobSpec)
    status: CronJobStatus = _f(default_factory=CronJobStatus)


class CronJobList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CronJobList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'batch/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[CronJob] = _f(default_factory=_list)


class JobStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    conditions: list[JobCondition] = _f(default_factory=list)
    start_time: Time | None = _f(name='startTime', default=None)
    completion_time: Time | None = _f(name='completionTime', default=None)
    active: Int32 = 0
    succeeded: Int32 = 0
    failed: Int32 = 0
    terminating: Int32 | None = None
    completed_indexes: str = _f(name='completedIndexes', default='')
    failed_indexes: str | None = _f(name='failedIndexes', default=None)
    uncounted_terminated_pods: UncountedTerminatedPods | None = _f(name='uncountedTerminatedPods', default=None)
    ready: Int32 | None = None


class Job(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Job')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'batch/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: JobSpec = _f(default_factory=JobSpec)
    status: JobStatus = _f(default_factory=JobStatus)


class JobCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    last_probe_time: Time | None = _f(name='lastProbeTime', default_factory=_none)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class JobList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'JobList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'batch/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Job] = _f(default_factory=_list)


class PodFailurePolicy(Struct, kw_only=True, omit_defaults=True, gc=False):
    rules: list[PodFailurePolicyRule] = _f(default_factory=_list)


class PodFailurePolicyOnExitCodesRequirement(Struct, kw_only=True, omit_defaults=True, gc=False):
    container_name: str | None = _f(name='containerName', default=None)
    operator: str = _f(default_factory=str)
    values: list[Int32] = _f(default_factory=_list)


class PodFailurePolicyOnPodConditionsPattern(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)


class PodFailurePolicyRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    action: str = _f(default_factory=str)
    on_exit_codes: PodFailurePolicyOnExitCodesRequirement | None = _f(name='onExitCodes', default=None)
    on_pod_conditions: list[PodFailurePolicyOnPodConditionsPattern] = _f(name='onPodConditions', default_factory=list)


class SuccessPolicy(Struct, kw_only=True, omit_defaults=True, gc=False):
    rules: list[SuccessPolicyRule] = _f(default_factory=_list)


class SuccessPolicyRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    succeeded_indexes: str | None = _f(name='succeededIndexes', default=None)
    succeeded_count: Int32 | None = _f(name='succeededCount', default=None)


class UncountedTerminatedPods(Struct, kw_only=True, omit_defaults=True, gc=False):
    succeeded: list[str] = _f(default_factory=list)
    failed: list[str] = _f(default_factory=list)
