"""Field rows of storagemigration_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'StorageVersionMigration': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'storagemigration_v1beta1.StorageVersionMigrationSpec', 'o', 'v1beta1.StorageVersionMigrationSpec'),
        ('status', 'status', 3, (), '', 'message', 'storagemigration_v1beta1.StorageVersionMigrationStatus', 'o', 'v1beta1.StorageVersionMigrationStatus'),
    ),
    'StorageVersionMigrationList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'storagemigration_v1beta1.StorageVersionMigration', '', '[]v1beta1.StorageVersionMigration'),
    ),
    'StorageVersionMigrationSpec': (
        ('resource', 'resource', 1, (), '', 'message', 'meta_v1.GroupResource', '', 'v1.GroupResource'),
    ),
    'StorageVersionMigrationStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'meta_v1.Condition', 'o', '[]v1.Condition', 'map', ('type',), 'merge', 'type'),
        ('resource_version', 'resourceVersion', 2, (), '', 'string', '', 'o', 'string'),
    ),
}
