"""node.k8s.io."""

from __future__ import annotations

from sampan.api.generated import node_v1
from sampan.api.resources.base import Group, Resource

GROUP = Group('node.k8s.io', ('v1',), 16300)


RESOURCES: tuple[Resource, ...] = (
    Resource(
        'node.k8s.io',
        'v1',
        'runtimeclasses',
        'runtimeclass',
        node_v1.RuntimeClass,
        node_v1.RuntimeClassList,
        namespaced=False,
    ),
)
