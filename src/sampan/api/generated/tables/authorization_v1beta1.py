"""Field rows of authorization_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'LocalSubjectAccessReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'authorization_v1beta1.SubjectAccessReviewSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'authorization_v1beta1.SubjectAccessReviewStatus', 'o'),
    ),
    'NonResourceAttributes': (
        ('path', 'path', 1, (), '', 'string', '', 'o'),
        ('verb', 'verb', 2, (), '', 'string', '', 'o'),
    ),
    'NonResourceRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', ''),
        ('non_resource_urls', 'nonResourceURLs', 2, (), 'list', 'string', '', 'o'),
    ),
    'ResourceAttributes': (
        ('namespace', 'namespace', 1, (), '', 'string', '', 'o'),
        ('verb', 'verb', 2, (), '', 'string', '', 'o'),
        ('group', 'group', 3, (), '', 'string', '', 'o'),
        ('version', 'version', 4, (), '', 'string', '', 'o'),
        ('resource', 'resource', 5, (), '', 'string', '', 'o'),
        ('subresource', 'subresource', 6, (), '', 'string', '', 'o'),
        ('name', 'name', 7, (), '', 'string', '', 'o'),
        ('field_selector', 'fieldSelector', 8, (), '', 'message', 'authorization_v1.FieldSelectorAttributes', 'po'),
        ('label_selector', 'labelSelector', 9, (), '', 'message', 'authorization_v1.LabelSelectorAttributes', 'po'),
    ),
    'ResourceRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', ''),
        ('api_groups', 'apiGroups', 2, (), 'list', 'string', '', 'o'),
        ('resources', 'resources', 3, (), 'list', 'string', '', 'o'),
        ('resource_names', 'resourceNames', 4, (), 'list', 'string', '', 'o'),
    ),
    'SelfSubjectAccessReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'authorization_v1beta1.SelfSubjectAccessReviewSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'authorization_v1beta1.SubjectAccessReviewStatus', 'o'),
    ),
    'SelfSubjectAccessReviewSpec': (
        ('resource_attributes', 'resourceAttributes', 1, (), '', 'message', 'authorization_v1beta1.ResourceAttributes', 'po'),
        ('non_resource_attributes', 'nonResourceAttributes', 2, (), '', 'message', 'authorization_v1beta1.NonResourceAttributes', 'po'),
    ),
    'SelfSubjectRulesReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'authorization_v1beta1.SelfSubjectRulesReviewSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'authorization_v1beta1.SubjectRulesReviewStatus', 'o'),
    ),
    'SelfSubjectRulesReviewSpec': (
        ('namespace', 'namespace', 1, (), '', 'string', '', 'o'),
    ),
    'SubjectAccessReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'authorization_v1beta1.SubjectAccessReviewSpec', ''),
        ('status', 'status', 3, (), '', 'message', 'authorization_v1beta1.SubjectAccessReviewStatus', 'o'),
    ),
    'SubjectAccessReviewSpec': (
        ('resource_attributes', 'resourceAttributes', 1, (), '', 'message', 'authorization_v1beta1.ResourceAttributes', 'po'),
        ('non_resource_attributes', 'nonResourceAttributes', 2, (), '', 'message', 'authorization_v1beta1.NonResourceAttributes', 'po'),
        ('user', 'user', 3, (), '', 'string', '', 'o'),
        ('group', 'group', 4, (), 'list', 'string', '', 'o'),
        ('extra', 'extra', 5, (), 'map:list', 'string', '', 'o'),
        ('uid', 'uid', 6, (), '', 'string', '', 'o'),
    ),
    'SubjectAccessReviewStatus': (
        ('allowed', 'allowed', 1, (), '', 'bool', '', ''),
        ('denied', 'denied', 4, (), '', 'bool', '', 'o'),
        ('reason', 'reason', 2, (), '', 'string', '', 'o'),
        ('evaluation_error', 'evaluationError', 3, (), '', 'string', '', 'o'),
    ),
    'SubjectRulesReviewStatus': (
        ('resource_rules', 'resourceRules', 1, (), 'list', 'message', 'authorization_v1beta1.ResourceRule', ''),
        ('non_resource_rules', 'nonResourceRules', 2, (), 'list', 'message', 'authorization_v1beta1.NonResourceRule', ''),
        ('incomplete', 'incomplete', 3, (), '', 'bool', '', ''),
        ('evaluation_error', 'evaluationError', 4, (), '', 'string', '', 'o'),
    ),
}
