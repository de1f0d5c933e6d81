"""Field rows of authentication_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'BoundObjectReference': (
        ('kind', 'kind', 1, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 2, (), '', 'string', '', 'o'),
        ('name', 'name', 3, (), '', 'string', '', 'o'),
        ('uid', 'uid', 4, (), '', 'string', '', 'o'),
    ),
    'SelfSubjectReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('status', 'status', 2, (), '', 'message', 'authentication_v1.SelfSubjectReviewStatus', 'o'),
    ),
    'SelfSubjectReviewStatus': (
        ('user_info', 'userInfo', 1, (), '', 'message', 'authentication_v1.UserInfo', 'o'),
    ),
    'TokenRequest': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'authentication_v1.TokenRequestSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'authentication_v1.TokenRequestStatus', 'o'),
    ),
    'TokenRequestSpec': (
        ('audiences', 'audiences', 1, (), 'list', 'string', '', '', 'atomic'),
        ('expiration_seconds', 'expirationSeconds', 4, (), '', 'int64', '', 'p'),
        ('bound_object_ref', 'boundObjectRef', 3, (), '', 'message', 'authentication_v1.BoundObjectReference', 'p'),
    ),
    'TokenRequestStatus': (
        ('token', 'token', 1, (), '', 'string', '', ''),
        ('expiration_timestamp', 'expirationTimestamp', 2, (), '', 'time', '', ''),
    ),
    'TokenReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'authentication_v1.TokenReviewSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'authentication_v1.TokenReviewStatus', 'o'),
    ),
    'TokenReviewSpec': (
        ('token', 'token', 1, (), '', 'string', '', 'o'),
        ('audiences', 'audiences', 2, (), 'list', 'string', '', 'o', 'atomic'),
    ),
    'TokenReviewStatus': (
        ('authenticated', 'authenticated', 1, (), '', 'bool', '', 'o'),
        ('user', 'user', 2, (), '', 'message', 'authentication_v1.UserInfo', 'o'),
        ('audiences', 'audiences', 4, (), 'list', 'string', '', 'o', 'atomic'),
        ('error', 'error', 3, (), '', 'string', '', 'o'),
    ),
    'UserInfo': (
        ('username', 'username', 1, (), '', 'string', '', 'o'),
        ('uid', 'uid', 2, (), '', 'string', '', 'o'),
        ('groups', 'groups', 3, (), 'list', 'string', '', 'o', 'atomic'),
        ('extra', 'extra', 4, (), 'map:list', 'string', '', 'o'),
    ),
}
