"""Tokens that another server knows: a TokenReview goes out, the user comes back.

Upstream: plugin/pkg/authenticator/token/webhook, with its cache of answers in front (2 minutes by default).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from sampan.api import codec
from sampan.api.generated import authentication_v1 as authentication
from sampan.apiserver.authn.base import AuthenticationFailed
from sampan.apiserver.authn.cache import Cache
from sampan.apiserver.request import UserInfo
from sampan.apiserver.webhook import Webhook, WebhookFailed

KEPT = 4096
TIMEOUT = 10.0
Answer = tuple[float, UserInfo | None, str]


class WebhookTokens:
    """Asks about every token nobody else knew; equal questions are answered from memory for `ttl` seconds."""

    def __init__(self, webhook: Webhook, *, api_audiences: Sequence[str], version: str, ttl: float) -> None:
        self._webhook = webhook
        self._own = tuple(api_audiences)
        self._version = version
        self._ttl = ttl
        self._answers: Cache[tuple[str, tuple[str, ...]], Answer] = Cache(KEPT)

    async def authenticate_token(self, token: str, audiences: Sequence[str]) -> UserInfo | None:
        question = token, tuple(audiences)
        now = asyncio.get_running_loop().time()
        known = self._answers.get(question)
        if known is None or known[0] <= now:
            user, problem = await self._ask(token, audiences)
            known = (now + self._ttl, user, problem)
            self._answers.put(question, known)
        if known[2]:
            raise AuthenticationFailed(known[2])
        return known[1]

    async def _ask(self, token: str, audiences: Sequence[str]) -> tuple[UserInfo | None, str]:
        """The user, or why there is none. Raises AuthenticationFailed (not remembered) without an answer."""
        review = authentication.TokenReview(
            api_version=f'authentication.k8s.io/{self._version}',
            spec=authentication.TokenReviewSpec(token=token, audiences=list(audiences)),
        )
        try:
            data = await self._webhook.post(codec.encode(review), TIMEOUT)
            status = codec.decode(authentication.TokenReview, data).status
        except (WebhookFailed, codec.DecodeError, msgspec.MsgspecError) as error:
            raise AuthenticationFailed(str(error)) from error
        if not set(status.audiences or self._own) & set(audiences):
            return None, ''
        if not status.authenticated:
            return None, status.error
        user = status.user
        return UserInfo(user.username, user.uid, tuple(user.groups), dict(user.extra)), ''

    async def close(self) -> None:
        await self._webhook.close()
