"""Field rows of rbac_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'AggregationRule': (
        ('cluster_role_selectors', 'clusterRoleSelectors', 1, (), 'list', 'message', 'meta_v1.LabelSelector', 'o', '[]v1.LabelSelector', 'atomic'),
    ),
    'ClusterRole': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('rules', 'rules', 2, (), 'list', 'message', 'rbac_v1.PolicyRule', '', '[]v1.PolicyRule', 'atomic'),
        ('aggregation_rule', 'aggregationRule', 3, (), '', 'message', 'rbac_v1.AggregationRule', 'po', 'v1.AggregationRule'),
    ),
    'ClusterRoleBinding': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('subjects', 'subjects', 2, (), 'list', 'message', 'rbac_v1.Subject', 'o', '[]v1.Subject', 'atomic'),
        ('role_ref', 'roleRef', 3, (), '', 'message', 'rbac_v1.RoleRef', '', 'v1.RoleRef'),
    ),
    'ClusterRoleBindingList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'rbac_v1.ClusterRoleBinding', '', '[]v1.ClusterRoleBinding'),
    ),
    'ClusterRoleList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'rbac_v1.ClusterRole', '', '[]v1.ClusterRole'),
    ),
    'PolicyRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', '', '[]string', 'atomic'),
        ('api_groups', 'apiGroups', 2, (), 'list', 'string', '', 'o', '[]string', 'atomic'),
        ('resources', 'resources', 3, (), 'list', 'string', '', 'o', '[]string', 'atomic'),
        ('resource_names', 'resourceNames', 4, (), 'list', 'string', '', 'o', '[]string', 'atomic'),
        ('non_resource_urls', 'nonResourceURLs', 5, (), 'list', 'string', '', 'o', '[]string', 'atomic'),
    ),
    'Role': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('rules', 'rules', 2, (), 'list', 'message', 'rbac_v1.PolicyRule', '', '[]v1.PolicyRule', 'atomic'),
    ),
    'RoleBinding': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('subjects', 'subjects', 2, (), 'list', 'message', 'rbac_v1.Subject', 'o', '[]v1.Subject', 'atomic'),
        ('role_ref', 'roleRef', 3, (), '', 'message', 'rbac_v1.RoleRef', '', 'v1.RoleRef'),
    ),
    'RoleBindingList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'rbac_v1.RoleBinding', '', '[]v1.RoleBinding'),
    ),
    'RoleList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'rbac_v1.Role', '', '[]v1.Role'),
    ),
    'RoleRef': (
        ('api_group', 'apiGroup', 1, (), '', 'string', '', '', 'string'),
        ('kind', 'kind', 2, (), '', 'string', '', '', 'string'),
        ('name', 'name', 3, (), '', 'string', '', '', 'string'),
    ),
    'Subject': (
        ('kind', 'kind', 1, (), '', 'string', '', '', 'string'),
        ('api_group', 'apiGroup', 2, (), '', 'string', '', 'o', 'string'),
        ('name', 'name', 3, (), '', 'string', '', '', 'string'),
        ('namespace', 'namespace', 4, (), '', 'string', '', 'o', 'string'),
    ),
}
