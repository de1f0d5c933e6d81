"""What upstream's default roles give everybody (system:basic-user, :discovery, :public-info-viewer)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.apiserver.authz.base import ALLOWED, UNDECIDED, PathRule, ResourceRule, Rules

if TYPE_CHECKING:
    from sampan.apiserver.authz.base import Attributes, Verdict
    from sampan.apiserver.request import UserInfo

AUTHENTICATED = 'system:authenticated'
SERVICE_ACCOUNTS = 'system:serviceaccounts'
PUBLIC_PATHS = ('/healthz', '/livez', '/readyz', '/version', '/version/')
DISCOVERY_PATHS = ('/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/openapi', '/openapi/*', '/readyz')
ISSUER_PATHS = ('/.well-known/openid-configuration', '/.well-known/openid-configuration/', '/openid/v1/jwks')
SELF_REVIEWS = {
    'authorization.k8s.io': ('selfsubjectaccessreviews', 'selfsubjectrulesreviews'),
    'authentication.k8s.io': ('selfsubjectreviews',),
}


class Basics:
    """Health and version for everyone; discovery and self reviews for who is authenticated."""

    async def authorize(self, attributes: Attributes) -> Verdict:
        if attributes.is_resource:
            return ALLOWED if may_review_self(attributes) else UNDECIDED
        return ALLOWED if attributes.verb == 'get' and may_read(attributes) else UNDECIDED

    def rules(self, user: UserInfo, namespace: str) -> Rules:
        reviews = tuple(
            ResourceRule(('create',), (group,), resources)
            for group, resources in SELF_REVIEWS.items()
            if AUTHENTICATED in user.groups
        )
        return Rules(reviews, (PathRule(('get',), paths_of(user)),))


def may_review_self(attributes: Attributes) -> bool:
    return (
        attributes.verb == 'create'
        and AUTHENTICATED in attributes.user.groups
        and attributes.resource in SELF_REVIEWS.get(attributes.group, ())
    )


def may_read(attributes: Attributes) -> bool:
    return any(matches(pattern, attributes.path) for pattern in paths_of(attributes.user))


def paths_of(user: UserInfo) -> tuple[str, ...]:
    paths: tuple[str, ...] = PUBLIC_PATHS
    if AUTHENTICATED in user.groups:
        paths += tuple(path for path in DISCOVERY_PATHS if path not in paths)
    if SERVICE_ACCOUNTS in user.groups:
        paths += ISSUER_PATHS
    return paths


def matches(pattern: str, path: str) -> bool:
    """A trailing `*` stands for anything, as in RBAC's nonResourceURLs."""
    return path.startswith(pattern[:-1]) if pattern.endswith('*') else path == pattern
