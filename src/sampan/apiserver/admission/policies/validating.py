"""ValidatingAdmissionPolicy: what has to hold, and who is told when it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from sampan.api.errors import ApiError
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated import core_v1, meta_v1
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Operation, Plugin
from sampan.apiserver.admission.config import Parts
from sampan.apiserver.admission.matching.equivalents import converted
from sampan.apiserver.admission.matching.referee import RequestReferee
from sampan.apiserver.admission.matching.rules import exempt
from sampan.apiserver.admission.policies import params as parameters
from sampan.apiserver.admission.policies.matching import matches
from sampan.apiserver.admission.policies.source import Hook, PolicySource

FAILURE = 'validation.policy.admission.k8s.io/validation_failure'
LONGEST_MESSAGE = 5 * 1024
LONGEST_ANNOTATION = 10 * 1024
CODES = {'Forbidden': 403, 'Unauthorized': 401, 'RequestEntityTooLarge': 413}


@dataclass(frozen=True, slots=True)
class Denial:
    """One thing that does not hold. `index` is the validation's; a failed evaluation has no reason of its own."""

    message: str
    reason: str = ''
    index: int = 0


def _compile(policy: Any) -> Any:
    from sampan.apiserver.admission.policies.compiled import validating

    return validating(policy)


class ValidatingPolicies(Plugin):
    name = 'ValidatingAdmissionPolicy'

    def __init__(self, parts: Parts) -> None:
        self._registry = parts.registry
        self._source = PolicySource(
            parts.registry,
            registration.ValidatingAdmissionPolicy,
            registration.ValidatingAdmissionPolicyBinding,
            _compile,
        )

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return not exempt(resource)

    async def validate(self, attributes: Attributes) -> None:
        hooks = self._source.at(attributes)
        if not hooks:
            return
        run = _Run(self, attributes, RequestReferee(self._registry.authorizer))
        for hook in hooks:
            await run.consider(hook)
        if run.denied:
            raise refusal(attributes, *run.denied[0])


class _Run:
    """All policies over one request."""

    def __init__(self, plugin: ValidatingPolicies, attributes: Attributes, referee: RequestReferee) -> None:
        self.registry = plugin._registry
        self.attributes = attributes
        self.referee = referee
        self.denied: list[tuple[Denial, str, str]] = []  # with the names of policy and binding

    async def consider(self, hook: Hook) -> None:
        """One policy, through each of its bindings."""
        policy = hook.policy
        constraints = policy.spec.match_constraints
        try:
            resource = await matches(self.registry, constraints, self.attributes)
            if resource is None:
                return
            if policy.spec.param_kind is not None:
                parameters.endpoint_of(self.registry, policy.spec.param_kind)
        except (parameters.ConfigurationError, ApiError) as error:
            self._misconfigured(hook, f'failed to configure policy: {error}', '')
            return
        annotations: dict[str, list[str]] = {}
        for binding in hook.bindings:
            try:
                found = await self._params(policy, binding)
            except (parameters.ConfigurationError, ApiError) as error:
                self._misconfigured(hook, f'failed to configure binding: {error}', binding.metadata.name)
                continue
            for one in found:
                await self._validate(hook, binding, resource, one, annotations)
        for key, values in annotations.items():
            self.attributes.annotate(f'{policy.metadata.name}/{key}', ', '.join(values))

    async def _params(self, policy: Any, binding: Any) -> list[Any]:
        """The parameters of a binding; none where it is not about the request."""
        where = binding.spec.match_resources
        if where is not None and await matches(self.registry, where, self.attributes) is None:
            return []
        return await parameters.collect(
            self.registry, policy.spec.param_kind, binding.spec.param_ref, self.attributes.namespace
        )

    def _misconfigured(self, hook: Hook, message: str, binding: str) -> None:
        if hook.policy.spec.failure_policy != 'Ignore':
            self.denied.append((Denial(message), hook.policy.metadata.name, binding))

    async def _validate(
        self, hook: Hook, binding: Any, resource: Resource, params: Any, annotations: dict[str, list[str]]
    ) -> None:
        from sampan.apiserver.admission.policies.activation import Activation
        from sampan.apiserver.admission.policies.conditions import hold

        attributes = self.attributes
        objects = tuple(converted(each, attributes.resource, resource) for each in (attributes.object, attributes.old))
        activation = Activation(
            attributes,
            resource,
            (objects[0], objects[1]),
            await namespace_of(self.registry, attributes),
            self.referee,
            hook.compiled.variables,
            params,
        )
        ignores = hook.policy.spec.failure_policy == 'Ignore'
        verdict = await hold(hook.compiled.conditions, activation, ignores)
        if verdict.error:
            self._deny(hook, binding, Denial(verdict.error))
            return
        if not verdict.holds:
            return
        evaluation = _Evaluation(hook, activation, ignores)
        for denial in await evaluation.validations():
            self._deny(hook, binding, denial)
        for wrong in await evaluation.annotations(annotations):
            self.denied.append((Denial(wrong), hook.policy.metadata.name, binding.metadata.name))

    def _deny(self, hook: Hook, binding: Any, denial: Denial) -> None:
        """What the binding wants to happen."""
        policy, name = hook.policy.metadata.name, binding.metadata.name
        for action in binding.spec.validation_actions:
            if action == 'Deny':
                self.denied.append((denial, policy, name))
            elif action == 'Warn':
                by = f"ValidatingAdmissionPolicy '{policy}' with binding '{name}'"
                self.attributes.warn(f'Validation failed for {by}: {denial.message}')
            elif action == 'Audit':
                note = {
                    'message': denial.message,
                    'policy': policy,
                    'binding': name,
                    'expressionIndex': denial.index,
                    'validationActions': binding.spec.validation_actions,
                }
                self.attributes.annotate(FAILURE, msgspec.json.encode([note]).decode())


