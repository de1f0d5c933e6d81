"""Bringing a review to a hook and its answer back (upstream: util/webhook/client.go)."""

from __future__ import annotations

import ssl
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sampan.api import errors
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.apiserver.admission.webhooks.failure import CallFailed

if TYPE_CHECKING:
    import aiohttp

    from sampan.apiserver.admission.webhooks.services import Services

PORT = 443
CONTEXTS = 200  # TLS contexts kept, one for each bundle
LARGEST = 16 * 1024 * 1024  # bytes of an answer
CONNECTIONS = 100  # to one hook
HEADERS = {
    'Content-Type': 'application/json',
    'Accept': 'application/json, */*',
    'User-Agent': 'kube-apiserver-admission',
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a hook is. The host of a Service is `name.namespace.svc`, which is also the name on its certificate."""

    hook: str
    url: str
    ca: bytes
    service: bool


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
    service = config.service
    if service is not None:
        path = (service.path or '').lstrip('/')
        url = f'https://{service.name}.{service.namespace}.svc:{service.port or PORT}/{path}'
        return Target(hook, url, config.ca_bundle, service=True)
    if not config.url:
        raise CallFailed(hook, 'could not get REST client: webhook configuration must have either service or URL', 500)
    return Target(hook, config.url, config.ca_bundle, service=False)


class HttpsCaller:
    """Over HTTPS, with connections kept between calls. The HTTP client is loaded at the first call."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._contexts: OrderedDict[bytes, ssl.SSLContext] = OrderedDict()

    async def call(self, target: Target, data: bytes, seconds: float) -> bytes:
        import aiohttp

        url = f'{target.url}{"&" if "?" in target.url else "?"}timeout={seconds:.0f}s'
        try:
            context = self._context(target.ca)
            async with self._session(target.service).post(
                url,
                data=data,
                headers=HEADERS,
                ssl=context,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as answer:
                body = await answer.content.read(LARGEST + 1)
                while len(body) <= LARGEST and (more := await answer.content.read(LARGEST + 1 - len(body))):
                    body += more
                status = answer.status
        except (aiohttp.ClientError, OSError, ValueError) as error:
            reason = _reason(error)
            raise CallFailed(target.hook, f'failed to call webhook: Post "{url}": {reason}') from error
        if len(body) > LARGEST:
            raise CallFailed(target.hook, f'failed to call webhook: the answer is larger than {LARGEST} bytes')
        if not 200 <= status <= 206:
            refused = errors.from_response(status, body, 'POST')
            raise CallFailed(target.hook, f'failed to call webhook: {refused}', status)
        return body

    def _session(self, service: bool) -> aiohttp.ClientSession:
        """Services have their own resolver: their names mean endpoints, whatever DNS says."""
        session = self._sessions.get(service)
        if session is None:
            import aiohttp

            from sampan.apiserver.admission.webhooks.resolver import ServiceResolver

            resolver = ServiceResolver(self._services) if service else aiohttp.ThreadedResolver()
            connector = aiohttp.TCPConnector(
                limit=0, limit_per_host=CONNECTIONS, keepalive_timeout=30, use_dns_cache=False, resolver=resolver
            )
            session = self._sessions[service] = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return session

    def _context(self, ca: bytes) -> ssl.SSLContext:
        """Trust in exactly this bundle, or in the system's authorities if there is none."""
        context = self._contexts.get(ca)
        if context is None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            if ca:
                context.load_verify_locations(cadata=ca.decode())
            else:
                context.load_default_certs(ssl.Purpose.SERVER_AUTH)
            self._contexts[ca] = context
            if len(self._contexts) > CONTEXTS:
                self._contexts.popitem(last=False)
        else:
            self._contexts.move_to_end(ca)
        return context

    async def close(self) -> None:
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()


def _reason(error: Exception) -> str:
    """What went wrong, as far as possible as Go puts it."""
    import aiohttp

    if isinstance(error, TimeoutError):
        return 'context deadline exceeded'
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return f'tls: failed to verify certificate: {_certificate(error.certificate_error)}'
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return str(error.os_error.strerror or error.os_error)
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, ConnectionRefusedError):
        return f'dial tcp {error.host}:{error.port}: connect: connection refused'
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return 'EOF'
    return str(error) or type(error).__name__


def _certificate(error: Exception) -> str:
    """Go's words for the common cases."""
    code = getattr(error, 'verify_code', 0)
    if code in (18, 19, 20, 21):
        return 'x509: certificate signed by unknown authority'
    if code == 10:
        return 'x509: certificate has expired or is not yet valid'
    return f'x509: {getattr(error, "verify_message", error)}'
