"""Field rows of apiserverinternal_v1alpha1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'ServerStorageVersion': (
        ('api_server_id', 'apiServerID', 1, (), '', 'string', '', 'o', 'string'),
        ('encoding_version', 'encodingVersion', 2, (), '', 'string', '', 'o', 'string'),
        ('decodable_versions', 'decodableVersions', 3, (), 'list', 'string', '', 'o', '[]string', 'set'),
        ('served_versions', 'servedVersions', 4, (), 'list', 'string', '', 'o', '[]string', 'set'),
    ),
    'StorageVersion': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'apiserverinternal_v1alpha1.StorageVersionSpec', '', 'v1alpha1.StorageVersionSpec'),
        ('status', 'status', 3, (), '', 'message', 'apiserverinternal_v1alpha1.StorageVersionStatus', '', 'v1alpha1.StorageVersionStatus'),
    ),
    'StorageVersionCondition': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v1alpha1.StorageVersionConditionType'),
        ('status', 'status', 2, (), '', 'string', '', '', 'v1alpha1.ConditionStatus'),
        ('observed_generation', 'observedGeneration', 3, (), '', 'int64', '', 'o', 'int64'),
        ('last_transition_time', 'lastTransitionTime', 4, (), '', 'time', '', 'o', 'v1.Time'),
        ('reason', 'reason', 5, (), '', 'string', '', '', 'string'),
        ('message', 'message', 6, (), '', 'string', '', 'o', 'string'),
    ),
    'StorageVersionList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'apiserverinternal_v1alpha1.StorageVersion', '', '[]v1alpha1.StorageVersion'),
    ),
    'StorageVersionSpec': (
    ),
    'StorageVersionStatus': (
        ('storage_versions', 'storageVersions', 1, (), 'list', 'message', 'apiserverinternal_v1alpha1.ServerStorageVersion', 'o', '[]v1alpha1.ServerStorageVersion', 'map', ('apiServerID',)),
        ('common_encoding_version', 'commonEncodingVersion', 2, (), '', 'string', '', 'po', 'string'),
        ('conditions', 'conditions', 3, (), 'list', 'message', 'apiserverinternal_v1alpha1.StorageVersionCondition', 'o', '[]v1alpha1.StorageVersionCondition', 'map', ('type',)),
    ),
}
