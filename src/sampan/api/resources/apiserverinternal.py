"""internal.apiserver.k8s.io."""

from __future__ import annotations

from sampan.api.generated import apiserverinternal_v1alpha1 as internal
from sampan.api.resources.base import Group, Resource, status, subresources

GROUP = Group('internal.apiserver.k8s.io', ('v1alpha1',), 16000)


RESOURCES: tuple[Resource, ...] = (
    Resource(
        'internal.apiserver.k8s.io',
        'v1alpha1',
        'storageversions',
        'storageversion',
        internal.StorageVersion,
        internal.StorageVersionList,
        namespaced=False,
        subresources=subresources(status(internal.StorageVersion)),
    ),
)
