"""What is allowed and probably not meant: the `Warning` headers that kubectl prints.

`warnings(new, old)` looks at an object that is otherwise valid; `old` is None on creation. Kinds without
an entry never warn. Upstream: pkg/api/{pod,service,node}/warnings.go, and the strategies that call them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sampan.api.generated import apps_v1, batch_v1, core_v1, networking_v1
from sampan.api.warnings.networking import ingress_warnings, network_policy_warnings
from sampan.api.warnings.pods import pod_warnings, template_warnings
from sampan.api.warnings.services import service_warnings
from sampan.api.warnings.volumes import claim_warnings, volume_warnings
from sampan.api.warnings.workloads import job_spec_warnings, schedule_warnings, stateful_set_warnings
from sampan.machinery import names

WARNINGS: dict[type, Callable[[Any], Iterable[str]]] = {
    core_v1.PersistentVolume: volume_warnings,
    core_v1.PersistentVolumeClaim: claim_warnings,
    core_v1.Pod: pod_warnings,
    core_v1.PodTemplate: lambda obj: template_warnings('template', obj.template),
    core_v1.Service: service_warnings,
    networking_v1.NetworkPolicy: network_policy_warnings,
}
# Said once, when the object is made.
ON_CREATION: dict[type, Callable[[Any], Iterable[str]]] = {
    networking_v1.Ingress: ingress_warnings,
}
# Kinds that make pods of a template: their names become part of the pods', and an update that leaves the
# spec (and so the generation) alone is not complained about again.
WORKLOADS = (
    core_v1.ReplicationController,
    apps_v1.DaemonSet,
    apps_v1.Deployment,
    apps_v1.ReplicaSet,
    apps_v1.StatefulSet,
    batch_v1.CronJob,
    batch_v1.Job,
)
_NAME = (
    'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; '
    'a DNS label is recommended: [{}]'
)


def warnings(new: Any, old: Any = None) -> list[str]:
    """What to tell the writer of `new`."""
    if isinstance(new, WORKLOADS):
        return _workload(new, old)
    find = WARNINGS.get(type(new)) or (ON_CREATION.get(type(new)) if old is None else None)
    return list(find(new)) if find is not None else []


def _workload(new: Any, old: Any) -> list[str]:
    always = list(schedule_warnings(new)) if isinstance(new, batch_v1.CronJob) else []
    if old is not None and new.metadata.generation == old.metadata.generation:
        return always
    wrong = names.dns1123_label(new.metadata.name) if old is None else []
    found = [_NAME.format(' '.join(wrong))] if wrong else []
    return [*found, *_of_spec(new), *always]


def _of_spec(new: Any) -> Iterable[str]:
    if isinstance(new, batch_v1.Job):
        return job_spec_warnings('spec', new.spec)
    if isinstance(new, batch_v1.CronJob):
        return job_spec_warnings('spec.jobTemplate.spec', new.spec.job_template.spec)
    of_template = template_warnings('spec.template', new.spec.template)
    if isinstance(new, apps_v1.StatefulSet):
        return (*of_template, *stateful_set_warnings(new.spec))
    return of_template
