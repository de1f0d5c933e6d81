"""RuntimeClass: pods that ask for a runtime of their own get its overhead and go where it is.

Upstream: plugin/pkg/admission/runtimeclass, pkg/util/tolerations.
"""

from __future__ import annotations

from sampan.api.generated import core_v1, node_v1
from sampan.api.resources import Resource
from sampan.api.scalars import Quantity
from sampan.apiserver.admission.base import Attributes, Lookup, Operation, Plugin
from sampan.machinery import gotext, quantity

STRAY_OVERHEAD = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'
OTHER_OVERHEAD = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"


class RuntimeClass(Plugin):
    name = 'RuntimeClass'

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        place = (resource.group, resource.plural, subresource)
        return operation is Operation.CREATE and place == ('', 'pods', '')

    async def admit(self, attributes: Attributes) -> None:
        found = await self._class_of(attributes)
        if found is None:
            return
        pod: core_v1.Pod = attributes.object
        if found.overhead is not None:
            if pod.spec.overhead and not _same(pod.spec.overhead, found.overhead.pod_fixed):
                raise attributes.forbidden(OTHER_OVERHEAD)
            pod.spec.overhead = dict(found.overhead.pod_fixed)
        if found.scheduling is not None:
            self._place(attributes, pod, found.scheduling)

    async def validate(self, attributes: Attributes) -> None:
        """The overhead is the class's, whoever changed the pod since."""
        found = await self._class_of(attributes)
        overhead = attributes.object.spec.overhead
        if found is not None and found.overhead is not None:
            if not _same(overhead, found.overhead.pod_fixed):
                raise attributes.forbidden(OTHER_OVERHEAD)
        elif overhead:
            raise attributes.forbidden(STRAY_OVERHEAD)

    async def _class_of(self, attributes: Attributes) -> node_v1.RuntimeClass | None:
        wanted = attributes.object.spec.runtime_class_name
        if wanted is None:
            return None
        found = await self._lookup.get(node_v1.RuntimeClass, wanted)
        if found is None:
            raise attributes.forbidden(f'pod rejected: RuntimeClass {gotext.quote(wanted)} not found')
        return found

    def _place(self, attributes: Attributes, pod: core_v1.Pod, scheduling: node_v1.Scheduling) -> None:
        own = pod.spec.node_selector
        for key, value in scheduling.node_selector.items():
            if own.get(key, value) != value:
                raise attributes.forbidden(
                    f'conflict: runtimeClass.scheduling.nodeSelector[{key}] = {value}; '
                    f'pod.spec.nodeSelector[{key}] = {own[key]}'
                )
        pod.spec.node_selector = {**own, **scheduling.node_selector}
        pod.spec.tolerations = merged(pod.spec.tolerations, scheduling.tolerations)


def merged(first: list[core_v1.Toleration], second: list[core_v1.Toleration]) -> list[core_v1.Toleration]:
    """Both lists, without those that another one covers."""
    everything = [*first, *second]
    kept: list[core_v1.Toleration] = []
    for index, item in enumerate(everything):
        later = (other for other in everything[index + 1 :] if other != item)
        if not any(covers(other, item) for other in (*kept, *later)):
            kept.append(item)
    return kept


def covers(wide: core_v1.Toleration, narrow: core_v1.Toleration) -> bool:
    """Whether `wide` tolerates all that `narrow` does, at least as long."""
    if wide == narrow:
        return True
    if wide.key != narrow.key and not (not wide.key and wide.operator == 'Exists'):
        return False
    if wide.effect not in ('', narrow.effect):
        return False
    if wide.effect == 'NoExecute' and wide.toleration_seconds is not None:
        seconds = wide.toleration_seconds
        if narrow.toleration_seconds is None or seconds < narrow.toleration_seconds:
            return False
    if wide.operator in ('', 'Equal'):
        return narrow.operator in ('', 'Equal') and wide.value == narrow.value
    return wide.operator == 'Exists'


def _same(one: dict[str, Quantity], other: dict[str, Quantity]) -> bool:
    """The same amounts, however they are written."""
    return one.keys() == other.keys() and all(
        quantity.parse(str(one[name])).nanos == quantity.parse(str(other[name])).nanos for name in one
    )
