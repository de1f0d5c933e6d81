"""The server's TLS context: modern versions, optional client certificates.

Python's ssl offers no way to ask for a client certificate without having OpenSSL check it, so a
certificate of a foreign authority ends the handshake with the alert "unknown ca", where upstream
finishes the handshake and answers 401. Clients report both as being refused; `verify_leniently`
closes the gap where the interpreter's OpenSSL can be reached.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TlsConfig:
    """Files in PEM form. Without `client_ca` no client certificate is asked for."""

    certificate: Path
    key: Path
    client_ca: Path | None = None


def server_context(config: TlsConfig) -> ssl.SSLContext:
    """A context for the listener. Raises OSError or ssl.SSLError for missing or unusable files."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(config.certificate, config.key)
    context.set_alpn_protocols(['http/1.1'])
    if config.client_ca is not None:
        context.load_verify_locations(config.client_ca)
        context.verify_mode = ssl.CERT_OPTIONAL
    return context
