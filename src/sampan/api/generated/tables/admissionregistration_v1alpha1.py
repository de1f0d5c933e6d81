"""Field rows of admissionregistration_v1alpha1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'ApplyConfiguration': (
        ('expression', 'expression', 1, (), '', 'string', '', 'o', 'string'),
    ),
    'AuditAnnotation': (
        ('key', 'key', 1, (), '', 'string', '', '', 'string'),
        ('value_expression', 'valueExpression', 2, (), '', 'string', '', '', 'string'),
    ),
    'ExpressionWarning': (
        ('field_ref', 'fieldRef', 2, (), '', 'string', '', '', 'string'),
        ('warning', 'warning', 3, (), '', 'string', '', '', 'string'),
    ),
    'JSONPatch': (
        ('expression', 'expression', 1, (), '', 'string', '', 'o', 'string'),
    ),
    'MatchResources': (
        ('namespace_selector', 'namespaceSelector', 1, (), '', 'message', 'meta_v1.LabelSelector', 'po', 'v1.LabelSelector'),
        ('object_selector', 'objectSelector', 2, (), '', 'message', 'meta_v1.LabelSelector', 'po', 'v1.LabelSelector'),
        ('resource_rules', 'resourceRules', 3, (), 'list', 'message', 'admissionregistration_v1alpha1.NamedRuleWithOperations', 'o', '[]v1alpha1.NamedRuleWithOperations', 'atomic'),
        ('exclude_resource_rules', 'excludeResourceRules', 4, (), 'list', 'message', 'admissionregistration_v1alpha1.NamedRuleWithOperations', 'o', '[]v1alpha1.NamedRuleWithOperations', 'atomic'),
        ('match_policy', 'matchPolicy', 7, (), '', 'string', '', 'po', 'v1alpha1.MatchPolicyType'),
    ),
    'MutatingAdmissionPolicy': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'admissionregistration_v1alpha1.MutatingAdmissionPolicySpec', 'o', 'v1alpha1.MutatingAdmissionPolicySpec'),
    ),
    'MutatingAdmissionPolicyBinding': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'admissionregistration_v1alpha1.MutatingAdmissionPolicyBindingSpec', 'o', 'v1alpha1.MutatingAdmissionPolicyBindingSpec'),
    ),
    'MutatingAdmissionPolicyBindingList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'admissionregistration_v1alpha1.MutatingAdmissionPolicyBinding', '', '[]v1alpha1.MutatingAdmissionPolicyBinding'),
    ),
    'MutatingAdmissionPolicyBindingSpec': (
        ('policy_name', 'policyName', 1, (), '', 'string', '', 'o', 'string'),
        ('param_ref', 'paramRef', 2, (), '', 'message', 'admissionregistration_v1alpha1.ParamRef', 'po', 'v1alpha1.ParamRef'),
        ('match_resources', 'matchResources', 3, (), '', 'message', 'admissionregistration_v1alpha1.MatchResources', 'po', 'v1alpha1.MatchResources'),
    ),
    'MutatingAdmissionPolicyList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'admissionregistration_v1alpha1.MutatingAdmissionPolicy', '', '[]v1alpha1.MutatingAdmissionPolicy'),
    ),
    'MutatingAdmissionPolicySpec': (
        ('param_kind', 'paramKind', 1, (), '', 'message', 'admissionregistration_v1alpha1.ParamKind', 'po', 'v1alpha1.ParamKind'),
        ('match_constraints', 'matchConstraints', 2, (), '', 'message', 'admissionregistration_v1alpha1.MatchResources', 'po', 'v1alpha1.MatchResources'),
        ('variables', 'variables', 3, (), 'list', 'message', 'admissionregistration_v1alpha1.Variable', 'o', '[]v1alpha1.Variable', 'atomic'),
        ('mutations', 'mutations', 4, (), 'list', 'message', 'admissionregistration_v1alpha1.Mutation', 'o', '[]v1alpha1.Mutation', 'atomic'),
        ('failure_policy', 'failurePolicy', 5, (), '', 'string', '', 'po', 'v1alpha1.FailurePolicyType'),
        ('match_conditions', 'matchConditions', 6, (), 'list', 'message', 'admissionregistration_v1.MatchCondition', 'o', '[]v1alpha1.MatchCondition', 'map', ('name',), 'merge', 'name'),
        ('reinvocation_policy', 'reinvocationPolicy', 7, (), '', 'string', '', 'o', 'v1alpha1.ReinvocationPolicyType'),
    ),
    'Mutation': (
        ('patch_type', 'patchType', 2, (), '', 'string', '', '', 'v1alpha1.PatchType'),
        ('apply_configuration', 'applyConfiguration', 3, (), '', 'message', 'admissionregistration_v1alpha1.ApplyConfiguration', 'po', 'v1alpha1.ApplyConfiguration'),
        ('json_patch', 'jsonPatch', 4, (), '', 'message', 'admissionregistration_v1alpha1.JSONPatch', 'po', 'v1alpha1.JSONPatch'),
    ),
    'NamedRuleWithOperations': (
        ('resource_names', 'resourceNames', 1, (), 'list', 'string', '', 'o', '[]string', 'atomic'),
        ('operations', 'operations', 1, (2,), 'list', 'string', '', 'o', '[]v1.OperationType', 'atomic'),
        ('api_groups', 'apiGroups', 1, (2, 2), 'list', 'string', '', 'o', '[]string', 'atomic'),
        ('api_versions', 'apiVersions', 2, (2, 2), 'list', 'string', '', 'o', '[]string', 'atomic'),
        ('resources', 'resources', 3, (2, 2), 'list', 'string', '', 'o', '[]string', 'atomic'),
        ('scope', 'scope', 4, (2, 2), '', 'string', '', 'po', 'v1.ScopeType'),
    ),
    'ParamKind': (
        ('api_version', 'apiVersion', 1, (), '', 'string', '', 'o', 'string'),
        ('kind', 'kind', 2, (), '', 'string', '', 'o', 'string'),
    ),
    'ParamRef': (
        ('name', 'name', 1, (), '', 'string', '', 'o', 'string'),
        ('namespace', 'namespace', 2, (), '', 'string', '', 'o', 'string'),
        ('selector', 'selector', 3, (), '', 'message', 'meta_v1.LabelSelector', 'po', 'v1.LabelSelector'),
        ('parameter_not_found_action', 'parameterNotFoundAction', 4, (), '', 'string', '', 'po', 'v1alpha1.ParameterNotFoundActionType'),
    ),
    'TypeChecking': (
        ('expression_warnings', 'expressionWarnings', 1, (), 'list', 'message', 'admissionregistration_v1alpha1.ExpressionWarning', 'o', '[]v1alpha1.ExpressionWarning'),
    ),
    'ValidatingAdmissionPolicy': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'admissionregistration_v1alpha1.ValidatingAdmissionPolicySpec', 'o', 'v1alpha1.ValidatingAdmissionPolicySpec'),
        ('status', 'status', 3, (), '', 'message', 'admissionregistration_v1alpha1.ValidatingAdmissionPolicyStatus', 'o', 'v1alpha1.ValidatingAdmissionPolicyStatus'),
    ),
    'ValidatingAdmissionPolicyBinding': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'admissionregistration_v1alpha1.ValidatingAdmissionPolicyBindingSpec', 'o', 'v1alpha1.ValidatingAdmissionPolicyBindingSpec'),
    ),
    'ValidatingAdmissionPolicyBindingList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'admissionregistration_v1alpha1.ValidatingAdmissionPolicyBinding', '', '[]v1alpha1.ValidatingAdmissionPolicyBinding'),
    ),
    'ValidatingAdmissionPolicyBindingSpec': (
        ('policy_name', 'policyName', 1, (), '', 'string', '', 'o', 'string'),
        ('param_ref', 'paramRef', 2, (), '', 'message', 'admissionregistration_v1alpha1.ParamRef', 'po', 'v1alpha1.ParamRef'),
        ('match_resources', 'matchResources', 3, (), '', 'message', 'admissionregistration_v1alpha1.MatchResources', 'po', 'v1alpha1.MatchResources'),
        ('validation_actions', 'validationActions', 4, (), 'list', 'string', '', 'o', '[]v1alpha1.ValidationAction'),
    ),
    'ValidatingAdmissionPolicyList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'admissionregistration_v1alpha1.ValidatingAdmissionPolicy', '', '[]v1alpha1.ValidatingAdmissionPolicy'),
    ),
    'ValidatingAdmissionPolicySpec': (
        ('param_kind', 'paramKind', 1, (), '', 'message', 'admissionregistration_v1alpha1.ParamKind', 'po', 'v1alpha1.ParamKind'),
        ('match_constraints', 'matchConstraints', 2, (), '', 'message', 'admissionregistration_v1alpha1.MatchResources', 'po', 'v1alpha1.MatchResources'),
        ('validations', 'validations', 3, (), 'list', 'message', 'admissionregistration_v1alpha1.Validation', 'o', '[]v1alpha1.Validation'),
        ('failure_policy', 'failurePolicy', 4, (), '', 'string', '', 'po', 'v1alpha1.FailurePolicyType'),
        ('audit_annotations', 'auditAnnotations', 5, (), 'list', 'message', 'admissionregistration_v1alpha1.AuditAnnotation', 'o', '[]v1alpha1.AuditAnnotation'),
        ('match_conditions', 'matchConditions', 6, (), 'list', 'message', 'admissionregistration_v1.MatchCondition', 'o', '[]v1alpha1.MatchCondition', '', (), 'merge', 'name'),
        ('variables', 'variables', 7, (), 'list', 'message', 'admissionregistration_v1alpha1.Variable', 'o', '[]v1alpha1.Variable', '', (), 'merge', 'name'),
    ),
    'ValidatingAdmissionPolicyStatus': (
        ('observed_generation', 'observedGeneration', 1, (), '', 'int64', '', 'o', 'int64'),
        ('type_checking', 'typeChecking', 2, (), '', 'message', 'admissionregistration_v1alpha1.TypeChecking', 'po', 'v1alpha1.TypeChecking'),
        ('conditions', 'conditions', 3, (), 'list', 'message', 'meta_v1.Condition', 'o', '[]v1.Condition'),
    ),
    'Validation': (
        ('expression', 'expression', 1, (), '', 'string', '', '', 'string'),
        ('message', 'message', 2, (), '', 'string', '', 'o', 'string'),
        ('reason', 'reason', 3, (), '', 'string', '', 'po', 'v1.StatusReason'),
        ('message_expression', 'messageExpression', 4, (), '', 'string', '', 'o', 'string'),
    ),
    'Variable': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
        ('expression', 'expression', 2, (), '', 'string', '', '', 'string'),
    ),
}
