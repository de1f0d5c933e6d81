"""Removes requests nobody needs any more (upstream: certificates/cleaner)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sampan.api import signing
from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import certificates_v1 as certificates
from sampan.client.informer import Key
from sampan.controllers.base import Context, Controller, For, Result

CSR = certificates.CertificateSigningRequest
DONE = timedelta(hours=1)  # after an approval, a denial or a failure
FORGOTTEN = timedelta(hours=24)


class Cleaner(Controller):
    """Looks at each request when its time has come."""

    name = 'certificatesigningrequest-cleaner-controller'
    component = 'certificate-controller'
    watches = (For(CSR),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._requests = self.informer(CSR)

    async def reconcile(self, key: Key) -> Result | None:
        csr: CSR | None = self._requests.by_key(key)
        if csr is None:
            return None
        now = self.world.now()
        left = (due(csr, now) - now).total_seconds()
        if left > 0:
            return Result(requeue_after=left + 1)
        try:
            await self.client.delete(CSR, csr.metadata.name, uid=csr.metadata.uid)
        except ApiError as error:
            if not is_not_found(error):
                raise
        return None


def due(csr: CSR, now: datetime) -> datetime:
    """When the request may go."""
    created = csr.metadata.creation_timestamp or now
    decided = [
        condition.last_update_time + DONE
        for type in (signing.APPROVED, signing.DENIED, signing.FAILED)
        for condition in signing.conditions(csr, type)
        if condition.last_update_time is not None
    ]
    if csr.status.certificate and expired(csr.status.certificate, now):
        return now
    return min(decided) if decided else created + FORGOTTEN


def expired(pem: bytes, now: datetime) -> bool:
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificate(pem).not_valid_after_utc < now
    except ValueError:
        return False
