"""TaintNodesByCondition: a new node takes no pods before it is known to be ready."""

from __future__ import annotations

from sampan.api.generated import core_v1
from sampan.apiserver.admission.base import Attributes, Operation

NOT_READY = 'node.kubernetes.io/not-ready'


class TaintNodesByCondition:
    name = 'TaintNodesByCondition'

    async def admit(self, attributes: Attributes) -> None:
        if not attributes.about('nodes') or attributes.operation is not Operation.CREATE:
            return
        node: core_v1.Node = attributes.object
        present = [taint for taint in node.spec.taints if taint.key == NOT_READY and taint.effect == 'NoSchedule']
        if not present:
            node.spec.taints = [*node.spec.taints, core_v1.Taint(key=NOT_READY, effect='NoSchedule')]

    async def validate(self, attributes: Attributes) -> None:
        """Nothing is refused."""
