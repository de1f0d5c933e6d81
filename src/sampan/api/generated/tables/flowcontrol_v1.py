"""Field rows of flowcontrol_v1: written by tools/generate_api.py, not to be edited."""

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
        ('spec', 'spec', 2, (), '', 'message', 'flowcontrol_v1.FlowSchemaSpec', 'o'),
        ('status', 'status', 3, (), '', 'message', 'flowcontrol_v1.FlowSchemaStatus', 'o'),
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
        ('items', 'items', 2, (), 'list', 'message', 'flowcontrol_v1.FlowSchema', ''),
    ),
    'FlowSchemaSpec': (
        ('priority_level_configuration', 'priorityLevelConfiguration', 1, (), '', 'message', 'flowcontrol_v1.PriorityLevelConfigurationReference', ''),
        ('matching_precedence', 'matchingPrecedence', 2, (), '', 'int32', '', ''),
        ('distinguisher_method', 'distinguisherMethod', 3, (), '', 'message', 'flowcontrol_v1.FlowDistinguisherMethod', 'po'),
        ('rules', 'rules', 4, (), 'list', 'message', 'flowcontrol_v1.PolicyRulesWithSubjects', 'o', 'atomic'),
    ),
    'FlowSchemaStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'flowcontrol_v1.FlowSchemaCondition', 'o', 'map', ('type',), 'merge', 'type'),
    ),
    'GroupSubject': (
        ('name', 'name', 1, (), '', 'string', '', ''),
    ),
    'LimitResponse': (
        ('type', 'type', 1, (), '', 'string', '', ''),
        ('queuing', 'queuing', 2, (), '', 'message', 'flowcontrol_v1.QueuingConfiguration', 'po'),
    ),
    'LimitedPriorityLevelConfiguration': (
        ('nominal_concurrency_shares', 'nominalConcurrencyShares', 1, (), '', 'int32', '', 'p'),
        ('limit_response', 'limitResponse', 2, (), '', 'message', 'flowcontrol_v1.LimitResponse', 'o'),
        ('lendable_percent', 'lendablePercent', 3, (), '', 'int32', '', 'po'),
        ('borrowing_limit_percent', 'borrowingLimitPercent', 4, (), '', 'int32', '', 'po'),
    ),
    'NonResourcePolicyRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', '', 'set'),
        ('non_resource_urls', 'nonResourceURLs', 6, (), 'list', 'string', '', '', 'set'),
    ),
    'PolicyRulesWithSubjects': (
        ('subjects', 'subjects', 1, (), 'list', 'message', 'flowcontrol_v1.Subject', '', 'atomic'),
        ('resource_rules', 'resourceRules', 2, (), 'list', 'message', 'flowcontrol_v1.ResourcePolicyRule', 'o', 'atomic'),
        ('non_resource_rules', 'nonResourceRules', 3, (), 'list', 'message', 'flowcontrol_v1.NonResourcePolicyRule', 'o', 'atomic'),
    ),
    'PriorityLevelConfiguration': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'flowcontrol_v1.PriorityLevelConfigurationSpec', 'o'),
        ('status', 'status', 3, (), '', 'message', 'flowcontrol_v1.PriorityLevelConfigurationStatus', 'o'),
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
        ('items', 'items', 2, (), 'list', 'message', 'flowcontrol_v1.PriorityLevelConfiguration', ''),
    ),
    'PriorityLevelConfigurationReference': (
        ('name', 'name', 1, (), '', 'string', '', ''),
    ),
    'PriorityLevelConfigurationSpec': (
        ('type', 'type', 1, (), '', 'string', '', ''),
        ('limited', 'limited', 2, (), '', 'message', 'flowcontrol_v1.LimitedPriorityLevelConfiguration', 'po'),
        ('exempt', 'exempt', 3, (), '', 'message', 'flowcontrol_v1.ExemptPriorityLevelConfiguration', 'po'),
    ),
    'PriorityLevelConfigurationStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'flowcontrol_v1.PriorityLevelConfigurationCondition', 'o', 'map', ('type',), 'merge', 'type'),
    ),
    'QueuingConfiguration': (
        ('queues', 'queues', 1, (), '', 'int32', '', ''),
        ('hand_size', 'handSize', 2, (), '', 'int32', '', ''),
        ('queue_length_limit', 'queueLengthLimit', 3, (), '', 'int32', '', ''),
    ),
    'ResourcePolicyRule': (
        ('verbs', 'verbs', 1, (), 'list', 'string', '', '', 'set'),
        ('api_groups', 'apiGroups', 2, (), 'list', 'string', '', '', 'set'),
        ('resources', 'resources', 3, (), 'list', 'string', '', '', 'set'),
        ('cluster_scope', 'clusterScope', 4, (), '', 'bool', '', 'o'),
        ('namespaces', 'namespaces', 5, (), 'list', 'string', '', '', 'set'),
    ),
    'ServiceAccountSubject': (
        ('namespace', 'namespace', 1, (), '', 'string', '', ''),
        ('name', 'name', 2, (), '', 'string', '', ''),
    ),
    'Subject': (
        ('kind', 'kind', 1, (), '', 'string', '', ''),
        ('user', 'user', 2, (), '', 'message', 'flowcontrol_v1.UserSubject', 'po'),
        ('group', 'group', 3, (), '', 'message', 'flowcontrol_v1.GroupSubject', 'po'),
        ('service_account', 'serviceAccount', 4, (), '', 'message', 'flowcontrol_v1.ServiceAccountSubject', 'po'),
    ),
    'UserSubject': (
        ('name', 'name', 1, (), '', 'string', '', ''),
    ),
}
