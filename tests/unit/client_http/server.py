"""A scripted API server: records what it is asked, answers what the test says."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    peer: object
    connection: int


@dataclass
class Server:
    url: str = ''
    asked: list[Asked] = field(default_factory=list)
    answers: list[web.Response | Handler] = field(default_factory=list)  # in order; the last one repeats

    async def handle(self, request: web.Request) -> web.StreamResponse:
        transport = request.transport
        assert transport is not None
        self.asked.append(
            Asked(
                request.method,
                request.raw_path.partition('?')[0],
                dict(request.query),
                dict(request.headers),
                await request.read(),
                transport.get_extra_info('peercert'),
                id(transport),
            )
        )
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, web.Response):
            return web.Response(body=answer.body, status=answer.status, headers=answer.headers)
        return await answer(request)


@asynccontextmanager
async def serve(*answers: web.Response | Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server(answers=list(answers))
    runner = web.ServerRunner(web.Server(server.handle), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, '127.0.0.1', 0, ssl_context=tls)
    await site.start()
    port = runner.addresses[0][1]
    server.url = f'{"https" if tls else "http"}://127.0.0.1:{port}'
    try:
        yield server
    finally:
        await runner.cleanup()


def json(text: str, status: int = 200, **headers: str) -> web.Response:
    named = {name.replace('_', '-'): value for name, value in headers.items()}
    return web.Response(body=text.encode(), status=status, headers={'Content-Type': 'application/json', **named})


def chunks(*parts: bytes, then: Callable[[web.Request], Awaitable[None]] | None = None) -> Handler:
    """An endless-looking answer in exactly these pieces."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for part in parts:
            await response.write(part)
        if then is not None:
            await then(request)
        return response

    return answer


@dataclass(frozen=True)
class Identity:
    certificate: bytes
    key: bytes


class Authority:
    """A certificate authority of its own, for one test."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, 'test-ca')])
        self._certificate = self._sign(self._name, self._key.public_key(), authority=True)
        self.pem = self._certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, name: str, *hosts: str) -> Identity:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._sign(subject, key.public_key(), hosts)
        return Identity(
            certificate.public_bytes(serialization.Encoding.PEM),
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
        )

    def server_context(self, *hosts: str) -> ssl.SSLContext:
        identity = self.issue('server', *hosts)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cadata=self.pem.decode())
        context.verify_mode = ssl.CERT_OPTIONAL
        with tempfile.TemporaryDirectory() as folder:
            pair = Path(folder) / 'pair.pem'
            pair.write_bytes(identity.certificate + identity.key)
            context.load_cert_chain(pair)
        return context

    def _sign(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, hosts: tuple[str, ...] = (), authority: bool = False
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(minutes=5))
            .not_valid_after(now + datetime.timedelta(hours=1))
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
        )
        if hosts:
            builder = builder.add_extension(x509.SubjectAlternativeName([_general(host) for host in hosts]), False)
        return builder.sign(self._key, hashes.SHA256())


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
