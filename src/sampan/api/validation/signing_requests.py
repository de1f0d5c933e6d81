"""CertificateSigningRequests. Upstream: pkg/apis/certificates/validation."""

from __future__ import annotations

from sampan.api import pem, signing
from sampan.api.generated import certificates_v1 as certificates
from sampan.api.validation.common import Errors
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.signer_names import signer_name
from sampan.machinery import field, gotext
from sampan.machinery.field import Path

CSR = certificates.CertificateSigningRequest
_SPEC, _STATUS = Path('spec'), Path('status')
_CONDITIONS = _STATUS.child('conditions')
_CERTIFICATE = _STATUS.child('certificate')
KNOWN = (signing.APPROVED, signing.DENIED, signing.FAILED)
SHORTEST = 600
CONDITION_STATUSES = ('False', 'True', 'Unknown')  # in the order upstream lists them


def signing_request(csr: CSR) -> Errors:
    yield from _whole(csr, None)


def signing_request_update(new: CSR, old: CSR) -> Errors:
    """The object: neither approval nor certificate can be written here."""
    yield from _update(new, old, approving=False, signing_=False)


def signing_request_status_update(new: CSR, old: CSR) -> Errors:
    yield from _update(new, old, approving=False, signing_=True)


def signing_request_approval_update(new: CSR, old: CSR) -> Errors:
    yield from _update(new, old, approving=True, signing_=False)


def _whole(csr: CSR, old: CSR | None) -> Errors:
    """What is already stored and wrong may stay."""
    yield from object_meta(csr.metadata, False, lambda name, prefix: [])
    spec = csr.spec
    try:
        signing.parse(spec.request)
    except signing.Unacceptable as problem:
        yield field.invalid(_SPEC.child('request'), spec.request, str(problem))
    yield from _usages(spec.usages, old)
    if spec.signer_name == signing.LEGACY_UNKNOWN and (old is None or old.spec.signer_name != signing.LEGACY_UNKNOWN):
        detail = 'the legacy signerName is not allowed via this API version'
        yield field.invalid(_SPEC.child('signerName'), spec.signer_name, detail)
    else:
        yield from signer_name(_SPEC.child('signerName'), spec.signer_name)
    if spec.expiration_seconds is not None and spec.expiration_seconds < SHORTEST:
        detail = 'may not specify a duration less than 600 seconds (10 minutes)'
        yield field.invalid(_SPEC.child('expirationSeconds'), spec.expiration_seconds, detail)
    yield from _conditions(csr, [] if old is None else [each.type for each in old.status.conditions])
    yield from _certificate(csr, old)


def _usages(usages: list[str], old: CSR | None) -> Errors:
    path, before = _SPEC.child('usages'), [] if old is None else old.spec.usages
    if not usages:
        yield field.required(path)
    if signing.USAGES.issuperset(before):
        for index, usage in enumerate(usages):
            if usage not in signing.USAGES:
                yield field.not_supported(path.index(index), usage, sorted(signing.USAGES))
    if len(set(before)) == len(before):
        for index, usage in enumerate(usages):
            if usage in usages[:index]:
                yield field.duplicate(path.index(index), usage)


def _conditions(csr: CSR, before: list[str]) -> Errors:
    """`before`: the types of the conditions that are stored."""
    both = signing.APPROVED in before and signing.DENIED in before
    doubles = len(set(before)) < len(before)
    seen: set[str] = set()
    for index, condition in enumerate(csr.status.conditions):
        path = _CONDITIONS.index(index)
        if not condition.type and '' not in before:
            yield field.required(path.child('type'))
        allowed = ('True',) if condition.type in KNOWN else CONDITION_STATUSES
        if not condition.status:
            yield field.required(path.child('status'))
        elif condition.status not in allowed:
            yield field.not_supported(path.child('status'), condition.status, allowed)
        exclusive = {signing.APPROVED: signing.DENIED, signing.DENIED: signing.APPROVED}.get(condition.type)
        if exclusive in seen and not both:
            detail = 'Approved and Denied conditions are mutually exclusive'
            yield field.invalid(path.child('type'), condition.type, detail)
        if condition.type in seen and not doubles:
            yield field.duplicate(path.child('type'), condition.type)
        seen.add(condition.type)


def _certificate(csr: CSR, old: CSR | None) -> Errors:
    certificate = csr.status.certificate
    if old is not None and (certificate == old.status.certificate or _problem(old.status.certificate)):
        return
    problem = _problem(certificate)
    if problem:
        yield field.invalid(_CERTIFICATE, '<certificate data>', problem)


def _problem(certificate: bytes) -> str:
    """One or more certificates and nothing else that is PEM; '' if that is so, or there is nothing."""
    from cryptography import x509

    if not certificate:
        return ''
    found = list(pem.blocks(certificate))
    for block in found:
        if block.type != pem.CERTIFICATE:
            return f'only CERTIFICATE PEM blocks are allowed, found {gotext.quote(block.type)}'
        if block.has_headers:
            return 'no PEM block headers are permitted'
        if not block.data:
            return 'found CERTIFICATE PEM block containing 0 certificates'
        try:
            x509.load_der_x509_certificate(block.data)
        except ValueError as error:
            return f'x509: malformed certificate: {error}'
    return '' if found else 'must contain at least one CERTIFICATE PEM block'


def _update(new: CSR, old: CSR, *, approving: bool, signing_: bool) -> Errors:
    yield from _whole(new, old)
    for type in KNOWN:
        if len(signing.conditions(new, type)) < len(signing.conditions(old, type)):
            yield field.forbidden(_CONDITIONS, f'updates may not remove a condition of type "{type}"')
    for type in () if approving else (signing.APPROVED, signing.DENIED):
        now, before = signing.conditions(new, type), signing.conditions(old, type)
        if len(now) > len(before):
            yield field.forbidden(_CONDITIONS, f'updates may not add a condition of type "{type}"')
        elif len(now) == len(before) and now != before:
            yield field.forbidden(_CONDITIONS, f'updates may not modify a condition of type "{type}"')
    if new.status.certificate != old.status.certificate:
        if not signing_:
            yield field.forbidden(_CERTIFICATE, 'updates may not set certificate content')
        elif old.status.certificate:
            yield field.forbidden(_CERTIFICATE, 'updates may not modify existing certificate content')
    yield from object_meta_update(new.metadata, old.metadata)
