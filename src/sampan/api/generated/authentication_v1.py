"""authentication.k8s.io/v1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int64, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class BoundObjectReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = ''
    api_version: str = _f(name='apiVersion', default='')
    name: str = ''
    uid: str = ''


class UserInfo(Struct, kw_only=True, omit_defaults=True, gc=False):
    username: str = ''
    uid: str = ''
    groups: list[str] = _f(default_factory=list)
    extra: dict[str, list[str]] = _f(default_factory=dict)


class SelfSubjectReviewStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    user_info: UserInfo = _f(name='userInfo', default_factory=UserInfo)


class SelfSubjectReview(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'SelfSubjectReview')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'authentication.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    status: SelfSubjectReviewStatus = _f(default_factory=SelfSubjectReviewStatus)


class TokenRequestSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    audiences: list[str] = _f(default_factory=_list)
    expiration_seconds: Int64 | None = _f(name='expirationSeconds', default_factory=_none)
    bound_object_ref: BoundObjectReference | None = _f(name='boundObjectRef', default_factory=_none)


class TokenRequestStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    token: str = _f(default_factory=str)
    expiration_timestamp: Time | None = _f(name='expirationTimestamp', default_factory=_none)


class TokenRequest(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'TokenRequest')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'authentication.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: TokenRequestSpec = _f(default_factory=TokenRequestSpec)
    status: TokenRequestStatus = _f(default_factory=TokenRequestStatus)


class TokenReviewSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    token: str = ''
    audiences: list[str] = _f(default_factory=list)


class TokenReviewStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    authenticated: bool = False
    user: UserInfo = _f(default_factory=UserInfo)
    audiences: list[str] = _f(default_factory=list)
    error: str = ''


class TokenReview(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'TokenReview')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'authentication.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: TokenReviewSpec = _f(default_factory=TokenReviewSpec)
    status: TokenReviewStatus = _f(default_factory=TokenReviewStatus)
