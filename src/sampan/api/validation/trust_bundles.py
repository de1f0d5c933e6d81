"""ClusterTrustBundles. Upstream: ValidateClusterTrustBundle and its update (pkg/apis/certificates/validation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.api import pem
from sampan.api.generated import certificates_v1alpha1 as alpha
from sampan.api.generated import certificates_v1beta1 as beta
from sampan.api.validation.common import Errors, immutable
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.signer_names import signer_name
from sampan.machinery import field, names
from sampan.machinery.field import Path

if TYPE_CHECKING:
    from cryptography import x509

Bundle = alpha.ClusterTrustBundle | beta.ClusterTrustBundle
LARGEST = 1024 * 1024  # bytes
_SIGNER = Path('spec').child('signerName')
_ANCHORS = Path('spec').child('trustBundle')
_OMITTED = '<value omitted>'


def trust_bundle(bundle: Bundle) -> Errors:
    yield from _whole(bundle, parse=True)


def trust_bundle_update(new: Bundle, old: Bundle) -> Errors:
    """Anchors that stay are not read again: what once was fine may always be kept."""
    yield from _whole(new, parse=new.spec.trust_bundle != old.spec.trust_bundle)
    yield from object_meta_update(new.metadata, old.metadata)
    yield from immutable(_SIGNER, new.spec.signer_name, old.spec.signer_name)


def _whole(bundle: Bundle, *, parse: bool) -> Errors:
    signer = bundle.spec.signer_name
    yield from object_meta(bundle.metadata, False, lambda name, prefix: bundle_name(signer, name, prefix))
    if signer:
        yield from signer_name(_SIGNER, signer)
    if parse:
        yield from _anchors(bundle.spec.trust_bundle)


def bundle_name(signer: str, name: str, prefix: bool = False) -> list[str]:
    """A signer's bundles are called after it: `example.com:signer:own-name`."""
    if not signer:
        if ':' in name:
            return ['ClusterTrustBundle without signer name must not have ":" in its name']
        return names.name_is_dns_subdomain(name, prefix)
    required = signer.replace('/', ':') + ':'
    if not name.startswith(required):
        return [f'ClusterTrustBundle for signerName {signer} must be named with prefix {required}']
    return names.name_is_dns_subdomain(name.removeprefix(required), prefix)


def _anchors(text: str) -> Errors:
    """At least one authority's certificate, each once, and no other PEM."""
    if len(text.encode()) > LARGEST:
        yield field.too_long(_ANCHORS, '', LARGEST)
        return
    seen: dict[bytes, list[int]] = {}
    wrong = []
    for index, block in enumerate(pem.blocks(text.encode())):
        problem = _problem(block)
        if problem:
            wrong.append(field.invalid(_ANCHORS, _OMITTED, f'entry {index} {problem}'))
        else:
            seen.setdefault(block.data, []).append(index)
    if wrong:
        yield from wrong
        return
    if not seen:
        yield field.invalid(_ANCHORS, _OMITTED, 'at least one trust anchor must be provided')
    for indices in seen.values():
        if len(indices) > 1:
            listed = ' '.join(str(each) for each in indices)
            yield field.invalid(_ANCHORS, _OMITTED, f'duplicate trust anchor (indices [{listed}])')


def _problem(block: pem.Block) -> str:
    from cryptography import x509

    if block.type != pem.CERTIFICATE:
        return f'has bad block type: {block.type}'
    if block.has_headers:
        return 'has PEM block headers'
    try:
        certificate = x509.load_der_x509_certificate(block.data)
        is_authority = _is_authority(certificate)
    except ValueError:
        return 'does not parse as X.509'
    return '' if is_authority else 'does not have the CA bit set'


def _is_authority(certificate: x509.Certificate) -> bool:
    from cryptography import x509

    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
