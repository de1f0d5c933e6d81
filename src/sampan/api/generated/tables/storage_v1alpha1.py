"""Field rows of storage_v1alpha1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'CSIStorageCapacity': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('node_topology', 'nodeTopology', 2, (), '', 'message', 'meta_v1.LabelSelector', 'po'),
        ('storage_class_name', 'storageClassName', 3, (), '', 'string', '', ''),
        ('capacity', 'capacity', 4, (), '', 'quantity', '', 'po'),
        ('maximum_volume_size', 'maximumVolumeSize', 5, (), '', 'quantity', '', 'po'),
    ),
    'CSIStorageCapacityList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'storage_v1alpha1.CSIStorageCapacity', ''),
    ),
    'VolumeAttachment': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'storage_v1alpha1.VolumeAttachmentSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'storage_v1alpha1.VolumeAttachmentStatus', 'o'),
    ),
    'VolumeAttachmentList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'storage_v1alpha1.VolumeAttachment', ''),
    ),
    'VolumeAttachmentSource': (
        ('persistent_volume_name', 'persistentVolumeName', 1, (), '', 'string', '', 'po'),
        ('inline_volume_spec', 'inlineVolumeSpec', 2, (), '', 'message', 'core_v1.PersistentVolumeSpec', 'po'),
    ),
    'VolumeAttachmentSpec': (
        ('attacher', 'attacher', 1, (), '', 'string', '', ''),
        ('source', 'source', 2, (), '', 'message', 'storage_v1alpha1.VolumeAttachmentSource', ''),
        ('node_name', 'nodeName', 3, (), '', 'string', '', ''),
    ),
    'VolumeAttachmentStatus': (
        ('attached', 'attached', 1, (), '', 'bool', '', ''),
        ('attachment_metadata', 'attachmentMetadata', 2, (), 'map', 'string', '', 'o'),
        ('attach_error', 'attachError', 3, (), '', 'message', 'storage_v1alpha1.VolumeError', 'po'),
        ('detach_error', 'detachError', 4, (), '', 'message', 'storage_v1alpha1.VolumeError', 'po'),
    ),
    'VolumeAttributesClass': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('driver_name', 'driverName', 2, (), '', 'string', '', ''),
        ('parameters', 'parameters', 3, (), 'map', 'string', '', 'o'),
    ),
    'VolumeAttributesClassList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'storage_v1alpha1.VolumeAttributesClass', ''),
    ),
    'VolumeError': (
        ('time', 'time', 1, (), '', 'time', '', 'o'),
        ('message', 'message', 2, (), '', 'string', '', 'o'),
        ('error_code', 'errorCode', 3, (), '', 'int32', '', 'po'),
    ),
}
