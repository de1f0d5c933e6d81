"""What an authenticator is, and how several make one."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from sampan.apiserver.request import UserInfo

if TYPE_CHECKING:
    from sampan.apiserver.request import Request

AUTHENTICATED = 'system:authenticated'
UNAUTHENTICATED = 'system:unauthenticated'
BEARER_PROTOCOL = 'base64url.bearer.authorization.k8s.io.'
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
        protocols: list[str] = []
        if not token and 'sec-websocket-protocol' in request.headers:
            token, protocols = websocket_token(request)
        if not token:
            return None
        user = await self.authenticate_token(token, self._audiences)
        if user is None:
            raise AuthenticationFailed('invalid bearer token')
        if protocols:  # what is behind must not see the token, nor agree to it as a sub-protocol
            request.headers = {**request.headers, 'sec-websocket-protocol': ','.join(protocols)}
        return user

    async def authenticate_token(self, token: str, audiences: Sequence[str]) -> UserInfo | None:
        """The first kind that knows the token decides; refusals count only when nobody does."""
        refusals: list[str] = []
        for kind in self._kinds:
            try:
                user = await kind.authenticate_token(token, audiences)
            except AuthenticationFailed as failed:
                refusals.append(str(failed))
                continue
            if user is not None:
                return user
        if refusals:
            raise AuthenticationFailed(refusals[0] if len(refusals) == 1 else f'[{", ".join(refusals)}]')
        return None


class Anonymous:
    """Everybody who brings no credential, on every path or on these; what they may see is authorization's business."""

    def __init__(self, paths: Sequence[str] = ()) -> None:
        self._paths = frozenset(paths)

    async def authenticate(self, request: Request) -> UserInfo | None:
        return ANONYMOUS if not self._paths or request.path in self._paths else None


def bearer_token(request: Request) -> str:
    """The bearer token of the Authorization header. Empty if there is none."""
    scheme, _, token = request.headers.get('authorization', '').strip().partition(' ')
    if scheme.lower() == 'bearer':
        return token.strip()
    return ''


def websocket_token(request: Request) -> tuple[str, list[str]]:
    """Browsers cannot set headers: their token is a sub-protocol of the WebSocket. It, and the other sub-protocols.

    Upstream: authentication/request/websocket. Raises AuthenticationFailed.
    """
    if request.upgrade is None or request.upgrade() != 'websocket':
        return '', []
    offered = [each.strip() for each in request.headers['sec-websocket-protocol'].split(',')]
    encoded = [each.removeprefix(BEARER_PROTOCOL) for each in offered if each.startswith(BEARER_PROTOCOL)]
    others = [each for each in offered if not each.startswith(BEARER_PROTOCOL)]
    if len(encoded) > 1:
        raise AuthenticationFailed('multiple base64.bearer.authorization tokens specified')
    if not encoded:
        return '', []
    try:
        padded = encoded[0] + '=' * (-len(encoded[0]) % 4)
        token = base64.b64decode(padded, altchars=b'-_', validate=True).decode()
    except UnicodeDecodeError as error:
        raise AuthenticationFailed('invalid base64.bearer.authorization token') from error
    except (binascii.Error, ValueError) as error:
        raise AuthenticationFailed('invalid base64.bearer.authorization token encoding') from error
    if token and not others:
        raise AuthenticationFailed('missing additional subprotocol')
    return token, others


def with_group(user: UserInfo, group: str) -> UserInfo:
    """The user, as a member of `group` too; anonymous users stay what they are."""
    if group in user.groups or UNAUTHENTICATED in user.groups:
        return user
    return replace(user, groups=(*user.groups, group))
