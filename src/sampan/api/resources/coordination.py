"""coordination.k8s.io."""

from __future__ import annotations

from sampan.api.generated import coordination_v1
from sampan.api.resources.base import (
    Group,
    Resource,
)

GROUP = Group('coordination.k8s.io', ('v1',), 16500)


RESOURCES: tuple[Resource, ...] = (
    Resource('coordination.k8s.io', 'v1', 'leases', 'lease', coordination_v1.Lease, coordination_v1.LeaseList),
)
