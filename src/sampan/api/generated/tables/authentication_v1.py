"""Field rows of authentication_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'BoundObjectReference': (
        ('kind', 'kind', 1, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 2, (), '', 'string', '', 'o', 'string'),
        ('name', 'name', 3, (), '', 'string', '', 'o', 'string'),
        ('uid', 'uid', 4, (), '', 'string', '', 'o', 'types.UID'),
    ),
    'SelfSubjectReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('status', 'status', 2, (), '', 'message', 'authentication_v1.SelfSubjectReviewStatus', 'o', 'v1.SelfSubjectReviewStatus'),
    ),
    'SelfSubjectReviewStatus': (
        ('user_info', 'userInfo', 1, (), '', 'message', 'authentication_v1.UserInfo', 'o', 'v1.UserInfo'),
    ),
    'TokenRequest': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'authentication_v1.TokenRequestSpec', '', 'v1.TokenRequestSpec'),
        ('status', 'status', 3, (), '', 'message', 'authentication_v1.TokenRequestStatus', 'o', 'v1.TokenRequestStatus'),
    ),
    'TokenRequestSpec': (
        ('audiences', 'audiences', 1, (), 'list', 'string', '', '', '[]string', 'atomic'),
        ('expiration_seconds', 'expirationSeconds', 4, (), '', 'int64', '', 'p', 'int64'),
        ('bound_object_ref', 'boundObjectRef', 3, (), '', 'message', 'authentication_v1.BoundObjectReference', 'p', 'v1.BoundObjectReference'),
    ),
    'TokenRequestStatus': (
        ('token', 'token', 1, (), '', 'string', '', '', 'string'),
        ('expiration_timestamp', 'expirationTimestamp', 2, (), '', 'time', '', '', 'v1.Time'),
    ),
    'TokenReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'authentication_v1.TokenReviewSpec', '', 'v1.TokenReviewSpec'),
        ('status', 'status', 3, (), '', 'message', 'authentication_v1.TokenReviewStatus', 'o', 'v1.TokenReviewStatus'),
    ),
    'TokenReviewSpec': (
        ('token', 'token', 1, (), '', 'string', '', 'o', 'string'),
        ('audiences', 'audiences', 2, (), 'list', 'string', '', 'o', '[]string', 'atomic'),
    ),
    'TokenReviewStatus': (
        ('authenticated', 'authenticated', 1, (), '', 'bool', '', 'o', 'bool'),
        ('user', 'user', 2, (), '', 'message', 'authentication_v1.UserInfo', 'o', 'v1.UserInfo'),
        ('audiences', 'audiences', 4, (), 'list', 'string', '', 'o', '[]string', 'atomic'),
        ('error', 'error', 3, (), '', 'string', '', 'o', 'string'),
    ),
    'UserInfo': (
        ('username', 'username', 1, (), '', 'string', '', 'o', 'string'),
        ('uid', 'uid', 2, (), '', 'string', '', 'o', 'string'),
        ('groups', 'groups', 3, (), 'list', 'string', '', 'o', '[]string', 'atomic'),
        ('extra', 'extra', 4, (), 'map:wrap', 'string', '', 'o', 'map[string]v1.ExtraValue'),
    ),
}
