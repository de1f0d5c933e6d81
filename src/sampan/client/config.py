"""Where the API server is and who we are: by hand, from a kubeconfig (`kubeconfig`), or inside a pod."""

from __future__ import annotations

import base64
import os
import ssl
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

_SERVICE_ACCOUNT = Path('/var/run/secrets/kubernetes.io/serviceaccount')


class ConfigError(Exception):
    """The client cannot be set up; the text says what is wrong with which file."""


@dataclass(frozen=True, slots=True)
class HttpConfig:
    """One server and one identity. Certificates and keys are PEM."""

    server: str  # https://host:port
    ca: bytes | None = field(default=None, repr=False)  # None: the system's authorities
    client_certificate: bytes | None = field(default=None, repr=False)
    client_key: bytes | None = field(default=None, repr=False)
    token: str = field(default='', repr=False)
    token_file: Path | None = None  # read again when it changes; wins over `token`
    username: str = ''
    password: str = field(default='', repr=False)
    insecure_skip_tls_verify: bool = False
    tls_server_name: str = ''
    user_agent: str = 'sampan/v1.36.0'
    timeout: float = 65.0  # seconds for one request; the server's own limit is 60
    requests: int = 128  # connections for requests
    watches: int = 4096  # connections for watches: HTTP/1.1 gives each its own
    retries: int = 10  # how often an answer "try again later" is obeyed

    @classmethod
    def in_cluster(cls) -> HttpConfig:
        """What a pod's service account sees. Raises `ConfigError` outside a cluster."""
        host = os.environ.get('KUBERNETES_SERVICE_HOST', '')
        port = os.environ.get('KUBERNETES_SERVICE_PORT', '')
        if not host or not port:
            raise ConfigError(
                'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT '
                'must be defined'
            )
        address = f'[{host}]' if ':' in host else host
        try:
            ca = (_SERVICE_ACCOUNT / 'ca.crt').read_bytes()
        except OSError as error:
            raise ConfigError(f'unable to load the cluster CA: {error}') from error
        return cls(server=f'https://{address}:{port}', ca=ca, token_file=_SERVICE_ACCOUNT / 'token')

    def basic_authorization(self) -> str:
        pair = f'{self.username}:{self.password}'.encode()
        return 'Basic ' + base64.b64encode(pair).decode()


def tls_context(config: HttpConfig) -> ssl.SSLContext | None:
    """The TLS side of a config; None for a plain http server. Raises `ConfigError`."""
    if config.server.startswith('http://'):
        return None
    try:
        context = ssl.create_default_context(cadata=config.ca.decode() if config.ca else None)
        if config.insecure_skip_tls_verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if config.client_certificate and config.client_key:
            _load_pair(context, config.client_certificate, config.client_key)
    except (ssl.SSLError, ValueError) as error:
        raise ConfigError(f'the certificates for {config.server} cannot be used: {error}') from error
    return context


def _load_pair(context: ssl.SSLContext, certificate: bytes, key: bytes) -> None:
    """OpenSSL's Python door takes only files: give it one that nobody else can read, for a moment."""
    with tempfile.NamedTemporaryFile(prefix='sampan-client-') as pair:
        pair.write(certificate + b'\n' + key)
        pair.flush()
        context.load_cert_chain(pair.name)
