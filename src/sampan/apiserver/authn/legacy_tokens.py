"""Tokens in Secrets of type `kubernetes.io/service-account-token`: they never expire, and end with their Secret.

Upstream: pkg/serviceaccount/legacy.go. `claims_of` is what the token controller signs.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.apiserver.authn import jwt
from sampan.apiserver.authn.base import AuthenticationFailed
from sampan.apiserver.authn.cache import Cache
from sampan.apiserver.authn.claims import group_names, user_name
from sampan.apiserver.request import UserInfo

if TYPE_CHECKING:
    from sampan.apiserver.authn.keys import TokenKeys
    from sampan.apiserver.authn.service_accounts import Lookup

ISSUER = 'kubernetes/serviceaccount'
NAMESPACE = 'kubernetes.io/serviceaccount/namespace'
SECRET = 'kubernetes.io/serviceaccount/secret.name'
ACCOUNT = 'kubernetes.io/serviceaccount/service-account.name'
ACCOUNT_UID = 'kubernetes.io/serviceaccount/service-account.uid'
INVALID_SINCE = 'kubernetes.io/legacy-token-invalid-since'
KEPT = 1024
CLAIMS = {NAMESPACE: 'namespace', SECRET: 'secretName', ACCOUNT: 'serviceAccountName', ACCOUNT_UID: 'serviceAccountUID'}


def claims_of(account: core.ServiceAccount, secret: core.Secret) -> dict[str, str]:
    """What stands in the token of a Secret."""
    own = account.metadata
    return {
        'iss': ISSUER,
        NAMESPACE: own.namespace,
        SECRET: secret.metadata.name,
        ACCOUNT: own.name,
        ACCOUNT_UID: own.uid,
        'sub': user_name(own.namespace, own.name),
    }


class LegacyTokens:
    """Authenticates tokens that are in a Secret; they are for this API server."""

    def __init__(self, *, keys: TokenKeys, lookup: Lookup) -> None:
        self._keys = keys
        self._lookup = lookup
        self._verified: Cache[str, dict[str, Any]] = Cache(KEPT)

    async def authenticate_token(self, token: str, audiences: Sequence[str]) -> UserInfo | None:
        claims = self._verified.get(token)
        if claims is None:
            try:
                if jwt.peek(token).get('iss') != ISSUER:
                    return None
            except jwt.InvalidToken:
                return None
            claims = self._verify(token)
            self._verified.put(token, claims)
        if not set(self._keys.audiences) & set(audiences):
            raise AuthenticationFailed(
                f'token audiences {list(self._keys.audiences)} is invalid for the target audiences {list(audiences)}'
            )
        await self._check_secret(claims, token)
        await self._check_account(claims)
        namespace = claims[NAMESPACE]
        return UserInfo(claims['sub'], claims[ACCOUNT_UID], group_names(namespace))

    def _verify(self, token: str) -> dict[str, Any]:
        try:
            claims = jwt.verify(token, self._keys.keys)
        except jwt.InvalidToken as invalid:
            raise AuthenticationFailed(str(invalid)) from invalid
        for claim, name in CLAIMS.items():
            if not isinstance(claims.get(claim), str) or not claims[claim]:
                raise AuthenticationFailed(f'{name} claim is missing')
        if claims.get('sub') != user_name(claims[NAMESPACE], claims[ACCOUNT]):
            raise AuthenticationFailed('sub claim is invalid')
        return claims

    async def _check_secret(self, claims: Mapping[str, str], token: str) -> None:
        secret = await self._find(core.Secret, claims[SECRET], claims[NAMESPACE])
        if secret is None or secret.metadata.deletion_timestamp is not None:
            raise AuthenticationFailed('service account token has been invalidated')
        if not hmac.compare_digest(bytes(secret.data.get('token', b'')), token.encode()):
            raise AuthenticationFailed("service account token does not match server's copy")
        since = secret.metadata.labels.get(INVALID_SINCE, '')
        if since:
            raise AuthenticationFailed(
                f'the token in secret {claims[NAMESPACE]}/{claims[SECRET]} for service account '
                f'{claims[NAMESPACE]}/{claims[ACCOUNT]} has been marked invalid. '
                'Use tokens from the TokenRequest API or manually created secret-based tokens, or remove the '
                f"'{INVALID_SINCE}' label from the secret to temporarily allow use of this token"
            )

    async def _check_account(self, claims: Mapping[str, str]) -> None:
        account = await self._find(core.ServiceAccount, claims[ACCOUNT], claims[NAMESPACE])
        if account is None or account.metadata.deletion_timestamp is not None:
            raise AuthenticationFailed(f'service account {claims[NAMESPACE]}/{claims[ACCOUNT]} has been deleted')
        if account.metadata.uid != claims[ACCOUNT_UID]:
            raise AuthenticationFailed(
                f'service account UID ({account.metadata.uid}) does not match claim ({claims[ACCOUNT_UID]})'
            )

    async def _find(self, kind: type[Any], name: str, namespace: str) -> Any:
        try:
            return await self._lookup(kind, name, namespace)
        except errors.ApiError as error:
            if errors.is_not_found(error):
                return None
            raise
