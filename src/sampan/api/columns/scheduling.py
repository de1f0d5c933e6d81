"""Priority classes, runtime classes, workloads and pod groups."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import NONE, Cell, Columns, age, column, name_column
from sampan.api.generated import node_v1, scheduling_v1, scheduling_v1alpha2


def _priority_class(found: scheduling_v1.PriorityClass, now: datetime) -> list[Cell]:
    return [found.metadata.name, found.value, found.global_default, age(found, now), found.preemption_policy or '']


def _runtime_class(found: node_v1.RuntimeClass, now: datetime) -> list[Cell]:
    return [found.metadata.name, found.handler, age(found, now)]


def _workload(found: scheduling_v1alpha2.Workload, now: datetime) -> list[Cell]:
    return [found.metadata.name, age(found, now)]


def _pod_group(group: scheduling_v1alpha2.PodGroup, now: datetime) -> list[Cell]:
    spec, template = group.spec, group.spec.pod_group_template_ref
    policy = 'Basic' if spec.scheduling_policy.gang is None else 'Gang'
    workload = NONE if template is None or template.workload is None else template.workload.workload_name
    return [group.metadata.name, policy, workload, _group_status(group), age(group, now)]


def _group_status(group: scheduling_v1alpha2.PodGroup) -> str:
    """A disruption counts more than where the pods are."""
    found = {condition.type: condition for condition in group.status.conditions}
    if 'DisruptionTarget' in found:
        return found['DisruptionTarget'].reason
    if 'PodGroupScheduled' not in found:
        return 'Pending'
    return 'Scheduled' if found['PodGroupScheduled'].status == 'True' else 'Unschedulable'


PRIORITY_CLASSES = Columns(
    [
        name_column(),
        column('Value', 'integer'),
        column('Global-Default', 'boolean'),
        column('Age'),
        column('PreemptionPolicy'),
    ],
    _priority_class,
)
RUNTIME_CLASSES = Columns([name_column(), column('Handler'), column('Age')], _runtime_class)
WORKLOADS = Columns([name_column(), column('Age')], _workload)
POD_GROUPS = Columns([name_column(), column('Policy'), column('Workload'), column('Status'), column('Age')], _pod_group)
