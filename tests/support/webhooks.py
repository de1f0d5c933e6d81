"""A webhook as others write them: an HTTPS server on loopback that is asked for reviews."""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import IPv4Address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated import meta_v1
from support.registry import Bench, registry

SERVICE = 'e2e-test-webhook'
NAMES = ('localhost', f'{SERVICE}.default.svc')

Review = dict[str, Any]
Judge = Callable[[Review], Awaitable[Review] | Review]


@cache
def _identity() -> tuple[bytes, bytes]:
    """A certificate that is its own authority, and its key. PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, 'webhook')])
    now = datetime.now(UTC)
    others = [*(x509.DNSName(each) for each in NAMES), x509.IPAddress(IPv4Address('127.0.0.1'))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(others), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM), secret


def ca_bundle() -> bytes:
    """The authority of the server's certificate."""
    return _identity()[0]


def server_context() -> ssl.SSLContext:
    """A server's side of TLS, with the certificate that `ca_bundle` vouches for."""
    certificate, key = _identity()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        file = Path(folder, 'pair.pem')
        file.write_bytes(certificate + key)
        tls.load_cert_chain(file)
    return tls


class Server:
    """Answers by path; remembers every review and the connections they came by."""

    def __init__(self) -> None:
        self.reviews: list[Review] = []
        self.queries: list[str] = []
        self.connections: set[Any] = set()
        self.judges: dict[str, Judge] = {}
        self.port = 0

    def on(self, path: str, judge: Judge) -> None:
        """`judge` gets the request of a review and gives the response (its uid is filled in)."""
        self.judges[path] = judge

    def url(self, path: str) -> str:
        return f'https://127.0.0.1:{self.port}{path}'

    async def handle(self, request: web.Request) -> web.StreamResponse:
        review = json.loads(await request.read())
        self.reviews.append(review)
        self.queries.append(request.query_string)
        self.connections.add(request.transport)
        judged = self.judges[request.path](review['request'])
        answer = await judged if isinstance(judged, Awaitable) else judged
        if 'raw' in answer:
            return web.Response(status=answer.get('status', 200), body=answer['raw'])
        response = {'uid': review['request']['uid'], **answer}
        body = {'kind': 'AdmissionReview', 'apiVersion': review['apiVersion'], 'response': response}
        return web.json_response(body)


def allow(request: Review) -> Review:
    return {'allowed': True}


def deny(message: str = '', **status: Any) -> Judge:
    return lambda request: {'allowed': False, 'status': {**({'message': message} if message else {}), **status}}


def patch(*operations: Any) -> Judge:
    data = base64.b64encode(json.dumps(operations).encode()).decode()
    return lambda request: {'allowed': True, 'patch': data, 'patchType': 'JSONPatch'}


@asynccontextmanager
async def server() -> Any:
    """A running server."""
    made = Server()
    tls = server_context()
    application = web.Application()
    application.router.add_post('/{path:.*}', made.handle)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, '127.0.0.1', 0, ssl_context=tls)
    await site.start()
    made.port = runner.addresses[0][1]
    try:
        yield made
    finally:
        await runner.cleanup()


def rule(*resources: str, operations: tuple[str, ...] = ('CREATE',), **more: Any) -> registration.RuleWithOperations:
    groups = more.pop('groups', ['*'])
    versions = more.pop('versions', ['*'])
    return registration.RuleWithOperations(
        operations=list(operations), api_groups=groups, api_versions=versions, resources=list(resources), **more
    )


def _webhook(kind: type[Any], made: Server, path: str, rules: Any, more: dict[str, Any]) -> Any:
    name = more.pop('name', f'{path.strip("/").replace("/", "-") or "hook"}.example.test')
    config = more.pop('client', None)
    if config is None:
        config = registration.WebhookClientConfig(url=made.url(path), ca_bundle=ca_bundle())
    wanted = {'side_effects': 'None', 'admission_review_versions': ['v1'], **more}
    return kind(name=name, client_config=config, rules=list(rules), **wanted)


def mutating(made: Server, path: str, *rules: Any, **more: Any) -> registration.MutatingWebhook:
    return _webhook(registration.MutatingWebhook, made, path, rules, more)  # type: ignore[no-any-return]


def validating(made: Server, path: str, *rules: Any, **more: Any) -> registration.ValidatingWebhook:
    return _webhook(registration.ValidatingWebhook, made, path, rules, more)  # type: ignore[no-any-return]


async def configure(bench: Bench, *webhooks: Any, name: str = 'hooks') -> Any:
    """Create a configuration with these webhooks, all of one kind."""
    of_mutating = isinstance(webhooks[0], registration.MutatingWebhook)
    kind: Any = (
        registration.MutatingWebhookConfiguration if of_mutating else registration.ValidatingWebhookConfiguration
    )
    made = await bench.client.create(kind(metadata=meta_v1.ObjectMeta(name=name), webhooks=list(webhooks)))
    await bench.registry.feed.fresh()
    return made


def run(body: Callable[[Bench, Server], Awaitable[None]], **options: Any) -> None:
    """Run a test's body against a fresh registry and a webhook server, in real time: there are real sockets."""

    async def main() -> None:
        async with asyncio.timeout(30), registry(**options) as bench, server() as made:
            await body(bench, made)

    asyncio.run(main())
