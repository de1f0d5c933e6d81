"""Bringing a review to a hook and its answer back (upstream: util/webhook/client.go)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sampan.api import errors
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.apiserver.admission.webhooks.failure import CallFailed
from sampan.apiserver.outgoing.exchange import Exchange, Unanswered
from sampan.apiserver.outgoing.services import Services
from sampan.apiserver.outgoing.target import Target as Address
from sampan.apiserver.outgoing.target import target_of as address_of

AGENT = 'kube-apiserver-admission'


@dataclass(frozen=True, slots=True)
class Target:
    """A hook and where it is."""

    hook: str
    address: Address


class Caller(Protocol):
    """The way to hooks; a simulation has its own."""

    async def call(self, target: Target, data: bytes, seconds: float) -> bytes:
        """POST the review; the body of a good answer. Raises CallFailed."""
        ...

    async def close(self) -> None:
        """End kept connections."""
        ...


def target_of(hook: str, config: registration.WebhookClientConfig) -> Target:
    """Where the configuration says the hook is. Raises CallFailed."""
    address = address_of(config)
    if address is None:
        raise CallFailed(hook, 'could not get REST client: webhook configuration must have either service or URL', 500)
    return Target(hook, address)


class HttpsCaller:
    """Over HTTPS, with connections kept between calls."""

    def __init__(self, services: Services) -> None:
        self._exchange = Exchange(services, user_agent=AGENT)

    async def call(self, target: Target, data: bytes, seconds: float) -> bytes:
        try:
            reply = await self._exchange.post(target.address, data, seconds)
        except Unanswered as error:
            raise CallFailed(target.hook, f'failed to call webhook: {error}') from error
        if not reply.good:
            refused = errors.from_response(reply.status, reply.body, 'POST')
            raise CallFailed(target.hook, f'failed to call webhook: {refused}', reply.status)
        return reply.body

    async def close(self) -> None:
        await self._exchange.close()
