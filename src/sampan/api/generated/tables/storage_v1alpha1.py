"""Field rows of storage_v1alpha1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'CSIStorageCapacity': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('node_topology', 'nodeTopology', 2, (), '', 'message', 'meta_v1.LabelSelector', 'po', 'v1.LabelSelector'),
        ('storage_class_name', 'storageClassName', 3, (), '', 'string', '', '', 'string'),
        ('capacity', 'capacity', 4, (), '', 'quantity', '', 'po', 'resource.Quantity'),
        ('maximum_volume_size', 'maximumVolumeSize', 5, (), '', 'quantity', '', 'po', 'resource.Quantity'),
    ),
    'CSIStorageCapacityList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'storage_v1alpha1.CSIStorageCapacity', '', '[]v1alpha1.CSIStorageCapacity'),
    ),
    'VolumeAttachment': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'storage_v1alpha1.VolumeAttachmentSpec', '', 'v1alpha1.VolumeAttachmentSpec'),
        ('status', 'status', 3, (), '', 'message', 'storage_v1alpha1.VolumeAttachmentStatus', 'o', 'v1alpha1.VolumeAttachmentStatus'),
    ),
    'VolumeAttachmentList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'storage_v1alpha1.VolumeAttachment', '', '[]v1alpha1.VolumeAttachment'),
    ),
    'VolumeAttachmentSource': (
        ('persistent_volume_name', 'persistentVolumeName', 1, (), '', 'string', '', 'po', 'string'),
        ('inline_volume_spec', 'inlineVolumeSpec', 2, (), '', 'message', 'core_v1.PersistentVolumeSpec', 'po', 'v1.PersistentVolumeSpec'),
    ),
    'VolumeAttachmentSpec': (
        ('attacher', 'attacher', 1, (), '', 'string', '', '', 'string'),
        ('source', 'source', 2, (), '', 'message', 'storage_v1alpha1.VolumeAttachmentSource', '', 'v1alpha1.VolumeAttachmentSource'),
        ('node_name', 'nodeName', 3, (), '', 'string', '', '', 'string'),
    ),
    'VolumeAttachmentStatus': (
        ('attached', 'attached', 1, (), '', 'bool', '', '', 'bool'),
        ('attachment_metadata', 'attachmentMetadata', 2, (), 'map', 'string', '', 'o', 'map[string]string'),
        ('attach_error', 'attachError', 3, (), '', 'message', 'storage_v1alpha1.VolumeError', 'po', 'v1alpha1.VolumeError'),
        ('detach_error', 'detachError', 4, (), '', 'message', 'storage_v1alpha1.VolumeError', 'po', 'v1alpha1.VolumeError'),
    ),
    'VolumeAttributesClass': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('driver_name', 'driverName', 2, (), '', 'string', '', '', 'string'),
        ('parameters', 'parameters', 3, (), 'map', 'string', '', 'o', 'map[string]string'),
    ),
    'VolumeAttributesClassList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'storage_v1alpha1.VolumeAttributesClass', '', '[]v1alpha1.VolumeAttributesClass'),
    ),
    'VolumeError': (
        ('time', 'time', 1, (), '', 'time', '', 'o', 'v1.Time'),
        ('message', 'message', 2, (), '', 'string', '', 'o', 'string'),
        ('error_code', 'errorCode', 3, (), '', 'int32', '', 'po', 'int32'),
    ),
}
