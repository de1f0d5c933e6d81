"""Field rows of resource_v1alpha3: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'CELDeviceSelector': (
        ('expression', 'expression', 1, (), '', 'string', '', ''),
    ),
    'DeviceSelector': (
        ('cel', 'cel', 1, (), '', 'message', 'resource_v1alpha3.CELDeviceSelector', 'po'),
    ),
    'DeviceTaint': (
        ('key', 'key', 1, (), '', 'string', '', ''),
        ('value', 'value', 2, (), '', 'string', '', 'o'),
        ('effect', 'effect', 3, (), '', 'string', '', ''),
        ('time_added', 'timeAdded', 4, (), '', 'time', '', 'po'),
    ),
    'DeviceTaintRule': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'resource_v1alpha3.DeviceTaintRuleSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'resource_v1alpha3.DeviceTaintRuleStatus', 'o'),
    ),
    'DeviceTaintRuleList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'resource_v1alpha3.DeviceTaintRule', ''),
    ),
    'DeviceTaintRuleSpec': (
        ('device_selector', 'deviceSelector', 1, (), '', 'message', 'resource_v1alpha3.DeviceTaintSelector', 'po'),
        ('taint', 'taint', 2, (), '', 'message', 'resource_v1alpha3.DeviceTaint', 'o'),
    ),
    'DeviceTaintRuleStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'meta_v1.Condition', 'o', 'map', ('type',), 'merge', 'type'),
    ),
    'DeviceTaintSelector': (
        ('driver', 'driver', 2, (), '', 'string', '', 'po'),
        ('pool', 'pool', 3, (), '', 'string', '', 'po'),
        ('device', 'device', 4, (), '', 'string', '', 'po'),
    ),
    'PoolStatus': (
        ('driver', 'driver', 1, (), '', 'string', '', 'o'),
        ('pool_name', 'poolName', 2, (), '', 'string', '', 'o'),
        ('generation', 'generation', 9, (), '', 'int64', '', ''),
        ('resource_slice_count', 'resourceSliceCount', 8, (), '', 'int32', '', 'po'),
        ('total_devices', 'totalDevices', 4, (), '', 'int32', '', 'po'),
        ('allocated_devices', 'allocatedDevices', 5, (), '', 'int32', '', 'po'),
        ('available_devices', 'availableDevices', 6, (), '', 'int32', '', 'po'),
        ('unavailable_devices', 'unavailableDevices', 7, (), '', 'int32', '', 'po'),
        ('node_name', 'nodeName', 3, (), '', 'string', '', 'po'),
        ('validation_error', 'validationError', 10, (), '', 'string', '', 'po'),
    ),
    'ResourcePoolStatusRequest': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'resource_v1alpha3.ResourcePoolStatusRequestSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'resource_v1alpha3.ResourcePoolStatusRequestStatus', 'po'),
    ),
    'ResourcePoolStatusRequestList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'resource_v1alpha3.ResourcePoolStatusRequest', ''),
    ),
    'ResourcePoolStatusRequestSpec': (
        ('driver', 'driver', 1, (), '', 'string', '', ''),
        ('pool_name', 'poolName', 2, (), '', 'string', '', 'po'),
        ('limit', 'limit', 3, (), '', 'int32', '', 'po'),
    ),
    'ResourcePoolStatusRequestStatus': (
        ('pool_count', 'poolCount', 6, (), '', 'int32', '', 'po'),
        ('pools', 'pools', 2, (), 'list', 'message', 'resource_v1alpha3.PoolStatus', 'o', 'atomic'),
        ('conditions', 'conditions', 3, (), 'list', 'message', 'meta_v1.Condition', 'o', 'map', ('type',), 'merge', 'type'),
    ),
}
