"""certificates.k8s.io/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int32, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class CertificateSigningRequestSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    request: bytes = _f(default_factory=bytes)
    signer_name: str | None = _f(name='signerName', default=None)
    expiration_seconds: Int32 | None = _f(name='expirationSeconds', default=None)
    usages: list[str] = _f(default_factory=list)
    username: str = ''
    uid: str = ''
    groups: list[str] = _f(default_factory=list)
    extra: dict[str, list[str]] = _f(default_factory=dict)


class CertificateSigningRequestStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    conditions: list[CertificateSigningRequestCondition] = _f(default_factory=list)
    certificate: bytes = b''


class CertificateSigningRequest(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CertificateSigningRequest')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'certificates.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: CertificateSigningRequestSpec = _f(default_factory=CertificateSigningRequestSpec)
    status: CertificateSigningRequestStatus = _f(default_factory=CertificateSigningRequestStatus)


class CertificateSigningRequestCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    reason: str = ''
    message: str = ''
    last_update_time: Time | None = _f(name='lastUpdateTime', default_factory=_none)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)


class CertificateSigningRequestList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CertificateSigningRequestList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'certificates.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[CertificateSigningRequest] = _f(default_factory=_list)


class ClusterTrustBundleSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    signer_name: str = _f(name='signerName', default='')
    trust_bundle: str = _f(name='trustBundle', default_factory=str)


class ClusterTrustBundle(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ClusterTrustBundle')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'certificates.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ClusterTrustBundleSpec = _f(default_factory=ClusterTrustBundleSpec)


class ClusterTrustBundleList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ClusterTrustBundleList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'certificates.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ClusterTrustBundle] = _f(default_factory=_list)


class PodCertificateRequestSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    signer_name: str = _f(name='signerName', default_factory=str)
    pod_name: str = _f(name='podName', default_factory=str)
    pod_uid: str = _f(name='podUID', default_factory=str)
    service_account_name: str = _f(name='serviceAccountName', default_factory=str)
    service_account_uid: str = _f(name='serviceAccountUID', default_factory=str)
    node_name: str = _f(name='nodeName', default_factory=str)
    node_uid: str = _f(name='nodeUID', default_factory=str)
    max_expiration_seconds: Int32 | None = _f(name='maxExpirationSeconds', default=None)
    pkix_public_key: bytes = _f(name='pkixPublicKey', default_factory=bytes)
    proof_of_possession: bytes = _f(name='proofOfPossession', default_factory=bytes)
    stub_pkcs10_request: bytes = _f(name='stubPKCS10Request', default_factory=bytes)
    unverified_user_annotations: dict[str, str] = _f(name='unverifiedUserAnnotations', default_factory=dict)


class PodCertificateRequestStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    conditions: list[meta_v1.Condition] = _f(default_factory=list)
    certificate_chain: str = _f(name='certificateChain', default='')
    not_before: Time | None = _f(name='notBefore', default=None)
    begin_refresh_at: Time | None = _f(name='beginRefreshAt', default=None)
    not_after: Time | None = _f(name='notAfter', default=None)


class PodCertificateRequest(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodCertificateRequest')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'certificates.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: PodCertificateRequestSpec = _f(default_factory=PodCertificateRequestSpec)
    status: PodCertificateRequestStatus = _f(default_factory=PodCertificateRequestStatus)


class PodCertificateRequestList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodCertificateRequestList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'certificates.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[PodCertificateRequest] = _f(default_factory=_list)
