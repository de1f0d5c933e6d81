"""Bindings: what they give and, with `-o wide`, to whom. Roles show their name and creation time only."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import Cell, Columns, age, column, name_column
from sampan.api.generated import rbac_v1 as rbac


def _binding(binding: rbac.RoleBinding | rbac.ClusterRoleBinding, now: datetime) -> list[Cell]:
    users = [subject.name for subject in binding.subjects if subject.kind == 'User']
    groups = [subject.name for subject in binding.subjects if subject.kind == 'Group']
    accounts = [f'{each.namespace}/{each.name}' for each in binding.subjects if each.kind == 'ServiceAccount']
    role = f'{binding.role_ref.kind}/{binding.role_ref.name}'
    return [binding.metadata.name, role, age(binding, now), ', '.join(users), ', '.join(groups), ', '.join(accounts)]


_DEFINITIONS = [
    name_column(),
    column('Role'),
    column('Age'),
    column('Users', wide=True),
    column('Groups', wide=True),
    column('ServiceAccounts', wide=True),
]
ROLE_BINDINGS: Columns[rbac.RoleBinding] = Columns(_DEFINITIONS, _binding)
CLUSTER_ROLE_BINDINGS: Columns[rbac.ClusterRoleBinding] = Columns(_DEFINITIONS, _binding)
