"""Gives each node its pod CIDRs, one per cluster CIDR.

Upstream: pkg/controller/nodeipam/ipam/range_allocator.go. What nodes have is read before anything is given out; a
piece is free again when its node is gone.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from sampan.api.generated import core_v1 as core
from sampan.client.base import Patch
from sampan.client.informer import Key, key_of
from sampan.controllers.base import Context, Controller, For, NotYet, Result
from sampan.controllers.config import ControllersConfig
from sampan.controllers.nodeipam.cidrset import CIDRSet, RangeExhausted


class NodeIPAMController(Controller):
    """Upstream: kube-controller-manager's node-ipam-controller with the RangeAllocator."""

    name = 'node-ipam'
    component = 'cidrAllocator'
    watches = (For(core.Node),)
    workers = 1  # allocation is a sequence

    def __init__(self, context: Context, config: ControllersConfig) -> None:
        super().__init__(context)
        self._nodes = self.informer(core.Node)
        self._enabled = config.allocate_node_cidrs
        self._sets = [CIDRSet(cidr, _mask(cidr, config)) for cidr in config.cluster_cidrs]
        self._given: dict[Key, tuple[str, tuple[str, ...]]] = {}  # uid and pieces, until the cache shows them
        for cidr in config.service_cidrs:
            self._occupy([cidr] * len(self._sets))

    def observe(self, old: Any, new: Any) -> None:
        if new is not None:
            self._occupy_all(new.spec.pod_cidrs)
            return
        given = self._given.pop(key_of(old), None)
        self._release(old.spec.pod_cidrs or (list(given[1]) if given else []))

    async def reconcile(self, key: Key) -> Result | None:
        node: core.Node | None = self._nodes.by_key(key)
        if not self._enabled or node is None or node.spec.pod_cidrs:
            return None
        given = self._given.get(key)
        if given is None or given[0] != node.metadata.uid:
            given = self._given[key] = (node.metadata.uid, self._allocate(node))
        pieces = list(given[1])
        patch = Patch.strategic({'spec': {'podCIDR': pieces[0], 'podCIDRs': pieces}})
        await self.client.patch(core.Node, key.name, '', patch)
        return None

    def _allocate(self, node: core.Node) -> tuple[str, ...]:
        pieces: list[str] = []
        try:
            for cidr_set in self._sets:
                pieces.append(cidr_set.allocate())
        except RangeExhausted as error:
            self._release(pieces)
            message = f'Node {node.metadata.name} status is now: CIDRNotAvailable'
            self.recorder.event(node, 'Normal', 'CIDRNotAvailable', message)
            raise NotYet(str(error)) from error
        return tuple(pieces)

    def _occupy(self, cidrs: list[str]) -> None:
        for cidr_set, cidr in zip(self._sets, cidrs, strict=False):
            cidr_set.occupy(cidr)

    def _occupy_all(self, cidrs: list[str]) -> None:
        for cidr in cidrs:
            self._occupy([cidr] * len(self._sets))

    def _release(self, cidrs: list[str]) -> None:
        for cidr in cidrs:
            for cidr_set in self._sets:
                cidr_set.release(cidr)


def _mask(cidr: str, config: ControllersConfig) -> int:
    is_ipv6 = ipaddress.ip_network(cidr).version == 6
    return config.node_cidr_mask_size_ipv6 if is_ipv6 else config.node_cidr_mask_size_ipv4
