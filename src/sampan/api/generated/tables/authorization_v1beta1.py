"""Field rows of authorization_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'LocalSubjectAccessReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'authorization_v1beta1.SubjectAccessReviewSpec', '', 'v1beta1.SubjectAccessReviewSpec'),
        ('status', 'status', 3, (), '', 'message', 'authorization_v1beta1.SubjectAccessReviewStatus', 'o', 'v1beta1.SubjectAccessReviewStatus'),
    ),
    'NonResourceAttributes': (
        ('path', 'path', 1, (), '', 'string', '', 'o', 'string'),
        ('verb', 'verb', 2, (), '', 'string', '', 'o', 'string'),
    ),
    'NonResourceRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', '', '[]string'),
        ('non_resource_urls', 'nonResourceURLs', 2, (), 'list', 'string', '', 'o', '[]string'),
    ),
    'ResourceAttributes': (
        ('namespace', 'namespace', 1, (), '', 'string', '', 'o', 'string'),
        ('verb', 'verb', 2, (), '', 'string', '', 'o', 'string'),
        ('group', 'group', 3, (), '', 'string', '', 'o', 'string'),
        ('version', 'version', 4, (), '', 'string', '', 'o', 'string'),
        ('resource', 'resource', 5, (), '', 'string', '', 'o', 'string'),
        ('subresource', 'subresource', 6, (), '', 'string', '', 'o', 'string'),
        ('name', 'name', 7, (), '', 'string', '', 'o', 'string'),
        ('field_selector', 'fieldSelector', 8, (), '', 'message', 'authorization_v1.FieldSelectorAttributes', 'po', 'v1.FieldSelectorAttributes'),
        ('label_selector', 'labelSelector', 9, (), '', 'message', 'authorization_v1.LabelSelectorAttributes', 'po', 'v1.LabelSelectorAttributes'),
    ),
    'ResourceRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', '', '[]string'),
        ('api_groups', 'apiGroups', 2, (), 'list', 'string', '', 'o', '[]string'),
        ('resources', 'resources', 3, (), 'list', 'string', '', 'o', '[]string'),
        ('resource_names', 'resourceNames', 4, (), 'list', 'string', '', 'o', '[]string'),
    ),
    'SelfSubjectAccessReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'authorization_v1beta1.SelfSubjectAccessReviewSpec', '', 'v1beta1.SelfSubjectAccessReviewSpec'),
        ('status', 'status', 3, (), '', 'message', 'authorization_v1beta1.SubjectAccessReviewStatus', 'o', 'v1beta1.SubjectAccessReviewStatus'),
    ),
    'SelfSubjectAccessReviewSpec': (
        ('resource_attributes', 'resourceAttributes', 1, (), '', 'message', 'authorization_v1beta1.ResourceAttributes', 'po', 'v1beta1.ResourceAttributes'),
        ('non_resource_attributes', 'nonResourceAttributes', 2, (), '', 'message', 'authorization_v1beta1.NonResourceAttributes', 'po', 'v1beta1.NonResourceAttributes'),
    ),
    'SelfSubjectRulesReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'authorization_v1beta1.SelfSubjectRulesReviewSpec', '', 'v1beta1.SelfSubjectRulesReviewSpec'),
        ('status', 'status', 3, (), '', 'message', 'authorization_v1beta1.SubjectRulesReviewStatus', 'o', 'v1beta1.SubjectRulesReviewStatus'),
    ),
    'SelfSubjectRulesReviewSpec': (
        ('namespace', 'namespace', 1, (), '', 'string', '', 'o', 'string'),
    ),
    'SubjectAccessReview': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'authorization_v1beta1.SubjectAccessReviewSpec', '', 'v1beta1.SubjectAccessReviewSpec'),
        ('status', 'status', 3, (), '', 'message', 'authorization_v1beta1.SubjectAccessReviewStatus', 'o', 'v1beta1.SubjectAccessReviewStatus'),
    ),
    'SubjectAccessReviewSpec': (
        ('resource_attributes', 'resourceAttributes', 1, (), '', 'message', 'authorization_v1beta1.ResourceAttributes', 'po', 'v1beta1.ResourceAttributes'),
        ('non_resource_attributes', 'nonResourceAttributes', 2, (), '', 'message', 'authorization_v1beta1.NonResourceAttributes', 'po', 'v1beta1.NonResourceAttributes'),
        ('user', 'user', 3, (), '', 'string', '', 'o', 'string'),
        ('group', 'group', 4, (), 'list', 'string', '', 'o', '[]string'),
        ('extra', 'extra', 5, (), 'map:wrap', 'string', '', 'o', 'map[string]v1beta1.ExtraValue'),
        ('uid', 'uid', 6, (), '', 'string', '', 'o', 'string'),
    ),
    'SubjectAccessReviewStatus': (
        ('allowed', 'allowed', 1, (), '', 'bool', '', '', 'bool'),
        ('denied', 'denied', 4, (), '', 'bool', '', 'o', 'bool'),
        ('reason', 'reason', 2, (), '', 'string', '', 'o', 'string'),
        ('evaluation_error', 'evaluationError', 3, (), '', 'string', '', 'o', 'string'),
    ),
    'SubjectRulesReviewStatus': (
        ('resource_rules', 'resourceRules', 1, (), 'list', 'message', 'authorization_v1beta1.ResourceRule', '', '[]v1beta1.ResourceRule'),
        ('non_resource_rules', 'nonResourceRules', 2, (), 'list', 'message', 'authorization_v1beta1.NonResourceRule', '', '[]v1beta1.NonResourceRule'),
        ('incomplete', 'incomplete', 3, (), '', 'bool', '', '', 'bool'),
        ('evaluation_error', 'evaluationError', 4, (), '', 'string', '', 'o', 'string'),
    ),
}
