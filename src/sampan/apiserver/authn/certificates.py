"""Client certificates (upstream: authentication/request/x509)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sampan.apiserver.authn.base import AUTHENTICATED, CREDENTIAL_ID, AuthenticationFailed, with_group
from sampan.apiserver.authn.cache import Cache
from sampan.apiserver.request import UNVERIFIED, UserInfo

if TYPE_CHECKING:
    from sampan.apiserver.authn.authority import Authorities
    from sampan.apiserver.request import Request
    from sampan.machinery.world import World

KEPT = 1024


class ClientCertificates:
    """CN is the user, each O a group. The TLS layer has verified the chain and the purpose.

    Expiry is looked at again for each request, because a connection can outlive its certificate.
    """

    def __init__(self, world: World, authorities: Authorities | None = None) -> None:
        """`authorities` tells clients from proxies where TLS knows the authorities of both."""
        self._world = world
        self._authorities = authorities
        self._known: Cache[bytes, tuple[UserInfo, float, float]] = Cache(KEPT)

    async def authenticate(self, request: Request) -> UserInfo | None:
        problem = request.context.get(UNVERIFIED)
        if problem:
            raise AuthenticationFailed(problem)
        certificate = request.peer_certificate
        if certificate is None or (self._authorities is not None and not self._authorities.issued(certificate)):
            return None
        known = self._known.get(certificate)
        if known is None:
            user, begins, ends = read(certificate)
            known = (with_group(user, AUTHENTICATED), begins, ends)
            self._known.put(certificate, known)
        user, begins, ends = known
        if not begins <= self._world.now().timestamp() <= ends:
            raise AuthenticationFailed(f'the client certificate of {user.name!r} has expired or is not yet valid')
        return user if user.name else None


def read(der: bytes) -> tuple[UserInfo, float, float]:
    """(user, not before, not after) of a certificate in DER form."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    try:
        certificate = x509.load_der_x509_certificate(der)
        names = [str(a.value) for a in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
        groups = [str(a.value) for a in certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    except ValueError as malformed:
        raise AuthenticationFailed(f'the client certificate cannot be read: {malformed}') from malformed
    user = UserInfo(
        name=names[-1] if names else '',
        groups=tuple(groups),
        extra={CREDENTIAL_ID: ('X509SHA256=' + hashlib.sha256(der).hexdigest(),)},
    )
    return user, certificate.not_valid_before_utc.timestamp(), certificate.not_valid_after_utc.timestamp()
