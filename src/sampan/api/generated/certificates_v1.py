"""certificates.k8s.io/v1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int32, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class CertificateSigningRequestSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    request: bytes = _f(default_factory=bytes)
    signer_name: str = _f(name='signerName', default_factory=str)
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
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'certificates.k8s.io/v1')
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
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'certificates.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[CertificateSigningRequest] = _f(default_factory=_list)
