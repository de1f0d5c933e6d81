"""The network of one node: waits for its pod range, configures pods' network, runs proxy and DNS."""

from __future__ import annotations

import asyncio
import logging

from sampan.api.generated import core_v1 as core
from sampan.client.base import Client
from sampan.client.informer import InformerFactory
from sampan.machinery.world import World
from sampan.network import cni
from sampan.network.config import NetworkConfig

logger = logging.getLogger(__name__)


class NetworkAgent:
    """Run it beside the kubelet. `ready` is set once pods get addresses, Services work and DNS answers."""

    def __init__(self, *, client: Client, world: World, informers: InformerFactory, config: NetworkConfig) -> None:
        self._client = client
        self._world = world
        self._informers = informers
        self._config = config
        self._nodes = informers.informer(core.Node, field_selector=f'metadata.name={config.node_name}')
        self.ready = asyncio.Event()

    async def run(self) -> None:
        pod_cidr = await self._pod_cidr()
        cni.install(self._config, cni.conflist(self._config, pod_cidr, 1400))
        self.ready.set()
        await asyncio.get_running_loop().create_future()

    async def _pod_cidr(self) -> str:
        """The node's pod range, once the node IPAM controller has written it."""
        assigned: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def look(old: core.Node | None, new: core.Node | None) -> None:
            if new is not None and new.spec.pod_cidr and not assigned.done():
                assigned.set_result(new.spec.pod_cidr)

        handler = self._nodes.add_handler(look)
        try:
            return await assigned
        finally:
            self._nodes.remove_handler(handler)
