"""Field rows of rbac_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'AggregationRule': (
        ('cluster_role_selectors', 'clusterRoleSelectors', 1, (), 'list', 'message', 'meta_v1.LabelSelector', 'o', 'atomic'),
    ),
    'ClusterRole': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('rules', 'rules', 2, (), 'list', 'message', 'rbac_v1.PolicyRule', '', 'atomic'),
        ('aggregation_rule', 'aggregationRule', 3, (), '', 'message', 'rbac_v1.AggregationRule', 'po'),
    ),
    'ClusterRoleBinding': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('subjects', 'subjects', 2, (), 'list', 'message', 'rbac_v1.Subject', 'o', 'atomic'),
        ('role_ref', 'roleRef', 3, (), '', 'message', 'rbac_v1.RoleRef', ''),
    ),
    'ClusterRoleBindingList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'rbac_v1.ClusterRoleBinding', ''),
    ),
    'ClusterRoleList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'rbac_v1.ClusterRole', ''),
    ),
    'PolicyRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', '', 'atomic'),
        ('api_groups', 'apiGroups', 2, (), 'list', 'string', '', 'o', 'atomic'),
        ('resources', 'resources', 3, (), 'list', 'string', '', 'o', 'atomic'),
        ('resource_names', 'resourceNames', 4, (), 'list', 'string', '', 'o', 'atomic'),
        ('non_resource_urls', 'nonResourceURLs', 5, (), 'list', 'string', '', 'o', 'atomic'),
    ),
    'Role': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('rules', 'rules', 2, (), 'list', 'message', 'rbac_v1.PolicyRule', '', 'atomic'),
    ),
    'RoleBinding': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('subjects', 'subjects', 2, (), 'list', 'message', 'rbac_v1.Subject', 'o', 'atomic'),
        ('role_ref', 'roleRef', 3, (), '', 'message', 'rbac_v1.RoleRef', ''),
    ),
    'RoleBindingList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'rbac_v1.RoleBinding', ''),
    ),
    'RoleList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'rbac_v1.Role', ''),
    ),
    'RoleRef': (
        ('api_group', 'apiGroup', 1, (), '', 'string', '', ''),
        ('kind', 'kind', 2, (), '', 'string', '', ''),
        ('name', 'name', 3, (), '', 'string', '', ''),
    ),
    'Subject': (
        ('kind', 'kind', 1, (), '', 'string', '', ''),
        ('api_group', 'apiGroup', 2, (), '', 'string', '', 'o'),
        ('name', 'name', 3, (), '', 'string', '', ''),
        ('namespace', 'namespace', 4, (), '', 'string', '', 'o'),
    ),
}
