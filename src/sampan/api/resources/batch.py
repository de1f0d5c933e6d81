"""batch."""

from __future__ import annotations

from sampan.api import selectable
from sampan.api.generated import batch_v1
from sampan.api.resources.base import Group, Resource, status, subresources

GROUP = Group('batch', ('v1',), 17400)

RESOURCES: tuple[Resource, ...] = (
    Resource(
        'batch',
        'v1',
        'cronjobs',
        'cronjob',
        batch_v1.CronJob,
        batch_v1.CronJobList,
        short_names=('cj',),
        categories=('all',),
        subresources=subresources(status(batch_v1.CronJob)),
    ),
    Resource(
        'batch',
        'v1',
        'jobs',
        'job',
        batch_v1.Job,
        batch_v1.JobList,
        categories=('all',),
        selectable=selectable.JOBS,
        subresources=subresources(status(batch_v1.Job)),
    ),
)
