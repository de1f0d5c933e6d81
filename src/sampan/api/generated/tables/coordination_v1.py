"""Field rows of coordination_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'Lease': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'coordination_v1.LeaseSpec', 'o'),
    ),
    'LeaseList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'coordination_v1.Lease', ''),
    ),
    'LeaseSpec': (
        ('holder_identity', 'holderIdentity', 1, (), '', 'string', '', 'po'),
        ('lease_duration_seconds', 'leaseDurationSeconds', 2, (), '', 'int32', '', 'po'),
        ('acquire_time', 'acquireTime', 3, (), '', 'microtime', '', 'po'),
        ('renew_time', 'renewTime', 4, (), '', 'microtime', '', 'po'),
        ('lease_transitions', 'leaseTransitions', 5, (), '', 'int32', '', 'po'),
        ('strategy', 'strategy', 6, (), '', 'string', '', 'po'),
        ('preferred_holder', 'preferredHolder', 7, (), '', 'string', '', 'po'),
    ),
}
