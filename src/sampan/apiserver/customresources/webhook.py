"""Asking conversion webhooks. Upstream: apiextensions-apiserver/pkg/apiserver/conversion/webhook_converter.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import errors
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.apiserver.customresources.conversion import Document, WebhookFailed
from sampan.apiserver.outgoing.exchange import Exchange, Unanswered
from sampan.apiserver.outgoing.target import target_of

if TYPE_CHECKING:
    from sampan.apiserver.outgoing.services import Services

TIMEOUT = 30.0  # seconds, upstream's for conversions
LIMIT = 64 << 20  # bytes of an answer: a list is converted as a whole


class ConversionWebhooks:
    """All conversion webhooks of a server, by URL or through Services. `close` it."""

    def __init__(self, services: Services) -> None:
        self._exchange = Exchange(services)

    async def call(self, config: apiextensions.WebhookClientConfig, document: Document) -> Document:
        """POST the document; returns the answer. Raises WebhookFailed."""
        target = target_of(config)
        if target is None:
            raise WebhookFailed('webhook configuration must have either service or URL')
        try:
            reply = await self._exchange.post(target, msgspec.json.encode(document), TIMEOUT, limit=LIMIT)
        except Unanswered as error:
            raise WebhookFailed(str(error)) from error
        if not reply.good:
            raise WebhookFailed(str(errors.from_response(reply.status, reply.body, 'POST')))
        try:
            decoded: Document = msgspec.json.decode(reply.body, type=dict[str, Any])
        except msgspec.MsgspecError as error:
            raise WebhookFailed(f"couldn't decode the answer: {error}") from error
        return decoded

    async def close(self) -> None:
        await self._exchange.close()
