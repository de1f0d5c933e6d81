"""Client certificates that are looked at, but not insisted on.

Upstream asks for a client certificate without having TLS check it, and answers 401 when it is not one of the
cluster's. Python's ssl can only ask and check in one; a foreign certificate then ends the handshake. OpenSSL
itself can do it: a verify callback that goes on, and the result kept for later. `lenient` sets that
callback and `verification` reads that result, both through ctypes on the library that Python's ssl uses.

This depends on where CPython keeps two pointers, so it is done only for the versions where that is known, and
checked again for each connection against what Python says; otherwise TLS stays strict, and nothing is lost but the
401. A certificate counts as the client's only when OpenSSL says it is good: every doubt ends as "not verified".
"""

from __future__ import annotations

import ctypes
import ssl
import sys
from functools import cache
from typing import Any

SSL_VERIFY_PEER = 1
X509_V_OK = 0
KNOWN_VERSIONS = ((3, 11), (3, 12), (3, 13), (3, 14))
HEAD = object.__basicsize__
POINTER = ctypes.sizeof(ctypes.c_void_p)

Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p)
# Kept alive as long as the process: OpenSSL holds its address.
GO_ON = Callback(lambda _ok, _context: 1)


@cache
def library() -> Any:
    """The OpenSSL that Python's ssl uses, or None where it cannot be reached."""
    if sys.implementation.name != 'cpython' or sys.version_info[:2] not in KNOWN_VERSIONS:
        return None
    import _ssl

    path = getattr(_ssl, '__file__', None)
    if path is None:
        return None  # built into the interpreter
    try:
        found = ctypes.CDLL(path)
        found.SSL_CTX_set_verify.argtypes = [ctypes.c_void_p, ctypes.c_int, Callback]
        found.SSL_CTX_set_verify.restype = None
        found.SSL_get_verify_result.argtypes = [ctypes.c_void_p]
        found.SSL_get_verify_result.restype = ctypes.c_long
    except (OSError, AttributeError):
        return None
    return found


def lenient(context: ssl.SSLContext) -> bool:
    """Let handshakes with unverifiable client certificates succeed; whether that could be done.

    The context must already ask for certificates (CERT_OPTIONAL). Afterwards `verification` must be asked
    for each connection before its certificate is believed.
    """
    openssl = library()
    if openssl is None:
        return False
    openssl.SSL_CTX_set_verify(pointer(context, 0), SSL_VERIFY_PEER, GO_ON)
    return True


def verification(ssl_object: ssl.SSLObject) -> str:
    """Why the peer's certificate is not to be believed; empty when OpenSSL has verified it."""
    openssl = library()
    if openssl is None:
        return ''  # strict: the handshake would have failed
    inner = getattr(ssl_object, '_sslobj', None)
    # _ssl._SSLSocket starts with: a weak reference, SSL *, and its context, which we know.
    if inner is None or pointer(inner, 2) != id(ssl_object.context):
        return 'the verification result cannot be read'
    result = openssl.SSL_get_verify_result(pointer(inner, 1))
    return '' if result == X509_V_OK else f'the client certificate does not verify (OpenSSL error {result})'


def pointer(thing: object, index: int) -> int | None:
    """The `index`-th pointer behind the head of a CPython object."""
    return ctypes.c_void_p.from_address(id(thing) + HEAD + index * POINTER).value
