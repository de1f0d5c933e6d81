"""Servers that this one asks: a kubeconfig names them, JSON goes out and comes back.

Used by audit, token review and authorization webhooks. Upstream: k8s.io/apiserver/pkg/util/webhook.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sampan.client import kubeconfig
from sampan.client.config import HttpConfig, tls_context
from sampan.client.credentials import Credentials

if TYPE_CHECKING:
    import aiohttp

    from sampan.machinery.world import World

log = logging.getLogger(__name__)

TIMEOUT = 30.0  # seconds for one attempt
LIMIT = 3 * 1024 * 1024  # bytes of an answer
CONNECTIONS = 100
FACTOR, JITTER, STEPS = 1.5, 0.2, 5


class WebhookFailed(Exception):
    """No usable answer. `status` is the HTTP status, 0 if there was none."""

    def __init__(self, message: str, status: int = 0, retry_after: float = 0.0) -> None:
        super().__init__(message)
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
        self._session: aiohttp.ClientSession | None = None

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
        import aiohttp

        headers = {'Content-Type': 'application/json', 'Accept': 'application/json', **self._credentials.headers()}
        try:
            async with self._open().post(
                self._config.server,
                data=body,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=timeout),
                server_hostname=self._config.tls_server_name or None,
                allow_redirects=False,
            ) as answer:
                if answer.status >= 300:
                    text = (await answer.content.read(1024)).decode('utf-8', 'replace')
                    after = answer.headers.get('Retry-After', '')
                    delay = float(after) if after.isdigit() else 0.0
                    raise WebhookFailed(f'the server answered {answer.status}: {text}', answer.status, delay)
                content = bytearray()
                async for chunk in answer.content.iter_any():
                    content += chunk
                    if len(content) > LIMIT:
                        raise WebhookFailed(f'the answer is longer than {LIMIT} bytes', answer.status)
                return bytes(content)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise WebhookFailed(f'Post "{self._config.server}": {str(error) or type(error).__name__}') from error

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            import aiohttp

            connector = aiohttp.TCPConnector(ssl=tls_context(self._config) or True, limit=CONNECTIONS)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()


def passing(failed: WebhookFailed) -> bool:
    """Whether upstream tries again: connection resets and server-side trouble (webhook.DefaultShouldRetry)."""
    return failed.status in (0, 429) or failed.status >= 500 or failed.retry_after > 0
