"""What a signer may answer to a PodCertificateRequest: once, denied, failed or issued, and then it fits the request.

Upstream: ValidatePodCertificateRequestStatusUpdate (pkg/apis/certificates/validation).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from sampan.api import pem, podcertificates
from sampan.api.generated import certificates_v1beta1 as certificates
from sampan.api.validation.common import Errors
from sampan.api.validation.metadata import object_meta_update
from sampan.api.validation.references import conditions
from sampan.machinery import field
from sampan.machinery.field import FieldError, Path

if TYPE_CHECKING:
    from cryptography import x509

Request = certificates.PodCertificateRequest
Status = certificates.PodCertificateRequestStatus
ISSUED, DENIED, FAILED = KNOWN = ('Issued', 'Denied', 'Failed')
LARGEST_CHAIN = 100 * 1024  # bytes
SKEW = timedelta(minutes=5)
MARGIN = timedelta(minutes=10)
SHORTEST = timedelta(hours=1)
_STATUS = Path('status')
_CHAIN = _STATUS.child('certificateChain')
_NOT_BEFORE, _NOT_AFTER, _REFRESH = (_STATUS.child(name) for name in ('notBefore', 'notAfter', 'beginRefreshAt'))


def pod_certificate_request_status_update(new: Request, old: Request, now: datetime) -> list[FieldError]:
    """`now` is the server's time: a certificate begins then."""
    wrong = list(object_meta_update(new.metadata, old.metadata))
    if wrong:
        return wrong
    wrong = [*_known_conditions(new.status), *conditions(_STATUS.child('conditions'), new.status.conditions)]
    if wrong:
        return wrong
    return list(_transition(new, old, now))


def _known_conditions(status: Status) -> Errors:
    seen = 0
    for index, condition in enumerate(status.conditions):
        path = _STATUS.child('conditions', f'[{index}]')  # as upstream writes this path
        if condition.type not in KNOWN:
            yield field.not_supported(path.child('type'), condition.type, KNOWN)
            continue
        seen += 1
        if seen > 1:
            detail = 'There may be at most one condition with type "Issued", "Denied", or "Failed"'
            yield field.invalid(path.child('type'), condition.type, detail)
        if condition.status != 'True':
            yield field.not_supported(path.child('status'), condition.status, ('True',))


def _outcome(status: Status) -> str:
    return next((each.type for each in status.conditions if each.type in KNOWN and each.status == 'True'), '')


def _transition(new: Request, old: Request, now: datetime) -> Errors:
    outcome = _outcome(new.status)
    if _outcome(old.status):
        yield from _same(new.status, old.status, 'immutable after PodCertificateRequest is issued, denied, or failed')
    elif outcome == ISSUED:
        yield from _issued(new, old, now)
    elif outcome:
        wanted = Status(conditions=new.status.conditions)
        detail = 'non-condition status fields must be empty when denying or failing the PodCertificateRequest'
        yield from _same(new.status, wanted, detail)
    else:
        detail = 'status is immutable unless transitioning to "Issued", "Denied", or "Failed"'
        yield from _same(new.status, old.status, detail)


def _same(new: Status, old: Status, detail: str) -> Errors:
    if new != old:
        yield field.invalid(_STATUS, field.OMITTED, detail)


def _issued(new: Request, old: Request, now: datetime) -> Errors:
    """The first thing that is wrong with the certificate or with what is said about it."""
    text = new.status.certificate_chain
    if len(text.encode()) > LARGEST_CHAIN:
        yield field.too_long(_CHAIN, text, LARGEST_CHAIN)
        return
    chain = list(pem.blocks(text.encode()))
    leaf, problem = _leaf(chain)
    if leaf is None:
        yield field.invalid(_CHAIN, text, problem)
        return
    wrong = list(_subject_names(leaf))
    if not podcertificates.same_key(leaf.public_key(), _wanted_key(old.spec)):
        yield from wrong
        yield field.invalid(_CHAIN, text, 'leaf certificate was not issued to the requested public key')
        return
    wrong += _times_given(new.status) or list(_times(new, leaf, now)) or list(_intermediates(text, chain[1:]))
    yield from wrong


