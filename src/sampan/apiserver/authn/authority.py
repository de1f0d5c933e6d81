"""Which authority has issued a certificate, where clients and proxies have different ones.

TLS has verified the chain up to some authority of the server's; here it is told which. The file is read again when it
changes, as upstream's dynamic certificates.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sampan.apiserver.authn.cache import Cache

if TYPE_CHECKING:
    from cryptography import x509

log = logging.getLogger(__name__)

KEPT = 1024


class Authorities:
    """The certificates of one PEM file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stamp = 0
        self._certificates: list[x509.Certificate] = []
        self._known: Cache[bytes, bool] = Cache(KEPT)

    def issued(self, der: bytes) -> bool:
        """Whether one of them has signed this certificate directly."""
        self._reread()
        known = self._known.get(der)
        if known is None:
            known = any(self._signed(issuer, der) for issuer in self._certificates)
            self._known.put(der, known)
        return known

    def _reread(self) -> None:
        from cryptography import x509

        try:
            stamp = self._file.stat().st_mtime_ns
            if stamp != self._stamp:
                self._certificates = x509.load_pem_x509_certificates(self._file.read_bytes())
                self._known = Cache(KEPT)
                self._stamp = stamp
        except (OSError, ValueError) as error:
            log.error('the authorities in %s cannot be read: %s', self._file, error)

    def _signed(self, issuer: x509.Certificate, der: bytes) -> bool:
        from cryptography import x509
        from cryptography.exceptions import InvalidSignature

        try:
            x509.load_der_x509_certificate(der).verify_directly_issued_by(issuer)
        except (InvalidSignature, ValueError, TypeError):
            return False
        return True
