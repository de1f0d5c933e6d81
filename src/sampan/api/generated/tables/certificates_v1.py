"""Field rows of certificates_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'CertificateSigningRequest': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'certificates_v1.CertificateSigningRequestSpec', '', 'v1.CertificateSigningRequestSpec'),
        ('status', 'status', 3, (), '', 'message', 'certificates_v1.CertificateSigningRequestStatus', 'o', 'v1.CertificateSigningRequestStatus'),
    ),
    'CertificateSigningRequestCondition': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v1.RequestConditionType'),
        ('status', 'status', 6, (), '', 'string', '', '', 'v1.ConditionStatus'),
        ('reason', 'reason', 2, (), '', 'string', '', 'o', 'string'),
        ('message', 'message', 3, (), '', 'string', '', 'o', 'string'),
        ('last_update_time', 'lastUpdateTime', 4, (), '', 'time', '', 'o', 'v1.Time'),
        ('last_transition_time', 'lastTransitionTime', 5, (), '', 'time', '', 'o', 'v1.Time'),
    ),
    'CertificateSigningRequestList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'certificates_v1.CertificateSigningRequest', '', '[]v1.CertificateSigningRequest'),
    ),
    'CertificateSigningRequestSpec': (
        ('request', 'request', 1, (), '', 'bytes', '', '', '[]byte'),
        ('signer_name', 'signerName', 7, (), '', 'string', '', '', 'string'),
        ('expiration_seconds', 'expirationSeconds', 8, (), '', 'int32', '', 'po', 'int32'),
        ('usages', 'usages', 5, (), 'list', 'string', '', 'o', '[]v1.KeyUsage', 'atomic'),
        ('username', 'username', 2, (), '', 'string', '', 'o', 'string'),
        ('uid', 'uid', 3, (), '', 'string', '', 'o', 'string'),
        ('groups', 'groups', 4, (), 'list', 'string', '', 'o', '[]string', 'atomic'),
        ('extra', 'extra', 6, (), 'map:wrap', 'string', '', 'o', 'map[string]v1.ExtraValue'),
    ),
    'CertificateSigningRequestStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'certificates_v1.CertificateSigningRequestCondition', 'o', '[]v1.CertificateSigningRequestCondition', 'map', ('type',)),
        ('certificate', 'certificate', 2, (), '', 'bytes', '', 'o', '[]byte'),
    ),
}
