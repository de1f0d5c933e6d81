"""Priority classes, runtime classes, workloads and pod groups."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import Cell, Columns, age, column, name_column
from sampan.api.generated import node_v1, scheduling_v1


def _priority_class(found: scheduling_v1.PriorityClass, now: datetime) -> list[Cell]:
    return [found.metadata.name, found.value, found.global_default, age(found, now), found.preemption_policy or '']


def _runtime_class(found: node_v1.RuntimeClass, now: datetime) -> list[Cell]:
    return [found.metadata.name, found.handler, age(found, now)]


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
