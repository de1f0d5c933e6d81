"""rbac.authorization.k8s.io: who may do what."""

from __future__ import annotations

from sampan.api.generated import rbac_v1 as rbac
from sampan.api.resources.base import Group, Resource

NAME = 'rbac.authorization.k8s.io'
GROUP = Group(NAME, ('v1',), 17000)


RESOURCES: tuple[Resource, ...] = (
    Resource(
        NAME,
        'v1',
        'clusterrolebindings',
        'clusterrolebinding',
        rbac.ClusterRoleBinding,
        rbac.ClusterRoleBindingList,
        namespaced=False,
    ),
    Resource(NAME, 'v1', 'clusterroles', 'clusterrole', rbac.ClusterRole, rbac.ClusterRoleList, namespaced=False),
    Resource(NAME, 'v1', 'rolebindings', 'rolebinding', rbac.RoleBinding, rbac.RoleBindingList),
    Resource(NAME, 'v1', 'roles', 'role', rbac.Role, rbac.RoleList),
)
