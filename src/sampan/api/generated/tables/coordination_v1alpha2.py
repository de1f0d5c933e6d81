"""Field rows of coordination_v1alpha2: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'LeaseCandidate': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'coordination_v1alpha2.LeaseCandidateSpec', 'o', 'v1alpha2.LeaseCandidateSpec'),
    ),
    'LeaseCandidateList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'coordination_v1alpha2.LeaseCandidate', '', '[]v1alpha2.LeaseCandidate'),
    ),
    'LeaseCandidateSpec': (
        ('lease_name', 'leaseName', 1, (), '', 'string', '', '', 'string'),
        ('ping_time', 'pingTime', 2, (), '', 'microtime', '', 'po', 'v1.MicroTime'),
        ('renew_time', 'renewTime', 3, (), '', 'microtime', '', 'po', 'v1.MicroTime'),
        ('binary_version', 'binaryVersion', 4, (), '', 'string', '', '', 'string'),
        ('emulation_version', 'emulationVersion', 5, (), '', 'string', '', 'o', 'string'),
        ('strategy', 'strategy', 6, (), '', 'string', '', 'o', 'v1.CoordinatedLeaseStrategy'),
    ),
}
