"""Jobs and cron jobs (upstream: pkg/registry/batch)."""

from __future__ import annotations

from sampan.api.generated import batch_v1, meta_v1
from sampan.api.joblabels import CONTROLLER_UID, JOB_NAME, LEGACY_CONTROLLER_UID, LEGACY_JOB_NAME
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.apiserver.registry.strategies.workloads import normalize_template


class JobStrategy(Strategy[batch_v1.Job]):
    """Unless its maker chose a selector, a job selects its pods by its own uid, which no other job has."""

    counts_generation = True

    def normalize(self, obj: batch_v1.Job) -> None:
        normalize_template(obj.spec.template)

    def prepare_for_create(self, obj: batch_v1.Job, call: Call) -> None:
        super().prepare_for_create(obj, call)
        if not obj.spec.manual_selector:
            generate_selector(obj)


class CronJobStrategy(Strategy[batch_v1.CronJob]):
    counts_generation = True

    def normalize(self, obj: batch_v1.CronJob) -> None:
        normalize_template(obj.spec.job_template.spec.template)


def generate_selector(job: batch_v1.Job) -> None:
    """Labels for the pods, and the selector for one of them. What is there already stays; validation looks at it."""
    name, uid = job.metadata.name, job.metadata.uid
    generated = {LEGACY_JOB_NAME: name, JOB_NAME: name, LEGACY_CONTROLLER_UID: uid, CONTROLLER_UID: uid}
    template = job.spec.template.metadata
    template.labels = generated | template.labels
    selector = job.spec.selector or meta_v1.LabelSelector()
    selector.match_labels = {CONTROLLER_UID: uid} | selector.match_labels
    job.spec.selector = selector
