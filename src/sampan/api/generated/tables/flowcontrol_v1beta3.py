"""Field rows of flowcontrol_v1beta3: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'ExemptPriorityLevelConfiguration': (
        ('nominal_concurrency_shares', 'nominalConcurrencyShares', 1, (), '', 'int32', '', 'po', 'int32'),
        ('lendable_percent', 'lendablePercent', 2, (), '', 'int32', '', 'po', 'int32'),
    ),
    'FlowDistinguisherMethod': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v1beta3.FlowDistinguisherMethodType'),
    ),
    'FlowSchema': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'flowcontrol_v1beta3.FlowSchemaSpec', 'o', 'v1beta3.FlowSchemaSpec'),
        ('status', 'status', 3, (), '', 'message', 'flowcontrol_v1beta3.FlowSchemaStatus', 'o', 'v1beta3.FlowSchemaStatus'),
    ),
    'FlowSchemaCondition': (
        ('type', 'type', 1, (), '', 'string', '', 'o', 'v1beta3.FlowSchemaConditionType'),
        ('status', 'status', 2, (), '', 'string', '', 'o', 'v1beta3.ConditionStatus'),
        ('last_transition_time', 'lastTransitionTime', 3, (), '', 'time', '', 'o', 'v1.Time'),
        ('reason', 'reason', 4, (), '', 'string', '', 'o', 'string'),
        ('message', 'message', 5, (), '', 'string', '', 'o', 'string'),
    ),
    'FlowSchemaList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'flowcontrol_v1beta3.FlowSchema', '', '[]v1beta3.FlowSchema'),
    ),
    'FlowSchemaSpec': (
        ('priority_level_configuration', 'priorityLevelConfiguration', 1, (), '', 'message', 'flowcontrol_v1beta3.PriorityLevelConfigurationReference', '', 'v1beta3.PriorityLevelConfigurationReference'),
        ('matching_precedence', 'matchingPrecedence', 2, (), '', 'int32', '', '', 'int32'),
        ('distinguisher_method', 'distinguisherMethod', 3, (), '', 'message', 'flowcontrol_v1beta3.FlowDistinguisherMethod', 'po', 'v1beta3.FlowDistinguisherMethod'),
        ('rules', 'rules', 4, (), 'list', 'message', 'flowcontrol_v1beta3.PolicyRulesWithSubjects', 'o', '[]v1beta3.PolicyRulesWithSubjects'),
    ),
    'FlowSchemaStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'flowcontrol_v1beta3.FlowSchemaCondition', 'o', '[]v1beta3.FlowSchemaCondition', '', (), 'merge', 'type'),
    ),
    'GroupSubject': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
    ),
    'LimitResponse': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v1beta3.LimitResponseType'),
        ('queuing', 'queuing', 2, (), '', 'message', 'flowcontrol_v1beta3.QueuingConfiguration', 'po', 'v1beta3.QueuingConfiguration'),
    ),
    'LimitedPriorityLevelConfiguration': (
        ('nominal_concurrency_shares', 'nominalConcurrencyShares', 1, (), '', 'int32', '', '', 'int32'),
        ('limit_response', 'limitResponse', 2, (), '', 'message', 'flowcontrol_v1beta3.LimitResponse', 'o', 'v1beta3.LimitResponse'),
        ('lendable_percent', 'lendablePercent', 3, (), '', 'int32', '', 'po', 'int32'),
        ('borrowing_limit_percent', 'borrowingLimitPercent', 4, (), '', 'int32', '', 'po', 'int32'),
    ),
    'NonResourcePolicyRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', '', '[]string'),
        ('non_resource_urls', 'nonResourceURLs', 6, (), 'list', 'string', '', '', '[]string'),
    ),
    'PolicyRulesWithSubjects': (
        ('subjects', 'subjects', 1, (), 'list', 'message', 'flowcontrol_v1beta3.Subject', '', '[]v1beta3.Subject'),
        ('resource_rules', 'resourceRules', 2, (), 'list', 'message', 'flowcontrol_v1beta3.ResourcePolicyRule', 'o', '[]v1beta3.ResourcePolicyRule'),
        ('non_resource_rules', 'nonResourceRules', 3, (), 'list', 'message', 'flowcontrol_v1beta3.NonResourcePolicyRule', 'o', '[]v1beta3.NonResourcePolicyRule'),
    ),
    'PriorityLevelConfiguration': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'flowcontrol_v1beta3.PriorityLevelConfigurationSpec', 'o', 'v1beta3.PriorityLevelConfigurationSpec'),
        ('status', 'status', 3, (), '', 'message', 'flowcontrol_v1beta3.PriorityLevelConfigurationStatus', 'o', 'v1beta3.PriorityLevelConfigurationStatus'),
    ),
    'PriorityLevelConfigurationCondition': (
        ('type', 'type', 1, (), '', 'string', '', 'o', 'v1beta3.PriorityLevelConfigurationConditionType'),
        ('status', 'status', 2, (), '', 'string', '', 'o', 'v1beta3.ConditionStatus'),
        ('last_transition_time', 'lastTransitionTime', 3, (), '', 'time', '', 'o', 'v1.Time'),
        ('reason', 'reason', 4, (), '', 'string', '', 'o', 'string'),
        ('message', 'message', 5, (), '', 'string', '', 'o', 'string'),
    ),
    'PriorityLevelConfigurationList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'flowcontrol_v1beta3.PriorityLevelConfiguration', '', '[]v1beta3.PriorityLevelConfiguration'),
    ),
    'PriorityLevelConfigurationReference': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
    ),
    'PriorityLevelConfigurationSpec': (
        ('type', 'type', 1, (), '', 'string', '', '', 'v1beta3.PriorityLevelEnablement'),
        ('limited', 'limited', 2, (), '', 'message', 'flowcontrol_v1beta3.LimitedPriorityLevelConfiguration', 'po', 'v1beta3.LimitedPriorityLevelConfiguration'),
        ('exempt', 'exempt', 3, (), '', 'message', 'flowcontrol_v1beta3.ExemptPriorityLevelConfiguration', 'po', 'v1beta3.ExemptPriorityLevelConfiguration'),
    ),
    'PriorityLevelConfigurationStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'flowcontrol_v1beta3.PriorityLevelConfigurationCondition', 'o', '[]v1beta3.PriorityLevelConfigurationCondition', '', (), 'merge', 'type'),
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
        ('kind', 'kind', 1, (), '', 'string', '', '', 'v1beta3.SubjectKind'),
        ('user', 'user', 2, (), '', 'message', 'flowcontrol_v1beta3.UserSubject', 'po', 'v1beta3.UserSubject'),
        ('group', 'group', 3, (), '', 'message', 'flowcontrol_v1beta3.GroupSubject', 'po', 'v1beta3.GroupSubject'),
        ('service_account', 'serviceAccount', 4, (), '', 'message', 'flowcontrol_v1beta3.ServiceAccountSubject', 'po', 'v1beta3.ServiceAccountSubject'),
    ),
    'UserSubject': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
    ),
}
