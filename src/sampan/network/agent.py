"""The network of one node: waits for its pod range, prepares links and CNI, runs the Service proxy and DNS."""

from __future__ import annotations

import asyncio

from sampan.api.generated import core_v1 as core
from sampan.client.base import Client
from sampan.client.informer import InformerFactory
from sampan.machinery.world import World
from sampan.network import cleanup, cni, links, sysctls
from sampan.network.config import NetworkConfig
from sampan.network.proxy.config import ProxyConfig
from sampan.network.proxy.service_proxy import ServiceProxy


class NetworkAgent:
    """Run it beside the kubelet. `ready` is set once pods get addresses, Services work and DNS answers.

    Everything it makes outlives it, so that pods go on while it restarts; `cleanup` removes it.
    """

    def __init__(self, *, client: Client, world: World, informers: InformerFactory, config: NetworkConfig) -> None:
        self._client = client
        self._world = world
        self._informers = informers
        self._config = config
        self._nodes = informers.informer(core.Node, field_selector=f'metadata.name={config.node_name}')
        self._bridges_filtered = True
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Run until cancelled. Raises what makes a network impossible."""
        pod_cidr = await self._pod_cidr()
        cni.install(self._config, await self.prepare(pod_cidr))
        proxy = self._proxy()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(proxy.run(), name='service proxy')
            await proxy.synced.wait()
            self.ready.set()

    async def prepare(self, pod_cidr: str) -> str:
        """Make links and settings for pods with addresses of `pod_cidr`; returns the CNI configuration."""
        mtu = await asyncio.to_thread(links.prepare, self._config, pod_cidr)
        config = self._config
        self._bridges_filtered = await asyncio.to_thread(sysctls.prepare, config.state_dir, config.bridge)
        return cni.conflist(config, pod_cidr, mtu)

    async def cleanup(self) -> list[str]:
        """Remove everything; for when no pod is left."""
        return await cleanup.remove(self._config)

    def _proxy(self) -> ServiceProxy:
        config = self._config
        proxy_config = ProxyConfig(
            node_name=config.node_name,
            node_ip=config.node_ip,
            cluster_cidr=config.cluster_cidr,
            service_cidr=config.service_cidr,
            bridge=config.bridge,
            local_ips=(config.dns_ip,),
            masquerade_all=not self._bridges_filtered,
            table=config.table,
        )
        return ServiceProxy(client=self._client, world=self._world, informers=self._informers, config=proxy_config)

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
