"""Servers that this one asks: a kubeconfig names them, JSON goes out and comes back.

Used by audit, token review and authorization webhooks. Upstream: k8s.io/apiserver/pkg/util/webhook.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from sampan.api import errors
from sampan.apiserver.outgoing.exchange import JSON_HEADERS, Exchange, Unanswered
from sampan.client import kubeconfig
from sampan.client.config import ConfigError, HttpConfig, tls_context
from sampan.client.credentials import Credentials

if TYPE_CHECKING:
    from sampan.machinery.world import World

log = logging.getLogger(__name__)

TIMEOUT = 30.0  # seconds for one attempt
LIMIT = 3 * 1024 * 1024  # bytes of an answer
UNREAD = b''  # the TLS context is made at the first request
FACTOR, JITTER, STEPS = 1.5, 0.2, 5


class WebhookFailed(Exception):
    """No usable answer. `status` is the HTTP status, 0 if there was none; `reset`: the server broke off."""

    def __init__(self, message: str, status: int = 0, retry_after: float = 0.0, *, reset: bool = False) -> None:
        super().__init__(message)
        self.reset = reset
        self.status = status
        self.retry_after = retry_after


class Webhook:
    """One server. Safe for many requests at once; connections are kept. `close` it."""

    def __init__(self, config: HttpConfig, world: World, *, backoff: float = 0.5, steps: int = STEPS) -> None:
        """`backoff` is the first pause between attempts in seconds; each is half as long again."""
        self._config = config
        self._world = world
        self._backoff = backoff
        self._steps = steps
        self._credentials = Credentials(config)
        self._exchange = Exchange()
        self._tls: ssl.SSLContext | bytes | None = UNREAD

    @classmethod
    def from_file(cls, path: Path, world: World, *, backoff: float = 0.5, steps: int = STEPS) -> Webhook:
        """The server that a kubeconfig's current context names. Raises ConfigError."""
        return cls(kubeconfig.load(path).http_config(), world, backoff=backoff, steps=steps)

    async def post(self, body: bytes, timeout: float = TIMEOUT, *, any_error: bool = False) -> bytes:
        """The answer's body. Failures that may pass are tried again (with `any_error`, all). Raises WebhookFailed."""
        pause = self._backoff
        for left in reversed(range(self._steps)):
            try:
                return await self._once(body, timeout)
            except WebhookFailed as failed:
                if not left or not (any_error or passing(failed)):
                    raise
                wait = max(pause + self._world.jitter(pause * JITTER), failed.retry_after)
            await asyncio.sleep(wait)
            pause *= FACTOR
        raise WebhookFailed('timed out waiting for the condition')

    async def _once(self, body: bytes, timeout: float) -> bytes:
        url, name = self._config.server, self._config.tls_server_name
        try:
            headers = {**JSON_HEADERS, **self._credentials.headers()}
            if self._tls is UNREAD:
                self._tls = tls_context(self._config)
            reply = await self._exchange.send(
                'POST', url, body, timeout, headers=headers, tls=self._tls, server_name=name, limit=LIMIT
            )
        except Unanswered as error:
            raise WebhookFailed(str(error), reset=error.reset) from error
        except ConfigError as error:
            raise WebhookFailed(f'Post "{url}": {error}') from error
        if not reply.good:
            raise WebhookFailed(
                str(errors.from_response(reply.status, reply.body, 'POST')), reply.status, reply.retry_after
            )
        return reply.body

    async def close(self) -> None:
        await self._exchange.close()


def passing(failed: WebhookFailed) -> bool:
    """Whether upstream tries again: connection resets and a server's own trouble (webhook.DefaultShouldRetry)."""
    return failed.reset or failed.status in (429, 500, 504) or failed.retry_after > 0
