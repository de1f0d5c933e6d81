"""Field rows of resource_v1alpha3: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'CELDeviceSelector': (
        ('expression', 'expression', 1, (), '', 'string', '', '', 'string'),
    ),
    'DeviceSelector': (
        ('cel', 'cel', 1, (), '', 'message', 'resource_v1alpha3.CELDeviceSelector', 'po', 'v1alpha3.CELDeviceSelector'),
    ),
    'DeviceTaint': (
        ('key', 'key', 1, (), '', 'string', '', '', 'string'),
        ('value', 'value', 2, (), '', 'string', '', 'o', 'string'),
        ('effect', 'effect', 3, (), '', 'string', '', '', 'v1alpha3.DeviceTaintEffect'),
        ('time_added', 'timeAdded', 4, (), '', 'time', '', 'po', 'v1.Time'),
    ),
    'DeviceTaintRule': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'resource_v1alpha3.DeviceTaintRuleSpec', '', 'v1alpha3.DeviceTaintRuleSpec'),
        ('status', 'status', 3, (), '', 'message', 'resource_v1alpha3.DeviceTaintRuleStatus', 'o', 'v1alpha3.DeviceTaintRuleStatus'),
    ),
    'DeviceTaintRuleList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'resource_v1alpha3.DeviceTaintRule', '', '[]v1alpha3.DeviceTaintRule'),
    ),
    'DeviceTaintRuleSpec': (
        ('device_selector', 'deviceSelector', 1, (), '', 'message', 'resource_v1alpha3.DeviceTaintSelector', 'po', 'v1alpha3.DeviceTaintSelector'),
        ('taint', 'taint', 2, (), '', 'message', 'resource_v1alpha3.DeviceTaint', 'o', 'v1alpha3.DeviceTaint'),
    ),
    'DeviceTaintRuleStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'meta_v1.Condition', 'o', '[]v1.Condition', 'map', ('type',), 'merge', 'type'),
    ),
    'DeviceTaintSelector': (
        ('driver', 'driver', 2, (), '', 'string', '', 'po', 'string'),
        ('pool', 'pool', 3, (), '', 'string', '', 'po', 'string'),
        ('device', 'device', 4, (), '', 'string', '', 'po', 'string'),
    ),
    'PoolStatus': (
        ('driver', 'driver', 1, (), '', 'string', '', 'o', 'string'),
        ('pool_name', 'poolName', 2, (), '', 'string', '', 'o', 'string'),
        ('generation', 'generation', 9, (), '', 'int64', '', '', 'int64'),
        ('resource_slice_count', 'resourceSliceCount', 8, (), '', 'int32', '', 'po', 'int32'),
        ('total_devices', 'totalDevices', 4, (), '', 'int32', '', 'po', 'int32'),
        ('allocated_devices', 'allocatedDevices', 5, (), '', 'int32', '', 'po', 'int32'),
        ('available_devices', 'availableDevices', 6, (), '', 'int32', '', 'po', 'int32'),
        ('unavailable_devices', 'unavailableDevices', 7, (), '', 'int32', '', 'po', 'int32'),
        ('node_name', 'nodeName', 3, (), '', 'string', '', 'po', 'string'),
        ('validation_error', 'validationError', 10, (), '', 'string', '', 'po', 'string'),
    ),
    'ResourcePoolStatusRequest': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'resource_v1alpha3.ResourcePoolStatusRequestSpec', '', 'v1alpha3.ResourcePoolStatusRequestSpec'),
        ('status', 'status', 3, (), '', 'message', 'resource_v1alpha3.ResourcePoolStatusRequestStatus', 'po', 'v1alpha3.ResourcePoolStatusRequestStatus'),
    ),
    'ResourcePoolStatusRequestList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'resource_v1alpha3.ResourcePoolStatusRequest', '', '[]v1alpha3.ResourcePoolStatusRequest'),
    ),
    'ResourcePoolStatusRequestSpec': (
        ('driver', 'driver', 1, (), '', 'string', '', '', 'string'),
        ('pool_name', 'poolName', 2, (), '', 'string', '', 'po', 'string'),
        ('limit', 'limit', 3, (), '', 'int32', '', 'po', 'int32'),
    ),
    'ResourcePoolStatusRequestStatus': (
        ('pool_count', 'poolCount', 6, (), '', 'int32', '', 'po', 'int32'),
        ('pools', 'pools', 2, (), 'list', 'message', 'resource_v1alpha3.PoolStatus', 'o', '[]v1alpha3.PoolStatus', 'atomic'),
        ('conditions', 'conditions', 3, (), 'list', 'message', 'meta_v1.Condition', 'o', '[]v1.Condition', 'map', ('type',), 'merge', 'type'),
    ),
}
