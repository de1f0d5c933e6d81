"""What signers, approvers and validation know about certificate signing requests.

Upstream: pkg/apis/certificates/helpers.go and k8s.io/api/certificates/v1.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography import x509

APISERVER_CLIENT = 'kubernetes.io/kube-apiserver-client'
KUBELET_CLIENT = 'kubernetes.io/kube-apiserver-client-kubelet'
KUBELET_SERVING = 'kubernetes.io/kubelet-serving'
LEGACY_UNKNOWN = 'kubernetes.io/legacy-unknown'
APPROVED, DENIED, FAILED = 'Approved', 'Denied', 'Failed'
NODES = 'system:nodes'
NODE_PREFIX = 'system:node:'
PEM_TYPE = 'CERTIFICATE REQUEST'

SIGNING, ENCIPHERMENT = 'digital signature', 'key encipherment'
CLIENT_AUTH, SERVER_AUTH = 'client auth', 'server auth'
USAGES = frozenset(
    {
        'signing', SIGNING, 'content commitment', ENCIPHERMENT, 'key agreement', 'data encipherment', 'cert sign',
        'crl sign', 'encipher only', 'decipher only', 'any', SERVER_AUTH, CLIENT_AUTH, 'code signing',
        'email protection', 's/mime', 'ipsec end system', 'ipsec tunnel', 'ipsec user', 'timestamping', 'ocsp signing',
        'microsoft sgc', 'netscape sgc',
    }
)  # fmt: skip


class Unacceptable(ValueError):
    """The request is not what its signer signs; the text is upstream's."""


def parse(request: bytes) -> x509.CertificateSigningRequest:
    """The PKCS#10 request in PEM form. Raises Unacceptable for anything else, and for a wrong signature."""
    return _parse(bytes(request))


@lru_cache(maxsize=256)
def _parse(request: bytes) -> x509.CertificateSigningRequest:
    from cryptography import x509

    if f'-----BEGIN {PEM_TYPE}-----'.encode() not in request:
        raise Unacceptable(f'PEM block type must be {PEM_TYPE}')
    try:
        parsed = x509.load_pem_x509_csr(request)
        valid = parsed.is_signature_valid
    except Exception as error:  # cryptography raises several kinds for malformed requests
        raise Unacceptable(f'x509: malformed certificate request: {error}') from error
    if not valid:
        raise Unacceptable('x509: certificate request signature verification failed')
    return parsed


def conditions(csr: Any, type: str) -> list[Any]:
    return [each for each in csr.status.conditions if each.type == type]


def is_approved(csr: Any) -> bool:
    """Approved and not denied."""
    return bool(conditions(csr, APPROVED)) and not conditions(csr, DENIED)


def common_name(request: x509.CertificateSigningRequest) -> str:
    from cryptography.x509.oid import NameOID

    names = request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[-1].value) if names else ''


def organizations(request: x509.CertificateSigningRequest) -> list[str]:
    from cryptography.x509.oid import NameOID

    return [str(each.value) for each in request.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]


def alternative_names(request: x509.CertificateSigningRequest) -> list[x509.GeneralName]:
    from cryptography import x509

    try:
        return list(request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except x509.ExtensionNotFound:
        return []


def check_kubelet_client(request: x509.CertificateSigningRequest, usages: Collection[str]) -> None:
    """Raises Unacceptable unless a kubelet's client certificate may look like this."""
    _check_node(request)
    _forbid(request, DNSName='DNS', RFC822Name='Email', IPAddress='IP', UniformResourceIdentifier='URI')
    _check_usages(usages, CLIENT_AUTH)
    _check_name(request)


def check_kubelet_serving(request: x509.CertificateSigningRequest, usages: Collection[str]) -> None:
    """Raises Unacceptable unless a kubelet's serving certificate may look like this."""
    _check_node(request)
    kinds = {type(each).__name__ for each in alternative_names(request)}
    if not kinds & {'DNSName', 'IPAddress'}:
        raise Unacceptable('DNS or IP subjectAltName is required')
    _forbid(request, RFC822Name='Email', UniformResourceIdentifier='URI')
    _check_usages(usages, SERVER_AUTH)
    _check_name(request)


def check_apiserver_client(usages: Collection[str]) -> None:
    """Raises Unacceptable unless the usages are those of clients."""
    if not set(usages) <= {SIGNING, ENCIPHERMENT, CLIENT_AUTH} or CLIENT_AUTH not in usages:
        raise Unacceptable(f'usages did not match [{CLIENT_AUTH} {SIGNING} {ENCIPHERMENT}]')


def _check_node(request: x509.CertificateSigningRequest) -> None:
    if organizations(request) != [NODES]:
        raise Unacceptable(f'subject organization is not {NODES}')


def _forbid(request: x509.CertificateSigningRequest, **kinds: str) -> None:
    found = {type(each).__name__ for each in alternative_names(request)}
    for kind, word in kinds.items():
        if kind in found:
            raise Unacceptable(f'{word} subjectAltNames are not allowed')


def _check_usages(usages: Collection[str], purpose: str) -> None:
    if set(usages) not in ({SIGNING, purpose}, {SIGNING, ENCIPHERMENT, purpose}):
        wanted = ' '.join(sorted((purpose, SIGNING, ENCIPHERMENT)))
        raise Unacceptable(f'usages did not match [{wanted}]')


def _check_name(request: x509.CertificateSigningRequest) -> None:
    if not common_name(request).startswith(NODE_PREFIX):
        raise Unacceptable(f'subject common name does not begin with {NODE_PREFIX}')
