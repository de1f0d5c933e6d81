"""Roles are of the RBAC group unless they say otherwise. Upstream: pkg/apis/rbac/v1/defaults.go."""

from __future__ import annotations

from sampan.api.generated import rbac_v1 as rbac

GROUP = 'rbac.authorization.k8s.io'


def binding(obj: rbac.RoleBinding | rbac.ClusterRoleBinding) -> None:
    """The groups of a binding's role and subjects; service accounts are of the core group."""
    obj.role_ref.api_group = obj.role_ref.api_group or GROUP
    for subject in obj.subjects:
        if subject.kind in ('User', 'Group'):
            subject.api_group = subject.api_group or GROUP
