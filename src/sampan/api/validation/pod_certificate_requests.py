"""PodCertificateRequests: what a kubelet asks for, and what a signer may answer.

The request proves that its key is the requester's: by a certificate signing request without content, or by a signature
over the pod's uid. The answer is written once and must fit the request.

Upstream: ValidatePodCertificateRequestCreate, -Update, -StatusUpdate (pkg/apis/certificates/validation).
"""

from __future__ import annotations

from sampan.api import podcertificates
from sampan.api.generated import certificates_v1beta1 as certificates
from sampan.api.validation.common import Errors, checked, immutable
from sampan.api.validation.metadata import ANNOTATIONS_LIMIT, object_meta, object_meta_update
from sampan.api.validation.signer_names import is_of_kubernetes, signer_name
from sampan.machinery import field, names
from sampan.machinery.field import Path

Request = certificates.PodCertificateRequest
LONGEST_UID = 128
HOUR, DAY = 3600, 24 * 3600
LONGEST = 91 * DAY
LARGEST_KEY = LARGEST_PROOF = LARGEST_STUB = 10 * 1024  # bytes
_SPEC = Path('spec')
_SECONDS = _SPEC.child('maxExpirationSeconds')
_KEY, _PROOF, _STUB = (_SPEC.child(name) for name in ('pkixPublicKey', 'proofOfPossession', 'stubPKCS10Request'))
_UNPROVEN = 'could not verify proof-of-possession signature'


def pod_certificate_request(request: Request) -> Errors:
    spec = request.spec
    yield from object_meta(request.metadata, True, names.name_is_dns_subdomain)
    yield from signer_name(_SPEC.child('signerName'), spec.signer_name)
    yield from _annotations(_SPEC.child('unverifiedUserAnnotations'), spec.unverified_user_annotations)
    for name, uid, named, identified in (
        ('podName', 'podUID', spec.pod_name, spec.pod_uid),
        ('serviceAccountName', 'serviceAccountUID', spec.service_account_name, spec.service_account_uid),
        ('nodeName', 'nodeUID', spec.node_name, spec.node_uid),
    ):
        yield from checked(_SPEC.child(name), named, names.name_is_dns_subdomain)
        yield from _uid(_SPEC.child(uid), identified)
    if spec.max_expiration_seconds is None:
        yield field.required(_SECONDS, 'must be set')
        return
    longest = DAY if is_of_kubernetes(spec.signer_name) else LONGEST
    if not HOUR <= spec.max_expiration_seconds <= longest:
        yield field.invalid(_SECONDS, spec.max_expiration_seconds, f'must be in the range [{HOUR}, {longest}]')
    yield from _key(spec)


def pod_certificate_request_update(new: Request, old: Request) -> Errors:
    """What was asked for stays."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from immutable(_SPEC, new.spec, old.spec)


def _annotations(path: Path, values: dict[str, str]) -> Errors:
    """Keys have a domain; all together have a limit."""
    for key in values:
        problems = names.label_key(key.lower())
        for problem in problems:
            yield field.invalid(path, key, problem)
        if not problems and '/' not in key:
            yield field.invalid(path, key, 'must be a domain-prefixed key (such as "acme.io/foo")')
    size = sum(names.byte_length(key) + names.byte_length(value) for key, value in values.items())
    if size > ANNOTATIONS_LIMIT:
        yield field.too_long(path, '', ANNOTATIONS_LIMIT)


def _uid(path: Path, value: str) -> Errors:
    if not value:
        yield field.invalid(path, value, 'must not be empty')
    if names.byte_length(value) > LONGEST_UID:
        yield field.too_long(path, value, LONGEST_UID)


def _key(spec: certificates.PodCertificateRequestSpec) -> Errors:
    """Either a signing request, or a key and a proof; the first problem only."""
    for path, value, limit in (
        (_STUB, spec.stub_pkcs10_request, LARGEST_STUB),
        (_KEY, spec.pkix_public_key, LARGEST_KEY),
        (_PROOF, spec.proof_of_possession, LARGEST_PROOF),
    ):
        if len(value) > limit:
            yield field.too_long(path, value, limit)
            return
    given = (bool(spec.stub_pkcs10_request), bool(spec.pkix_public_key), bool(spec.proof_of_possession))
    if given == (True, False, False):
        yield from _stub(spec.stub_pkcs10_request)
    elif given == (False, True, True):
        yield from _proven(spec)
    else:
        detail = 'exactly one of (stubPKCS10Request) or (pkixPublicKey, proofOfPossession) must be set'
        yield field.invalid(_SPEC, field.OMITTED, detail)


def _stub(request: bytes) -> Errors:
    try:
        key = podcertificates.requested_key(request)
    except podcertificates.Unproven:
        yield field.invalid(_STUB, field.OMITTED, 'could not verify signature of PKCS#10 CSR')
    except ValueError:
        yield field.invalid(_STUB, field.OMITTED, 'must be a valid PKCS#10 CSR')
    else:
        yield from _kind(_STUB, key)


def _proven(spec: certificates.PodCertificateRequestSpec) -> Errors:
    try:
        key = podcertificates.public_key(spec.pkix_public_key)
    except ValueError:
        yield field.invalid(_KEY, spec.pkix_public_key, 'must be a valid PKIX-serialized public key')
        return
    wrong = list(_kind(_KEY, key))
    yield from wrong
    if not wrong and not podcertificates.proves(key, spec.pod_uid.encode(), spec.proof_of_possession):
        yield field.invalid(_PROOF, field.OMITTED, _UNPROVEN)


def _kind(path: Path, key: podcertificates.PublicKey) -> Errors:
    problem = podcertificates.unacceptable(key)
    if problem is not None:
        value, detail = problem
        yield field.invalid(path, field.OMITTED if value is None else value, detail)
