"""Field rows of admissionregistration_v1alpha1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'ApplyConfiguration': (
        ('expression', 'expression', 1, (), '', 'string', '', 'o'),
    ),
    'AuditAnnotation': (
        ('key', 'key', 1, (), '', 'string', '', ''),
        ('value_expression', 'valueExpression', 2, (), '', 'string', '', ''),
    ),
    'ExpressionWarning': (
        ('field_ref', 'fieldRef', 2, (), '', 'string', '', ''),
        ('warning', 'warning', 3, (), '', 'string', '', ''),
    ),
    'JSONPatch': (
        ('expression', 'expression', 1, (), '', 'string', '', 'o'),
    ),
    'MatchResources': (
        ('namespace_selector', 'namespaceSelector', 1, (), '', 'message', 'meta_v1.LabelSelector', 'po'),
        ('object_selector', 'objectSelector', 2, (), '', 'message', 'meta_v1.LabelSelector', 'po'),
        ('resource_rules', 'resourceRules', 3, (), 'list', 'message', 'admissionregistration_v1alpha1.NamedRuleWithOperations', 'o', 'atomic'),
        ('exclude_resource_rules', 'excludeResourceRules', 4, (), 'list', 'message', 'admissionregistration_v1alpha1.NamedRuleWithOperations', 'o', 'atomic'),
        ('match_policy', 'matchPolicy', 7, (), '', 'string', '', 'po'),
    ),
    'MutatingAdmissionPolicy': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'admissionregistration_v1alpha1.MutatingAdmissionPolicySpec', 'o'),
    ),
    'MutatingAdmissionPolicyBinding': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'admissionregistration_v1alpha1.MutatingAdmissionPolicyBindingSpec', 'o'),
    ),
    'MutatingAdmissionPolicyBindingList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'admissionregistration_v1alpha1.MutatingAdmissionPolicyBinding', ''),
    ),
    'MutatingAdmissionPolicyBindingSpec': (
        ('policy_name', 'policyName', 1, (), '', 'string', '', 'o'),
        ('param_ref', 'paramRef', 2, (), '', 'message', 'admissionregistration_v1alpha1.ParamRef', 'po'),
        ('match_resources', 'matchResources', 3, (), '', 'message', 'admissionregistration_v1alpha1.MatchResources', 'po'),
    ),
    'MutatingAdmissionPolicyList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'admissionregistration_v1alpha1.MutatingAdmissionPolicy', ''),
    ),
    'MutatingAdmissionPolicySpec': (
        ('param_kind', 'paramKind', 1, (), '', 'message', 'admissionregistration_v1alpha1.ParamKind', 'po'),
        ('match_constraints', 'matchConstraints', 2, (), '', 'message', 'admissionregistration_v1alpha1.MatchResources', 'po'),
        ('variables', 'variables', 3, (), 'list', 'message', 'admissionregistration_v1alpha1.Variable', 'o', 'atomic'),
        ('mutations', 'mutations', 4, (), 'list', 'message', 'admissionregistration_v1alpha1.Mutation', 'o', 'atomic'),
        ('failure_policy', 'failurePolicy', 5, (), '', 'string', '', 'po'),
        ('match_conditions', 'matchConditions', 6, (), 'list', 'message', 'admissionregistration_v1.MatchCondition', 'o', 'map', ('name',), 'merge', 'name'),
        ('reinvocation_policy', 'reinvocationPolicy', 7, (), '', 'string', '', 'o'),
    ),
    'Mutation': (
        ('patch_type', 'patchType', 2, (), '', 'string', '', ''),
        ('apply_configuration', 'applyConfiguration', 3, (), '', 'message', 'admissionregistration_v1alpha1.ApplyConfiguration', 'po'),
        ('json_patch', 'jsonPatch', 4, (), '', 'message', 'admissionregistration_v1alpha1.JSONPatch', 'po'),
    ),
    'NamedRuleWithOperations': (
        ('resource_names', 'resourceNames', 1, (), 'list', 'string', '', 'o', 'atomic'),
        ('operations', 'operations', 1, (2,), 'list', 'string', '', 'o', 'atomic'),
        ('api_groups', 'apiGroups', 1, (2, 2), 'list', 'string', '', 'o', 'atomic'),
        ('api_versions', 'apiVersions', 2, (2, 2), 'list', 'string', '', 'o', 'atomic'),
        ('resources', 'resources', 3, (2, 2), 'list', 'string', '', 'o', 'atomic'),
        ('scope', 'scope', 4, (2, 2), '', 'string', '', 'po'),
    ),
    'ParamKind': (
        ('api_version', 'apiVersion', 1, (), '', 'string', '', 'o'),
        ('kind', 'kind', 2, (), '', 'string', '', 'o'),
    ),
    'ParamRef': (
        ('name', 'name', 1, (), '', 'string', '', 'o'),
        ('namespace', 'namespace', 2, (), '', 'string', '', 'o'),
        ('selector', 'selector', 3, (), '', 'message', 'meta_v1.LabelSelector', 'po'),
        ('parameter_not_found_action', 'parameterNotFoundAction', 4, (), '', 'string', '', 'po'),
    ),
    'TypeChecking': (
        ('expression_warnings', 'expressionWarnings', 1, (), 'list', 'message', 'admissionregistration_v1alpha1.ExpressionWarning', 'o'),
    ),
    'ValidatingAdmissionPolicy': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'admissionregistration_v1alpha1.ValidatingAdmissionPolicySpec', 'o'),
        ('status', 'status', 3, (), '', 'message', 'admissionregistration_v1alpha1.ValidatingAdmissionPolicyStatus', 'o'),
    ),
    'ValidatingAdmissionPolicyBinding': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'admissionregistration_v1alpha1.ValidatingAdmissionPolicyBindingSpec', 'o'),
    ),
    'ValidatingAdmissionPolicyBindingList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'admissionregistration_v1alpha1.ValidatingAdmissionPolicyBinding', ''),
    ),
    'ValidatingAdmissionPolicyBindingSpec': (
        ('policy_name', 'policyName', 1, (), '', 'string', '', 'o'),
        ('param_ref', 'paramRef', 2, (), '', 'message', 'admissionregistration_v1alpha1.ParamRef', 'po'),
        ('match_resources', 'matchResources', 3, (), '', 'message', 'admissionregistration_v1alpha1.MatchResources', 'po'),
        ('validation_actions', 'validationActions', 4, (), 'list', 'string', '', 'o'),
    ),
    'ValidatingAdmissionPolicyList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'admissionregistration_v1alpha1.ValidatingAdmissionPolicy', ''),
    ),
    'ValidatingAdmissionPolicySpec': (
        ('param_kind', 'paramKind', 1, (), '', 'message', 'admissionregistration_v1alpha1.ParamKind', 'po'),
        ('match_constraints', 'matchConstraints', 2, (), '', 'message', 'admissionregistration_v1alpha1.MatchResources', 'po'),
        ('validations', 'validations', 3, (), 'list', 'message', 'admissionregistration_v1alpha1.Validation', 'o'),
        ('failure_policy', 'failurePolicy', 4, (), '', 'string', '', 'po'),
        ('audit_annotations', 'auditAnnotations', 5, (), 'list', 'message', 'admissionregistration_v1alpha1.AuditAnnotation', 'o'),
        ('match_conditions', 'matchConditions', 6, (), 'list', 'message', 'admissionregistration_v1.MatchCondition', 'o', '', (), 'merge', 'name'),
        ('variables', 'variables', 7, (), 'list', 'message', 'admissionregistration_v1alpha1.Variable', 'o', '', (), 'merge', 'name'),
    ),
    'ValidatingAdmissionPolicyStatus': (
        ('observed_generation', 'observedGeneration', 1, (), '', 'int64', '', 'o'),
        ('type_checking', 'typeChecking', 2, (), '', 'message', 'admissionregistration_v1alpha1.TypeChecking', 'po'),
        ('conditions', 'conditions', 3, (), 'list', 'message', 'meta_v1.Condition', 'o'),
    ),
    'Validation': (
        ('expression', 'expression', 1, (), '', 'string', '', ''),
        ('message', 'message', 2, (), '', 'string', '', 'o'),
        ('reason', 'reason', 3, (), '', 'string', '', 'po'),
        ('message_expression', 'messageExpression', 4, (), '', 'string', '', 'o'),
    ),
    'Variable': (
        ('name', 'name', 1, (), '', 'string', '', ''),
        ('expression', 'expression', 2, (), '', 'string', '', ''),
    ),
}
