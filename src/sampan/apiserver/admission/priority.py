"""Priority: a pod's number from the name of its priority class.

PriorityClasses are not served yet; the two system classes, which upstream creates at its start, are known here.
"""

from __future__ import annotations

from sampan.api.generated import core_v1
from sampan.apiserver.admission.base import Attributes, Operation

SYSTEM_CLASSES = {'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000}
DEFAULT_PRIORITY = 0
DEFAULT_POLICY = 'PreemptLowerPriority'


class Priority:
    name = 'Priority'

    async def admit(self, attributes: Attributes) -> None:
        if not attributes.about('pods'):
            return
        if attributes.operation is Operation.CREATE:
            self._set(attributes)
        elif attributes.operation is Operation.UPDATE:
            self._keep(attributes.object, attributes.old)

    async def validate(self, attributes: Attributes) -> None:
        """Everything was decided in `admit`."""

    def _set(self, attributes: Attributes) -> None:
        spec = attributes.object.spec
        name = spec.priority_class_name
        if name and name not in SYSTEM_CLASSES:
            raise attributes.forbidden(f'no PriorityClass with name {name} was found')
        value = SYSTEM_CLASSES.get(name, DEFAULT_PRIORITY)
        if spec.priority is not None and spec.priority != value:
            raise attributes.forbidden(
                f'the integer value of priority ({spec.priority}) must not be provided in pod spec; '
                f'priority admission controller computed {value} from the given PriorityClass name'
            )
        if spec.preemption_policy not in (None, DEFAULT_POLICY):
            raise attributes.forbidden(
                f'the string value of PreemptionPolicy ({spec.preemption_policy}) must not be provided in pod spec; '
                f'priority admission controller computed {DEFAULT_POLICY} from the given PriorityClass name'
            )
        spec.priority, spec.preemption_policy = value, DEFAULT_POLICY

    def _keep(self, new: core_v1.Pod, old: core_v1.Pod) -> None:
        """Updaters that do not know the fields do not clear them."""
        if new.spec.priority is None:
            new.spec.priority = old.spec.priority
        if new.spec.preemption_policy is None:
            new.spec.preemption_policy = old.spec.preemption_policy
