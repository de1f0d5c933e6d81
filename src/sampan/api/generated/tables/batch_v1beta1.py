"""Field rows of batch_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'CronJob': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'batch_v1beta1.CronJobSpec', 'o', 'v1beta1.CronJobSpec'),
        ('status', 'status', 3, (), '', 'message', 'batch_v1beta1.CronJobStatus', 'o', 'v1beta1.CronJobStatus'),
    ),
    'CronJobList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'batch_v1beta1.CronJob', '', '[]v1beta1.CronJob'),
    ),
    'CronJobSpec': (
        ('schedule', 'schedule', 1, (), '', 'string', '', '', 'string'),
        ('time_zone', 'timeZone', 8, (), '', 'string', '', 'po', 'string'),
        ('starting_deadline_seconds', 'startingDeadlineSeconds', 2, (), '', 'int64', '', 'po', 'int64'),
        ('concurrency_policy', 'concurrencyPolicy', 3, (), '', 'string', '', 'o', 'v1beta1.ConcurrencyPolicy'),
        ('suspend', 'suspend', 4, (), '', 'bool', '', 'po', 'bool'),
        ('job_template', 'jobTemplate', 5, (), '', 'message', 'batch_v1beta1.JobTemplateSpec', '', 'v1beta1.JobTemplateSpec'),
        ('successful_jobs_history_limit', 'successfulJobsHistoryLimit', 6, (), '', 'int32', '', 'po', 'int32'),
        ('failed_jobs_history_limit', 'failedJobsHistoryLimit', 7, (), '', 'int32', '', 'po', 'int32'),
    ),
    'CronJobStatus': (
        ('active', 'active', 1, (), 'list', 'message', 'core_v1.ObjectReference', 'o', '[]v1.ObjectReference'),
        ('last_schedule_time', 'lastScheduleTime', 4, (), '', 'time', '', 'po', 'v1.Time'),
        ('last_successful_time', 'lastSuccessfulTime', 5, (), '', 'time', '', 'po', 'v1.Time'),
    ),
    'JobTemplateSpec': (
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'batch_v1.JobSpec', 'o', 'v1.JobSpec'),
    ),
}
