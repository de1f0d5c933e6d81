"""apps."""

from __future__ import annotations

from typing import Any

from sampan.api.generated import apps_v1
from sampan.api.resources.base import (
    SCALE,
    Group,
    Resource,
    StructType,
    status,
    subresources,
)

GROUP = Group('apps', ('v1',), 17800)


def _of(plural: str, singular: str, type: StructType, list_type: StructType | None, **more: Any) -> Resource:
    return Resource('apps', 'v1', plural, singular, type, list_type, **more)


RESOURCES: tuple[Resource, ...] = (
    _of('controllerrevisions', 'controllerrevision', apps_v1.ControllerRevision, apps_v1.ControllerRevisionList),
    _of(
        'daemonsets',
        'daemonset',
        apps_v1.DaemonSet,
        apps_v1.DaemonSetList,
        short_names=('ds',),
        categories=('all',),
        subresources=subresources(status(apps_v1.DaemonSet)),
    ),
    _of(
        'deployments',
        'deployment',
        apps_v1.Deployment,
        apps_v1.DeploymentList,
        short_names=('deploy',),
        categories=('all',),
        subresources=subresources(SCALE, status(apps_v1.Deployment)),
    ),
    _of(
        'replicasets',
        'replicaset',
        apps_v1.ReplicaSet,
        apps_v1.ReplicaSetList,
        short_names=('rs',),
        categories=('all',),
        subresources=subresources(SCALE, status(apps_v1.ReplicaSet)),
    ),
    _of(
        'statefulsets',
        'statefulset',
        apps_v1.StatefulSet,
        apps_v1.StatefulSetList,
        short_names=('sts',),
        categories=('all',),
        subresources=subresources(SCALE, status(apps_v1.StatefulSet)),
    ),
)
