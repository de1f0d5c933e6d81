"""Field rows of authentication_v1alpha1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'SelfSubjectReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('status', 'status', 2, (), '', 'message', 'authentication_v1alpha1.SelfSubjectReviewStatus', 'o', 'v1alpha1.SelfSubjectReviewStatus'),
    ),
    'SelfSubjectReviewStatus': (
        ('user_info', 'userInfo', 1, (), '', 'message', 'authentication_v1.UserInfo', 'o', 'v1.UserInfo'),
    ),
}
