"""batch/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import batch_v1, core_v1, meta_v1
from sampan.api.scalars import Int32, Int64, Time
from sampan.api.scalars import list_ as _list


class JobTemplateSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: batch_v1.JobSpec = _f(default_factory=batch_v1.JobSpec)


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
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'batch/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: CronJobSpec = _f(default_factory=CronJobSpec)
    status: CronJobStatus = _f(default_factory=CronJobStatus)


class CronJobList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CronJobList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'batch/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[CronJob] = _f(default_factory=_list)
