"""What an authenticator is, and how several make one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from sampan.apiserver.request import UserInfo

if TYPE_CHECKING:
    from sampan.apiserver.request import Request

AUTHENTICATED = 'system:authenticated'
UNAUTHENTICATED = 'system:unauthenticated'
CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id'
ANONYMOUS = UserInfo(name='system:anonymous', groups=(UNAUTHENTICATED,))


class AuthenticationFailed(Exception):
    """The credential is of a known kind and not valid; the text says why (for the log, not the client)."""


class Authenticator(Protocol):
    async def authenticate(self, request: Request) -> UserInfo | None: ...


class TokenAuthenticator(Protocol):
    async def authenticate_token(self, token: str, audiences: Sequence[str]) -> UserInfo | None:
        """The token's user, None if it is not this kind of token. Raises AuthenticationFailed."""
        ...


class Union:
    """The first authenticator that knows the credential decides."""

    def __init__(self, *authenticators: Authenticator) -> None:
        self._authenticators = authenticators

    async def authenticate(self, request: Request) -> UserInfo | None:
        for authenticator in self._authenticators:
            user = await authenticator.authenticate(request)
            if user is not None:
                return with_group(user, AUTHENTICATED)
        return None


class BearerTokens:
    """`Authorization: Bearer ...`, tried with each kind of token in turn."""

    def __init__(self, *kinds: TokenAuthenticator, audiences: Sequence[str]) -> None:
        self._kinds = kinds
        self._audiences = audiences

    async def authenticate(self, request: Request) -> UserInfo | None:
        token = bearer_token(request)
        if not token:
            return None
        user = await self.authenticate_token(token, self._audiences)
        if user is None:
            raise AuthenticationFailed('the bearer token is of no known kind')
        return user

    async def authenticate_token(self, token: str, audiences: Sequence[str]) -> UserInfo | None:
        for kind in self._kinds:
            user = await kind.authenticate_token(token, audiences)
            if user is not None:
                return user
        return None


class Anonymous:
    """Everybody who brings no credential; what they may see is authorization's business."""

    async def authenticate(self, request: Request) -> UserInfo | None:
        return ANONYMOUS


def bearer_token(request: Request) -> str:
    """The bearer token of a header or, for browsers, of a WebSocket sub-protocol. Empty if there is none."""
    scheme, _, token = request.headers.get('authorization', '').strip().partition(' ')
    if scheme.lower() == 'bearer':
        return token.strip()
    return ''


def with_group(user: UserInfo, group: str) -> UserInfo:
    """The user, as a member of `group` too; anonymous users stay what they are."""
    if group in user.groups or UNAUTHENTICATED in user.groups:
        return user
    return replace(user, groups=(*user.groups, group))
