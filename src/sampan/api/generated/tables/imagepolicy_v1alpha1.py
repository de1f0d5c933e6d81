"""Field rows of imagepolicy_v1alpha1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'ImageReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'imagepolicy_v1alpha1.ImageReviewSpec', '', 'v1alpha1.ImageReviewSpec'),
        ('status', 'status', 3, (), '', 'message', 'imagepolicy_v1alpha1.ImageReviewStatus', 'o', 'v1alpha1.ImageReviewStatus'),
    ),
    'ImageReviewContainerSpec': (
        ('image', 'image', 1, (), '', 'string', '', 'o', 'string'),
    ),
    'ImageReviewSpec': (
        ('containers', 'containers', 1, (), 'list', 'message', 'imagepolicy_v1alpha1.ImageReviewContainerSpec', 'o', '[]v1alpha1.ImageReviewContainerSpec'),
        ('annotations', 'annotations', 2, (), 'map', 'string', '', 'o', 'map[string]string'),
        ('namespace', 'namespace', 3, (), '', 'string', '', 'o', 'string'),
    ),
    'ImageReviewStatus': (
        ('allowed', 'allowed', 1, (), '', 'bool', '', '', 'bool'),
        ('reason', 'reason', 2, (), '', 'string', '', 'o', 'string'),
        ('audit_annotations', 'auditAnnotations', 3, (), 'map', 'string', '', 'o', 'map[string]string'),
    ),
}
