"""Field rows of rbac_v1alpha1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'AggregationRule': (
        ('cluster_role_selectors', 'clusterRoleSelectors', 1, (), 'list', 'message', 'meta_v1.LabelSelector', 'o', '[]v1.LabelSelector'),
    ),
    'ClusterRole': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('rules', 'rules', 2, (), 'list', 'message', 'rbac_v1alpha1.PolicyRule', '', '[]v1alpha1.PolicyRule'),
        ('aggregation_rule', 'aggregationRule', 3, (), '', 'message', 'rbac_v1alpha1.AggregationRule', 'po', 'v1alpha1.AggregationRule'),
    ),
    'ClusterRoleBinding': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('subjects', 'subjects', 2, (), 'list', 'message', 'rbac_v1alpha1.Subject', 'o', '[]v1alpha1.Subject'),
        ('role_ref', 'roleRef', 3, (), '', 'message', 'rbac_v1alpha1.RoleRef', '', 'v1alpha1.RoleRef'),
    ),
    'ClusterRoleBindingList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'rbac_v1alpha1.ClusterRoleBinding', '', '[]v1alpha1.ClusterRoleBinding'),
    ),
    'ClusterRoleList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'rbac_v1alpha1.ClusterRole', '', '[]v1alpha1.ClusterRole'),
    ),
    'PolicyRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', '', '[]string'),
        ('api_groups', 'apiGroups', 3, (), 'list', 'string', '', 'o', '[]string'),
        ('resources', 'resources', 4, (), 'list', 'string', '', 'o', '[]string'),
        ('resource_names', 'resourceNames', 5, (), 'list', 'string', '', 'o', '[]string'),
        ('non_resource_urls', 'nonResourceURLs', 6, (), 'list', 'string', '', 'o', '[]string'),
    ),
    'Role': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('rules', 'rules', 2, (), 'list', 'message', 'rbac_v1alpha1.PolicyRule', '', '[]v1alpha1.PolicyRule'),
    ),
    'RoleBinding': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('subjects', 'subjects', 2, (), 'list', 'message', 'rbac_v1alpha1.Subject', 'o', '[]v1alpha1.Subject'),
        ('role_ref', 'roleRef', 3, (), '', 'message', 'rbac_v1alpha1.RoleRef', '', 'v1alpha1.RoleRef'),
    ),
    'RoleBindingList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'rbac_v1alpha1.RoleBinding', '', '[]v1alpha1.RoleBinding'),
    ),
    'RoleList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'rbac_v1alpha1.Role', '', '[]v1alpha1.Role'),
    ),
    'RoleRef': (
        ('api_group', 'apiGroup', 1, (), '', 'string', '', '', 'string'),
        ('kind', 'kind', 2, (), '', 'string', '', '', 'string'),
        ('name', 'name', 3, (), '', 'string', '', '', 'string'),
    ),
    'Subject': (
        ('kind', 'kind', 1, (), '', 'string', '', '', 'string'),
        ('api_version', 'apiVersion', 2, (), '', 'string', '', 'o', 'string'),
        ('name', 'name', 3, (), '', 'string', '', '', 'string'),
        ('namespace', 'namespace', 4, (), '', 'string', '', 'o', 'string'),
    ),
}
