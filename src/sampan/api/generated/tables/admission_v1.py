"""Field rows of admission_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'AdmissionRequest': (
        ('uid', 'uid', 1, (), '', 'string', '', ''),
        ('kind', 'kind', 2, (), '', 'message', 'meta_v1.GroupVersionKind', ''),
        ('resource', 'resource', 3, (), '', 'message', 'meta_v1.GroupVersionResource', ''),
        ('sub_resource', 'subResource', 4, (), '', 'string', '', 'o'),
        ('request_kind', 'requestKind', 13, (), '', 'message', 'meta_v1.GroupVersionKind', 'po'),
        ('request_resource', 'requestResource', 14, (), '', 'message', 'meta_v1.GroupVersionResource', 'po'),
        ('request_sub_resource', 'requestSubResource', 15, (), '', 'string', '', 'o'),
        ('name', 'name', 5, (), '', 'string', '', 'o'),
        ('namespace', 'namespace', 6, (), '', 'string', '', 'o'),
        ('operation', 'operation', 7, (), '', 'string', '', ''),
        ('user_info', 'userInfo', 8, (), '', 'message', 'authentication_v1.UserInfo', ''),
        ('object', 'object', 9, (), '', 'raw', '', 'o'),
        ('old_object', 'oldObject', 10, (), '', 'raw', '', 'o'),
        ('dry_run', 'dryRun', 11, (), '', 'bool', '', 'po'),
        ('options', 'options', 12, (), '', 'raw', '', 'o'),
    ),
    'AdmissionResponse': (
        ('uid', 'uid', 1, (), '', 'string', '', ''),
        ('allowed', 'allowed', 2, (), '', 'bool', '', ''),
        ('status', 'status', 3, (), '', 'message', 'meta_v1.Status', 'po'),
        ('patch', 'patch', 4, (), '', 'bytes', '', 'o'),
        ('patch_type', 'patchType', 5, (), '', 'string', '', 'po'),
        ('audit_annotations', 'auditAnnotations', 6, (), 'map', 'string', '', 'o'),
        ('warnings', 'warnings', 7, (), 'list', 'string', '', 'o'),
    ),
    'AdmissionReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('request', 'request', 1, (), '', 'message', 'admission_v1.AdmissionRequest', 'po'),
        ('response', 'response', 2, (), '', 'message', 'admission_v1.AdmissionResponse', 'po'),
    ),
}
