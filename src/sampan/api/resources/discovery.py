"""discovery.k8s.io."""

from __future__ import annotations

from sampan.api.generated import discovery_v1
from sampan.api.resources.base import (
    Group,
    Resource,
)

GROUP = Group('discovery.k8s.io', ('v1',), 16200)


RESOURCES: tuple[Resource, ...] = (
    Resource(
        'discovery.k8s.io',
        'v1',
        'endpointslices',
        'endpointslice',
        discovery_v1.EndpointSlice,
        discovery_v1.EndpointSliceList,
    ),
)
