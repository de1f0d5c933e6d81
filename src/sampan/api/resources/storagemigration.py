"""storagemigration.k8s.io."""

from __future__ import annotations

from sampan.api.generated import storagemigration_v1beta1 as migration
from sampan.api.resources.base import Group, Resource, status, subresources

GROUP = Group('storagemigration.k8s.io', ('v1beta1',), 15800)


RESOURCES: tuple[Resource, ...] = (
    Resource(
        'storagemigration.k8s.io',
        'v1beta1',
        'storageversionmigrations',
        'storageversionmigration',
        migration.StorageVersionMigration,
        migration.StorageVersionMigrationList,
        namespaced=False,
        subresources=subresources(status(migration.StorageVersionMigration)),
    ),
)
