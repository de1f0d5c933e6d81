"""Field rows of flowcontrol_v1beta2: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'ExemptPriorityLevelConfiguration': (
        ('nominal_concurrency_shares', 'nominalConcurrencyShares', 1, (), '', 'int32', '', 'po'),
        ('lendable_percent', 'lendablePercent', 2, (), '', 'int32', '', 'po'),
    ),
    'FlowDistinguisherMethod': (
        ('type', 'type', 1, (), '', 'string', '', ''),
    ),
    'FlowSchema': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'flowcontrol_v1beta2.FlowSchemaSpec', 'o'),
        ('status', 'status', 3, (), '', 'message', 'flowcontrol_v1beta2.FlowSchemaStatus', 'o'),
    ),
    'FlowSchemaCondition': (
        ('type', 'type', 1, (), '', 'string', '', 'o'),
        ('status', 'status', 2, (), '', 'string', '', 'o'),
        ('last_transition_time', 'lastTransitionTime', 3, (), '', 'time', '', 'o'),
        ('reason', 'reason', 4, (), '', 'string', '', 'o'),
        ('message', 'message', 5, (), '', 'string', '', 'o'),
    ),
    'FlowSchemaList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'flowcontrol_v1beta2.FlowSchema', ''),
    ),
    'FlowSchemaSpec': (
        ('priority_level_configuration', 'priorityLevelConfiguration', 1, (), '', 'message', 'flowcontrol_v1beta2.PriorityLevelConfigurationReference', ''),
        ('matching_precedence', 'matchingPrecedence', 2, (), '', 'int32', '', ''),
        ('distinguisher_method', 'distinguisherMethod', 3, (), '', 'message', 'flowcontrol_v1beta2.FlowDistinguisherMethod', 'po'),
        ('rules', 'rules', 4, (), 'list', 'message', 'flowcontrol_v1beta2.PolicyRulesWithSubjects', 'o'),
    ),
    'FlowSchemaStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'flowcontrol_v1beta2.FlowSchemaCondition', 'o'),
    ),
    'GroupSubject': (
        ('name', 'name', 1, (), '', 'string', '', ''),
    ),
    'LimitResponse': (
        ('type', 'type', 1, (), '', 'string', '', ''),
        ('queuing', 'queuing', 2, (), '', 'message', 'flowcontrol_v1beta2.QueuingConfiguration', 'po'),
    ),
    'LimitedPriorityLevelConfiguration': (
        ('assured_concurrency_shares', 'assuredConcurrencyShares', 1, (), '', 'int32', '', ''),
        ('limit_response', 'limitResponse', 2, (), '', 'message', 'flowcontrol_v1beta2.LimitResponse', 'o'),
        ('lendable_percent', 'lendablePercent', 3, (), '', 'int32', '', 'po'),
        ('borrowing_limit_percent', 'borrowingLimitPercent', 4, (), '', 'int32', '', 'po'),
    ),
    'NonResourcePolicyRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', ''),
        ('non_resource_urls', 'nonResourceURLs', 6, (), 'list', 'string', '', ''),
    ),
    'PolicyRulesWithSubjects': (
        ('subjects', 'subjects', 1, (), 'list', 'message', 'flowcontrol_v1beta2.Subject', ''),
        ('resource_rules', 'resourceRules', 2, (), 'list', 'message', 'flowcontrol_v1beta2.ResourcePolicyRule', 'o'),
        ('non_resource_rules', 'nonResourceRules', 3, (), 'list', 'message', 'flowcontrol_v1beta2.NonResourcePolicyRule', 'o'),
    ),
    'PriorityLevelConfiguration': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'flowcontrol_v1beta2.PriorityLevelConfigurationSpec', 'o'),
        ('status', 'status', 3, (), '', 'message', 'flowcontrol_v1beta2.PriorityLevelConfigurationStatus', 'o'),
    ),
    'PriorityLevelConfigurationCondition': (
        ('type', 'type', 1, (), '', 'string', '', 'o'),
        ('status', 'status', 2, (), '', 'string', '', 'o'),
        ('last_transition_time', 'lastTransitionTime', 3, (), '', 'time', '', 'o'),
        ('reason', 'reason', 4, (), '', 'string', '', 'o'),
        ('message', 'message', 5, (), '', 'string', '', 'o'),
    ),
    'PriorityLevelConfigurationList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'flowcontrol_v1beta2.PriorityLevelConfiguration', ''),
    ),
    'PriorityLevelConfigurationReference': (
        ('name', 'name', 1, (), '', 'string', '', ''),
    ),
    'PriorityLevelConfigurationSpec': (
        ('type', 'type', 1, (), '', 'string', '', ''),
        ('limited', 'limited', 2, (), '', 'message', 'flowcontrol_v1beta2.LimitedPriorityLevelConfiguration', 'po'),
        ('exempt', 'exempt', 3, (), '', 'message', 'flowcontrol_v1beta2.ExemptPriorityLevelConfiguration', 'po'),
    ),
    'PriorityLevelConfigurationStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'flowcontrol_v1beta2.PriorityLevelConfigurationCondition', 'o'),
    ),
    'QueuingConfiguration': (
        ('queues', 'queues', 1, (), '', 'int32', '', ''),
        ('hand_size', 'handSize', 2, (), '', 'int32', '', ''),
        ('queue_length_limit', 'queueLengthLimit', 3, (), '', 'int32', '', ''),
    ),
    'ResourcePolicyRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', ''),
        ('api_groups', 'apiGroups', 2, (), 'list', 'string', '', ''),
        ('resources', 'resources', 3, (), 'list', 'string', '', ''),
        ('cluster_scope', 'clusterScope', 4, (), '', 'bool', '', 'o'),
        ('namespaces', 'namespaces', 5, (), 'list', 'string', '', ''),
    ),
    'ServiceAccountSubject': (
        ('namespace', 'namespace', 1, (), '', 'string', '', ''),
        ('name', 'name', 2, (), '', 'string', '', ''),
    ),
    'Subject': (
        ('kind', 'kind', 1, (), '', 'string', '', ''),
        ('user', 'user', 2, (), '', 'message', 'flowcontrol_v1beta2.UserSubject', 'po'),
        ('group', 'group', 3, (), '', 'message', 'flowcontrol_v1beta2.GroupSubject', 'po'),
        ('service_account', 'serviceAccount', 4, (), '', 'message', 'flowcontrol_v1beta2.ServiceAccountSubject', 'po'),
    ),
    'UserSubject': (
        ('name', 'name', 1, (), '', 'string', '', ''),
    ),
}
