"""Admission policies and their bindings (upstream: pkg/apis/admissionregistration/validation).

Expressions are compiled as the plugins will compile them; those that an update leaves as they were are too, for there
is only one version of the language here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.policyexpressions import Compiler, ExpressionError, Names
from sampan.api.validation.common import Errors, label_selector, one_of
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.webhooks import FAILURE_POLICIES, MATCH_POLICIES, REINVOCATION_POLICIES, rule_with_operations
from sampan.machinery import field, names
from sampan.machinery.cel.escaping import RESERVED
from sampan.machinery.field import Path

if TYPE_CHECKING:
    from sampan.machinery.cel import Type

MOST_ANNOTATIONS = 20
MOST_CONDITIONS = 64
LONGEST_VALUE_EXPRESSION = 5 * 1024
REASONS = ('Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized')
ACTIONS = ('Audit', 'Deny', 'Warn')
PATCH_TYPES = ('ApplyConfiguration', 'JSONPatch')
MUTABLE = ('*', 'CONNECT', 'CREATE', 'UPDATE')
_SPEC = Path('spec')
_IDENTIFIER = re.compile(r'[_a-zA-Z][_a-zA-Z0-9]*\Z')

Validating = registration.ValidatingAdmissionPolicy
Mutating = registration.MutatingAdmissionPolicy
Spec = registration.ValidatingAdmissionPolicySpec | registration.MutatingAdmissionPolicySpec


def validating(new: Validating) -> Errors:
    yield from object_meta(new.metadata, False, names.name_is_dns_subdomain)
    yield from _validating_spec(new, check_conditions=True)


def validating_update(new: Validating, old: Validating) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _validating_spec(new, check_conditions=not _only_conditions_kept(new.spec, old.spec))


def mutating(new: Mutating) -> Errors:
    yield from object_meta(new.metadata, False, names.name_is_dns_subdomain)
    yield from _mutating_spec(new, check_conditions=True)


def mutating_update(new: Mutating, old: Mutating) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _mutating_spec(new, check_conditions=not _only_conditions_kept(new.spec, old.spec))


def _only_conditions_kept(new: Spec, old: Spec) -> bool:
    """Whether the match conditions are as they were, so that what was good once stays good."""
    return new.match_conditions == old.match_conditions and new.param_kind == old.param_kind


def _validating_spec(policy: Validating, *, check_conditions: bool) -> Errors:
    spec = policy.spec
    compiler = Compiler(composed=bool(spec.variables))
    yield from _common(spec, check_conditions=check_conditions)
    yield from _variables(compiler, spec)
    if not spec.validations and not spec.audit_annotations:
        detail = 'validations or auditAnnotations must contain at least one item'
        yield field.required(_SPEC.child('validations'), detail)
        yield field.required(_SPEC.child('auditAnnotations'), detail)
        return
    for index, validation in enumerate(spec.validations):
        yield from _validation(
            _SPEC.child('validations').index(index), compiler, validation, spec.param_kind is not None
        )
    yield from _annotations(policy, compiler)


def _mutating_spec(policy: Mutating, *, check_conditions: bool) -> Errors:
    spec = policy.spec
    compiler = Compiler(composed=bool(spec.variables))
    yield from _common(spec, check_conditions=check_conditions)
    constraints = spec.match_constraints
    for index, rule in enumerate(constraints.resource_rules if constraints else ()):
        path = _SPEC.child('matchConstraints').child('resourceRules').index(index).child('operations')
        for number, operation in enumerate(rule.operations):
            if operation == 'DELETE':
                yield field.not_supported(path.index(number), operation, list(MUTABLE))
    yield from _variables(compiler, spec)
    if not spec.mutations:
        yield field.required(_SPEC.child('mutations'), 'mutations must contain at least one item')
    for index, mutation in enumerate(spec.mutations):
        yield from _mutation(_SPEC.child('mutations').index(index), compiler, mutation, spec.param_kind is not None)
    if not spec.reinvocation_policy:
        yield field.required(_SPEC.child('reinvocationPolicy'), '')
    else:
        yield from one_of(_SPEC.child('reinvocationPolicy'), spec.reinvocation_policy, REINVOCATION_POLICIES)


def _common(spec: Spec, *, check_conditions: bool) -> Errors:
    """What both kinds of policy have."""
    if spec.failure_policy is None:
        yield field.required(_SPEC.child('failurePolicy'), '')
    else:
        yield from one_of(_SPEC.child('failurePolicy'), spec.failure_policy, FAILURE_POLICIES)
    if spec.param_kind is not None:
        yield from _param_kind(_SPEC.child('paramKind'), spec.param_kind)
    path = _SPEC.child('matchConstraints')
    if spec.match_constraints is None:
        yield field.required(path, '')
    else:
        yield from _match_resources(path, spec.match_constraints)
        if not spec.match_constraints.resource_rules:
            yield field.required(path.child('resourceRules'), '')
    if check_conditions:
        allowed = Names(params=spec.param_kind is not None, authorizer=True)
        yield from _conditions(_SPEC.child('matchConditions'), spec.match_conditions, allowed)


def _param_kind(path: Path, kind: registration.ParamKind) -> Errors:
    version = path.child('apiVersion')
    if not kind.api_version:
        yield field.required(version, '')
    elif kind.api_version.count('/') > 1:
        yield field.invalid(version, kind.api_version, f'unexpected GroupVersion string: {kind.api_version}')
    else:
        group, slash, name = kind.api_version.rpartition('/')
        if slash and group and (wrong := names.dns1123_subdomain(group)):
            yield field.invalid(version, group, ','.join(wrong))
        if not name:
            yield field.invalid(version, kind.api_version, 'version must be specified')
        elif wrong := names.dns1035_label(name):
            yield field.invalid(version, name, ','.join(wrong))
    if not kind.kind:
        yield field.required(path.child('kind'), '')
    elif wrong := names.dns1035_label(kind.kind.lower()):
        detail = f'may have mixed case, but should otherwise match: {",".join(wrong)}'
        yield field.invalid(path.child('kind'), kind.kind, detail)


def _match_resources(path: Path, resources: registration.MatchResources | None) -> Errors:
    if resources is None:
        return
    if resources.match_policy is None:
        yield field.required(path.child('matchPolicy'), '')
    else:
        yield from one_of(path.child('matchPolicy'), resources.match_policy, MATCH_POLICIES)
    for name, selector in (
        ('namespaceSelector', resources.namespace_selector),
        ('objectSelector', resources.object_selector),
    ):
        if selector is None:
            yield field.required(path.child(name), '')
        else:
            yield from label_selector(path.child(name), selector)
    for name, rules in (
        ('resourceRules', resources.resource_rules),
        ('excludeResourceRules', resources.exclude_resource_rules),
    ):
        for index, rule in enumerate(rules):
            yield from _rule(path.child(name).index(index), rule)


def _rule(path: Path, rule: registration.NamedRuleWithOperations) -> Errors:
    seen: set[str] = set()
    for index, name in enumerate(rule.resource_names):
        at = path.child('resourceNames').index(index)
        for wrong in names.path_segment(name):
            yield field.invalid(at, name, wrong)
        if name in seen:
            yield field.duplicate(at, name)
        seen.add(name)
    yield from rule_with_operations(path, rule)


# --- expressions ---------------------------------------------------------------------------------------


def _conditions(path: Path, conditions: Sequence[registration.MatchCondition], allowed: Names) -> Errors:
    if len(conditions) > MOST_CONDITIONS:
        yield field.too_many(path, len(conditions), MOST_CONDITIONS)
    seen: set[str] = set()
    compiler = Compiler(composed=False)
    for index, condition in enumerate(conditions):
        at = path.index(index)
        text = condition.expression.strip()
        if not text:
            yield field.required(at.child('expression'), '')
        else:
            from sampan.machinery.cel import BOOL

            yield from _expression(at.child('expression'), compiler, text, allowed, BOOL)
        if not condition.name:
            yield field.required(at.child('name'), '')
            continue
        for wrong in names.label_key(condition.name):
            yield field.invalid(at.child('name'), condition.name, wrong)
        if condition.name in seen:
            yield field.duplicate(at.child('name'), condition.name)
        seen.add(condition.name)


def _expression(path: Path, compiler: Compiler, text: str, allowed: Names, expect: Type | tuple[Type, ...]) -> Errors:
    try:
        compiler.compile(text, allowed, expect)
    except ExpressionError as error:
        yield field.invalid(path, text, str(error))


def _variables(compiler: Compiler, spec: Spec) -> Errors:
    allowed = Names(params=spec.param_kind is not None, authorizer=True)
    for index, variable in enumerate(spec.variables):
        path = _SPEC.child('variables').index(index)
        if not variable.name.strip():
            yield field.required(path.child('name'), 'name is not specified')
        elif not _IDENTIFIER.match(variable.name) or variable.name in RESERVED:
            yield field.invalid(path.child('name'), variable.name, 'name is not a valid CEL identifier')
        if not variable.expression.strip():
            yield field.required(path.child('expression'), 'expression is not specified')
            continue
        try:
            compiler.variable(variable.name, variable.expression, allowed)
        except ExpressionError as error:
            yield field.invalid(path.child('expression'), variable.expression, str(error))


def _validation(path: Path, compiler: Compiler, validation: registration.Validation, params: bool) -> Errors:
    from sampan.machinery.cel import BOOL, STRING

    if not validation.expression.strip():
        yield field.required(path.child('expression'), 'expression is not specified')
    else:
        allowed = Names(params=params, authorizer=True)
        yield from _expression(path.child('expression'), compiler, validation.expression, allowed, BOOL)
    text = validation.message_expression
    if text and not text.strip():
        yield field.invalid(path.child('messageExpression'), text, 'must be non-empty if specified')
    elif text:
        yield from _expression(path.child('messageExpression'), compiler, text, Names(params=params), STRING)
    message = validation.message
    if message and not message.strip():
        yield field.invalid(path.child('message'), message, 'message must be non-empty if specified')
    elif '\n' in message.strip() or '\r' in message.strip():
        yield field.invalid(path.child('message'), message, 'message must not contain line breaks')
    if validation.reason is not None:
        yield from one_of(path.child('reason'), validation.reason, REASONS)


def _annotations(policy: Validating, compiler: Compiler) -> Errors:
    found = policy.spec.audit_annotations
    path = _SPEC.child('auditAnnotations')
    if len(found) > MOST_ANNOTATIONS:
        yield field.invalid(path, found, f'must not have more than {MOST_ANNOTATIONS} auditAnnotations')
    seen: set[str] = set()
    for index, annotation in enumerate(found):
        yield from _annotation(path.index(index), policy, compiler, annotation)
        if annotation.key in seen:
            yield field.duplicate(path.index(index).child('key'), annotation.key)
        seen.add(annotation.key)


def _annotation(path: Path, policy: Validating, compiler: Compiler, annotation: registration.AuditAnnotation) -> Errors:
    from sampan.machinery.cel import NULL, STRING

    name = policy.metadata.name
    if not name:
        yield field.invalid(path.child('key'), annotation.key, 'requires metadata.name be non-empty')
    else:
        for wrong in names.label_key(f'{name}/{annotation.key}'):
            yield field.invalid(path.child('key'), f'{name}/{annotation.key}', wrong)
    where = path.child('valueExpression')
    text = annotation.value_expression.strip()
    if not text:
        yield field.required(where, 'valueExpression is not specified')
    elif len(text.encode()) > LONGEST_VALUE_EXPRESSION:
        yield field.required(where, f'must not exceed {LONGEST_VALUE_EXPRESSION} bytes in length')
    else:
        allowed = Names(params=policy.spec.param_kind is not None, authorizer=True)
        yield from _expression(where, compiler, text, allowed, (STRING, NULL))


def _mutation(path: Path, compiler: Compiler, mutation: registration.Mutation, params: bool) -> Errors:
    from sampan.machinery.cel.patch_types import JSON_PATCHES, OBJECT

    if not mutation.patch_type:
        yield field.required(path.child('patchType'), '')
        return
    yield from one_of(path.child('patchType'), mutation.patch_type, PATCH_TYPES)
    allowed = Names(params=params, authorizer=True, patches=True)
    variants: Iterable[tuple[str, str, Any, Type]] = (
        ('ApplyConfiguration', 'applyConfiguration', mutation.apply_configuration, OBJECT),
        ('JSONPatch', 'jsonPatch', mutation.json_patch, JSON_PATCHES),
    )
    for kind, name, part, wanted in variants:
        if kind != mutation.patch_type:
            if part is not None:
                yield field.forbidden(
                    path.child(name), f'must not be specified when patchType is {mutation.patch_type}'
                )
        elif part is None:
            yield field.required(path.child(name), f'must be specified when patchType is {kind}')
        elif not part.expression.strip():
            yield field.required(path.child(name).child('expression'), 'expression is not specified')
        else:
            yield from _expression(path.child(name).child('expression'), compiler, part.expression, allowed, wanted)


# --- bindings ------------------------------------------------------------------------------------------


def validating_binding(new: registration.ValidatingAdmissionPolicyBinding) -> Errors:
    yield from object_meta(new.metadata, False, names.name_is_dns_subdomain)
    yield from _binding(new.spec)
    yield from _actions(_SPEC.child('validationActions'), new.spec.validation_actions)


def validating_binding_update(
    new: registration.ValidatingAdmissionPolicyBinding, old: registration.ValidatingAdmissionPolicyBinding
) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _binding(new.spec)
    yield from _actions(_SPEC.child('validationActions'), new.spec.validation_actions)


def mutating_binding(new: registration.MutatingAdmissionPolicyBinding) -> Errors:
    yield from object_meta(new.metadata, False, names.name_is_dns_subdomain)
    yield from _binding(new.spec)


def mutating_binding_update(
    new: registration.MutatingAdmissionPolicyBinding, old: registration.MutatingAdmissionPolicyBinding
) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _binding(new.spec)


def _binding(
    spec: registration.ValidatingAdmissionPolicyBindingSpec | registration.MutatingAdmissionPolicyBindingSpec,
) -> Errors:
    if not spec.policy_name:
        yield field.required(_SPEC.child('policyName'), '')
    else:
        for wrong in names.name_is_dns_subdomain(spec.policy_name):
            yield field.invalid(_SPEC.child('policyName'), spec.policy_name, wrong)
    yield from _param_ref(_SPEC.child('paramRef'), spec.param_ref)
    # The path is misspelt upstream, and clients see it.
    yield from _match_resources(_SPEC.child('matchResouces'), spec.match_resources)


def _param_ref(path: Path, ref: registration.ParamRef | None) -> Errors:
    if ref is None:
        return
    both = 'name and selector are mutually exclusive'
    if ref.name:
        for wrong in names.path_segment(ref.name):
            yield field.invalid(path.child('name'), ref.name, wrong)
        if ref.selector is not None:
            yield field.forbidden(path.child('name'), both)
    if ref.selector is not None:
        yield from label_selector(path.child('selector'), ref.selector)
        if ref.name:
            yield field.forbidden(path.child('selector'), both)
    if not ref.name and ref.selector is None:
        yield field.required(path, 'one of name or selector must be specified')
    where = path.child('parameterNotFoundAction')
    if not ref.parameter_not_found_action:
        yield field.required(where, '')
    elif ref.parameter_not_found_action not in ('Deny', 'Allow'):
        yield field.not_supported(where, ref.parameter_not_found_action, ['Deny', 'Allow'])


def _actions(path: Path, actions: Sequence[str]) -> Errors:
    seen: set[str] = set()
    for index, action in enumerate(actions):
        yield from one_of(path.index(index), action, ACTIONS)
        if action in seen:
            yield field.duplicate(path.index(index), action)
        seen.add(action)
    if {'Deny', 'Warn'} <= seen:
        detail = (
            'must not contain both Deny and Warn (repeating the same validation failure information in the API '
            'response and headers serves no purpose)'
        )
        yield field.invalid(path, list(actions), detail)
    if not seen:
        yield field.required(path, 'at least one validation action is required')


def validating_status(new: Validating, old: Validating) -> Errors:
    from sampan.api.validation.references import conditions

    yield from object_meta_update(new.metadata, old.metadata)
    path = Path('status')
    warnings = new.status.type_checking.expression_warnings if new.status.type_checking else ()
    for index, warning in enumerate(warnings):
        at = path.child('typeChecking').child('expressionWarnings').index(index)
        if not warning.warning:
            yield field.required(at.child('warning'), '')
        if not warning.field_ref.strip():
            yield field.required(at.child('fieldRef'), '')
    yield from conditions(path.child('conditions'), new.status.conditions)
