"""CertificateSigningRequests. Upstream: pkg/apis/certificates/validation."""

from __future__ import annotations

from sampan.api import signing
from sampan.api.generated import certificates_v1 as certificates
from sampan.api.validation.common import Errors
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.signer_names import signer_name
from sampan.machinery import field
from sampan.machinery.field import Path

CSR = certificates.CertificateSigningRequest
_SPEC, _STATUS = Path('spec'), Path('status')
_CONDITIONS = _STATUS.child('conditions')
_CERTIFICATE = _STATUS.child('certificate')
KNOWN = (signing.APPROVED, signing.DENIED, signing.FAILED)
SHORTEST = 600


def signing_request(csr: CSR) -> Errors:
    yield from _whole(csr, new=True)


def signing_request_update(new: CSR, old: CSR) -> Errors:
    """The object: neither approval nor certificate can be written here."""
    yield from _update(new, old, approving=False, signing_=False)


def signing_request_status_update(new: CSR, old: CSR) -> Errors:
    yield from _update(new, old, approving=False, signing_=True)


def signing_request_approval_update(new: CSR, old: CSR) -> Errors:
    yield from _update(new, old, approving=True, signing_=False)


def _whole(csr: CSR, *, new: bool, arbitrary: bool = False, both: bool = False) -> Errors:
    yield from object_meta(csr.metadata, False, lambda name, prefix: [])
    spec = csr.spec
    try:
        signing.parse(spec.request)
    except signing.Unacceptable as problem:
        yield field.invalid(_SPEC.child('request'), '<request>', str(problem))
    yield from _usages(spec.usages, strict=new)
    if new and spec.signer_name == signing.LEGACY_UNKNOWN:
        detail = 'the legacy signerName is not allowed via this API version'
        yield field.invalid(_SPEC.child('signerName'), spec.signer_name, detail)
    else:
        yield from signer_name(_SPEC.child('signerName'), spec.signer_name)
    if spec.expiration_seconds is not None and spec.expiration_seconds < SHORTEST:
        detail = 'may not specify a duration less than 600 seconds (10 minutes)'
        yield field.invalid(_SPEC.child('expirationSeconds'), spec.expiration_seconds, detail)
    yield from _conditions(csr, both=both)
    if csr.status.certificate and not arbitrary:
        yield from _certificate(csr.status.certificate)


def _usages(usages: list[str], *, strict: bool) -> Errors:
    path = _SPEC.child('usages')
    if not usages:
        yield field.required(path)
    if not strict:
        return
    for index, usage in enumerate(usages):
        if usage not in signing.USAGES:
            yield field.not_supported(path.index(index), usage, sorted(signing.USAGES))
        if usage in usages[:index]:
            yield field.duplicate(path.index(index), usage)


def _conditions(csr: CSR, *, both: bool) -> Errors:
    seen: set[str] = set()
    for index, condition in enumerate(csr.status.conditions):
        path = _CONDITIONS.index(index)
        if not condition.type:
            yield field.required(path.child('type'))
        allowed = ('True',) if condition.type in KNOWN else ('True', 'False', 'Unknown')
        if not condition.status:
            yield field.required(path.child('status'))
        elif condition.status not in allowed:
            yield field.not_supported(path.child('status'), condition.status, allowed)
        exclusive = {signing.APPROVED: signing.DENIED, signing.DENIED: signing.APPROVED}.get(condition.type)
        if exclusive in seen and not both:
            detail = 'Approved and Denied conditions are mutually exclusive'
            yield field.invalid(path.child('type'), condition.type, detail)
        if condition.type in seen:
            yield field.duplicate(path.child('type'), condition.type)
        seen.add(condition.type)


def _certificate(pem: bytes) -> Errors:
    """One or more certificates and nothing else that is PEM."""
    from cryptography import x509

    try:
        if b'-----BEGIN ' not in pem:
            raise ValueError('must contain at least one CERTIFICATE PEM block')
        if pem.count(b'-----BEGIN ') != pem.count(b'-----BEGIN CERTIFICATE-----'):
            raise ValueError('only CERTIFICATE PEM blocks are allowed')
        x509.load_pem_x509_certificates(pem)
    except ValueError as problem:
        yield field.invalid(_CERTIFICATE, '<certificate data>', str(problem))


def _update(new: CSR, old: CSR, *, approving: bool, signing_: bool) -> Errors:
    both = bool(signing.conditions(old, signing.APPROVED) and signing.conditions(old, signing.DENIED))
    unchanged = new.status.certificate == old.status.certificate
    yield from _whole(new, new=False, arbitrary=unchanged, both=both)
    yield from object_meta_update(new.metadata, old.metadata)
    for type in KNOWN:
        now, before = signing.conditions(new, type), signing.conditions(old, type)
        if len(now) < len(before):
            yield field.forbidden(_CONDITIONS, f'updates may not remove a condition of type "{type}"')
        if approving or type == signing.FAILED:
            continue
        if len(now) > len(before):
            yield field.forbidden(_CONDITIONS, f'updates may not add a condition of type "{type}"')
        elif len(now) == len(before) and now != before:
            yield field.forbidden(_CONDITIONS, f'updates may not modify a condition of type "{type}"')
    if unchanged:
        return
    if not signing_:
        yield field.forbidden(_CERTIFICATE, 'updates may not set certificate content')
    elif old.status.certificate:
        yield field.forbidden(_CERTIFICATE, 'updates may not modify existing certificate content')
