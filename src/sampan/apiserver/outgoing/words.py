"""What went wrong with a request, as far as possible as Go's net/http puts it."""

from __future__ import annotations

import socket
from collections.abc import Mapping

UNKNOWN_AUTHORITY = 'x509: certificate signed by unknown authority'
# OpenSSL's X509_V_ERR_... numbers.
CERTIFICATES: Mapping[int, str] = {
    9: 'x509: certificate has expired or is not yet valid',
    10: 'x509: certificate has expired or is not yet valid',
    18: UNKNOWN_AUTHORITY,
    19: UNKNOWN_AUTHORITY,
    20: UNKNOWN_AUTHORITY,
    21: UNKNOWN_AUTHORITY,
}
NAME_MISMATCH, ADDRESS_MISMATCH = 62, 64


def reason(error: Exception) -> str:
    """The text for an error of aiohttp, ssl or a socket."""
    import aiohttp

    if isinstance(error, TimeoutError):
        return 'context deadline exceeded'
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return f'tls: failed to verify certificate: {_certificate(error.certificate_error, error.host)}'
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _lookup(error)
    if isinstance(error, aiohttp.ClientSSLError):
        return _handshake(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return _dial(error)
    if isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientPayloadError):
        return 'EOF'
    if isinstance(error, ConnectionResetError):
        return 'read: connection reset by peer'
    if isinstance(error, OSError):
        return error.strerror or str(error) or type(error).__name__
    return str(error) or type(error).__name__


def _certificate(error: Exception, host: str) -> str:
    code = getattr(error, 'verify_code', 0)
    if code in CERTIFICATES:
        return CERTIFICATES[code]
    if code in (NAME_MISMATCH, ADDRESS_MISMATCH):
        return f'x509: certificate is not valid for {host}'
    return f'x509: {getattr(error, "verify_message", error)}'


def _lookup(error: OSError) -> str:
    """A name that means nothing: a Service says why itself, DNS answers with a number."""
    cause = getattr(error, 'os_error', error)
    if isinstance(cause, socket.gaierror):
        return f'dial tcp: lookup {getattr(error, "host", "")}: no such host'
    return str(cause.strerror or cause)


def _handshake(error: OSError) -> str:
    cause = getattr(error, 'os_error', error)
    what = getattr(cause, 'reason', '') or str(cause)
    if what in ('WRONG_VERSION_NUMBER', 'HTTP_REQUEST', 'RECORD_LAYER_FAILURE'):
        return 'tls: first record does not look like a TLS handshake'
    return f'remote error: tls: {what.lower().replace("_", " ")}'


def _dial(error: OSError) -> str:
    cause = getattr(error, 'os_error', error)
    where = f'dial tcp {_join(getattr(error, "host", ""), getattr(error, "port", 0))}'
    if isinstance(cause, ConnectionRefusedError):
        return f'{where}: connect: connection refused'
    if isinstance(cause, ConnectionResetError):
        return 'read: connection reset by peer'
    return f'{where}: connect: {(cause.strerror or str(cause) or type(cause).__name__).lower()}'


def _join(host: str, port: int | None) -> str:
    return f'[{host}]:{port}' if ':' in host else f'{host}:{port}'
