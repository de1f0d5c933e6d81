"""coordination.k8s.io."""

from __future__ import annotations

from sampan.api.conversion import renamed
from sampan.api.generated import coordination_v1, coordination_v1alpha2, coordination_v1beta1
from sampan.api.resources.base import Group, Resource

NAME = 'coordination.k8s.io'
GROUP = Group(NAME, ('v1', 'v1beta1', 'v1alpha2'), 16500)


RESOURCES: tuple[Resource, ...] = (
    Resource(NAME, 'v1', 'leases', 'lease', coordination_v1.Lease, coordination_v1.LeaseList),
    Resource(
        NAME,
        'v1beta1',
        'leasecandidates',
        'leasecandidate',
        coordination_v1beta1.LeaseCandidate,
        coordination_v1beta1.LeaseCandidateList,
        deprecated='v1.36+, unavailable in v1.39+',
    ),
    Resource(
        NAME,
        'v1alpha2',
        'leasecandidates',
        'leasecandidate',
        coordination_v1alpha2.LeaseCandidate,
        coordination_v1alpha2.LeaseCandidateList,
        deprecated='v1.35+, unavailable in v1.38+',
        storage_type=coordination_v1beta1.LeaseCandidate,
        to_storage=renamed(coordination_v1beta1.LeaseCandidate),
        from_storage=renamed(coordination_v1alpha2.LeaseCandidate),
    ),
)
