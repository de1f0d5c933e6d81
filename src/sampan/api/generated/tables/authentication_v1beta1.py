"""Field rows of authentication_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'SelfSubjectReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('status', 'status', 2, (), '', 'message', 'authentication_v1beta1.SelfSubjectReviewStatus', 'o', 'v1beta1.SelfSubjectReviewStatus'),
    ),
    'SelfSubjectReviewStatus': (
        ('user_info', 'userInfo', 1, (), '', 'message', 'authentication_v1.UserInfo', 'o', 'v1.UserInfo'),
    ),
    'TokenReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'authentication_v1beta1.TokenReviewSpec', '', 'v1beta1.TokenReviewSpec'),
        ('status', 'status', 3, (), '', 'message', 'authentication_v1beta1.TokenReviewStatus', 'o', 'v1beta1.TokenReviewStatus'),
    ),
    'TokenReviewSpec': (
        ('token', 'token', 1, (), '', 'string', '', 'o', 'string'),
        ('audiences', 'audiences', 2, (), 'list', 'string', '', 'o', '[]string'),
    ),
    'TokenReviewStatus': (
        ('authenticated', 'authenticated', 1, (), '', 'bool', '', 'o', 'bool'),
        ('user', 'user', 2, (), '', 'message', 'authentication_v1beta1.UserInfo', 'o', 'v1beta1.UserInfo'),
        ('audiences', 'audiences', 4, (), 'list', 'string', '', 'o', '[]string'),
        ('error', 'error', 3, (), '', 'string', '', 'o', 'string'),
    ),
    'UserInfo': (
        ('username', 'username', 1, (), '', 'string', '', 'o', 'string'),
        ('uid', 'uid', 2, (), '', 'string', '', 'o', 'string'),
        ('groups', 'groups', 3, (), 'list', 'string', '', 'o', '[]string'),
        ('extra', 'extra', 4, (), 'map:wrap', 'string', '', 'o', 'map[string]v1beta1.ExtraValue'),
    ),
}
