"""Warnings about jobs, cron jobs and stateful sets. Upstream: pkg/api/job, and the strategies."""

from __future__ import annotations

from collections.abc import Iterator

from sampan.api.generated import apps_v1, batch_v1
from sampan.api.warnings.pods import template_warnings
from sampan.api.warnings.volumes import claim_spec_warnings

_MANY, _WIDE = 100_000, 10_000
_UNTRACKED = (
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, '
    'Kubernetes might not be able to track completedIndexes when a big number of indexes fail'
)
_ZONE = (
    'CRON_TZ or TZ used in spec.schedule is not officially supported, see '
    'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details'
)


def job_spec_warnings(path: str, spec: batch_v1.JobSpec) -> Iterator[str]:
    """A job's, or a cron job's template's."""
    huge = (spec.completions or 0) > _MANY and (spec.parallelism or 0) > _WIDE
    if spec.completion_mode == 'Indexed' and huge:
        yield _UNTRACKED
    yield from template_warnings(f'{path}.template', spec.template)


def schedule_warnings(cron_job: batch_v1.CronJob) -> Iterator[str]:
    """Said at every write."""
    if 'TZ' in cron_job.spec.schedule:
        yield _ZONE


def stateful_set_warnings(spec: apps_v1.StatefulSetSpec) -> Iterator[str]:
    """Besides those of the template."""
    for index, claim in enumerate(spec.volume_claim_templates):
        yield from claim_spec_warnings(f'spec.volumeClaimTemplates[{index}]', claim.spec)
    if spec.revision_history_limit is not None and spec.revision_history_limit < 0:
        yield (
            'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended'
        )
