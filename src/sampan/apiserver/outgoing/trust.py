"""Whose certificates are believed: TLS contexts by bundle."""

from __future__ import annotations

import ssl
from collections import OrderedDict

LIMIT = 200  # contexts kept: reading a bundle costs a millisecond


class Contexts:
    """TLS contexts, each made once. Connections are shared by those who have the same one."""

    def __init__(self) -> None:
        self._contexts: OrderedDict[bytes, ssl.SSLContext] = OrderedDict()

    def of(self, bundle: bytes) -> ssl.SSLContext:
        """Trust in exactly this bundle (PEM), or in the system's authorities if there is none. Raises ssl.SSLError."""
        context = self._contexts.get(bundle)
        if context is not None:
            self._contexts.move_to_end(bundle)
            return context
        context = self._contexts[bundle] = trusting(bundle)
        if len(self._contexts) > LIMIT:
            self._contexts.popitem(last=False)
        return context


def trusting(bundle: bytes) -> ssl.SSLContext:
    """A client's context. Certificates need no more than Go asks of them. Raises ssl.SSLError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not bundle.strip():
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
        return context
    try:
        context.load_verify_locations(cadata=bundle.decode('ascii'))
    except (ssl.SSLError, UnicodeDecodeError) as error:
        raise ssl.SSLError(0, 'unable to load root certificates: unable to parse bytes as PEM block') from error
    return context
