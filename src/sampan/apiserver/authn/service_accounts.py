"""Service-account tokens: signature, time, audience, and that what they are bound to still exists.

A verified signature is remembered; the time and the bound objects are looked at for each request
(reads from the watch cache), so deleting a pod, secret or service account ends its tokens at once.
Upstream: pkg/serviceaccount/jwt.go and claims.go.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.apiserver.authn import jwt
from sampan.apiserver.authn.base import CREDENTIAL_ID, AuthenticationFailed
from sampan.apiserver.authn.cache import Cache
from sampan.apiserver.authn.claims import Claims, Ref, group_names, to_claims, user_name
from sampan.apiserver.request import UserInfo

if TYPE_CHECKING:
    import msgspec

    from sampan.apiserver.authn.keys import TokenKeys
    from sampan.machinery.world import World

# What go-jose allows clocks to differ by.
LEEWAY = timedelta(minutes=1)
POD_NAME = 'authentication.kubernetes.io/pod-name'
POD_UID = 'authentication.kubernetes.io/pod-uid'
NODE_NAME = 'authentication.kubernetes.io/node-name'
NODE_UID = 'authentication.kubernetes.io/node-uid'
KEPT = 4096

Lookup = Callable[[type[Any], str, str], Awaitable[Any]]
"""(kind, name, namespace) → the object; ApiError 404 if there is none."""


class ServiceAccountTokens:
    """Authenticates tokens of this cluster's issuers; other tokens are somebody else's."""

    def __init__(self, *, keys: TokenKeys, lookup: Lookup, world: World) -> None:
        self._keys = keys
        self._lookup = lookup
        self._world = world
        self._verified: Cache[str, Claims] = Cache(KEPT)

    async def authenticate_token(self, token: str, audiences: Sequence[str]) -> UserInfo | None:
        claims = self._verified.get(token)
        if claims is None:
            claims = self._verify(token)
            if claims is None:
                return None
            self._verified.put(token, claims)
        self._check_time(claims)
        if not set(claims.audiences) & set(audiences):
            raise AuthenticationFailed(f'token audiences {list(claims.audiences)} is invalid for the target audiences')
        await self._check_bindings(claims)
        return user_of(claims)

    def _verify(self, token: str) -> Claims | None:
        try:
            if jwt.peek(token).get('iss') not in self._keys.issuers:
                return None
        except jwt.InvalidToken:
            return None
        try:
            claims = to_claims(jwt.verify(token, self._keys.keys))
        except ValueError as invalid:
            raise AuthenticationFailed(str(invalid)) from invalid
        expected = user_name(claims.bound.namespace, claims.bound.service_account.name)
        if claims.sub != expected or not claims.bound.service_account.name:
            raise AuthenticationFailed('the subject of the token is not the service account it names')
        return claims

    def _check_time(self, claims: Claims) -> None:
        now = self._world.now().timestamp()
        leeway = LEEWAY.total_seconds()
        if claims.exp and now > claims.exp + leeway:
            raise AuthenticationFailed('service account token has expired')
        if claims.nbf and now < claims.nbf - leeway:
            raise AuthenticationFailed('service account token is not valid yet')

    async def _check_bindings(self, claims: Claims) -> None:
        bound = claims.bound
        await self._check(core.ServiceAccount, bound.service_account, bound.namespace)
        if bound.secret is not None:
            await self._check(core.Secret, bound.secret, bound.namespace)
        if bound.pod is not None:
            await self._check(core.Pod, bound.pod, bound.namespace)
        elif bound.node is not None:  # with a pod, the node is information only
            await self._check(core.Node, bound.node, '')

    async def _check(self, kind: type[msgspec.Struct], ref: Ref, namespace: str) -> None:
        try:
            found = await self._lookup(kind, ref.name, namespace)
        except errors.ApiError as error:
            if not errors.is_not_found(error):
                raise
            raise AuthenticationFailed(f'{kind.__name__} {namespace}/{ref.name} of the token is gone') from error
        deleted: datetime | None = found.metadata.deletion_timestamp
        if deleted is not None and deleted < self._world.now() - LEEWAY:
            raise AuthenticationFailed(f'{kind.__name__} {namespace}/{ref.name} of the token has been deleted')
        if found.metadata.uid != ref.uid:
            raise AuthenticationFailed(f'{kind.__name__} {namespace}/{ref.name} is another one than the token names')


def user_of(claims: Claims) -> UserInfo:
    bound = claims.bound
    extra: dict[str, Sequence[str]] = {}
    if bound.pod is not None:
        extra[POD_NAME] = (bound.pod.name,)
        extra[POD_UID] = (bound.pod.uid,)
    if claims.jti:
        extra[CREDENTIAL_ID] = (f'JTI={claims.jti}',)
    if bound.node is not None:
        extra[NODE_NAME] = (bound.node.name,)
        if bound.node.uid:
            extra[NODE_UID] = (bound.node.uid,)
    return UserInfo(claims.sub, bound.service_account.uid, group_names(bound.namespace), extra)
