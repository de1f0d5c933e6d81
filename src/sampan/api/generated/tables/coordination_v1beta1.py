"""Field rows of coordination_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'Lease': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'coordination_v1beta1.LeaseSpec', 'o', 'v1beta1.LeaseSpec'),
    ),
    'LeaseCandidate': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'coordination_v1beta1.LeaseCandidateSpec', 'o', 'v1beta1.LeaseCandidateSpec'),
    ),
    'LeaseCandidateList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'coordination_v1beta1.LeaseCandidate', '', '[]v1beta1.LeaseCandidate'),
    ),
    'LeaseCandidateSpec': (
        ('lease_name', 'leaseName', 1, (), '', 'string', '', '', 'string'),
        ('ping_time', 'pingTime', 2, (), '', 'microtime', '', 'po', 'v1.MicroTime'),
        ('renew_time', 'renewTime', 3, (), '', 'microtime', '', 'po', 'v1.MicroTime'),
        ('binary_version', 'binaryVersion', 4, (), '', 'string', '', '', 'string'),
        ('emulation_version', 'emulationVersion', 5, (), '', 'string', '', 'o', 'string'),
        ('strategy', 'strategy', 6, (), '', 'string', '', 'o', 'v1.CoordinatedLeaseStrategy'),
    ),
    'LeaseList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'coordination_v1beta1.Lease', '', '[]v1beta1.Lease'),
    ),
    'LeaseSpec': (
        ('holder_identity', 'holderIdentity', 1, (), '', 'string', '', 'po', 'string'),
        ('lease_duration_seconds', 'leaseDurationSeconds', 2, (), '', 'int32', '', 'po', 'int32'),
        ('acquire_time', 'acquireTime', 3, (), '', 'microtime', '', 'po', 'v1.MicroTime'),
        ('renew_time', 'renewTime', 4, (), '', 'microtime', '', 'po', 'v1.MicroTime'),
        ('lease_transitions', 'leaseTransitions', 5, (), '', 'int32', '', 'po', 'int32'),
        ('strategy', 'strategy', 6, (), '', 'string', '', 'po', 'v1.CoordinatedLeaseStrategy'),
        ('preferred_holder', 'preferredHolder', 7, (), '', 'string', '', 'po', 'string'),
    ),
}
