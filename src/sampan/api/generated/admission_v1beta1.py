"""admission.k8s.io/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Raw, Struct
from msgspec import field as _f

from sampan.api.generated import authentication_v1, meta_v1
from sampan.api.scalars import null_raw as _null_raw


class AdmissionRequest(Struct, kw_only=True, omit_defaults=True, gc=False):
    uid: str = _f(default_factory=str)
    kind: meta_v1.GroupVersionKind = _f(default_factory=meta_v1.GroupVersionKind)
    resource: meta_v1.GroupVersionResource = _f(default_factory=meta_v1.GroupVersionResource)
    sub_resource: str = _f(name='subResource', default='')
    request_kind: meta_v1.GroupVersionKind | None = _f(name='requestKind', default=None)
    request_resource: meta_v1.GroupVersionResource | None = _f(name='requestResource', default=None)
    request_sub_resource: str = _f(name='requestSubResource', default='')
    name: str = ''
    namespace: str = ''
    operation: str = _f(default_factory=str)
    user_info: authentication_v1.UserInfo = _f(name='userInfo', default_factory=authentication_v1.UserInfo)
    object: Raw = _f(default_factory=_null_raw)
    old_object: Raw = _f(name='oldObject', default_factory=_null_raw)
    dry_run: bool | None = _f(name='dryRun', default=None)
    options: Raw = _f(default_factory=_null_raw)


class AdmissionResponse(Struct, kw_only=True, omit_defaults=True, gc=False):
    uid: str = _f(default_factory=str)
    allowed: bool = _f(default_factory=bool)
    status: meta_v1.Status | None = None
    patch: bytes = b''
    patch_type: str | None = _f(name='patchType', default=None)
    audit_annotations: dict[str, str] = _f(name='auditAnnotations', default_factory=dict)
    warnings: list[str] = _f(default_factory=list)


class AdmissionReview(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'AdmissionReview')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'admission.k8s.io/v1beta1')
    request: AdmissionRequest | None = None
    response: AdmissionResponse | None = None
