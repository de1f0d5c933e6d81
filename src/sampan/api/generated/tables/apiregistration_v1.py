"""Field rows of apiregistration_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'APIService': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'apiregistration_v1.APIServiceSpec', 'o'),
        ('status', 'status', 3, (), '', 'message', 'apiregistration_v1.APIServiceStatus', 'o'),
    ),
    'APIServiceCondition': (
        ('type', 'type', 1, (), '', 'string', '', ''),
        ('status', 'status', 2, (), '', 'string', '', ''),
        ('last_transition_time', 'lastTransitionTime', 3, (), '', 'time', '', 'o'),
        ('reason', 'reason', 4, (), '', 'string', '', 'o'),
        ('message', 'message', 5, (), '', 'string', '', 'o'),
    ),
    'APIServiceList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'apiregistration_v1.APIService', ''),
    ),
    'APIServiceSpec': (
        ('service', 'service', 1, (), '', 'message', 'apiregistration_v1.ServiceReference', 'po'),
        ('group', 'group', 2, (), '', 'string', '', 'o'),
        ('version', 'version', 3, (), '', 'string', '', 'o'),
        ('insecure_skip_tls_verify', 'insecureSkipTLSVerify', 4, (), '', 'bool', '', 'o'),
        ('ca_bundle', 'caBundle', 5, (), '', 'bytes', '', 'o', 'atomic'),
        ('group_priority_minimum', 'groupPriorityMinimum', 7, (), '', 'int32', '', ''),
        ('version_priority', 'versionPriority', 8, (), '', 'int32', '', ''),
    ),
    'APIServiceStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'apiregistration_v1.APIServiceCondition', 'o', 'map', ('type',), 'merge', 'type'),
    ),
    'ServiceReference': (
        ('namespace', 'namespace', 1, (), '', 'string', '', 'o'),
        ('name', 'name', 2, (), '', 'string', '', 'o'),
        ('port', 'port', 3, (), '', 'int32', '', 'po'),
    ),
}
