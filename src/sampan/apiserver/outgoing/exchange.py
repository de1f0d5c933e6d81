"""One request and its answer."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sampan.apiserver.outgoing.trust import Contexts

if TYPE_CHECKING:
    import aiohttp

    from sampan.apiserver.outgoing.services import Services
    from sampan.apiserver.outgoing.target import Target

LARGEST = 16 * 1024 * 1024  # bytes of an answer
CONNECTIONS = 100  # to one server
KEPT_SECONDS = 30.0
ASKED_TO_WAIT = 10  # times a server may say "later", as in client-go
JSON_HEADERS = {'Content-Type': 'application/json', 'Accept': 'application/json, */*'}


class Unanswered(Exception):
    """There is no answer; the text is Go's: `Post "https://...": EOF`. `reset`: the server broke the connection off."""

    def __init__(self, text: str, *, reset: bool = False) -> None:
        super().__init__(text)
        self.reset = reset


@dataclass(frozen=True, slots=True)
class Reply:
    """Whatever the server answered, errors too."""

    status: int
    body: bytes
    retry_after: int = 0  # seconds

    @property
    def good(self) -> bool:
        """What client-go takes for an answer."""
        return 200 <= self.status <= 206


class Exchange:
    """A keeper of connections. Safe for many requests at once. `close` it."""

    def __init__(self, services: Services | None = None, *, user_agent: str = 'kube-apiserver') -> None:
        """Without `services`, targets that are Services cannot be asked."""
        self._services = services
        self._agent = user_agent
        self._contexts = Contexts()
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def post(self, target: Target, data: bytes, seconds: float, *, limit: int = LARGEST) -> Reply:
        """POST JSON; a server that asks to wait is asked again as long as there is time. Raises Unanswered."""
        try:
            return await self._patiently(target, target.within(seconds), data, seconds, limit)
        except TimeoutError as error:
            raise Unanswered(f'Post "{target.within(seconds)}": context deadline exceeded') from error

    async def _patiently(self, target: Target, url: str, data: bytes, seconds: float, limit: int) -> Reply:
        async with asyncio.timeout(seconds):
            for _ in range(ASKED_TO_WAIT):
                reply = await self.send(
                    'POST',
                    url,
                    data,
                    seconds,
                    headers=JSON_HEADERS,
                    tls=target.ca,
                    service=target.service,
                    limit=limit,
                )
                if not reply.retry_after or not (reply.status == 429 or reply.status >= 500):
                    break
                await asyncio.sleep(reply.retry_after)
        return reply

    async def send(
        self,
        method: str,
        url: str,
        data: bytes | None,
        seconds: float,
        *,
        headers: Mapping[str, str],
        tls: bytes | ssl.SSLContext | None = b'',
        server_name: str = '',
        service: bool = False,
        redirects: bool = False,
        limit: int = LARGEST,
    ) -> Reply:
        """One attempt. `tls`: a bundle, or a whole context; None for plain http. Raises Unanswered."""
        import aiohttp

        from sampan.apiserver.outgoing import words

        try:
            async with self._session(service).request(
                method,
                url,
                data=data,
                headers={'User-Agent': self._agent, **headers},
                ssl=self._contexts.of(tls) if isinstance(tls, bytes) else True if tls is None else tls,
                server_hostname=server_name or None,
                allow_redirects=redirects,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as answer:
                after = answer.headers.get('Retry-After', '')
                waits = int(after) if after.isascii() and after.isdigit() else 0
                return Reply(answer.status, await _whole(answer.content, limit), waits)
        except _TooLong as error:
            text = f'the answer is larger than {limit} bytes'
            raise Unanswered(f'{method.capitalize()} "{url}": {text}') from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            text = f'{method.capitalize()} "{url}": {words.reason(error)}'
            raise Unanswered(text, reset=isinstance(error, ConnectionResetError)) from error

    def _session(self, service: bool) -> aiohttp.ClientSession:
        """Services have their own resolver: their names mean endpoints, whatever DNS says."""
        session = self._sessions.get(service)
        if session is None:
            import aiohttp

            from sampan.apiserver.outgoing.resolver import ServiceResolver

            if service and self._services is None:
                raise ValueError('nobody here knows the Services')
            resolver = ServiceResolver(self._services) if service and self._services else aiohttp.ThreadedResolver()
            connector = aiohttp.TCPConnector(
                limit=0,
                limit_per_host=CONNECTIONS,
                keepalive_timeout=KEPT_SECONDS,
                use_dns_cache=False,
                resolver=resolver,
            )
            session = self._sessions[service] = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return session

    async def close(self) -> None:
        """End kept connections."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()


class _TooLong(Exception):
    """The answer goes beyond its limit."""


async def _whole(content: aiohttp.StreamReader, limit: int) -> bytes:
    """Everything up to the end. Raises _TooLong."""
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > limit:
            raise _TooLong
    return bytes(body)
