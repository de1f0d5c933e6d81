"""The server's TLS context: modern versions, optional client certificates.

A certificate of a foreign authority does not end the handshake where that can be avoided (`peer`): it is a 401
then, as upstream, with words in it; elsewhere the client gets TLS's alert "unknown ca".
"""

from __future__ import annotations

import logging
import ssl
from dataclasses import dataclass
from pathlib import Path

from sampan.apiserver.http.peer import lenient

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TlsConfig:
    """Files in PEM form. Without `client_ca` no client certificate is asked for."""

    certificate: Path
    key: Path
    client_ca: Path | None = None
    proxy_ca: Path | None = None  # of front proxies


def server_context(config: TlsConfig) -> ssl.SSLContext:
    """A context for the listener. Raises OSError or ssl.SSLError for missing or unusable files."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(config.certificate, config.key)
    context.set_alpn_protocols(['http/1.1'])
    authorities = [file for file in (config.client_ca, config.proxy_ca) if file is not None]
    for file in authorities:
        context.load_verify_locations(file)
    if authorities:
        context.verify_mode = ssl.CERT_OPTIONAL
        if not lenient(context):
            log.info('client certificates of foreign authorities will fail in the TLS handshake')
    return context
