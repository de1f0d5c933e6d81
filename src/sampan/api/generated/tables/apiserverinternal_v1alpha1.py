"""Field rows of apiserverinternal_v1alpha1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'ServerStorageVersion': (
        ('api_server_id', 'apiServerID', 1, (), '', 'string', '', 'o'),
        ('encoding_version', 'encodingVersion', 2, (), '', 'string', '', 'o'),
        ('decodable_versions', 'decodableVersions', 3, (), 'list', 'string', '', 'o', 'set'),
        ('served_versions', 'servedVersions', 4, (), 'list', 'string', '', 'o', 'set'),
    ),
    'StorageVersion': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'apiserverinternal_v1alpha1.StorageVersionSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'apiserverinternal_v1alpha1.StorageVersionStatus', ''),
    ),
    'StorageVersionCondition': (
        ('type', 'type', 1, (), '', 'string', '', ''),
        ('status', 'status', 2, (), '', 'string', '', ''),
        ('observed_generation', 'observedGeneration', 3, (), '', 'int64', '', 'o'),
        ('last_transition_time', 'lastTransitionTime', 4, (), '', 'time', '', 'o'),
        ('reason', 'reason', 5, (), '', 'string', '', ''),
        ('message', 'message', 6, (), '', 'string', '', 'o'),
    ),
    'StorageVersionList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'apiserverinternal_v1alpha1.StorageVersion', ''),
    ),
    'StorageVersionSpec': (
    ),
    'StorageVersionStatus': (
        ('storage_versions', 'storageVersions', 1, (), 'list', 'message', 'apiserverinternal_v1alpha1.ServerStorageVersion', 'o', 'map', ('apiServerID',)),
        ('common_encoding_version', 'commonEncodingVersion', 2, (), '', 'string', '', 'po'),
        ('conditions', 'conditions', 3, (), 'list', 'message', 'apiserverinternal_v1alpha1.StorageVersionCondition', 'o', 'map', ('type',)),
    ),
}
