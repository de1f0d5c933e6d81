"""Service account tokens for pods, renewed before they end (upstream: pkg/kubelet/token)."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sampan.api.generated import authentication_v1 as authn
from sampan.api.generated import core_v1 as core
from sampan.client.base import Client
from sampan.machinery.world import World

MAX_AGE = timedelta(hours=24)
MAX_JITTER = 10.0  # seconds
DEFAULT_SECONDS = 3600
CACHE = 1000


@dataclass(frozen=True, slots=True)
class _Token:
    text: bytes
    renew: datetime


class TokenManager:
    """Asks the API for tokens bound to their pod; one is used again until it is due to be renewed."""

    def __init__(self, *, client: Client, world: World) -> None:
        self._client = client
        self._world = world
        self._tokens: OrderedDict[tuple[str, str, str, int], _Token] = OrderedDict()

    async def get(self, pod: core.Pod, source: core.ServiceAccountTokenProjection) -> tuple[bytes, datetime]:
        """The token, and when it is due to be renewed. Raises ApiError."""
        seconds = source.expiration_seconds or DEFAULT_SECONDS
        key = (pod.metadata.uid, pod.spec.service_account_name, source.audience, seconds)
        known = self._tokens.get(key)
        if known is None or self._world.now() >= known.renew:
            known = await self._request(pod, source, seconds)
            self._tokens[key] = known
            while len(self._tokens) > CACHE:
                self._tokens.popitem(last=False)
        return known.text, known.renew

    def forget(self, uid: str) -> None:
        for key in [k for k in self._tokens if k[0] == uid]:
            del self._tokens[key]

    async def _request(self, pod: core.Pod, source: core.ServiceAccountTokenProjection, seconds: int) -> _Token:
        request = authn.TokenRequest(
            spec=authn.TokenRequestSpec(
                audiences=[source.audience] if source.audience else [],
                expiration_seconds=seconds,
                bound_object_ref=authn.BoundObjectReference(
                    kind='Pod', api_version='v1', name=pod.metadata.name, uid=pod.metadata.uid
                ),
            )
        )
        asked = self._world.now()
        account = pod.spec.service_account_name
        answer = await self._client.create_subresource(
            core.ServiceAccount, account, pod.metadata.namespace, 'token', request
        )
        assert isinstance(answer, authn.TokenRequest)
        return _Token(answer.status.token.encode(), self._renewal(asked, answer.status.expiration_timestamp))

    def _renewal(self, asked: datetime, expires: datetime | None) -> datetime:
        """At four fifths of its life, and after a day at the latest."""
        life = MAX_AGE if expires is None else expires - asked
        jitter = timedelta(seconds=self._world.jitter(MAX_JITTER))
        return asked + min(life * 0.8, MAX_AGE) - jitter
