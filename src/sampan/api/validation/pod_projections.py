"""Projected volumes and downward API files. Upstream: validateProjectionSources, validateDownwardAPIVolumeFile."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, file_mode, label_selector, local_non_reserved_path
from sampan.api.validation.pod_env import VOLUME_FIELDS, field_selector, resource_field
from sampan.api.validation.signer_names import is_of_kubernetes, signer_name
from sampan.machinery import field, names
from sampan.machinery.field import Path

_CONFLICT = 'conflicting duplicate paths'
_MIN_EXPIRATION, _MAX_EXPIRATION = 600, 1 << 32


def projected(path: Path, source: core.ProjectedVolumeSource) -> Errors:
    """Several sources in one directory; no two may write the same file."""
    yield from file_mode(path.child('defaultMode'), source.default_mode)
    taken: set[str] = set()
    for index, projection in enumerate(source.sources):
        yield from _projection(path, path.child('sources').index(index), projection, taken)


def _projection(path: Path, at: Path, projection: core.VolumeProjection, taken: set[str]) -> Errors:
    count = 0
    if projection.secret is not None:
        count += 1
        secret = projection.secret
        yield from _keys(path, at.child('secret'), secret.name, secret.items, taken)
    if projection.config_map is not None:
        count += 1
        config_map = projection.config_map
        yield from _keys(path, at.child('configMap'), config_map.name, config_map.items, taken)
    if projection.downward_api is not None:
        count += 1
        for item in projection.downward_api.items:
            yield from downward_api_file(at.child('downwardAPI'), item)
            yield from _take(path, item.path, item.path, taken)
    if projection.service_account_token is not None:
        count += 1
        yield from _token(path, at.child('serviceAccountToken'), projection.service_account_token)
    if projection.cluster_trust_bundle is not None:
        count += 1
        bundle = projection.cluster_trust_bundle
        yield from _trust_bundle(at.child('clusterTrustBundle'), bundle)
        yield from _take(path, bundle.path, bundle.path, taken)
    if projection.pod_certificate is not None:
        count += 1
        yield from _pod_certificate(path, at.child('podCertificate'), projection.pod_certificate, taken)
    if count > 1:
        yield field.forbidden(at, 'may not specify more than 1 volume type per source')


def _take(path: Path, file: str, value: str, taken: set[str]) -> Errors:
    if file and file in taken:
        yield field.invalid(path, value, _CONFLICT)
    taken.add(file)


def _keys(path: Path, at: Path, name: str, items: Sequence[core.KeyToPath], taken: set[str]) -> Errors:
    if not name:
        yield field.required(at.child('name'))
    for index, item in enumerate(items):
        yield from key_to_path(at.child('items').index(index), item)
        yield from _take(path, item.path, name, taken)


def key_to_path(path: Path, item: core.KeyToPath) -> Errors:
    """One key of a ConfigMap or Secret, and the file it becomes."""
    if not item.key:
        yield field.required(path.child('key'))
    if not item.path:
        yield field.required(path.child('path'))
    yield from local_non_reserved_path(path.child('path'), item.path)
    yield from file_mode(path.child('mode'), item.mode)


def downward_api_file(path: Path, item: core.DownwardAPIVolumeFile) -> Errors:
    """One file with a field of the pod or a resource of a container."""
    if not item.path:
        yield field.required(path.child('path'))
    yield from local_non_reserved_path(path.child('path'), item.path)
    if item.field_ref is not None:
        yield from field_selector(path.child('fieldRef'), item.field_ref, VOLUME_FIELDS)
        if item.resource_field_ref is not None:
            detail = 'fieldRef and resourceFieldRef can not be specified simultaneously'
            yield field.invalid(path, 'resource', detail)
    elif item.resource_field_ref is not None:
        yield from resource_field(path.child('resourceFieldRef'), item.resource_field_ref, in_volume=True)
    else:
        yield field.required(path, 'one of fieldRef and resourceFieldRef is required')
    yield from file_mode(path.child('mode'), item.mode)


def _token(path: Path, at: Path, token: core.ServiceAccountTokenProjection) -> Errors:
    seconds = token.expiration_seconds or 0
    if seconds < _MIN_EXPIRATION:
        detail = 'may not specify a duration less than 10 minutes'
        yield field.invalid(at.child('expirationSeconds'), seconds, detail)
    if seconds > _MAX_EXPIRATION:
        detail = 'may not specify a duration larger than 2^32 seconds'
        yield field.invalid(at.child('expirationSeconds'), seconds, detail)
    if not token.path:
        yield field.required(path.child('path'))
    else:
        yield from local_non_reserved_path(path.child('path'), token.path)


def _trust_bundle(path: Path, bundle: core.ClusterTrustBundleProjection) -> Errors:
    if bundle.name is not None and bundle.signer_name is not None:
        yield field.invalid(path, bundle, 'only one of name and signerName may be used')
    elif bundle.name is not None:
        yield from _bundle_name(path.child('name'), bundle.name)
        if bundle.label_selector is not None:
            detail = 'labelSelector must be unset if name is specified'
            yield field.invalid(path.child('labelSelector'), bundle.label_selector, detail)
    elif bundle.signer_name is not None:
        if not bundle.signer_name:
            yield field.required(path.child('signerName'), 'must be a valid signer name')
        yield from signer_name(path.child('signerName'), bundle.signer_name)
        yield from label_selector(path.child('labelSelector'), bundle.label_selector)
    else:
        yield field.required(path, 'either name or signerName must be specified')
    if not bundle.path:
        yield field.required(path.child('path'))
    yield from local_non_reserved_path(path.child('path'), bundle.path)


def _bundle_name(path: Path, name: str) -> Errors:
    if not name:
        yield field.required(path, 'must be a valid object name')
    signer, colon, own = name.rpartition(':')
    messages = names.dns1123_subdomain(own)
    if colon and not signer:
        messages = ['ClusterTrustBundle without signer name must not have ":" in its name']
    for message in messages:
        yield field.invalid(path, name, f'not a valid clustertrustbundlename: {message}')


_KEY_TYPES = ('RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519')
_HOUR, _DAY = 3600, 24 * 3600
_LONGEST = 91 * _DAY


def _pod_certificate(path: Path, at: Path, source: core.PodCertificateProjection, taken: set[str]) -> Errors:
    yield from signer_name(at.child('signerName'), source.signer_name)
    if source.key_type not in _KEY_TYPES:
        yield field.not_supported(at.child('keyType'), source.key_type, _KEY_TYPES)
    seconds = source.max_expiration_seconds
    longest = _DAY if is_of_kubernetes(source.signer_name) else _LONGEST
    if seconds is not None and seconds < _HOUR:
        detail = f'if provided, maxExpirationSeconds must be >= {_HOUR}'
        yield field.invalid(at.child('maxExpirationSeconds'), seconds, detail)
    if seconds is not None and seconds > longest:
        detail = f'if provided, maxExpirationSeconds must be <= {longest}'
        yield field.invalid(at.child('maxExpirationSeconds'), seconds, detail)
    files = (source.credential_bundle_path, source.key_path, source.certificate_chain_path)
    for name, file in zip(('credentialBundlePath', 'keyPath', 'certificateChainPath'), files, strict=True):
        if file:
            yield from local_non_reserved_path(at.child(name), file)
            yield from _take(path, file, file, taken)
    if not any(files):
        yield field.required(at, 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath')