def _leaf(chain: list[pem.Block]) -> tuple[x509.Certificate | None, str]:
    from cryptography import x509

    if not chain:
        return None, 'issued certificate chain must contain at least one certificate'
    if chain[0].type != pem.CERTIFICATE:
        return None, 'issued certificate chain must consist entirely of CERTIFICATE PEM blocks'
    try:
        return x509.load_der_x509_certificate(chain[0].data), ''
    except ValueError:
        return None, 'leaf certificate does not parse as valid X.509'


def _wanted_key(spec: certificates.PodCertificateRequestSpec) -> podcertificates.PublicKey:
    """The key of a request that was checked when it was created."""
    if spec.stub_pkcs10_request:
        return podcertificates.requested_key(spec.stub_pkcs10_request)
    return podcertificates.public_key(spec.pkix_public_key)


def _subject_names(leaf: x509.Certificate) -> Errors:
    from cryptography import x509

    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return
    for name in names.get_values_for_type(x509.DNSName):
        if not name:
            yield field.invalid(_CHAIN, name, 'leaf certificate should not contain empty DNSName')
        if '..' in name:
            yield field.invalid(_CHAIN, name, "leaf certificate's DNSName should not contain '..'")
        if name.startswith('.') or name.endswith('.'):
            yield field.invalid(_CHAIN, name, "leaf certificate's DNSName should not start or end with '.'")
    for address in names.get_values_for_type(x509.RFC822Name):
        local, at, domain = parseaddr(address)[1].rpartition('@')
        if not (local and at and domain):
            yield field.invalid(_CHAIN, address, 'leaf certificate should not contain invalid EmailAddress')


def _times_given(status: Status) -> list[FieldError]:
    consistent = 'must be present and consistent with the issued certificate'
    margin = 'must be present and in the range [notbefore+10min, notafter-10min]'
    given: tuple[tuple[Path, Any, str], ...] = (
        (_NOT_BEFORE, status.not_before, consistent),
        (_NOT_AFTER, status.not_after, consistent),
        (_REFRESH, status.begin_refresh_at, margin),
    )
    return [field.required(path, detail) for path, value, detail in given if value is None]


def _times(new: Request, leaf: x509.Certificate, now: datetime) -> Errors:
    status, begin, end = new.status, leaf.not_valid_before_utc, leaf.not_valid_after_utc
    assert status.not_before is not None and status.not_after is not None and status.begin_refresh_at is not None
    lifetime, longest = end - begin, new.spec.max_expiration_seconds or 0
    checks: tuple[tuple[bool, Path, Any, str], ...] = (
        (
            status.not_before == begin,
            _NOT_BEFORE,
            status.not_before,
            'must be set to the NotBefore time encoded in the leaf certificate',
        ),
        (
            now - SKEW < status.not_before < now + SKEW,
            _NOT_BEFORE,
            status.not_before,
            "must be set to within 5 minutes of kube-apiserver's current time",
        ),
        (
            status.not_after == end,
            _NOT_AFTER,
            status.not_after,
            'must be set to the NotAfter time encoded in the leaf certificate',
        ),
        (lifetime >= SHORTEST, _CHAIN, _nanoseconds(lifetime), 'leaf certificate lifetime must be >= 1 hour'),
        (
            lifetime <= timedelta(seconds=longest),
            _CHAIN,
            _nanoseconds(lifetime),
            f'leaf certificate lifetime must be <= spec.maxExpirationSeconds ({longest})',
        ),
        (
            status.begin_refresh_at >= status.not_before + MARGIN,
            _REFRESH,
            status.begin_refresh_at,
            'must be at least 10 minutes after status.notBefore',
        ),
        (
            status.begin_refresh_at <= status.not_after - MARGIN,
            _REFRESH,
            status.begin_refresh_at,
            'must be at least 10 minutes before status.notAfter',
        ),
    )
    for holds, path, value, detail in checks:
        if not holds:
            yield field.invalid(path, value, detail)
            return


def _nanoseconds(lifetime: timedelta) -> int:
    """As Go writes a duration in JSON."""
    return round(lifetime.total_seconds()) * 10**9


def _intermediates(text: str, rest: list[pem.Block]) -> Errors:
    from cryptography import x509

    for block in rest:
        if block.type != pem.CERTIFICATE:
            detail = 'issued certificate chain must consist entirely of CERTFICATE PEM blocks'
            yield field.invalid(_CHAIN, text, detail)
            return
        try:
            x509.load_der_x509_certificate(block.data)
        except ValueError:
            yield field.invalid(_CHAIN, text, 'intermediate certificate does not parse as valid X.509')
            return
