"""CertificateSigningRequests, ClusterTrustBundles, PodCertificateRequests."""

from __future__ import annotations

from datetime import datetime

from sampan.api import signing
from sampan.api.columns.base import NONE, Cell, Columns, age, column, name_column
from sampan.api.generated import certificates_v1 as certificates
from sampan.api.generated import certificates_v1alpha1 as alpha
from sampan.api.generated import certificates_v1beta1 as beta
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


def _bundle_row(bundle: alpha.ClusterTrustBundle | beta.ClusterTrustBundle, now: datetime) -> list[Cell]:
    return [bundle.metadata.name, bundle.spec.signer_name or NONE]


def _request_row(request: beta.PodCertificateRequest, now: datetime) -> list[Cell]:
    spec = request.spec
    states = [each.type for each in request.status.conditions if each.status == 'True' and each.type in _OUTCOMES]
    state = states[-1] if states else 'Pending'
    return [request.metadata.name, spec.pod_name, spec.service_account_name, spec.node_name, spec.signer_name, state]


_OUTCOMES = ('Issued', 'Denied', 'Failed')
TRUST_BUNDLES = Columns([name_column(), column('SignerName')], _bundle_row)
POD_CERTIFICATE_REQUESTS = Columns(
    [
        name_column(),
        column('PodName'),
        column('ServiceAccountName'),
        column('NodeName'),
        column('SignerName'),
        column('State'),
    ],
    _request_row,
)
