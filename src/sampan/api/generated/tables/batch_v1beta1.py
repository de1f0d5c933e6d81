"""Field rows of batch_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'CronJob': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'batch_v1beta1.CronJobSpec', 'o'),
        ('status', 'status', 3, (), '', 'message', 'batch_v1beta1.CronJobStatus', 'o'),
    ),
    'CronJobList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'batch_v1beta1.CronJob', ''),
    ),
    'CronJobSpec': (
        ('schedule', 'schedule', 1, (), '', 'string', '', ''),
        ('time_zone', 'timeZone', 8, (), '', 'string', '', 'po'),
        ('starting_deadline_seconds', 'startingDeadlineSeconds', 2, (), '', 'int64', '', 'po'),
        ('concurrency_policy', 'concurrencyPolicy', 3, (), '', 'string', '', 'o'),
        ('suspend', 'suspend', 4, (), '', 'bool', '', 'po'),
        ('job_template', 'jobTemplate', 5, (), '', 'message', 'batch_v1beta1.JobTemplateSpec', ''),
        ('successful_jobs_history_limit', 'successfulJobsHistoryLimit', 6, (), '', 'int32', '', 'po'),
        ('failed_jobs_history_limit', 'failedJobsHistoryLimit', 7, (), '', 'int32', '', 'po'),
    ),
    'CronJobStatus': (
        ('active', 'active', 1, (), 'list', 'message', 'core_v1.ObjectReference', 'o'),
        ('last_schedule_time', 'lastScheduleTime', 4, (), '', 'time', '', 'po'),
        ('last_successful_time', 'lastSuccessfulTime', 5, (), '', 'time', '', 'po'),
    ),
    'JobTemplateSpec': (
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'batch_v1.JobSpec', 'o'),
    ),
}
