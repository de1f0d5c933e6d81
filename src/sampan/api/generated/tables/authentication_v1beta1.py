"""Field rows of authentication_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'SelfSubjectReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('status', 'status', 2, (), '', 'message', 'authentication_v1beta1.SelfSubjectReviewStatus', 'o'),
    ),
    'SelfSubjectReviewStatus': (
        ('user_info', 'userInfo', 1, (), '', 'message', 'authentication_v1.UserInfo', 'o'),
    ),
    'TokenReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'authentication_v1beta1.TokenReviewSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'authentication_v1beta1.TokenReviewStatus', 'o'),
    ),
    'TokenReviewSpec': (
        ('token', 'token', 1, (), '', 'string', '', 'o'),
        ('audiences', 'audiences', 2, (), 'list', 'string', '', 'o'),
    ),
    'TokenReviewStatus': (
        ('authenticated', 'authenticated', 1, (), '', 'bool', '', 'o'),
        ('user', 'user', 2, (), '', 'message', 'authentication_v1beta1.UserInfo', 'o'),
        ('audiences', 'audiences', 4, (), 'list', 'string', '', 'o'),
        ('error', 'error', 3, (), '', 'string', '', 'o'),
    ),
    'UserInfo': (
        ('username', 'username', 1, (), '', 'string', '', 'o'),
        ('uid', 'uid', 2, (), '', 'string', '', 'o'),
        ('groups', 'groups', 3, (), 'list', 'string', '', 'o'),
        ('extra', 'extra', 4, (), 'map:list', 'string', '', 'o'),
    ),
}
