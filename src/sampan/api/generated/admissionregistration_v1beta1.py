"""admissionregistration.k8s.io/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import admissionregistration_v1, meta_v1
from sampan.api.scalars import Int32, Int64
from sampan.api.scalars import list_ as _list


class ApplyConfiguration(Struct, kw_only=True, omit_defaults=True, gc=False):
    expression: str = ''


class AuditAnnotation(Struct, kw_only=True, omit_defaults=True, gc=False):
    key: str = _f(default_factory=str)
    value_expression: str = _f(name='valueExpression', default_factory=str)


class ExpressionWarning(Struct, kw_only=True, omit_defaults=True, gc=False):
    field_ref: str = _f(name='fieldRef', default_factory=str)
    warning: str = _f(default_factory=str)


class JSONPatch(Struct, kw_only=True, omit_defaults=True, gc=False):
    expression: str = ''


class MatchCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    expression: str = _f(default_factory=str)


class MatchResources(Struct, kw_only=True, omit_defaults=True, gc=False):
    namespace_selector: meta_v1.LabelSelector | None = _f(name='namespaceSelector', default=None)
    object_selector: meta_v1.LabelSelector | None = _f(name='objectSelector', default=None)
    resource_rules: list[NamedRuleWithOperations] = _f(name='resourceRules', default_factory=list)
    exclude_resource_rules: list[NamedRuleWithOperations] = _f(name='excludeResourceRules', default_factory=list)
    match_policy: str | None = _f(name='matchPolicy', default=None)


class MutatingAdmissionPolicySpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    param_kind: ParamKind | None = _f(name='paramKind', default=None)
    match_constraints: MatchResources | None = _f(name='matchConstraints', default=None)
    variables: list[Variable] = _f(default_factory=list)
    mutations: list[Mutation] = _f(default_factory=list)
    failure_policy: str | None = _f(name='failurePolicy', default=None)
    match_conditions: list[MatchCondition] = _f(name='matchConditions', default_factory=list)
    reinvocation_policy: str = _f(name='reinvocationPolicy', default='')


class MutatingAdmissionPolicy(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'MutatingAdmissionPolicy')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'admissionregistration.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: MutatingAdmissionPolicySpec = _f(default_factory=MutatingAdmissionPolicySpec)


class MutatingAdmissionPolicyBindingSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    policy_name: str = _f(name='policyName', default='')
    param_ref: ParamRef | None = _f(name='paramRef', default=None)
    match_resources: MatchResources | None = _f(name='matchResources', default=None)


class MutatingAdmissionPolicyBinding(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'MutatingAdmissionPolicyBinding')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'admissionregistration.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: MutatingAdmissionPolicyBindingSpec = _f(default_factory=MutatingAdmissionPolicyBindingSpec)


class MutatingAdmissionPolicyBindingList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'MutatingAdmissionPolicyBindingList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'admissionregistration.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[MutatingAdmissionPolicyBinding] = _f(default_factory=_list)


class MutatingAdmissionPolicyList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'MutatingAdmissionPolicyList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'admissionregistration.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[MutatingAdmissionPolicy] = _f(default_factory=_list)


class WebhookClientConfig(Struct, kw_only=True, omit_defaults=True, gc=False):
    url: str | None = None
    service: ServiceReference | None = None
    ca_bundle: bytes = _f(name='caBundle', default=b'')


class MutatingWebhook(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    client_config: WebhookClientConfig = _f(name='clientConfig', default_factory=WebhookClientConfig)
    rules: list[admissionregistration_v1.RuleWithOperations] = _f(default_factory=list)
    failure_policy: str | None = _f(name='failurePolicy', default=None)
    match_policy: str | None = _f(name='matchPolicy', default=None)
    namespace_selector: meta_v1.LabelSelector | None = _f(name='namespaceSelector', default=None)
    object_selector: meta_v1.LabelSelector | None = _f(name='objectSelector', default=None)
    side_effects: str | None = _f(name='sideEffects', default=None)
    timeout_seconds: Int32 | None = _f(name='timeoutSeconds', default=None)
    admission_review_versions: list[str] = _f(name='admissionReviewVersions', default_factory=list)
    reinvocation_policy: str | None = _f(name='reinvocationPolicy', default=None)
    match_conditions: list[MatchCondition] = _f(name='matchConditions', default_factory=list)


class MutatingWebhookConfiguration(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'MutatingWebhookConfiguration')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'admissionregistration.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    webhooks: list[MutatingWebhook] = _f(default_factory=list)


class MutatingWebhookConfigurationList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'MutatingWebhookConfigurationList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'admissionregistration.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[MutatingWebhookConfiguration] = _f(default_factory=_list)


class Mutation(Struct, kw_only=True, omit_defaults=True, gc=False):
    patch_type: str = _f(name='patchType', default_factory=str)
    apply_configuration: ApplyConfiguration | None = _f(name='applyConfiguration', default=None)
    json_patch: JSONPatch | None = _f(name='jsonPatch', default=None)


class NamedRuleWithOperations(Struct, kw_only=True, omit_defaults=True, gc=False):
    resource_names: list[str] = _f(name='resourceNames', default_factory=list)
    operations: list[str] = _f(default_factory=list)
    api_groups: list[str] = _f(name='apiGroups', default_factory=list)
    api_versions: list[str] = _f(name='apiVersions', default_factory=list)
    resources: list[str] = _f(default_factory=list)
    scope: str | None = None


class ParamKind(Struct, kw_only=True, omit_defaults=True, gc=False):
    api_version: str = _f(name='apiVersion', default='')
    kind: str = ''


class ParamRef(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    namespace: str = ''
    selector: meta_v1.LabelSelector | None = None
    parameter_not_found_action: str | None = _f(name='parameterNotFoundAction', default=None)


class ServiceReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    namespace: str = _f(default_factory=str)
    name: str = _f(default_factory=str)
    path: str | None = None
    port: Int32 | None = None


class TypeChecking(Struct, kw_only=True, omit_defaults=True, gc=False):
    expression_warnings: list[ExpressionWarning] = _f(name='expressionWarnings', default_factory=list)


class ValidatingAdmissionPolicySpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    param_kind: ParamKind | None = _f(name='paramKind', default=None)
    match_constraints: MatchResources | None = _f(name='matchConstraints', default=None)
    validations: list[Validation] = _f(default_factory=list)
    failure_policy: str | None = _f(name='failurePolicy', default=None)
    audit_annotations: list[AuditAnnotation] = _f(name='auditAnnotations', default_factory=list)
    match_conditions: list[MatchCondition] = _f(name='matchConditions', default_factory=list)
    variables: list[Variable] = _f(default_factory=list)


class ValidatingAdmissionPolicyStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    observed_generation: Int64 = _f(name='observedGeneration', default=0)
    type_checking: TypeChecking | None = _f(name='typeChecking', default=None)
    conditions: list[meta_v1.Condition] = _f(default_factory=list)


class ValidatingAdmissionPolicy(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ValidatingAdmissionPolicy')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'admissionregistration.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ValidatingAdmissionPolicySpec = _f(default_factory=ValidatingAdmissionPolicySpec)
    status: ValidatingAdmissionPolicyStatus = _f(default_factory=ValidatingAdmissionPolicyStatus)


class ValidatingAdmissionPolicyBindingSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    policy_name: str = _f(name='policyName', default='')
    param_ref: ParamRef | None = _f(name='paramRef', default=None)
    match_resources: MatchResources | None = _f(name='matchResources', default=None)
    validation_actions: list[str] = _f(name='validationActions', default_factory=list)


class ValidatingAdmissionPolicyBinding(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ValidatingAdmissionPolicyBinding')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'admissionregistration.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ValidatingAdmissionPolicyBindingSpec = _f(default_factory=ValidatingAdmissionPolicyBindingSpec)


class ValidatingAdmissionPolicyBindingList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ValidatingAdmissionPolicyBindingList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'admissionregistration.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ValidatingAdmissionPolicyBinding] = _f(default_factory=_list)


class ValidatingAdmissionPolicyList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ValidatingAdmissionPolicyList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'admissionregistration.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ValidatingAdmissionPolicy] = _f(default_factory=_list)


class ValidatingWebhook(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    client_config: WebhookClientConfig = _f(name='clientConfig', default_factory=WebhookClientConfig)
    rules: list[admissionregistration_v1.RuleWithOperations] = _f(default_factory=list)
    failure_policy: str | None = _f(name='failurePolicy', default=None)
    match_policy: str | None = _f(name='matchPolicy', default=None)
    namespace_selector: meta_v1.LabelSelector | None = _f(name='namespaceSelector', default=None)
    object_selector: meta_v1.LabelSelector | None = _f(name='objectSelector', default=None)
    side_effects: str | None = _f(name='sideEffects', default=None)
    timeout_seconds: Int32 | None = _f(name='timeoutSeconds', default=None)
    admission_review_versions: list[str] = _f(name='admissionReviewVersions', default_factory=list)
    match_conditions: list[MatchCondition] = _f(name='matchConditions', default_factory=list)


class ValidatingWebhookConfiguration(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ValidatingWebhookConfiguration')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'admissionregistration.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    webhooks: list[ValidatingWebhook] = _f(default_factory=list)


class ValidatingWebhookConfigurationList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ValidatingWebhookConfigurationList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'admissionregistration.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ValidatingWebhookConfiguration] = _f(default_factory=_list)


class Validation(Struct, kw_only=True, omit_defaults=True, gc=False):
    expression: str = _f(default_factory=str)
    message: str = ''
    reason: str | None = None
    message_expression: str = _f(name='messageExpression', default='')


class Variable(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    expression: str = _f(default_factory=str)
