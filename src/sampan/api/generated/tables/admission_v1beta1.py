"""Field rows of admission_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'AdmissionRequest': (
        ('uid', 'uid', 1, (), '', 'string', '', '', 'types.UID'),
        ('kind', 'kind', 2, (), '', 'message', 'meta_v1.GroupVersionKind', '', 'v1.GroupVersionKind'),
        ('resource', 'resource', 3, (), '', 'message', 'meta_v1.GroupVersionResource', '', 'v1.GroupVersionResource'),
        ('sub_resource', 'subResource', 4, (), '', 'string', '', 'o', 'string'),
        ('request_kind', 'requestKind', 13, (), '', 'message', 'meta_v1.GroupVersionKind', 'po', 'v1.GroupVersionKind'),
        ('request_resource', 'requestResource', 14, (), '', 'message', 'meta_v1.GroupVersionResource', 'po', 'v1.GroupVersionResource'),
        ('request_sub_resource', 'requestSubResource', 15, (), '', 'string', '', 'o', 'string'),
        ('name', 'name', 5, (), '', 'string', '', 'o', 'string'),
        ('namespace', 'namespace', 6, (), '', 'string', '', 'o', 'string'),
        ('operation', 'operation', 7, (), '', 'string', '', '', 'v1beta1.Operation'),
        ('user_info', 'userInfo', 8, (), '', 'message', 'authentication_v1.UserInfo', '', 'v1.UserInfo'),
        ('object', 'object', 9, (), '', 'raw', '', 'o', 'runtime.RawExtension'),
        ('old_object', 'oldObject', 10, (), '', 'raw', '', 'o', 'runtime.RawExtension'),
        ('dry_run', 'dryRun', 11, (), '', 'bool', '', 'po', 'bool'),
        ('options', 'options', 12, (), '', 'raw', '', 'o', 'runtime.RawExtension'),
    ),
    'AdmissionResponse': (
        ('uid', 'uid', 1, (), '', 'string', '', '', 'types.UID'),
        ('allowed', 'allowed', 2, (), '', 'bool', '', '', 'bool'),
        ('status', 'status', 3, (), '', 'message', 'meta_v1.Status', 'po', 'v1.Status'),
        ('patch', 'patch', 4, (), '', 'bytes', '', 'o', '[]byte'),
        ('patch_type', 'patchType', 5, (), '', 'string', '', 'po', 'v1beta1.PatchType'),
        ('audit_annotations', 'auditAnnotations', 6, (), 'map', 'string', '', 'o', 'map[string]string'),
        ('warnings', 'warnings', 7, (), 'list', 'string', '', 'o', '[]string'),
    ),
    'AdmissionReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('request', 'request', 1, (), '', 'message', 'admission_v1beta1.AdmissionRequest', 'po', 'v1beta1.AdmissionRequest'),
        ('response', 'response', 2, (), '', 'message', 'admission_v1beta1.AdmissionResponse', 'po', 'v1beta1.AdmissionResponse'),
    ),
}
