"""Field rows of coordination_v1alpha2: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'LeaseCandidate': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'coordination_v1alpha2.LeaseCandidateSpec', 'o'),
    ),
    'LeaseCandidateList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'coordination_v1alpha2.LeaseCandidate', ''),
    ),
    'LeaseCandidateSpec': (
        ('lease_name', 'leaseName', 1, (), '', 'string', '', ''),
        ('ping_time', 'pingTime', 2, (), '', 'microtime', '', 'po'),
        ('renew_time', 'renewTime', 3, (), '', 'microtime', '', 'po'),
        ('binary_version', 'binaryVersion', 4, (), '', 'string', '', ''),
        ('emulation_version', 'emulationVersion', 5, (), '', 'string', '', 'o'),
        ('strategy', 'strategy', 6, (), '', 'string', '', 'o'),
    ),
}
