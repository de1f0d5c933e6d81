"""autoscaling: one kind in two versions, stored as v2."""

from __future__ import annotations

from typing import Any

from sampan.api.autoscaling import from_v2, to_v2
from sampan.api.generated import autoscaling_v1, autoscaling_v2
from sampan.api.resources.base import Group, Resource, StructType, status, subresources

GROUP = Group('autoscaling', ('v2', 'v1'), 17500)


def _of(version: str, type: StructType, list_type: StructType, **more: Any) -> Resource:
    return Resource(
        'autoscaling',
        version,
        'horizontalpodautoscalers',
        'horizontalpodautoscaler',
        type,
        list_type,
        short_names=('hpa',),
        categories=('all',),
        subresources=subresources(status(type)),
        **more,
    )


RESOURCES: tuple[Resource, ...] = (
    _of('v2', autoscaling_v2.HorizontalPodAutoscaler, autoscaling_v2.HorizontalPodAutoscalerList),
    _of(
        'v1',
        autoscaling_v1.HorizontalPodAutoscaler,
        autoscaling_v1.HorizontalPodAutoscalerList,
        storage_type=autoscaling_v2.HorizontalPodAutoscaler,
        to_storage=to_v2,
        from_storage=from_v2,
    ),
)
