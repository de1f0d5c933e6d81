"""Says in the status of validating admission policies which expressions cannot work for what they are about.

Policies are accepted as long as their expressions make sense for objects of any type; here they are checked with the
types of the kinds that the rules name. Upstream: pkg/controller/validatingadmissionpolicystatus,
policy/validating/typechecking.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sampan.api import resources
from sampan.api.codec import clone
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.policyexpressions import Compiler, ExpressionError, Names
from sampan.api.schema import FieldInfo, fields_of, resolve
from sampan.client.informer import Key, key_of
from sampan.controllers.base import Context, Controller, For, Mapped, Result

if TYPE_CHECKING:
    from sampan.machinery.cel.schema import Declaration

MOST_KINDS = 10
DEEPEST = 32  # types that contain themselves end here
Policy = registration.ValidatingAdmissionPolicy
Kind = tuple[str, str, str]  # group, version, kind

_SCALARS: dict[str, dict[str, Any]] = {
    'string': {'type': 'string'},
    'bytes': {'type': 'string', 'format': 'byte'},
    'bool': {'type': 'boolean'},
    'int32': {'type': 'integer'},
    'int64': {'type': 'integer'},
    'double': {'type': 'number'},
    'time': {'type': 'string', 'format': 'date-time'},
    'microtime': {'type': 'string', 'format': 'date-time'},
    'quantity': {'x-kubernetes-int-or-string': True},
    'intstr': {'x-kubernetes-int-or-string': True},
}


def schema_of(kind: type[Any], depth: int = 0) -> dict[str, Any]:
    """The schema of a generated type, for the type checker."""
    if depth > DEEPEST:
        return {'x-kubernetes-preserve-unknown-fields': True}
    found = {info.json: _field(info, depth) for info in fields_of(kind)}
    if hasattr(kind, 'api_version') or 'kind' in getattr(kind, '__struct_fields__', ()):
        found.setdefault('apiVersion', {'type': 'string'})
        found.setdefault('kind', {'type': 'string'})
    return {'type': 'object', 'properties': found}


def _field(info: FieldInfo, depth: int) -> dict[str, Any]:
    if info.kind == 'message':
        schema = schema_of(resolve(info.ref), depth + 1)
    else:
        schema = dict(_SCALARS.get(info.kind, {'x-kubernetes-preserve-unknown-fields': True}))
    for container in reversed(info.container.split(':') if info.container else []):
        if container == 'map':
            schema = {'type': 'object', 'additionalProperties': schema}
        else:
            schema = {'type': 'array', 'items': schema}
    return schema


def shown(kind: Kind) -> str:
    """A kind as Go prints a GroupVersionKind."""
    group, version, name = kind
    return f'{group}/{version}, Kind={name}'


def _all_policies(controller: PolicyStatus, definition: apiextensions.CustomResourceDefinition) -> Iterable[Key]:
    return controller.policies()


class PolicyStatus(Controller):
    """One policy's type checking, again for each generation and when custom kinds change."""

    name = 'validatingadmissionpolicy-status'
    component = 'validatingadmissionpolicy-status-controller'
    watches = (For(Policy), Mapped(apiextensions.CustomResourceDefinition, _all_policies))

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._policies = self.informer(Policy)
        self._definitions = self.informer(apiextensions.CustomResourceDefinition)

    def policies(self) -> list[Key]:
        return [key_of(policy) for policy in self._policies]

    async def reconcile(self, key: Key) -> Result | None:
        policy: Policy | None = self._policies.by_key(key)
        if policy is None or policy.metadata.deletion_timestamp is not None:
            return None
        wanted = registration.ValidatingAdmissionPolicyStatus(
            observed_generation=policy.metadata.generation,
            type_checking=registration.TypeChecking(expression_warnings=self.check(policy)),
            conditions=policy.status.conditions,
        )
        if wanted != policy.status:
            changed = clone(policy)
            changed.status = wanted
            await self.client.update(changed, 'status')
        return None

    # type checking

    def check(self, policy: Policy) -> list[registration.ExpressionWarning]:
        """A warning for each expression that cannot work for some kind."""
        kinds = [(kind, schema) for kind in self._kinds(policy) if (schema := self._schema(kind)) is not None]
        params = None if policy.spec.param_kind is None else self._schema(_param_kind(policy.spec.param_kind))
        found: list[registration.ExpressionWarning] = []
        for index, validation in enumerate(policy.spec.validations):
            for name, text in (
                ('expression', validation.expression),
                ('messageExpression', validation.message_expression),
            ):
                wrong = self._complaints(policy, text, kinds, params) if text else []
                if wrong:
                    where = f'spec.validations[{index}].{name}'
                    found.append(registration.ExpressionWarning(field_ref=where, warning='\n'.join(wrong)))
        return found

    def _complaints(
        self, policy: Policy, text: str, kinds: Sequence[tuple[Kind, dict[str, Any]]], params: dict[str, Any] | None
    ) -> list[str]:
        from sampan.machinery.cel import ANY, types_from_schema

        names = Names(params=policy.spec.param_kind is not None, authorizer=True)
        found = []
        for kind, schema in kinds:
            declared: dict[str, Declaration] = {}
            for name, of in (('object', schema), ('oldObject', schema), ('params', params)):
                declaration = types_from_schema(of, root=True, name=kind[2] if of is schema else 'Params')
                if declaration is not None:
                    declared[name] = declaration
            compiler = Compiler(composed=bool(policy.spec.variables), declared=declared)
            for variable in policy.spec.variables:
                try:
                    compiler.variable(variable.name, variable.expression, names)
                except ExpressionError:
                    continue  # told where the variable is used
            try:
                compiler.compile(text, names, ANY)
            except ExpressionError as error:
                found.append(f'{shown(kind)}: {str(error).removeprefix("compilation failed: ")}\n')
        return found

    def _kinds(self, policy: Policy) -> list[Kind]:
        """The kinds that the rules name in so many words, ten at most."""
        found: set[Kind] = set()
        constraints = policy.spec.match_constraints
        for rule in constraints.resource_rules if constraints else ():
            if any('*' in each for each in (*rule.api_groups, *rule.api_versions)):
                continue
            plain = sorted(each for each in rule.resources if '*' not in each and '/' not in each)
            places = ((g, v, r) for g in sorted(rule.api_groups) for v in sorted(rule.api_versions) for r in plain)
            for group, version, plural in places:
                kind = self._kind(group, version, plural)
                if kind:
                    found.add((group, version, kind))
                if len(found) == MOST_KINDS:
                    return sorted(found)
        return sorted(found)

    def _kind(self, group: str, version: str, plural: str) -> str:
        known = resources.by_plural(group, version, plural)
        if known is not None:
            return known.kind
        for definition in self._definitions:
            if (definition.spec.group, definition.spec.names.plural) == (group, plural):
                return str(definition.spec.names.kind)
        return ''

    def _schema(self, kind: Kind) -> dict[str, Any] | None:
        group, version, name = kind
        known = resources.by_api_version(f'{group}/{version}' if group else version, name)
        if known is not None:
            return schema_of(known.type)
        for definition in self._definitions:
            if (definition.spec.group, definition.spec.names.kind) == (group, name):
                return _custom_schema(definition, version)
        return None


def _custom_schema(definition: apiextensions.CustomResourceDefinition, version: str) -> dict[str, Any] | None:
    import msgspec

    from sampan.api import codec

    for each in definition.spec.versions:
        if each.name == version and each.schema is not None and each.schema.open_apiv3_schema is not None:
            found: dict[str, Any] = msgspec.json.decode(codec.encode(each.schema.open_apiv3_schema))
            return found
    return None


def _param_kind(kind: registration.ParamKind) -> Kind:
    group, _, version = kind.api_version.rpartition('/')
    return group, version, kind.kind
