"""Nodes (upstream: pkg/registry/core/node)."""

from __future__ import annotations

from sampan.api.generated import core_v1
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.strategies.base import Strategy


class NodeStrategy(Strategy[core_v1.Node]):
    """A kubelet registers its node with the status it knows: creation keeps it."""

    def normalize(self, obj: core_v1.Node) -> None:
        spec = obj.spec
        if spec.pod_cidr and not spec.pod_cidrs:
            spec.pod_cidrs = [spec.pod_cidr]
        elif spec.pod_cidrs and not spec.pod_cidr:
            spec.pod_cidr = spec.pod_cidrs[0]

    def prepare_for_create(self, obj: core_v1.Node, call: Call) -> None:
        """Nothing is reset."""
