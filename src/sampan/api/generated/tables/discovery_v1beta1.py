"""Field rows of discovery_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'Endpoint': (
        ('addresses', 'addresses', 1, (), 'list', 'string', '', '', '[]string'),
        ('conditions', 'conditions', 2, (), '', 'message', 'discovery_v1beta1.EndpointConditions', 'o', 'v1beta1.EndpointConditions'),
        ('hostname', 'hostname', 3, (), '', 'string', '', 'po', 'string'),
        ('target_ref', 'targetRef', 4, (), '', 'message', 'core_v1.ObjectReference', 'po', 'v1.ObjectReference'),
        ('topology', 'topology', 5, (), 'map', 'string', '', 'o', 'map[string]string'),
        ('node_name', 'nodeName', 6, (), '', 'string', '', 'po', 'string'),
        ('hints', 'hints', 7, (), '', 'message', 'discovery_v1beta1.EndpointHints', 'po', 'v1beta1.EndpointHints'),
    ),
    'EndpointConditions': (
        ('ready', 'ready', 1, (), '', 'bool', '', 'po', 'bool'),
        ('serving', 'serving', 2, (), '', 'bool', '', 'po', 'bool'),
        ('terminating', 'terminating', 3, (), '', 'bool', '', 'po', 'bool'),
    ),
    'EndpointHints': (
        ('for_zones', 'forZones', 1, (), 'list', 'message', 'discovery_v1beta1.ForZone', 'o', '[]v1beta1.ForZone'),
        ('for_nodes', 'forNodes', 2, (), 'list', 'message', 'discovery_v1beta1.ForNode', 'o', '[]v1beta1.ForNode'),
    ),
    'EndpointPort': (
        ('name', 'name', 1, (), '', 'string', '', 'po', 'string'),
        ('protocol', 'protocol', 2, (), '', 'string', '', 'po', 'v1.Protocol'),
        ('port', 'port', 3, (), '', 'int32', '', 'po', 'int32'),
        ('app_protocol', 'appProtocol', 4, (), '', 'string', '', 'po', 'string'),
    ),
    'EndpointSlice': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('address_type', 'addressType', 4, (), '', 'string', '', '', 'v1beta1.AddressType'),
        ('endpoints', 'endpoints', 2, (), 'list', 'message', 'discovery_v1beta1.Endpoint', '', '[]v1beta1.Endpoint'),
        ('ports', 'ports', 3, (), 'list', 'message', 'discovery_v1beta1.EndpointPort', '', '[]v1beta1.EndpointPort'),
    ),
    'EndpointSliceList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'discovery_v1beta1.EndpointSlice', '', '[]v1beta1.EndpointSlice'),
    ),
    'ForNode': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
    ),
    'ForZone': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
    ),
}
