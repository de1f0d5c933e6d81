"""Field rows of certificates_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'CertificateSigningRequest': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'certificates_v1.CertificateSigningRequestSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'certificates_v1.CertificateSigningRequestStatus', 'o'),
    ),
    'CertificateSigningRequestCondition': (
        ('type', 'type', 1, (), '', 'string', '', ''),
        ('status', 'status', 6, (), '', 'string', '', ''),
        ('reason', 'reason', 2, (), '', 'string', '', 'o'),
        ('message', 'message', 3, (), '', 'string', '', 'o'),
        ('last_update_time', 'lastUpdateTime', 4, (), '', 'time', '', 'o'),
        ('last_transition_time', 'lastTransitionTime', 5, (), '', 'time', '', 'o'),
    ),
    'CertificateSigningRequestList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'certificates_v1.CertificateSigningRequest', ''),
    ),
    'CertificateSigningRequestSpec': (
        ('request', 'request', 1, (), '', 'bytes', '', ''),
        ('signer_name', 'signerName', 7, (), '', 'string', '', ''),
        ('expiration_seconds', 'expirationSeconds', 8, (), '', 'int32', '', 'po'),
        ('usages', 'usages', 5, (), 'list', 'string', '', 'o', 'atomic'),
        ('username', 'username', 2, (), '', 'string', '', 'o'),
        ('uid', 'uid', 3, (), '', 'string', '', 'o'),
        ('groups', 'groups', 4, (), 'list', 'string', '', 'o', 'atomic'),
        ('extra', 'extra', 6, (), 'map:list', 'string', '', 'o'),
    ),
    'CertificateSigningRequestStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'certificates_v1.CertificateSigningRequestCondition', 'o', 'map', ('type',)),
        ('certificate', 'certificate', 2, (), '', 'bytes', '', 'o'),
    ),
}
