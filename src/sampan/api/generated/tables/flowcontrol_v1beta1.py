"""Field rows of flowcontrol_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'ExemptPriorityLevelConfiguration': (
        ('nominal_concurrency_shares', 'nominalConcurrencyShares', 1, (), '', 'int32', '', 'po', 'int32'),
        ('lendable_percent', 'lendablePercent', 2, (), '', 'int32', '', 'po', 'int32'),
    ),
    'FlowDistinguisherMethod': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v1beta1.FlowDistinguisherMethodType'),
    ),
    'FlowSchema': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'flowcontrol_v1beta1.FlowSchemaSpec', 'o', 'v1beta1.FlowSchemaSpec'),
        ('status', 'status', 3, (), '', 'message', 'flowcontrol_v1beta1.FlowSchemaStatus', 'o', 'v1beta1.FlowSchemaStatus'),
    ),
    'FlowSchemaCondition': (
        ('type', 'type', 1, (), '', 'string', '', 'o', 'v1beta1.FlowSchemaConditionType'),
        ('status', 'status', 2, (), '', 'string', '', 'o', 'v1beta1.ConditionStatus'),
        ('last_transition_time', 'lastTransitionTime', 3, (), '', 'time', '', 'o', 'v1.Time'),
        ('reason', 'reason', 4, (), '', 'string', '', 'o', 'string'),
        ('message', 'message', 5, (), '', 'string', '', 'o', 'string'),
    ),
    'FlowSchemaList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'flowcontrol_v1beta1.FlowSchema', '', '[]v1beta1.FlowSchema'),
    ),
    'FlowSchemaSpec': (
        ('priority_level_configuration', 'priorityLevelConfiguration', 1, (), '', 'message', 'flowcontrol_v1beta1.PriorityLevelConfigurationReference', '', 'v1beta1.PriorityLevelConfigurationReference'),
        ('matching_precedence', 'matchingPrecedence', 2, (), '', 'int32', '', '', 'int32'),
        ('distinguisher_method', 'distinguisherMethod', 3, (), '', 'message', 'flowcontrol_v1beta1.FlowDistinguisherMethod', 'po', 'v1beta1.FlowDistinguisherMethod'),
        ('rules', 'rules', 4, (), 'list', 'message', 'flowcontrol_v1beta1.PolicyRulesWithSubjects', 'o', '[]v1beta1.PolicyRulesWithSubjects'),
    ),
    'FlowSchemaStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'flowcontrol_v1beta1.FlowSchemaCondition', 'o', '[]v1beta1.FlowSchemaCondition'),
    ),
    'GroupSubject': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
    ),
    'LimitResponse': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v1beta1.LimitResponseType'),
        ('queuing', 'queuing', 2, (), '', 'message', 'flowcontrol_v1beta1.QueuingConfiguration', 'po', 'v1beta1.QueuingConfiguration'),
    ),
    'LimitedPriorityLevelConfiguration': (
        ('assured_concurrency_shares', 'assuredConcurrencyShares', 1, (), '', 'int32', '', '', 'int32'),
        ('limit_response', 'limitResponse', 2, (), '', 'message', 'flowcontrol_v1beta1.LimitResponse', 'o', 'v1beta1.LimitResponse'),
        ('lendable_percent', 'lendablePercent', 3, (), '', 'int32', '', 'po', 'int32'),
        ('borrowing_limit_percent', 'borrowingLimitPercent', 4, (), '', 'int32', '', 'po', 'int32'),
    ),
    'NonResourcePolicyRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', '', '[]string'),
        ('non_resource_urls', 'nonResourceURLs', 6, (), 'list', 'string', '', '', '[]string'),
    ),
    'PolicyRulesWithSubjects': (
        ('subjects', 'subjects', 1, (), 'list', 'message', 'flowcontrol_v1beta1.Subject', '', '[]v1beta1.Subject'),
        ('resource_rules', 'resourceRules', 2, (), 'list', 'message', 'flowcontrol_v1beta1.ResourcePolicyRule', 'o', '[]v1beta1.ResourcePolicyRule'),
        ('non_resource_rules', 'nonResourceRules', 3, (), 'list', 'message', 'flowcontrol_v1beta1.NonResourcePolicyRule', 'o', '[]v1beta1.NonResourcePolicyRule'),
    ),
    'PriorityLevelConfiguration': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'flowcontrol_v1beta1.PriorityLevelConfigurationSpec', 'o', 'v1beta1.PriorityLevelConfigurationSpec'),
        ('status', 'status', 3, (), '', 'message', 'flowcontrol_v1beta1.PriorityLevelConfigurationStatus', 'o', 'v1beta1.PriorityLevelConfigurationStatus'),
    ),
    'PriorityLevelConfigurationCondition': (
        ('type', 'type', 1, (), '', 'string', '', 'o', 'v1beta1.PriorityLevelConfigurationConditionType'),
        ('status', 'status', 2, (), '', 'string', '', 'o', 'v1beta1.ConditionStatus'),
        ('last_transition_time', 'lastTransitionTime', 3, (), '', 'time', '', 'o', 'v1.Time'),
        ('reason', 'reason', 4, (), '', 'string', '', 'o', 'string'),
        ('message', 'message', 5, (), '', 'string', '', 'o', 'string'),
    ),
    'PriorityLevelConfigurationList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'flowcontrol_v1beta1.PriorityLevelConfiguration', '', '[]v1beta1.PriorityLevelConfiguration'),
    ),
    'PriorityLevelConfigurationReference': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
    ),
    'PriorityLevelConfigurationSpec': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v1beta1.PriorityLevelEnablement'),
        ('limited', 'limited', 2, (), '', 'message', 'flowcontrol_v1beta1.LimitedPriorityLevelConfiguration', 'po', 'v1beta1.LimitedPriorityLevelConfiguration'),
        ('exempt', 'exempt', 3, (), '', 'message', 'flowcontrol_v1beta1.ExemptPriorityLevelConfiguration', 'po', 'v1beta1.ExemptPriorityLevelConfiguration'),
    ),
    'PriorityLevelConfigurationStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'flowcontrol_v1beta1.PriorityLevelConfigurationCondition', 'o', '[]v1beta1.PriorityLevelConfigurationCondition'),
    ),
    'QueuingConfiguration': (
        ('queues', 'queues', 1, (), '', 'int32', '', '', 'int32'),
        ('hand_size', 'handSize', 2, (), '', 'int32', '', '', 'int32'),
        ('queue_length_limit', 'queueLengthLimit', 3, (), '', 'int32', '', '', 'int32'),
    ),
    'ResourcePolicyRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', '', '[]string'),
        ('api_groups', 'apiGroups', 2, (), 'list', 'string', '', '', '[]string'),
        ('resources', 'resources', 3, (), 'list', 'string', '', '', '[]string'),
        ('cluster_scope', 'clusterScope', 4, (), '', 'bool', '', 'o', 'bool'),
        ('namespaces', 'namespaces', 5, (), 'list', 'string', '', '', '[]string'),
    ),
    'ServiceAccountSubject': (
        ('namespace', 'namespace', 1, (), '', 'string', '', '', 'string'),
        ('name', 'name', 2, (), '', 'string', '', '', 'string'),
    ),
    'Subject': (
        ('kind', 'kind', 1, (), '', 'string', '', '', 'v1beta1.SubjectKind'),
        ('user', 'user', 2, (), '', 'message', 'flowcontrol_v1beta1.UserSubject', 'po', 'v1beta1.UserSubject'),
        ('group', 'group', 3, (), '', 'message', 'flowcontrol_v1beta1.GroupSubject', 'po', 'v1beta1.GroupSubject'),
        ('service_account', 'serviceAccount', 4, (), '', 'message', 'flowcontrol_v1beta1.ServiceAccountSubject', 'po', 'v1beta1.ServiceAccountSubject'),
    ),
    'UserSubject': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
    ),
}
