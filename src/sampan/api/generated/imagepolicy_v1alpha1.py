"""imagepolicy.k8s.io/v1alpha1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1


class ImageReviewSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    containers: list[ImageReviewContainerSpec] = _f(default_factory=list)
    annotations: dict[str, str] = _f(default_factory=dict)
    namespace: str = ''


class ImageReviewStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    allowed: bool = _f(default_factory=bool)
    reason: str = ''
    audit_annotations: dict[str, str] = _f(name='auditAnnotations', default_factory=dict)


class ImageReview(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ImageReview')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'imagepolicy.k8s.io/v1alpha1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ImageReviewSpec = _f(default_factory=ImageReviewSpec)
    status: ImageReviewStatus = _f(default_factory=ImageReviewStatus)


class ImageReviewContainerSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    image: str = ''
