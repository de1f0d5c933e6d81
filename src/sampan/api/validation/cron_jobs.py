"""Cron jobs. Upstream: pkg/apis/batch/validation (ValidateCronJobCreate and what it calls)."""

from __future__ import annotations

import re

from sampan.api.generated import batch_v1 as batch
from sampan.api.validation.common import Errors, nonnegative
from sampan.api.validation.jobs import job_spec
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.machinery import cron, field, names
from sampan.machinery.field import Path

_SPEC = Path('spec')
_NAME_MAX = 63 - 11  # a job's name is the cron job's and a dash and ten digits of time
_CONCURRENCY = ('Allow', 'Forbid', 'Replace')
_ZONE_PART = re.compile(r'[A-Za-z.\-_0-9+]{1,14}', re.ASCII)


def cron_job(obj: batch.CronJob) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from _cron_job_spec(obj.spec, None)
    if names.byte_length(obj.metadata.name) > _NAME_MAX:
        yield field.invalid(Path('metadata', 'name'), obj.metadata.name, names.max_length_error(_NAME_MAX))


def cron_job_update(new: batch.CronJob, old: batch.CronJob) -> Errors:
    """Everything may change; what was stored with a time zone in its schedule may keep it."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _cron_job_spec(new.spec, old.spec)


def _cron_job_spec(spec: batch.CronJobSpec, old: batch.CronJobSpec | None) -> Errors:
    if not spec.schedule:
        yield field.required(_SPEC.child('schedule'))
    else:
        yield from _schedule(_SPEC.child('schedule'), spec, old)
    yield from nonnegative(_SPEC.child('startingDeadlineSeconds'), spec.starting_deadline_seconds or 0)
    if spec.time_zone is not None and (old is None or old.time_zone != spec.time_zone):
        yield from _time_zone(_SPEC.child('timeZone'), spec.time_zone)
    if not spec.concurrency_policy:
        yield field.required(_SPEC.child('concurrencyPolicy'))
    elif spec.concurrency_policy not in _CONCURRENCY:
        yield field.not_supported(_SPEC.child('concurrencyPolicy'), spec.concurrency_policy, _CONCURRENCY)
    yield from _job_template(_SPEC.child('jobTemplate', 'spec'), spec.job_template.spec)
    yield from nonnegative(_SPEC.child('successfulJobsHistoryLimit'), spec.successful_jobs_history_limit or 0)
    yield from nonnegative(_SPEC.child('failedJobsHistoryLimit'), spec.failed_jobs_history_limit or 0)


def _schedule(path: Path, spec: batch.CronJobSpec, old: batch.CronJobSpec | None) -> Errors:
    try:
        cron.parse(spec.schedule)
    except cron.ScheduleError as error:
        yield field.invalid(path, spec.schedule, str(error))
    if 'TZ' not in spec.schedule:
        return
    if old is None or 'TZ' not in old.schedule:
        detail = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
        yield field.invalid(path, spec.schedule, detail)
    elif spec.time_zone is not None:
        detail = 'cannot use both timeZone field and TZ or CRON_TZ in schedule'
        yield field.invalid(path, spec.schedule, detail)


def _time_zone(path: Path, zone: str) -> Errors:
    if not zone:
        yield field.invalid(path, zone, 'timeZone must be nil or non-empty string')
        return
    for part in zone.split('/'):
        if part in ('.', '..') or part.startswith('-') or not _ZONE_PART.fullmatch(part):
            yield field.invalid(path, zone, f'unknown time zone {zone}')
            return
    if zone.lower() == 'local':
        detail = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'
        yield field.invalid(path, zone, detail)
        if zone == 'Local':  # Go knows it; it is only not explicit
            return
    try:
        cron.load_zone(zone)
    except cron.ScheduleError as error:
        yield field.invalid(path, zone, str(error))


def _job_template(path: Path, spec: batch.JobSpec) -> Errors:
    yield from job_spec(path, spec)
    if spec.selector is not None:
        yield field.invalid(path.child('selector'), spec.selector, '`selector` will be auto-generated')
    if spec.manual_selector:
        yield field.not_supported(path.child('manualSelector'), spec.manual_selector, ('nil', 'false'))
