"""Field rows of discovery_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'Endpoint': (
        ('addresses', 'addresses', 1, (), 'list', 'string', '', '', 'set'),
        ('conditions', 'conditions', 2, (), '', 'message', 'discovery_v1.EndpointConditions', 'o'),
        ('hostname', 'hostname', 3, (), '', 'string', '', 'po'),
        ('target_ref', 'targetRef', 4, (), '', 'message', 'core_v1.ObjectReference', 'po'),
        ('deprecated_topology', 'deprecatedTopology', 5, (), 'map', 'string', '', 'o'),
        ('node_name', 'nodeName', 6, (), '', 'string', '', 'po'),
        ('zone', 'zone', 7, (), '', 'string', '', 'po'),
        ('hints', 'hints', 8, (), '', 'message', 'discovery_v1.EndpointHints', 'po'),
    ),
    'EndpointConditions': (
        ('ready', 'ready', 1, (), '', 'bool', '', 'po'),
        ('serving', 'serving', 2, (), '', 'bool', '', 'po'),
        ('terminating', 'terminating', 3, (), '', 'bool', '', 'po'),
    ),
    'EndpointHints': (
        ('for_zones', 'forZones', 1, (), 'list', 'message', 'discovery_v1.ForZone', 'o', 'atomic'),
        ('for_nodes', 'forNodes', 2, (), 'list', 'message', 'discovery_v1.ForNode', 'o', 'atomic'),
    ),
    'EndpointPort': (
        ('name', 'name', 1, (), '', 'string', '', 'po'),
        ('protocol', 'protocol', 2, (), '', 'string', '', 'po'),
        ('port', 'port', 3, (), '', 'int32', '', 'po'),
        ('app_protocol', 'appProtocol', 4, (), '', 'string', '', 'po'),
    ),
    'EndpointSlice': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('address_type', 'addressType', 4, (), '', 'string', '', ''),
        ('endpoints', 'endpoints', 2, (), 'list', 'message', 'discovery_v1.Endpoint', '', 'atomic'),
        ('ports', 'ports', 3, (), 'list', 'message', 'discovery_v1.EndpointPort', '', 'atomic'),
    ),
    'EndpointSliceList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'discovery_v1.EndpointSlice', ''),
    ),
    'ForNode': (
        ('name', 'name', 1, (), '', 'string', '', ''),
    ),
    'ForZone': (
        ('name', 'name', 1, (), '', 'string', '', ''),
    ),
}
