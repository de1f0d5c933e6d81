"""scheduling.k8s.io."""

from __future__ import annotations

from sampan.api.generated import scheduling_v1, scheduling_v1alpha2
from sampan.api.resources.base import Group, Resource, status, subresources

NAME = 'scheduling.k8s.io'
GROUP = Group(NAME, ('v1', 'v1alpha2'), 16600)


RESOURCES: tuple[Resource, ...] = (
    Resource(
        NAME,
        'v1',
        'priorityclasses',
        'priorityclass',
        scheduling_v1.PriorityClass,
        scheduling_v1.PriorityClassList,
        namespaced=False,
        short_names=('pc',),
    ),
    Resource(
        NAME,
        'v1alpha2',
        'podgroups',
        'podgroup',
        scheduling_v1alpha2.PodGroup,
        scheduling_v1alpha2.PodGroupList,
        subresources=subresources(status(scheduling_v1alpha2.PodGroup)),
    ),
    Resource(
        NAME,
        'v1alpha2',
        'workloads',
        'workload',
        scheduling_v1alpha2.Workload,
        scheduling_v1alpha2.WorkloadList,
    ),
)
