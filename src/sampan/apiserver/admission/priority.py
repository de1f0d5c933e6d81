"""Priority: a pod's number from the name of its priority class, and no more than one default class.

Upstream: plugin/pkg/admission/priority.
"""

from __future__ import annotations

from sampan.api.generated import core_v1, scheduling_v1
from sampan.api.priorities import DEFAULT_POLICY, DEFAULT_PRIORITY
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Lookup, Operation, Plugin

_KINDS = (('', 'pods'), ('scheduling.k8s.io', 'priorityclasses'))
_NO_CLASS = scheduling_v1.PriorityClass(value=DEFAULT_PRIORITY, preemption_policy=DEFAULT_POLICY)


class Priority(Plugin):
    name = 'Priority'

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        written = operation in (Operation.CREATE, Operation.UPDATE)
        return written and not subresource and (resource.group, resource.plural) in _KINDS

    async def admit(self, attributes: Attributes) -> None:
        if not attributes.about('pods'):
            return
        if attributes.operation is Operation.CREATE:
            await self._set(attributes)
        elif attributes.operation is Operation.UPDATE:
            _keep(attributes.object, attributes.old)

    async def validate(self, attributes: Attributes) -> None:
        """A second default class is refused."""
        if attributes.resource.plural != 'priorityclasses' or not attributes.object.global_default:
            return
        present = self._default()
        if present is None:
            return
        name = present.metadata.name
        if attributes.operation is Operation.CREATE or name != attributes.object.metadata.name:
            raise attributes.forbidden(f'PriorityClass {name} is already marked as default. Only one default can exist')

    def _default(self) -> scheduling_v1.PriorityClass | None:
        """The default class; of several, which a race can make, the one of the lowest value."""
        marked = [each for each in self._lookup.peek(scheduling_v1.PriorityClass) if each.global_default]
        return min(marked, key=lambda each: each.value, default=None)

    async def _class_of(self, attributes: Attributes) -> scheduling_v1.PriorityClass:
        spec = attributes.object.spec
        name = spec.priority_class_name
        if not name:
            found = self._default() or _NO_CLASS
            spec.priority_class_name = found.metadata.name
            return found
        named = await self._lookup.get(scheduling_v1.PriorityClass, name)
        if named is None:
            raise attributes.forbidden(f'no PriorityClass with name {name} was found')
        return named

    async def _set(self, attributes: Attributes) -> None:
        found = await self._class_of(attributes)
        spec, value, policy = attributes.object.spec, found.value, found.preemption_policy
        if spec.priority is not None and spec.priority != value:
            raise attributes.forbidden(
                f'the integer value of priority ({spec.priority}) must not be provided in pod spec; '
                f'priority admission controller computed {value} from the given PriorityClass name'
            )
        spec.priority = value
        if policy is None:
            return
        if spec.preemption_policy not in (None, policy):
            raise attributes.forbidden(
                f'the string value of PreemptionPolicy ({spec.preemption_policy}) must not be provided in pod spec; '
                f'priority admission controller computed {policy} from the given PriorityClass name'
            )
        spec.preemption_policy = policy


def _keep(new: core_v1.Pod, old: core_v1.Pod) -> None:
    """Updaters that do not know the fields do not clear them."""
    if new.spec.priority is None:
        new.spec.priority = old.spec.priority
    if new.spec.preemption_policy is None:
        new.spec.preemption_policy = old.spec.preemption_policy
