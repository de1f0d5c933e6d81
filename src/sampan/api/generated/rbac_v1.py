"""rbac.authorization.k8s.io/v1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import list_ as _list


class AggregationRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    cluster_role_selectors: list[meta_v1.LabelSelector] = _f(name='clusterRoleSelectors', default_factory=list)


class ClusterRole(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ClusterRole')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'rbac.authorization.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    rules: list[PolicyRule] = _f(default_factory=_list)
    aggregation_rule: AggregationRule | None = _f(name='aggregationRule', default=None)


class RoleRef(Struct, kw_only=True, omit_defaults=True, gc=False):
    api_group: str = _f(name='apiGroup', default_factory=str)
    kind: str = _f(default_factory=str)
    name: str = _f(default_factory=str)


class ClusterRoleBinding(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ClusterRoleBinding')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'rbac.authorization.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    subjects: list[Subject] = _f(default_factory=list)
    role_ref: RoleRef = _f(name='roleRef', default_factory=RoleRef)


class ClusterRoleBindingList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ClusterRoleBindingList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'rbac.authorization.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ClusterRoleBinding] = _f(default_factory=_list)


class ClusterRoleList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ClusterRoleList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'rbac.authorization.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ClusterRole] = _f(default_factory=_list)


class PolicyRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    verbs: list[str] = _f(default_factory=_list)
    api_groups: list[str] = _f(name='apiGroups', default_factory=list)
    resources: list[str] = _f(default_factory=list)
    resource_names: list[str] = _f(name='resourceNames', default_factory=list)
    non_resource_urls: list[str] = _f(name='nonResourceURLs', default_factory=list)


class Role(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Role')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'rbac.authorization.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    rules: list[PolicyRule] = _f(default_factory=_list)


class RoleBinding(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'RoleBinding')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'rbac.authorization.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    subjects: list[Subject] = _f(default_factory=list)
    role_ref: RoleRef = _f(name='roleRef', default_factory=RoleRef)


class RoleBindingList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'RoleBindingList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'rbac.authorization.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[RoleBinding] = _f(default_factory=_list)


class RoleList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'RoleList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'rbac.authorization.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Role] = _f(default_factory=_list)


class Subject(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=str)
    api_group: str = _f(name='apiGroup', default='')
    name: str = _f(default_factory=str)
    namespace: str = ''
