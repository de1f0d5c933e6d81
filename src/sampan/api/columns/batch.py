"""Jobs, cron jobs."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import NONE, Cell, Columns, age, column, container_cells, name_column, selector_text, since
from sampan.api.generated import batch_v1, meta_v1
from sampan.machinery import duration

_TEMPLATE = [column('Containers', wide=True), column('Images', wide=True), column('Selector', wide=True)]


def _job(job: batch_v1.Job, now: datetime) -> list[Cell]:
    return [
        job.metadata.name,
        _job_status(job),
        _completions(job),
        _duration(job.status, now),
        age(job, now),
        *container_cells(job.spec.template.spec.containers),
        _selector(job.spec.selector),
    ]


def _job_status(job: batch_v1.Job) -> str:
    true = {condition.type for condition in job.status.conditions if condition.status == 'True'}
    for name in ('Complete', 'Failed'):
        if name in true:
            return name
    if job.metadata.deletion_timestamp is not None:
        return 'Terminating'
    return next((name for name in ('Suspended', 'FailureTarget', 'SuccessCriteriaMet') if name in true), 'Running')


def _completions(job: batch_v1.Job) -> str:
    if job.spec.completions is not None:
        return f'{job.status.succeeded}/{job.spec.completions}'
    parallelism = job.spec.parallelism or 0
    return f'{job.status.succeeded}/1 of {parallelism}' if parallelism > 1 else f'{job.status.succeeded}/1'


def _duration(status: batch_v1.JobStatus, now: datetime) -> str:
    if status.start_time is None:
        return ''
    return duration.human(((status.completion_time or now) - status.start_time).total_seconds())


def _selector(selector: meta_v1.LabelSelector | None) -> str:
    try:
        return selector_text(selector) if selector is not None else NONE
    except ValueError:
        return '<error>'


def _cron_job(cron_job: batch_v1.CronJob, now: datetime) -> list[Cell]:
    spec, last = cron_job.spec, cron_job.status.last_schedule_time
    return [
        cron_job.metadata.name,
        spec.schedule,
        spec.time_zone or NONE,
        '<unset>' if spec.suspend is None else str(spec.suspend),
        len(cron_job.status.active),
        NONE if last is None else since(last, now),
        age(cron_job, now),
        *container_cells(spec.job_template.spec.template.spec.containers),
        _selector(spec.job_template.spec.selector),
    ]


JOBS = Columns(
    [name_column(), column('Status'), column('Completions'), column('Duration'), column('Age'), *_TEMPLATE], _job
)
CRON_JOBS = Columns(
    [
        name_column(),
        column('Schedule'),
        column('Timezone'),
        column('Suspend', 'boolean'),
        column('Active', 'integer'),
        column('Last Schedule'),
        column('Age'),
        *_TEMPLATE,
    ],
    _cron_job,
)
