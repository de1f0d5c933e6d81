"""Field rows of apiregistration_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'APIService': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'apiregistration_v1beta1.APIServiceSpec', 'o', 'v1beta1.APIServiceSpec'),
        ('status', 'status', 3, (), '', 'message', 'apiregistration_v1beta1.APIServiceStatus', 'o', 'v1beta1.APIServiceStatus'),
    ),
    'APIServiceCondition': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v1beta1.APIServiceConditionType'),
        ('status', 'status', 2, (), '', 'string', '', '', 'v1beta1.ConditionStatus'),
        ('last_transition_time', 'lastTransitionTime', 3, (), '', 'time', '', 'o', 'v1.Time'),
        ('reason', 'reason', 4, (), '', 'string', '', 'o', 'string'),
        ('message', 'message', 5, (), '', 'string', '', 'o', 'string'),
    ),
    'APIServiceList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'apiregistration_v1beta1.APIService', '', '[]v1beta1.APIService'),
    ),
    'APIServiceSpec': (
        ('service', 'service', 1, (), '', 'message', 'apiregistration_v1beta1.ServiceReference', 'po', 'v1beta1.ServiceReference'),
        ('group', 'group', 2, (), '', 'string', '', 'o', 'string'),
        ('version', 'version', 3, (), '', 'string', '', 'o', 'string'),
        ('insecure_skip_tls_verify', 'insecureSkipTLSVerify', 4, (), '', 'bool', '', 'o', 'bool'),
        ('ca_bundle', 'caBundle', 5, (), '', 'bytes', '', 'o', '[]byte'),
        ('group_priority_minimum', 'groupPriorityMinimum', 7, (), '', 'int32', '', '', 'int32'),
        ('version_priority', 'versionPriority', 8, (), '', 'int32', '', '', 'int32'),
    ),
    'APIServiceStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'apiregistration_v1beta1.APIServiceCondition', 'o', '[]v1beta1.APIServiceCondition', '', (), 'merge', 'type'),
    ),
    'ServiceReference': (
        ('namespace', 'namespace', 1, (), '', 'string', '', 'o', 'string'),
        ('name', 'name', 2, (), '', 'string', '', 'o', 'string'),
        ('port', 'port', 3, (), '', 'int32', '', 'po', 'int32'),
    ),
}
