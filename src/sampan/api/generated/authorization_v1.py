"""authorization.k8s.io/v1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import list_ as _list


class FieldSelectorAttributes(Struct, kw_only=True, omit_defaults=True, gc=False):
    raw_selector: str = _f(name='rawSelector', default='')
    requirements: list[meta_v1.FieldSelectorRequirement] = _f(default_factory=list)


class LabelSelectorAttributes(Struct, kw_only=True, omit_defaults=True, gc=False):
    raw_selector: str = _f(name='rawSelector', default='')
    requirements: list[meta_v1.LabelSelectorRequirement] = _f(default_factory=list)


class SubjectAccessReviewSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    resource_attributes: ResourceAttributes | None = _f(name='resourceAttributes', default=None)
    non_resource_attributes: NonResourceAttributes | None = _f(name='nonResourceAttributes', default=None)
    user: str = ''
    groups: list[str] = _f(default_factory=list)
    extra: dict[str, list[str]] = _f(default_factory=dict)
    uid: str = ''


class SubjectAccessReviewStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    allowed: bool = _f(default_factory=bool)
    denied: bool = False
    reason: str = ''
    evaluation_error: str = _f(name='evaluationError', default='')


class LocalSubjectAccessReview(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'LocalSubjectAccessReview')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'authorization.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: SubjectAccessReviewSpec = _f(default_factory=SubjectAccessReviewSpec)
    status: SubjectAccessReviewStatus = _f(default_factory=SubjectAccessReviewStatus)


class NonResourceAttributes(Struct, kw_only=True, omit_defaults=True, gc=False):
    path: str = ''
    verb: str = ''


class NonResourceRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    verbs: list[str] = _f(default_factory=_list)
    non_resource_urls: list[str] = _f(name='nonResourceURLs', default_factory=list)


class ResourceAttributes(Struct, kw_only=True, omit_defaults=True, gc=False):
    namespace: str = ''
    verb: str = ''
    group: str = ''
    version: str = ''
    resource: str = ''
    subresource: str = ''
    name: str = ''
    field_selector: FieldSelectorAttributes | None = _f(name='fieldSelector', default=None)
    label_selector: LabelSelectorAttributes | None = _f(name='labelSelector', default=None)


class ResourceRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    verbs: list[str] = _f(default_factory=_list)
    api_groups: list[str] = _f(name='apiGroups', default_factory=list)
    resources: list[str] = _f(default_factory=list)
    resource_names: list[str] = _f(name='resourceNames', default_factory=list)


class SelfSubjectAccessReviewSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    resource_attributes: ResourceAttributes | None = _f(name='resourceAttributes', default=None)
    non_resource_attributes: NonResourceAttributes | None = _f(name='nonResourceAttributes', default=None)


class SelfSubjectAccessReview(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'SelfSubjectAccessReview')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'authorization.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: SelfSubjectAccessReviewSpec = _f(default_factory=SelfSubjectAccessReviewSpec)
    status: SubjectAccessReviewStatus = _f(default_factory=SubjectAccessReviewStatus)


class SelfSubjectRulesReviewSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    namespace: str = ''


class SubjectRulesReviewStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    resource_rules: list[ResourceRule] = _f(name='resourceRules', default_factory=_list)
    non_resource_rules: list[NonResourceRule] = _f(name='nonResourceRules', default_factory=_list)
    incomplete: bool = _f(default_factory=bool)
    evaluation_error: str = _f(name='evaluationError', default='')


class SelfSubjectRulesReview(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'SelfSubjectRulesReview')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'authorization.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: SelfSubjectRulesReviewSpec = _f(default_factory=SelfSubjectRulesReviewSpec)
    status: SubjectRulesReviewStatus = _f(default_factory=SubjectRulesReviewStatus)


class SubjectAccessReview(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'SubjectAccessReview')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'authorization.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: SubjectAccessReviewSpec = _f(default_factory=SubjectAccessReviewSpec)
    status: SubjectAccessReviewStatus = _f(default_factory=SubjectAccessReviewStatus)
