"""CertificateSigningRequests."""

from __future__ import annotations

from datetime import datetime

from sampan.api import signing
from sampan.api.columns.base import NONE, Cell, Columns, age, column, name_column
from sampan.api.generated import certificates_v1 as certificates
from sampan.machinery import duration


def _row(csr: certificates.CertificateSigningRequest, now: datetime) -> list[Cell]:
    seconds = csr.spec.expiration_seconds
    asked = NONE if seconds is None else duration.human(float(seconds))
    return [csr.metadata.name, age(csr, now), csr.spec.signer_name, csr.spec.username, asked, _state(csr)]


def _state(csr: certificates.CertificateSigningRequest) -> str:
    """A denial counts more than an approval."""
    state = 'Pending'
    for type in (signing.APPROVED, signing.DENIED):
        if signing.conditions(csr, type):
            state = type
    failed = ',Failed' if signing.conditions(csr, signing.FAILED) else ''
    return state + failed + (',Issued' if csr.status.certificate else '')


SIGNING_REQUESTS: Columns[certificates.CertificateSigningRequest] = Columns(
    [
        name_column(),
        column('Age'),
        column('SignerName'),
        column('Requestor'),
        column('RequestedDuration'),
        column('Condition'),
    ],
    _row,
)
