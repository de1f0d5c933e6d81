"""PodTopologyLabels: a bound pod carries its node's zone and region as labels."""

from __future__ import annotations

from sampan.api.generated import core_v1
from sampan.apiserver.admission.base import Attributes, Lookup, Operation

COPIED = ('topology.kubernetes.io/zone', 'topology.kubernetes.io/region')


class PodTopologyLabels:
    name = 'PodTopologyLabels'

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    async def admit(self, attributes: Attributes) -> None:
        if attributes.operation is not Operation.CREATE or not attributes.about('pods', 'binding'):
            return
        binding: core_v1.Binding = attributes.object
        if binding.target.kind not in ('', 'Node'):
            return
        node = await self._lookup.get(core_v1.Node, binding.target.name)
        if node is None:
            return
        found = {key: node.metadata.labels[key] for key in COPIED if key in node.metadata.labels}
        if found:
            binding.metadata.labels = {**binding.metadata.labels, **found}

    async def validate(self, attributes: Attributes) -> None:
        """Nothing is refused."""
