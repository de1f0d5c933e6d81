"""MutatingAdmissionPolicy: policies change the object one after the other, and again where they ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sampan.api import codec
from sampan.api.errors import ApiError
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated import meta_v1
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Operation, Plugin
from sampan.apiserver.admission.config import Parts
from sampan.apiserver.admission.matching.equivalents import converted
from sampan.apiserver.admission.matching.referee import RequestReferee
from sampan.apiserver.admission.matching.rules import exempt
from sampan.apiserver.admission.objects import replace
from sampan.apiserver.admission.policies import params as parameters
from sampan.apiserver.admission.policies.matching import matches
from sampan.apiserver.admission.policies.source import Hook, PolicySource
from sampan.apiserver.admission.policies.validating import namespace_of

Key = tuple[str, str, str, str]


class Memory:
    """What the second run has to know of the first (upstream: policyReinvokeContext)."""

    def __init__(self) -> None:
        self.last = b''  # the object as the policies left it
        self.invoked: set[Key] = set()  # those that want to run again when something changes after them
        self.again: set[Key] = set()

    def changed(self) -> None:
        """Something changed after those that ran."""
        self.again |= self.invoked
        self.invoked = set()


@dataclass(frozen=True, slots=True)
class _Invocation:
    """A policy to run through a binding with one set of parameters."""

    hook: Hook
    binding: Any
    resource: Resource
    params: Any

    @property
    def key(self) -> Key:
        metadata = (self.params or {}).get('metadata') or {}
        names = (self.hook.policy.metadata.name, self.binding.metadata.name)
        return (*names, metadata.get('namespace', ''), metadata.get('name', ''))


def _compile(policy: Any) -> Any:
    from sampan.apiserver.admission.policies.compiled import mutating

    return mutating(policy)


class MutatingPolicies(Plugin):
    name = 'MutatingAdmissionPolicy'

    def __init__(self, parts: Parts) -> None:
        self._registry = parts.registry
        self._source = PolicySource(
            parts.registry,
            registration.MutatingAdmissionPolicy,
            registration.MutatingAdmissionPolicyBinding,
            _compile,
        )

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return operation is not Operation.DELETE and not exempt(resource)

    async def admit(self, attributes: Attributes) -> None:
        hooks = self._source.at(attributes)
        if not hooks or attributes.object is None:
            return
        run = _Run(self, attributes, RequestReferee(self._registry.authorizer))
        invocations = [each for hook in hooks for each in await run.invocations(hook)]
        memory: Memory = attributes.reinvocation.notes.setdefault(self.name, Memory())
        if attributes.reinvocation.running and memory.last != codec.encode(attributes.object):
            memory.changed()
        try:
            for invocation in invocations:
                await run.invoke(invocation, memory)
        finally:
            memory.last = codec.encode(attributes.object)
        if run.problems:
            raise _refusal(attributes, run.problems)


class _Run:
    """All policies over one request."""

    def __init__(self, plugin: MutatingPolicies, attributes: Attributes, referee: RequestReferee) -> None:
        self.registry = plugin._registry
        self.attributes = attributes
        self.referee = referee
        self.problems: list[str] = []

    async def invocations(self, hook: Hook) -> list[_Invocation]:
        """Through which bindings and with which parameters the policy is about the request."""
        policy = hook.policy
        binding = None
        found: list[_Invocation] = []
        try:
            resource = await matches(self.registry, policy.spec.match_constraints, self.attributes)
            if resource is None:
                return []
            if policy.spec.param_kind is not None:
                parameters.endpoint_of(self.registry, policy.spec.param_kind)
        except (parameters.ConfigurationError, ApiError) as error:
            self._problem(hook, None, f'failed to configure policy: {error}')
            return []
        for binding in hook.bindings:
            try:
                found += [_Invocation(hook, binding, resource, one) for one in await self._params(hook, binding)]
            except (parameters.ConfigurationError, ApiError) as error:
                self._problem(hook, binding, f'failed to configure binding: {error}')
        return found

    async def _params(self, hook: Hook, binding: Any) -> list[Any]:
        where = binding.spec.match_resources
        if where is not None and await matches(self.registry, where, self.attributes) is None:
            return []
        return await parameters.collect(
            self.registry, hook.policy.spec.param_kind, binding.spec.param_ref, self.attributes.namespace
        )

    def _problem(self, hook: Hook, binding: Any, message: str) -> None:
        if hook.policy.spec.failure_policy == 'Ignore':
            return
        name = hook.policy.metadata.name
        by = f'policy "{name}"' if binding is None else f"policy '{name}' with binding '{binding.metadata.name}'"
        self.problems.append(f'{by} denied request: {message}')

    async def invoke(self, invocation: _Invocation, memory: Memory) -> None:
        """Run the mutations of one policy."""
        from sampan.apiserver.admission.policies.conditions import hold

        hook, again = invocation.hook, self.attributes.reinvocation
        activation = await self._activation(invocation)
        verdict = await hold(hook.compiled.conditions, activation, hook.policy.spec.failure_policy == 'Ignore')
        if verdict.error:
            self._problem(hook, invocation.binding, verdict.error)
            return
        if not verdict.holds or (again.running and invocation.key not in memory.again):
            return
        before = codec.encode(self.attributes.object)
        for index in range(len(hook.compiled.mutations)):
            await self._mutate(invocation, index)
        if codec.encode(self.attributes.object) != before:
            memory.changed()
            again.wanted = True
        if hook.policy.spec.reinvocation_policy == 'IfNeeded':
            memory.invoked.add(invocation.key)

    async def _activation(self, invocation: _Invocation) -> Any:
        from sampan.apiserver.admission.policies.activation import Activation

        attributes, resource = self.attributes, invocation.resource
        return Activation(
            attributes,
            resource,
            (
                converted(attributes.object, attributes.resource, resource),
                converted(attributes.old, attributes.resource, resource),
            ),
            await namespace_of(self.registry, attributes),
            self.referee,
            invocation.hook.compiled.variables,
            invocation.params,
        )

    async def _mutate(self, invocation: _Invocation, index: int) -> None:
        """One mutation of what the ones before it left."""
        from sampan.apiserver.admission.policies.activation import BUDGET, OutOfBudget
        from sampan.apiserver.admission.policies.patching import PatchFailed, by_apply, by_json_patch

        hook, resource = invocation.hook, invocation.resource
        expression = hook.compiled.mutations[index]
        if expression.program is None:
            self._problem(hook, invocation.binding, expression.problem)
            return
        activation = await self._activation(invocation)
        try:
            outcome, _ = await activation.evaluate(expression, BUDGET)
        except OutOfBudget as error:
            self._problem(hook, invocation.binding, str(error))
            return
        if outcome.error:
            self._problem(hook, invocation.binding, outcome.error)
            return
        target = converted(self.attributes.object, self.attributes.resource, resource)
        applies = hook.policy.spec.mutations[index].patch_type == 'ApplyConfiguration'
        try:
            new = (by_apply if applies else by_json_patch)(self.registry, resource, target, outcome.value)
        except (PatchFailed, ValueError) as error:
            self._problem(hook, invocation.binding, str(error))
            return
        replace(self.attributes.object, converted(new, resource, self.attributes.resource))


def _refusal(attributes: Attributes, problems: list[str]) -> ApiError:
    """The first problem is the message, all of them are causes."""
    status = attributes.forbidden('admission request denied by policy').status
    status.message = problems[0]
    status.reason = 'Invalid'
    if status.details is None:
        status.details = meta_v1.StatusDetails()
    status.details.causes = [*status.details.causes, *(meta_v1.StatusCause(message=text) for text in problems)]
    return ApiError(status)
