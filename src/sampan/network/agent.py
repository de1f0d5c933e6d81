"""The network of one node: waits for its pod range, prepares links and CNI, runs the Service proxy and DNS."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sampan.api.errors import ApiError
from sampan.api.generated import core_v1 as core
from sampan.client.backoff import BackoffManager
from sampan.client.base import Client
from sampan.client.informer import InformerFactory
from sampan.client.peer import Peer
from sampan.machinery.world import World
from sampan.network import cleanup, cni, links, sysctls
from sampan.network.config import NetworkConfig
from sampan.network.dns import service, wire
from sampan.network.dns.config import DnsConfig
from sampan.network.dns.forward import exchange
from sampan.network.dns.server import DnsServer
from sampan.network.proxy.config import ProxyConfig
from sampan.network.proxy.service_proxy import ServiceProxy

DNS_PORT = 53
ASK_TIMEOUT = 1.0  # seconds

logger = logging.getLogger(__name__)


class NetworkAgent:
    """Run it beside the kubelet. `ready` is set once pods get addresses, Services work and DNS answers.

    `client` and `informers` are the node's own; the Service proxy and DNS have identities of their own, if given.
    Everything it makes outlives it, so that pods go on while it restarts; `cleanup` removes it.
    """

    def __init__(
        self,
        *,
        client: Client,
        world: World,
        informers: InformerFactory,
        config: NetworkConfig,
        proxy: Peer | None = None,
        dns: Peer | None = None,
    ) -> None:
        self._world = world
        self._informers = informers
        self._proxy_peer = proxy or Peer(client, informers)
        self._dns_peer = dns or Peer(client, informers)
        self._config = config
        self._nodes = informers.informer(core.Node, field_selector=f'metadata.name={config.node_name}')
        self._bridges_filtered = True
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Run until cancelled. Raises what makes a network impossible."""
        pod_cidr = await self._pod_cidr()
        cni.install(self._config, await self.prepare(pod_cidr))
        gateway = str(links.gateway_of(pod_cidr).ip)
        proxy, dns = self._proxy(), self._dns(gateway)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(proxy.run(), name='service proxy')
            tasks.create_task(dns.run(), name='cluster DNS')
            await dns.ready.wait()
            await self._retried('publish cluster DNS', lambda: self._publish(gateway))
            await proxy.synced.wait()
            await self._retried('ask cluster DNS', self._ask_dns)
            self.ready.set()

    async def prepare(self, pod_cidr: str) -> str:
        """Make links and settings for pods with addresses of `pod_cidr`; returns the CNI configuration."""
        config = self._config
        config.state_dir.mkdir(parents=True, exist_ok=True)  # from here on there is something to clean up
        mtu = await asyncio.to_thread(links.prepare, config, pod_cidr)
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
        peer = self._proxy_peer
        return ServiceProxy(
            client=peer.client, world=self._world, informers=peer.informers, config=proxy_config, local=self._informers
        )

    def _dns(self, gateway: str) -> DnsServer:
        config = DnsConfig(
            domain=self._config.cluster_domain,
            service_ip=self._config.dns_ip,
            listen=(self._config.dns_ip, gateway),
            resolv_conf=self._config.resolv_conf,
        )
        return DnsServer(world=self._world, informers=self._dns_peer.informers, config=config)

    async def _publish(self, gateway: str) -> None:
        node = self._nodes.get(self._config.node_name)
        if node is not None:
            await service.publish(self._dns_peer.client, self._config.dns_ip, node, gateway, DNS_PORT)

    async def _ask_dns(self) -> None:
        """A real query at the address pods will ask."""
        query = wire.question(int.from_bytes(self._world.token_bytes(2)), self._config.cluster_domain, wire.Type.SOA)
        async with asyncio.timeout(ASK_TIMEOUT):
            await exchange(self._config.dns_ip, DNS_PORT, query)

    async def _retried(self, what: str, act: Callable[[], Awaitable[None]]) -> None:
        backoff = BackoffManager(self._world, base=0.2, ceiling=10.0)
        while True:
            try:
                return await act()
            except (ApiError, OSError, TimeoutError) as error:
                logger.warning('cannot %s, will try again: %s', what, error or 'no answer in time')
            await asyncio.sleep(backoff.next(asyncio.get_running_loop().time()))

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
