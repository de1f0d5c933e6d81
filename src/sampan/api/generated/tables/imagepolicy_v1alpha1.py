"""Field rows of imagepolicy_v1alpha1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'ImageReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'imagepolicy_v1alpha1.ImageReviewSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'imagepolicy_v1alpha1.ImageReviewStatus', 'o'),
    ),
    'ImageReviewContainerSpec': (
        ('image', 'image', 1, (), '', 'string', '', 'o'),
    ),
    'ImageReviewSpec': (
        ('containers', 'containers', 1, (), 'list', 'message', 'imagepolicy_v1alpha1.ImageReviewContainerSpec', 'o'),
        ('annotations', 'annotations', 2, (), 'map', 'string', '', 'o'),
        ('namespace', 'namespace', 3, (), '', 'string', '', 'o'),
    ),
    'ImageReviewStatus': (
        ('allowed', 'allowed', 1, (), '', 'bool', '', ''),
        ('reason', 'reason', 2, (), '', 'string', '', 'o'),
        ('audit_annotations', 'auditAnnotations', 3, (), 'map', 'string', '', 'o'),
    ),
}
