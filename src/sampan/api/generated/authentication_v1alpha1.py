"""authentication.k8s.io/v1alpha1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import authentication_v1, meta_v1


class SelfSubjectReviewStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    user_info: authentication_v1.UserInfo = _f(name='userInfo', default_factory=authentication_v1.UserInfo)


class SelfSubjectReview(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'SelfSubjectReview')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'authentication.k8s.io/v1alpha1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    status: SelfSubjectReviewStatus = _f(default_factory=SelfSubjectReviewStatus)