class _Evaluation:
    """The validations and annotations of one policy with one set of parameters."""

    def __init__(self, hook: Hook, activation: Any, ignores_failures: bool) -> None:
        self.spec: registration.ValidatingAdmissionPolicySpec = hook.policy.spec
        self.compiled = hook.compiled
        self.activation = activation
        self.ignores = ignores_failures

    async def validations(self) -> list[Denial]:
        """What does not hold, and what could not be decided where that counts."""
        from sampan.apiserver.admission.policies.activation import BUDGET, OutOfBudget

        outcomes = []
        left = BUDGET
        try:
            for expression in self.compiled.validations:
                outcome, left = await self.activation.evaluate(expression, left)
                outcomes.append(outcome)
        except OutOfBudget as error:
            return [] if self.ignores else [Denial(str(error))]
        denials = []
        for index, outcome in enumerate(outcomes):
            if outcome.error:
                if not self.ignores:
                    denials.append(Denial(outcome.error, '', index))
            elif outcome.value is not True:
                try:
                    message, left = await self._message(index, left)
                except OutOfBudget as error:
                    if not self.ignores:
                        denials.append(Denial(f'failed messageExpression: {error}', '', index))
                    continue
                denials.append(Denial(message, self.spec.validations[index].reason or 'Invalid', index))
        return denials

    async def _message(self, index: int, left: int) -> tuple[str, int]:
        """The expression's message if there is a good one, else the text, else the expression itself."""
        validation = self.spec.validations[index]
        expression = self.compiled.messages[index]
        message = ''
        if expression is not None:
            outcome, left = await self.activation.evaluate(expression, left)
            if isinstance(outcome.value, str):
                message = outcome.value.strip()
            if len(message.encode()) > LONGEST_MESSAGE or '\n' in message:
                message = ''
        return message or validation.message.strip() or f'failed expression: {validation.expression.strip()}', left

    async def annotations(self, found: dict[str, list[str]]) -> list[str]:
        """Adds the annotations that have a value; what could not be evaluated comes back where that counts."""
        from sampan.apiserver.admission.policies.activation import BUDGET, OutOfBudget

        wrong: list[str] = []
        left = BUDGET
        for annotation, expression in zip(self.spec.audit_annotations, self.compiled.annotations, strict=True):
            try:
                outcome, left = await self.activation.evaluate(expression, left)
            except OutOfBudget as error:
                return [] if self.ignores else [str(error)]
            if outcome.error:
                if not self.ignores:
                    wrong.append(outcome.error)
                continue
            value = outcome.value.strip() if isinstance(outcome.value, str) else ''
            if value:
                values = found.setdefault(annotation.key, [])
                cut = value.encode()[:LONGEST_ANNOTATION].decode(errors='ignore')
                if cut not in values:
                    values.append(cut)
        return wrong


async def namespace_of(registry: Any, attributes: Attributes) -> core_v1.Namespace | None:
    """The namespace of what is written; namespaces themselves and what lives in none have none."""
    if not attributes.namespace or attributes.kind == ('', 'v1', 'Namespace'):
        return None
    found: core_v1.Namespace | None = await registry.lookup.get(core_v1.Namespace, attributes.namespace)
    if found is None:
        from sampan.api import errors

        raise errors.not_found('', 'namespaces', attributes.namespace)
    return found


def refusal(attributes: Attributes, denial: Denial, policy: str, binding: str) -> ApiError:
    """The answer to a denied request, with the reason the policy gives."""
    by = f" with binding '{binding}' denied request: " if binding else ' denied request: '
    message = f"ValidatingAdmissionPolicy '{policy}'{by}{denial.message}"
    error = attributes.forbidden(message)
    status = error.status
    status.reason = denial.reason or 'Invalid'
    status.code = CODES.get(status.reason, 422)
    if status.details is None:
        status.details = meta_v1.StatusDetails()
    status.details.causes = [*status.details.causes, meta_v1.StatusCause(message=message)]
    return error
