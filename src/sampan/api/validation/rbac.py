"""Roles and bindings. Upstream: pkg/apis/rbac/validation."""

from __future__ import annotations

from sampan.api.generated import rbac_v1 as rbac
from sampan.api.validation.common import Errors, checked, label_selector
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.machinery import field, names
from sampan.machinery.field import Path

GROUP = 'rbac.authorization.k8s.io'
_SELECTORS = Path('aggregationRule').child('clusterRoleSelectors')
_ROLE_REF = Path('roleRef')

Binding = rbac.RoleBinding | rbac.ClusterRoleBinding


def role(obj: rbac.Role) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_path_segment)
    for index, rule in enumerate(obj.rules):
        yield from _rule(Path('rules').index(index), rule, namespaced=True)


def role_update(new: rbac.Role, old: rbac.Role) -> Errors:
    yield from role(new)
    yield from object_meta_update(new.metadata, old.metadata)


def cluster_role(obj: rbac.ClusterRole) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_path_segment)
    for index, rule in enumerate(obj.rules):
        yield from _rule(Path('rules').index(index), rule, namespaced=False)
    if obj.aggregation_rule is None:
        return
    selectors = obj.aggregation_rule.cluster_role_selectors
    if not selectors:
        yield field.required(_SELECTORS, 'at least one clusterRoleSelector required if aggregationRule is non-nil')
    for index, selector in enumerate(selectors):
        yield from label_selector(_SELECTORS.index(index), selector)


def cluster_role_update(new: rbac.ClusterRole, old: rbac.ClusterRole) -> Errors:
    yield from cluster_role(new)
    yield from object_meta_update(new.metadata, old.metadata)


def _rule(path: Path, rule: rbac.PolicyRule, *, namespaced: bool) -> Errors:
    """A rule is about resources or about paths, never both; a namespace has no paths."""
    if not rule.verbs:
        yield field.required(path.child('verbs'), 'verbs must contain at least one value')
    if rule.non_resource_urls:
        at = path.child('nonResourceURLs')
        if namespaced:
            yield field.invalid(at, rule.non_resource_urls, 'namespaced rules cannot apply to non-resource URLs')
        if rule.api_groups or rule.resources or rule.resource_names:
            detail = 'rules cannot apply to both regular resources and non-resource URLs'
            yield field.invalid(at, rule.non_resource_urls, detail)
        return
    if not rule.api_groups:
        yield field.required(path.child('apiGroups'), 'resource rules must supply at least one api group')
    if not rule.resources:
        yield field.required(path.child('resources'), 'resource rules must supply at least one resource')


def role_binding(obj: rbac.RoleBinding) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_path_segment)
    yield from _binding(obj, ('Role', 'ClusterRole'), namespaced=True)


def role_binding_update(new: rbac.RoleBinding, old: rbac.RoleBinding) -> Errors:
    yield from role_binding(new)
    yield from _binding_update(new, old)


def cluster_role_binding(obj: rbac.ClusterRoleBinding) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_path_segment)
    yield from _binding(obj, ('ClusterRole',), namespaced=False)


def cluster_role_binding_update(new: rbac.ClusterRoleBinding, old: rbac.ClusterRoleBinding) -> Errors:
    yield from cluster_role_binding(new)
    yield from _binding_update(new, old)


def _binding(obj: Binding, kinds: tuple[str, ...], *, namespaced: bool) -> Errors:
    reference = obj.role_ref
    if reference.api_group != GROUP:
        yield field.not_supported(_ROLE_REF.child('apiGroup'), reference.api_group, (GROUP,))
    if reference.kind not in kinds:
        yield field.not_supported(_ROLE_REF.child('kind'), reference.kind, kinds)
    if not reference.name:
        yield field.required(_ROLE_REF.child('name'))
    else:
        yield from checked(_ROLE_REF.child('name'), reference.name, names.name_is_path_segment)
    for index, subject in enumerate(obj.subjects):
        yield from _subject(Path('subjects').index(index), subject, namespaced=namespaced)


def _binding_update(new: Binding, old: Binding) -> Errors:
    """What a binding gives is fixed: who could change it could give what he was never given himself."""
    yield from object_meta_update(new.metadata, old.metadata)
    if new.role_ref != old.role_ref:
        yield field.invalid(_ROLE_REF, new.role_ref, 'cannot change roleRef')


def _subject(path: Path, subject: rbac.Subject, *, namespaced: bool) -> Errors:
    if not subject.name:
        yield field.required(path.child('name'))
    if subject.kind == 'ServiceAccount':
        if subject.name:
            yield from checked(path.child('name'), subject.name, names.name_is_dns_subdomain)
        if subject.api_group:
            yield field.not_supported(path.child('apiGroup'), subject.api_group, ('',))
        if not namespaced and not subject.namespace:
            yield field.required(path.child('namespace'))
    elif subject.kind in ('User', 'Group'):
        if subject.api_group != GROUP:
            yield field.not_supported(path.child('apiGroup'), subject.api_group, (GROUP,))
    else:
        yield field.not_supported(path.child('kind'), subject.kind, ('ServiceAccount', 'User', 'Group'))
